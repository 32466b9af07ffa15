"""A frame beside the true one, and what several metrics need of both, worked out once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import cv2
import numpy as np


@dataclass(eq=False)
class Look:
    """One moment of a result and of the truth.

    Attributes:
        frame: Of the result, uint8 RGB `(height, width, 3)`.
        true: Of the truth, alike.
        before: The moment one frame earlier, None for the first.
        perceived: How different both look by stage of a network and place, float32 `(h, w)` each,
            see `perceived`; None where that was not looked at.
    """

    frame: np.ndarray
    true: np.ndarray
    before: Look | None = None
    perceived: list[np.ndarray] | None = None

    @cached_property
    def lumas(self):
        """Both luma pictures, float32 `(height, width)` in [0, 255]."""
        both = (cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) for image in (self.frame, self.true))
        return tuple(luma.astype(np.float32) for luma in both)

    @cached_property
    def ssim(self):
        """Structural similarity at every pixel, float32 `(height, width)`.

        Wang et al. 2004, with windows of 7 x 7 pixels of equal weight, mirrored at the edge, and
        variances of samples, as scikit-image has it.
        """
        a, b = self.lumas
        mean_a, mean_b = _window(a), _window(b)
        both, sample = mean_a * mean_b, _WINDOW**2 / (_WINDOW**2 - 1)
        squares = mean_a * mean_a + mean_b * mean_b
        covariance = (_window(a * b) - both) * sample
        variances = (_window(a * a + b * b) - squares) * sample
        likeness = (2 * both + _C1) * (2 * covariance + _C2)
        return likeness / ((squares + _C1) * (variances + _C2))

    @cached_property
    def edges(self):
        """How sharply the lumas of both bend at every pixel, float32 `(height, width)` each."""
        return tuple(np.abs(cv2.Laplacian(luma, cv2.CV_32F)) for luma in self.lumas)

    @cached_property
    def followed(self):
        """What both differ from, in uint8 levels, where the motion of the truth is followed.

        `(height, width, 3)` each: the frame against the one before, moved by the true film's
        optical flow (OpenCV's dense inverse search, Kroeger et al. 2016); None for the first.
        """
        if self.before is None:
            return None
        flow = _finder().calc(*(_grey(look.true) for look in (self, self.before)), None)
        at = _grid(flow.shape[:2]) + flow
        return tuple(
            cv2.absdiff(now, cv2.remap(last, at, None, cv2.INTER_LINEAR, None, _REPEATED))
            for now, last in ((self.frame, self.before.frame), (self.true, self.before.true))
        )


_WINDOW = 7
_C1, _C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
_REPEATED = cv2.BORDER_REPLICATE


def mean_of(values, where=None) -> float:
    """The mean of a picture over its pixels and channels, or over those where `where` is true.

    Args:
        values: uint8 or float32 `(height, width)` or `(height, width, 3)`.
        where: bool `(height, width)`, true somewhere; None for everywhere.
    """
    mask = None if where is None else where.view(np.uint8)
    channels = 1 if values.ndim == 2 else values.shape[2]
    return float(np.mean(cv2.mean(values, mask=mask)[:channels]))


def _window(values):
    return cv2.boxFilter(values, -1, (_WINDOW, _WINDOW), borderType=cv2.BORDER_REFLECT)


def _grey(image):
    return cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)


@lru_cache(1)
def _finder():
    return cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_FAST)


@lru_cache(1)
def _grid(shape):
    """Column and row of every pixel, float32 `(height, width, 2)`."""
    return np.dstack(np.meshgrid(*(np.arange(n, dtype=np.float32) for n in reversed(shape))))
