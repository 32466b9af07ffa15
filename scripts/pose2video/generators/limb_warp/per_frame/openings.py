"""The end of a sleeve: its dark inside, where that is seen from the front, and its hem."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.generators.limb_warp.per_frame.model_limbs import LimbOnCanvas
from pose2video.generators.limbs.strips import ROWS

RING = 0.05  # of the forearm, on either side of the sleeve's end: points around its opening
DARK = 0.35  # of a sleeve's light, inside it
# Of the forearm, before the sleeve's end: its lighter rim and its darker seam; how wide they are,
# and how much lighter and darker, of its light; and levels that black cloth's rim has
RIM, SEAM, WIDE = 0.02, 0.06, 0.009
LIGHTER, DARKER, LEAST = 0.3, 0.3, 12.0
SHIFT = 4  # bits of a pixel's fractions


def lay_opening(frame, arm: LimbOnCanvas, end):
    """Fill the opening at the end of a sleeve, before the sleeve and what comes out of it.

    From the side the opening is a line, from the back the sleeve lies before it.

    Args:
        frame: uint8 RGB, changed. arm: The forearm, or the whole arm.
        end: Along the arm, where the sleeve ends.
    """
    ring = np.abs(arm.along - end) < RING
    if ring.sum() < 3:
        return
    outline = cv2.convexHull(np.float32(arm.xy[ring] - 0.5))
    x, y, width, height = cv2.boundingRect(outline)
    low = np.clip([x - 1, y - 1], 0, frame.shape[1::-1])
    high = np.clip([x + width + 2, y + height + 2], 0, frame.shape[1::-1])
    if (high <= low).any():
        return
    share = np.zeros(tuple(high - low)[::-1], np.uint8)
    places = np.int32(np.rint((outline - low) * (1 << SHIFT)))
    cv2.fillConvexPoly(share, places, 255, cv2.LINE_AA, SHIFT)
    row = min(int(end * ROWS), len(arm.strip) - 1)
    part = frame[low[1] : high[1], low[0] : high[0]]
    dark = DARK * arm.strip[row].mean(axis=0)
    part[:] = np.rint(part + share[..., None] / 255 * (dark - part))


def hemmed(strip, end) -> np.ndarray:
    """A sleeve's strip, uint8 RGB, with the hem of a sleeve that ends at `end` along the arm."""
    along = (np.arange(len(strip)) + 0.5) / ROWS - end
    rim, seam = (np.exp(-(((along + place) / WIDE) ** 2))[:, None, None] for place in (RIM, SEAM))
    levels = strip * (1 + LIGHTER * rim - DARKER * seam) + LEAST * rim
    return np.rint(np.clip(levels, 0, 255)).astype(np.uint8)
