"""Who of several people on a picture is meant: the part of it that shows them."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.errors import UserError

SIDES, ABOVE, BELOW = 0.5, 0.9, 0.4  # of the shoulders' width: what is left around the points
SURE = 0.3  # confidence of points that say where somebody is
FRAME = (255, 60, 0)  # colour of the frame around whoever is taken


def part_of(picture, estimator, person):
    """The part of a picture that shows whoever is meant.

    Args:
        picture: uint8 RGB `(height, width, 3)`.
        estimator: An estimator that gives the `holistic` skeleton.
        person: As `persons.read_person` gives it.

    Returns:
        The slices of rows and columns; where they are in these, a box of four shares as `persons`
        knows it; the picture with a frame around the part; and sentences.

    Raises:
        UserError: Whoever is meant is not there.
    """
    poses, doubts = estimator.follow([picture] * 3, 25, person)
    poses = poses.frame(poses.n_frames - 1)
    body = poses.part("body")[0]
    sure = body[poses.confidence[0, poses.layout.parts["body"]] > SURE]
    sure = sure[np.isfinite(sure).all(axis=1)]
    if len(sure) < 3:
        why = next((said for said in doubts if "asked for" in said), None)
        why = why or f"nobody was found there by `person` {_said(person)}: correct it"
        raise UserError(f"the character's picture: {why.replace(' in a frame', '')}")
    low, high = sure.min(axis=0), sure.max(axis=0)
    unit = _shoulders(poses, low, high)
    size = np.array(picture.shape[1::-1])
    left, top = np.clip(np.rint(low - unit * np.array([SIDES, ABOVE])), 0, size).astype(int)
    right, bottom = np.clip(np.rint(high + unit * np.array([SIDES, BELOW])), 0, size).astype(int)
    corner, part = np.array([left, top]), np.array([right - left, bottom - top])
    box = np.clip(np.concatenate([low - corner, high - corner]) / np.tile(part, 2), 0, 1)
    framed = picture.copy()
    line = max(2, min(picture.shape[:2]) // 150)
    cv2.rectangle(framed, (int(left), int(top)), (int(right) - 1, int(bottom) - 1), FRAME, line)
    doubtful = (
        "who is meant on the picture is doubtful (others are near, or as large): look at "
        "check.png; a box as `person` says it"
    )
    sentences = [doubtful] if doubts else []
    return (slice(top, bottom), slice(left, right)), box.tolist(), framed, sentences


def _shoulders(poses, low, high):
    """The width of the shoulders in pixels, or what it may be by the rest of the body."""
    x, at = poses.keypoints[0], poses.layout.indices
    left, right, *hips = x[at("left_shoulder", "right_shoulder", "left_hip", "right_hip")]
    trunk = np.linalg.norm((left + right) / 2 - np.mean(hips, axis=0))
    widths = np.array([np.linalg.norm(left - right), 0.55 * trunk, 0.2 * (high - low).max()])
    return float(np.max(widths[np.isfinite(widths)]))


def _said(person):
    return " ".join(map(str, person)) if isinstance(person, list) else str(person)
