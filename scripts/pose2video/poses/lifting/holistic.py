"""Poses of any skeleton as the house's own, `holistic`, which everything behind reads."""

from __future__ import annotations

import numpy as np

from pose2video.names import spans
from pose2video.poses.lifting.depth import (
    HEIGHT_M,
    HIPS_APART,
    TRUNK,
    pixels_per_metre,
    shortened,
    world_of,
)
from pose2video.poses.lifting.faces import completed_faces
from pose2video.poses.skeletons import convert, load_map

ASSUMED = 0.05  # confidence of hips that are only assumed: there, and of no weight in a fit


def to_holistic(poses):
    """Convert `poses`; what a body needs and the file has not is measured or assumed.

    Of a face of 68 or more points the others of MediaPipe's 478 are laid between them (`faces`).
    Points of the body that are missing are taken from hands and face where these have them too.
    Hips that are missing (below the picture's edge) are set under the shoulders with confidence
    0.05. Where there are no metres they are measured by the lengths of arms, legs and trunk; where
    there is no depth either, it is taken from how much limbs are shortened.

    Returns:
        The `holistic` sequence, and sentences on what is assumed.
    """
    flat = not np.isfinite(poses.depth[:, poses.layout.parts["body"]]).any()
    poses, words = completed_faces(convert(poses, "holistic"))
    poses = _completed(poses)
    if np.isfinite(poses.world).any():
        return poses, words
    scale = pixels_per_metre(poses)
    if scale is None:
        words.append("the file shows neither arms nor legs nor a trunk: no body can be fitted")
        return poses, words
    poses, assumed = _with_hips(poses, scale, flat)
    words += assumed
    if flat:
        words.append(
            "the file has no depth: how far limbs reach forwards is taken from how much they are "
            "shortened, and turns of the trunk are not seen"
        )
        poses = shortened(poses, scale)
    return poses.changed(world=world_of(poses, scale)), words


def _completed(poses):
    """Missing points of the body that hands or face show too."""
    keypoints, confidence = poses.keypoints.copy(), poses.confidence.copy()
    for i, sources in enumerate(load_map("holistic", "holistic")):
        if not sources:
            continue
        lost = confidence[:, i] == 0
        shown = (confidence[:, sources] > 0).all(axis=1) & lost
        keypoints[shown, i] = poses.keypoints[:, sources].mean(axis=1)[shown]
        confidence[shown, i] = poses.confidence[:, sources].min(axis=1)[shown]
    return poses.changed(keypoints=keypoints, confidence=confidence)


def _with_hips(poses, scale, flat):
    """Hips below the shoulders where there are none."""
    at = poses.layout.indices
    shoulders, hips = at("left_shoulder", "right_shoulder"), at("left_hip", "right_hip")
    known = poses.confidence > 0
    lost = known[:, shoulders].all(axis=1) & ~known[:, hips].all(axis=1)
    if not lost.any():
        return poses, []
    keypoints, confidence, depth = (
        array.copy() for array in (poses.keypoints, poses.confidence, poses.depth)
    )
    middle = keypoints[:, shoulders].mean(axis=1)
    across = np.sign(keypoints[:, shoulders[0], 0] - keypoints[:, shoulders[1], 0])
    long, half = TRUNK * HEIGHT_M * scale, HIPS_APART * HEIGHT_M * scale / 2
    for hip, side in zip(hips, (1, -1), strict=True):
        place = middle + np.stack([side * half * across, np.full(len(middle), long)], axis=1)
        keypoints[lost, hip], confidence[lost, hip] = place[lost], ASSUMED
        depth[lost, hip] = np.nan if flat else 0
    words = [f"the hips are not in the file in frames {spans(np.flatnonzero(lost))}: assumed below"]
    return poses.changed(keypoints=keypoints, confidence=confidence, depth=depth), words
