"""What the frames of a film tell beside their poses: where it cuts, and how sharp they are."""

from __future__ import annotations

import cv2
import numpy as np

SMALL = (48, 48)  # pixels of the pictures that are compared
CUT_LEVELS = 18.0  # grey levels of mean difference, as much as from one scene to another
CUT_RATIO = 5.0  # times what the frames around change
AROUND = 12  # frames before and after


def cuts_of(frames) -> list[int]:
    """Frames at which another scene begins.

    A cut differs from the frame before by much more than the frames around it do: a fast dancer
    changes many frames in a row, a cut one. A flash of one or two frames is no cut.

    Args:
        frames: Iterable of uint8 RGB images of one size.

    Returns:
        Numbers of the first frames of new scenes.
    """
    small = np.stack(
        [cv2.resize(frame, SMALL, interpolation=cv2.INTER_AREA) for frame in frames]
    ).astype(np.float32)
    change = np.abs(np.diff(small, axis=0)).mean(axis=(1, 2, 3))
    found = []
    for i in np.flatnonzero(change > CUT_LEVELS):
        near = np.delete(change[max(0, i - AROUND) : i + AROUND + 1], min(i, AROUND))
        before, after = max(i - 2, 0), min(i + 3, len(small) - 1)
        stays = np.abs(small[after] - small[before]).mean() > CUT_LEVELS  # no flash
        if stays and change[i] > CUT_RATIO * (np.median(near) if len(near) else 0):
            found.append(int(i) + 1)
    return found


def sharpness(frame, box) -> float:
    """Variance of the Laplacian of the grey picture in a box, `(left, top, right, bottom)`.

    Source: Pertuz, Puig and Garcia, "Analysis of focus measure operators for shape-from-focus",
    Pattern Recognition 46, 2013 (LAPV).
    """
    left, top, right, bottom = (round(v) for v in box)
    part = frame[max(top, 0) : max(bottom, top + 2), max(left, 0) : max(right, left + 2)]
    if part.size == 0:
        return 0.0
    return float(cv2.Laplacian(cv2.cvtColor(part, cv2.COLOR_RGB2GRAY), cv2.CV_64F).var())
