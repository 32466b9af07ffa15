"""Structural similarity, at one scale and at five; called as the metrics of `pictures`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import cv2

from pose2video.metrics.looks import mean_of

# Wang, Simoncelli and Bovik 2003: the weight of each scale, from the finest; Gaussian windows
WEIGHTS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)
_SIDE, _SIGMA, _CUT = 11, 1.5, 5
_C1, _C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2


@dataclass(frozen=True)
class Ssim:
    """Structural similarity (Wang et al. 2004) of the luma, windows of 7 pixels."""

    unit: ClassVar[str] = "index"
    higher_is_better: ClassVar[bool] = True

    def __call__(self, look, where):
        """Compare two frames."""
        return mean_of(look.ssim, where)


@dataclass(frozen=True)
class MsSsim:
    """Structural similarity at five scales (Wang, Simoncelli and Bovik 2003) of the luma.

    Gaussian windows of 11 pixels, whole ones alone; each scale is the mean of 2 x 2 pixels of the
    one before. A scale that is less alike than chance counts as 0.
    """

    unit: ClassVar[str] = "index"
    higher_is_better: ClassVar[bool] = True

    def __call__(self, look, where=None):
        """Compare two whole frames; None where a side is too short for five scales (161 pixels)."""
        a, b = look.lumas
        if min(a.shape) <= (_SIDE - 1) * 2 ** (len(WEIGHTS) - 1):
            return None
        value = 1.0
        for scale, weight in enumerate(WEIGHTS):
            last = scale == len(WEIGHTS) - 1
            value *= max(_likeness(a, b, with_luminance=last), 0.0) ** weight
            size = (a.shape[1] // 2, a.shape[0] // 2)
            a, b = (cv2.resize(x, size, interpolation=cv2.INTER_AREA) for x in (a, b))
        return value


def _likeness(a, b, with_luminance):
    """The mean of contrast and structure over a scale, times the luminance where asked."""
    mean_a, mean_b = _window(a), _window(b)
    both, squares = mean_a * mean_b, mean_a * mean_a + mean_b * mean_b
    covariance, variances = _window(a * b) - both, _window(a * a + b * b) - squares
    likeness = (2 * covariance + _C2) / (variances + _C2)
    if with_luminance:
        likeness *= (2 * both + _C1) / (squares + _C1)
    return float(likeness.mean())


def _window(values):
    """The Gaussian mean around every pixel whose window lies in the picture."""
    return cv2.GaussianBlur(values, (_SIDE, _SIDE), _SIGMA)[_CUT:-_CUT, _CUT:-_CUT]
