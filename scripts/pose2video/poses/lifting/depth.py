"""Metres and depth of a body from its keypoints in the picture, by an adult's proportions."""

from __future__ import annotations

import numpy as np

HEIGHT_M = 1.70  # of a usual adult
# lengths of segments as shares of the height (Drillis and Contini 1966, in Winter, Biomechanics and
# Motor Control of Human Movement, figure 4.1)
SEGMENTS = {
    ("shoulder", "elbow"): 0.186,
    ("elbow", "wrist"): 0.146,
    ("hip", "knee"): 0.245,
    ("knee", "ankle"): 0.246,
}
TRUNK = 0.288  # from between the shoulders to between the hips
HIPS_APART = 0.12  # between the joints
SIDES = ("left", "right")
SURE = 0.3  # points below this confidence do not measure
LONGEST = 90  # percentile of a segment's lengths that counts as unforeshortened
SLACK = 0.9  # a segment is foreshortened where it is shorter than this share: the rest is noise
# the way in depth, towards where the person faces: arms reach forwards, knees bend forwards
FORWARDS = {"elbow": 1, "wrist": 1, "knee": 1, "ankle": -1}
FOOT_M = {"heel": (0.0, 0.05, 0.04), "foot_index": (0.0, 0.07, -0.15)}  # from the ankle


def pixels_per_metre(poses) -> float | None:
    """One number for a `holistic` clip: the median over segments of their long lengths."""
    at = poses.layout.indices
    depth = np.nan_to_num(poses.depth)
    ratios = []

    def measure(a, b, share):
        sure = (poses.confidence[:, a + b] >= SURE).all(axis=1)
        ends = [
            np.concatenate([poses.keypoints[:, i], depth[:, i, None]], axis=2).mean(axis=1)
            for i in (a, b)
        ]
        lengths = np.linalg.norm(ends[1] - ends[0], axis=1)[sure]
        if lengths.size:
            ratios.append(np.percentile(lengths, LONGEST) / (share * HEIGHT_M))

    for (a, b), share in SEGMENTS.items():
        for side in SIDES:
            measure(at(f"{side}_{a}"), at(f"{side}_{b}"), share)
    measure(at("left_shoulder", "right_shoulder"), at("left_hip", "right_hip"), TRUNK)
    found = float(np.median(ratios)) if ratios else 0.0
    return found if found > 0 else None


def shortened(poses, scale):
    """A `holistic` sequence with a depth for the body's points, from how much segments are short.

    A segment of length l that is seen as d is `sqrt(l^2 - d^2)` deep (Taylor, Reconstruction of
    Articulated Objects from Point Correspondences in a Single Uncalibrated Image, CVIU 80, 2000).
    The picture does not say which way: see `FORWARDS`. Trunk and head stay in the picture's plane.

    Args:
        poses: The sequence.
        scale: Pixels per metre.
    """
    at, x = poses.layout.index, np.nan_to_num(poses.keypoints)
    body = poses.layout.parts["body"]
    depth = np.zeros((poses.n_frames, body.stop))
    across = x[:, at("left_shoulder"), 0] - x[:, at("right_shoulder"), 0]
    ahead = np.where(across >= 0, -1.0, 1.0)  # facing the camera is towards smaller depth
    for (a, b), share in SEGMENTS.items():
        length = share * HEIGHT_M * scale
        for side in SIDES:
            i, j = at(f"{side}_{a}"), at(f"{side}_{b}")
            seen = np.linalg.norm(x[:, j] - x[:, i], axis=1) / SLACK
            deep = np.sqrt(np.maximum(length**2 - seen**2, 0))
            deep *= (poses.confidence[:, [i, j]] > 0).all(axis=1)
            depth[:, j] = depth[:, i] + FORWARDS[b] * ahead * deep
    for side in SIDES:
        for joint, points in (("wrist", ("pinky", "index", "thumb")), ("ankle", tuple(FOOT_M))):
            for point in points:
                depth[:, at(f"{side}_{point}")] = depth[:, at(f"{side}_{joint}")]
    everything = poses.depth.copy()
    everything[:, body] = np.where(poses.confidence[:, body] > 0, depth, np.nan)
    return poses.changed(depth=everything)


def world_of(poses, scale):
    """Metres `(T, K, 3)` from pixels and depth, origin between the hips; NaN without hips.

    Limbs that are not seen hang down: a fit needs a start for them, and gives them no weight.

    Args:
        poses: A `holistic` sequence. scale: Pixels per metre.
    """
    at = poses.layout.index
    body = poses.layout.parts["body"]
    world = np.full_like(poses.world, np.nan)
    points = np.concatenate([poses.keypoints, poses.depth[..., None]], axis=2)[:, body]
    hips = points[:, [at("left_hip"), at("right_hip")]].mean(axis=1, keepdims=True)
    world[:, body] = (points - hips) / scale
    segments = [
        (f"{side}_{a}", f"{side}_{b}", (0, share * HEIGHT_M, 0))
        for (a, b), share in SEGMENTS.items()
        for side in SIDES
    ]
    segments += [
        (f"{side}_ankle", f"{side}_{end}", way) for side in SIDES for end, way in FOOT_M.items()
    ]
    for a, b, way in segments:
        missing = np.isnan(world[:, at(b)]).any(axis=1)
        world[missing, at(b)] = world[missing, at(a)] + np.array(way)
    return world
