"""DeepDance's drawing of a pose: 13 joints in sticks on white.

Source: DeepDance (Bakr Asskali, Taichi-Skeleton), as described: 14 coloured segments of thickness
4 and discs of radius 3 on 64 x 64 pixels; here they grow with the size. Its colours are not told:
these are our own.
"""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.generators.nearest.features import JOINTS

PELVIS, NECK = len(JOINTS), len(JOINTS) + 1  # middles of the hips and the shoulders
COLOURS = (
    (120, 120, 120), (60, 60, 60), (230, 25, 75), (245, 130, 48), (255, 225, 25), (60, 180, 75),
    (70, 240, 240), (0, 130, 200), (145, 30, 180), (240, 50, 230), (128, 0, 0), (0, 0, 128),
    (0, 128, 128), (128, 128, 0),
)  # fmt: skip
SHIFT = 4  # fractional bits of OpenCV's sub-pixel drawing


def _sides(a, b):
    return [(JOINTS.index(f"{s}_{a}"), JOINTS.index(f"{s}_{b}")) for s in ("left", "right")]


STICKS = [
    (PELVIS, NECK),
    (NECK, JOINTS.index("nose")),
    *_sides("shoulder", "elbow"),
    *_sides("elbow", "wrist"),
    *_sides("hip", "knee"),
    *_sides("knee", "ankle"),
    *((JOINTS.index(f"{s}_shoulder"), NECK) for s in ("left", "right")),
    *((JOINTS.index(f"{s}_hip"), PELVIS) for s in ("left", "right")),
]


def draw_sticks(joints, size) -> np.ndarray:
    """Draw 13 joints.

    Args:
        joints: `(13, 2)` pixels, NaN where missing. size: `(width, height)`.

    Returns:
        uint8 RGB `(height, width, 3)`.
    """
    canvas = np.full((size[1], size[0], 3), 255, np.uint8)
    scale = min(size) / 64
    middles = [joints[[i, i + 1]].mean(axis=0) for i in (JOINTS.index("left_hip"),
               JOINTS.index("left_shoulder"))]  # fmt: skip
    points = np.concatenate([joints, middles])
    known = np.isfinite(points).all(axis=1)
    known[known] = np.abs(points[known]).max(axis=1) < 4 * max(size)  # 16 bits in OpenCV
    fixed = np.round(np.where(known[:, None], points, 0) * (1 << SHIFT)).astype(int)
    for colour, (a, b) in zip(COLOURS, STICKS, strict=True):
        if known[a] and known[b]:
            ends = fixed[[a, b]].tolist()
            cv2.line(canvas, *ends, colour, max(1, round(4 * scale)), cv2.LINE_AA, SHIFT)
    for point in fixed[: len(JOINTS)][known[: len(JOINTS)]]:
        cv2.circle(canvas, point.tolist(), round(3 * scale * (1 << SHIFT)), (0, 0, 0), -1,
                   cv2.LINE_AA, SHIFT)  # fmt: skip
    return canvas
