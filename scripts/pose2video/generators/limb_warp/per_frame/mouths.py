"""The inside of a mouth that opens farther than the picture shows it."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.generators.limb_warp.at_rest.face_measures import smooth_step
from pose2video.generators.limb_warp.over_clip.smiles import SMILES, wide_and_high
from pose2video.poses.skeletons import face_mesh

OPENS = 0.008  # face heights of opening from which something is painted, full at thrice that
WIDER = (1.3, 1.8)  # the same of a mouth that the picture shows open: openings over its own
TEETH_FROM, TEETH_ALL = 0.03, 0.07  # face heights of opening between which the teeth come out
# sRGB in full light. The inside is red whatever the lips wear, and dark: little light gets in.
DEEP, TONGUE = np.array([74.0, 30.0, 26.0]), np.array([172.0, 94.0, 86.0])
RISES = (0.35, 0.9)  # shares of the opening, from above, between which the tongue comes to be seen
TOOTH = np.array([234.0, 225.0, 210.0])
BRIGHT = 235.0  # the largest value of cheeks in full light
TEETH = 0.94  # how opaque the teeth get
# Teeth reach down so much of the opening, and so many face heights at most; farther in a broad
# smile, whose upper lip bares them.
LONG, SMILING = np.array([0.45, 0.042]), np.array([0.6, 0.062])
# Of their light the upper lip takes so much from them at its edge, the cheeks aside twice that.
SHADED = 0.15
INCISOR, GAPS = 0.045, 0.09  # face heights across a tooth; how dark it is between two
SUPER = 4  # samples a pixel


def paint_mouth(image, target, axes, height, cheeks, own=0.0):
    """Paint the inside of an opened mouth, in place.

    It is a dark cavity with the tongue low in it. The edge of the upper teeth shows where the mouth
    is open enough, in the lip's shadow above and the cheeks' at its sides.

    Args:
        image: RGB times alpha, and alpha, uint8 `(height, width, 4)`.
        target: Face points in pixels of the image, `(478, 2)`.
        axes: The head's, `(3, 3)`.
        height: Of the face in pixels.
        cheeks: Their colour, see `RestingHead.cheeks`.
        own: Opening of the mouth in the picture, face heights, whose inside is seen; 0 of a closed
            one.
    """
    rim = face_mesh()["rims"]["mouth"]
    upper, lower = target[rim["upper"]], target[rim["lower"]]
    down = axes[:2, 1] / np.linalg.norm(axes[:2, 1])
    across = np.array([down[1], -down[0]])
    gap = max(((lower - upper) @ down).max(), 0.0) / height
    low, full = (WIDER[0] * own, WIDER[1] * own) if own else (OPENS, 3 * OPENS)
    shown = np.clip((gap - low) / (full - low), 0, 1)
    outline = np.concatenate([upper, lower[-2:0:-1]])
    low = np.maximum(np.floor(outline.min(axis=0)).astype(int) - 2, 0)
    high = np.minimum(np.ceil(outline.max(axis=0)).astype(int) + 3, image.shape[1::-1])
    if shown == 0 or (high <= low).any():
        return
    width, tall = high - low
    soft = _filled(outline - low, (width, tall), 0.009 * height)
    rows, columns = np.mgrid[low[1] : high[1], low[0] : high[0]]
    along = columns * down[0] + rows * down[1]
    aside = (columns - outline[:, 0].mean()) * across[0] + (rows - outline[:, 1].mean()) * across[1]
    aside = aside[..., None] / height
    half = max(np.ptp(outline @ across) / 2 / height, 1e-6)
    top, bottom = (upper @ down).min(), (lower @ down).max()
    floor = np.clip((along - top) / max(bottom - top, 1e-6), 0, 1)[..., None]
    middle = np.clip(1 - (aside / half) ** 2, 0, 1)
    tongue = smooth_step(floor, *RISES) * middle
    light = np.clip(cheeks.max() / BRIGHT, 0.2, 1)
    colour = light * (DEEP + (TONGUE - DEEP) * tongue)
    out = np.clip((gap - TEETH_FROM) / (TEETH_ALL - TEETH_FROM), 0, 1)
    if out > 0:
        smiles = smooth_step(wide_and_high(target)[0], *SMILES)
        share, most = LONG + smiles * (SMILING - LONG)
        reach = min(share * gap, most) * height * (0.6 + 0.4 * out)
        taper = reach * np.sin(np.linspace(0.08, 0.92, len(upper) - 2) * np.pi)[:, None]
        edge = upper[1:-1] - 0.01 * height * down
        teeth = np.concatenate([edge, (upper[1:-1] + taper * down)[::-1]])
        bite = TEETH * out * _filled(teeth - low, (width, tall), 0.004 * height)[..., None]
        below = np.clip((along - top) / max(reach, 1e-6), 0, 1)[..., None]
        between = np.abs((aside / INCISOR + 0.5) % 1 - 0.5) * INCISOR / 0.006
        lit = (1 - SHADED * (1 - below)) * (1 - 2 * SHADED * (1 - middle))
        lit = lit * (1 - GAPS * np.exp(-(between**2)))
        colour = colour * (1 - bite) + bite * TOOTH * light * lit
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
