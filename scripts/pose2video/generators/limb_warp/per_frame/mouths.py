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
DEEP, TONGUE = np.array([58.0, 24.0, 22.0]), np.array([166.0, 88.0, 82.0])
RISES = (0.35, 0.9)  # shares of the opening, from above, between which the tongue comes to be seen
WIDELY = (0.05, 0.12)  # face heights of opening between which light falls on it
TOOTH = np.array([238.0, 230.0, 216.0])
BRIGHT = 235.0  # the largest value of cheeks in full light
USUAL = np.array([1.0, 0.74, 0.62])  # shares of the levels of skin in white light
TINGE = 0.08  # what teeth have of the colour of the lips and cheeks around them
TEETH = 0.94  # how opaque the teeth get
# Teeth reach down so much of the opening, and so many face heights at most; farther in a broad
# smile, whose upper lip bares them.
LONG, SMILING = np.array([0.4, 0.036]), np.array([0.62, 0.055])
ARCH = (0.68, 0.95)  # shares of half the mouth's width between which the row goes out of sight
# Of their light the upper lip takes so much from them at its edge, and the cheeks at the corners.
LIP_SHADE, CORNER_SHADE = 0.3, 0.55
INCISOR, GAPS = 0.045, 0.12  # face heights across a tooth; how dark it is between two
ROUND = 0.12  # of the length of a tooth: so much shorter it is at its sides
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
    aside = columns * across[0] + rows * across[1]
    middle = (outline @ across).mean()
    half = max(np.ptp(outline @ across) / 2, 1e-6)
    order = np.argsort(upper @ across)
    lip = np.interp(aside, (upper @ across)[order], (upper @ down)[order])
    top, bottom = (upper @ down).min(), (lower @ down).max()
    floor = np.clip((along - top) / max(bottom - top, 1e-6), 0, 1)
    off = np.abs(aside - middle) / half
    shares = cheeks / max(cheeks.max(), 1.0)
    light = np.clip(cheeks.max() / BRIGHT, 0.2, 1) * np.clip(shares / USUAL, 0.2, 1)
    tongue = smooth_step(floor, *RISES) * np.clip(1 - off**2, 0, 1) * smooth_step(gap, *WIDELY)
    colour = light * (DEEP + (TONGUE - DEEP) * tongue[..., None])
    out = np.clip((gap - TEETH_FROM) / (TEETH_ALL - TEETH_FROM), 0, 1)
    if out > 0:
        smiles = smooth_step(wide_and_high(target)[0], *SMILES)
        share, most = LONG + smiles * (SMILING - LONG)
        reach = min(share * gap, most) * height * (0.6 + 0.4 * out)
        teeth, lit = _teeth(along - lip, aside - middle, off, reach, height)
        bite = (TEETH * out * teeth)[..., None]
        tooth = TOOTH * light * shares**TINGE * lit[..., None]
        colour = colour * (1 - bite) + bite * tooth
    part = image[low[1] : high[1], low[0] : high[0]]
    share = (shown * soft)[..., None] * (part[..., 3:] / 255.0)
    part[..., :3] = np.round(part[..., :3] * (1 - share) + colour * share)


def _teeth(below, aside, off, reach, height):
    """The upper row of teeth: how much of every pixel is tooth, and the light on it, each `(h, w)`.

    Args:
        below: Pixels below the edge of the upper lip. aside: From the middle of the mouth.
        off: The same in halves of the mouth's width, never below 0.
        reach: How far down the longest teeth reach, in pixels. height: Of the face, likewise.
    """
    across = aside / (INCISOR * height)
    between = 2 * np.abs((across + 0.5) % 1 - 0.5)  # 1 in the middle of a tooth, 0 between two
    length = reach * (1 - 0.35 * off**2) * (1 - ROUND * (1 - between) ** 2)
    edge = np.clip((length - below) / max(1.0, 0.006 * height) + 0.5, 0, 1)
    share = edge * (1 - smooth_step(off, *ARCH))
    lit = 1 - LIP_SHADE * (1 - smooth_step(below / max(reach, 1e-6), 0, 0.7))
    lit = lit * (1 - CORNER_SHADE * np.clip(off, 0, 1) ** 2)
    seam = np.exp(-((between * INCISOR / 0.012) ** 2))
    return share, lit * (1 - GAPS * seam)


def _filled(outline, size, blur):
    """Share of every pixel inside an outline, softened, float64 `(height, width)`."""
    mask = np.zeros((size[1] * SUPER, size[0] * SUPER), np.uint8)
    corners = np.round((outline + 0.5) * SUPER - 0.5).astype(np.int32)
    cv2.fillPoly(mask, [corners], 255)
    mask = cv2.GaussianBlur(mask, (0, 0), SUPER * max(0.5, blur))
    return cv2.resize(mask, tuple(int(v) for v in size), interpolation=cv2.INTER_AREA) / 255.0
