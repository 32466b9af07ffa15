"""Spectacles in the picture: what lies on a face and does not bend with it."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.generators.limb_warp.at_rest.face_measures import smooth_step
from pose2video.generators.limb_warp.at_rest.turns import CHIN, TOP
from pose2video.poses.skeletons import face_mesh

EYES = ("right_eye", "left_eye")
BRIDGE = 168  # between the eyes, where a bridge lies
ACROSS = 0.025  # face heights beside it that are looked at
# Shares of the skin's light by which a bridge and the lower rims are darker than what is above and
# below them: without spectacles 0.1 and less at the bridge.
DARKER = {"bridge": 0.25, "rim": 0.15}
REACH = {"bridge": (-0.12, 0.12), "rim": (0.03, 0.26)}  # face heights down in which they lie
THICK = 0.05  # face heights within which both sides of a rim are bright
STEP = 0.004  # face heights between two samples
ABOVE, BELOW = (0.1, 0.02), (0.13, 0.22)  # face heights above brows and below eyes: see `plate`
BROWS = (105, 334)


def wears_glasses(image, points) -> bool:
    """Whether dark rims lie under an eye and a bridge between the eyes.

    Args:
        image: RGB, uint8 `(height, width, 3 or 4)`.
        points: The face's in pixels of the image, `(478, 2)`.
    """
    down = points[CHIN] - points[TOP]
    height = np.linalg.norm(down)
    down = down / height
    grey = image[..., :3].astype(np.float32).mean(axis=2)
    grey = cv2.GaussianBlur(grey, (0, 0), max(0.3, STEP * height))
    beside = np.linspace(-ACROSS, ACROSS, 7)[:, None] * height * np.array([down[1], -down[0]])
    bridge = _ridges(grey, points[BRIDGE] + beside, down, height, REACH["bridge"])
    rims = []
    for name in EYES:
        lower = points[face_mesh()["rims"][name]["lower"]]
        columns = lower[0] + np.linspace(0.1, 0.9, 17)[:, None] * (lower[-1] - lower[0])
        rims.append(np.median(_ridges(grey, columns, down, height, REACH["rim"])))
    return bool(np.median(bridge) > DARKER["bridge"] and max(rims) > DARKER["rim"])


def _ridges(grey, starts, down, height, reach):
    """The darkest thin line across each column, in shares of the column's light, `(columns,)`."""
    steps = np.arange(*reach, STEP)[:, None, None] * height * down + starts
    x, y = np.float32(steps[..., 0]), np.float32(steps[..., 1])
    light = cv2.remap(grey, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    size = round(THICK / STEP)
    around = [
        np.max([np.roll(light, sign * k, axis=0) for k in range(1, size + 1)], axis=0)
        for sign in (1, -1)
    ]
    depth = (np.minimum(*around) - light)[size:-size]
    return depth.max(axis=0) / np.maximum(np.median(light, axis=0), 1)


def plate(upright):
    """Share of every point that moves as one plate with the spectacles, `(478,)`.

    Args:
        upright: The points in the head's own frame, in face heights, `(478, 2 or more)`.
    """
    y = upright[:, 1]
    lids = np.mean([upright[face_mesh()["rims"][n]["lower"], 1].mean() for n in EYES])
    top = upright[list(BROWS), 1].mean()
    return smooth_step(y, top - ABOVE[0], top - ABOVE[1]) * (
        1 - smooth_step(y, lids + BELOW[0], lids + BELOW[1])
    )


def flattened(shift, places, share):
    """Shifts of points `(n, 2)` of which a `share` `(n,)` is that of a plate: no bend, no wave.

    The plate's is the affine shift nearest to what its points would do.

    Args:
        shift: In pixels. places: Where the points lie, `(n, 2)`.
    """
    rows = np.column_stack([places, np.ones(len(places))])
    weights = np.sqrt(share)[:, None]
    affine = np.linalg.lstsq(weights * rows, weights * shift, rcond=None)[0]
    return shift + share[:, None] * (rows @ affine - shift)
