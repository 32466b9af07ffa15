"""The inside of an opened mouth that the picture shows closed."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.poses.skeletons import face_mesh

OPENS = 0.008  # face heights of opening from which something is painted, full at thrice that
TEETH_FROM, TEETH_ALL = 0.025, 0.065  # face heights of opening between which the teeth come out
# sRGB in full light; half as bright as the cheeks are. The inside is red whatever the lips wear.
DEEP, TONGUE = np.array([54.0, 20.0, 17.0]), np.array([168.0, 88.0, 80.0])
TOOTH = np.array([235.0, 220.0, 194.0])
TEETH = 0.95  # how opaque the teeth get
SUPER = 4  # samples a pixel


def paint_mouth(image, target, axes, height, cheeks):
    """Paint the inside of an opened mouth, in place.

    It is deep above and lighter towards the tongue, and the edge of the upper teeth shows where
    the mouth is open enough.

    Args:
        image: RGB times alpha, and alpha, uint8 `(height, width, 4)`.
        target: Face points in pixels of the image, `(478, 2)`.
        axes: The head's, `(3, 3)`.
        height: Of the face in pixels.
        cheeks: Their colour, see `RestingHead.cheeks`.
    """
    rim = face_mesh()["rims"]["mouth"]
    upper, lower = target[rim["upper"]], target[rim["lower"]]
    down = axes[:2, 1] / np.linalg.norm(axes[:2, 1])
    gap = max(((lower - upper) @ down).max(), 0.0) / height
    shown = np.clip((gap / OPENS - 1) / 2, 0, 1)
    outline = np.concatenate([upper, lower[-2:0:-1]])
    low = np.maximum(np.floor(outline.min(axis=0)).astype(int) - 2, 0)
    high = np.minimum(np.ceil(outline.max(axis=0)).astype(int) + 3, image.shape[1::-1])
    if shown == 0 or (high <= low).any():
        return
    width, tall = high - low
    soft = _filled(outline - low, (width, tall), 0.006 * height)
    rows, columns = np.mgrid[low[1] : high[1], low[0] : high[0]]
    along = columns * down[0] + rows * down[1]
    top, bottom = (upper @ down).min(), (lower @ down).max()
    floor = np.clip((along - top) / max(bottom - top, 1e-6), 0, 1)[..., None] ** 1.5
    light = 0.5 + 0.5 * cheeks.max() / 255
    colour = light * (DEEP + (TONGUE - DEEP) * floor)
    out = np.clip((gap - TEETH_FROM) / (TEETH_ALL - TEETH_FROM), 0, 1)
    if out > 0:
        reach = min(0.55 * gap, 0.05) * height * (0.6 + 0.4 * out)
        taper = reach * np.sin(np.linspace(0.15, 0.85, len(upper) - 2) * np.pi)[:, None]
        edge = upper[1:-1] - 0.01 * height * down
        teeth = np.concatenate([edge, (upper[1:-1] + taper * down)[::-1]])
        bite = TEETH * out * _filled(teeth - low, (width, tall), 0.006 * height)[..., None]
        colour = colour * (1 - bite) + bite * TOOTH * light
    part = image[low[1] : high[1], low[0] : high[0]]
    share = (shown * soft)[..., None] * (part[..., 3:] / 255.0)
    part[..., :3] = np.round(part[..., :3] * (1 - share) + colour * share)


def _filled(outline, size, blur):
    """Share of every pixel inside an outline, softened, float64 `(height, width)`."""
    mask = np.zeros((size[1] * SUPER, size[0] * SUPER), np.uint8)
    corners = np.round((outline + 0.5) * SUPER - 0.5).astype(np.int32)
    cv2.fillPoly(mask, [corners], 255)
    mask = cv2.GaussianBlur(mask, (0, 0), SUPER * max(0.5, blur))
    return cv2.resize(mask, tuple(int(v) for v in size), interpolation=cv2.INTER_AREA) / 255.0
