"""Metrics on what changes from frame to frame; called as the metrics of `pictures`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import cv2

from pose2video.metrics.looks import mean_of


@dataclass(frozen=True)
class Flicker:
    """How far the change from frame to frame is from the true change, 1 from black to white.

    The mean over pixels of `| |r(t) - r(t-1)| - |w(t) - w(t-1)| |`, `r` the result and `w` the
    truth: a film that twitches has it, and so has one that stands still where it should move.
    """

    unit: ClassVar[str] = "level"
    higher_is_better: ClassVar[bool] = False

    def __call__(self, look, where):
        """Compare a frame with the one before; None for the first."""
        if look.before is None:
            return None
        change = cv2.absdiff(look.frame, look.before.frame)
        return mean_of(cv2.absdiff(change, cv2.absdiff(look.true, look.before.true)), where) / 255


@dataclass(frozen=True)
class WarpedFlicker:
    """How much more than the truth a film changes where its motion is followed, 1 is white.

    Every frame is compared with the one before, moved by the true film's optical flow; what is left
    of the truth itself is taken off, and a film that changes less has 0. A blurred film flickers
    little: read it beside `sharpness`.
    """

    unit: ClassVar[str] = "level"
    higher_is_better: ClassVar[bool] = False

    def __call__(self, look, where):
        """Compare a frame with the one before; None for the first."""
        if look.followed is None:
            return None
        found, true = (mean_of(left, where) for left in look.followed)
        return max(0.0, found - true) / 255
