"""What the frames of a film tell beside their poses: where it cuts, and how sharp they are."""

from __future__ import annotations

from collections import deque

import cv2
import numpy as np

SMALL = (48, 48)  # pixels of the pictures that are compared
CUT_LEVELS = 18.0  # grey levels of mean difference, as much as from one scene to another
CUT_RATIO = 5.0  # times what the frames around change
AROUND = 12  # frames before and after
BEFORE, AFTER = 3, 2  # frames from before a cut to behind it, farther apart than a flash lasts


def cuts_of(frames) -> list[int]:
    """Frames at which another scene begins.

    A cut differs from the frame before by much more than the frames around it do: a fast dancer
    changes many frames in a row, a cut one. A flash of one or two frames is no cut. A few small
    pictures are kept at a time.

    Args:
        frames: Iterable of uint8 RGB images of one size.

    Returns:
        Numbers of the first frames of new scenes.
    """
    recent: deque[np.ndarray] = deque(maxlen=BEFORE + AFTER + 1)
    changes, lasting = [], []  # of each frame: against the one before; across it
    for frame in frames:
        recent.append(cv2.resize(frame, SMALL, interpolation=cv2.INTER_AREA))
        changes.append(_difference(recent[-1], recent[-2]) if len(recent) > 1 else 0.0)
        lasting.append(_difference(recent[-1], recent[0]))
    changes = np.array(changes)
    found = []
    for i in np.flatnonzero(changes > CUT_LEVELS):
        near = np.delete(changes[max(1, i - AROUND) : i + AROUND + 1], min(i - 1, AROUND))
        stays = lasting[min(i + AFTER, len(lasting) - 1)] > CUT_LEVELS
        if stays and changes[i] > CUT_RATIO * (np.median(near) if len(near) else 0):
            found.append(int(i))
    return found


def _difference(a, b):
    return float(np.abs(a.astype(np.int16) - b).mean())


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
