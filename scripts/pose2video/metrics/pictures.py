"""Metrics on pixels, against the true result.

Called with a `Look`, and where it counts: bool `(height, width)`, true somewhere, or None for the
whole frame. The score of a film is the mean over its frames.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import cv2
import numpy as np

from pose2video.metrics.looks import mean_of

MAX_PSNR_DB = 100.0  # equal pictures: the error is infinitely small, the mean must stay finite
_FLAT = 1e-3  # levels; a picture that bends less has no sharpness to speak of


@dataclass(frozen=True)
class L1:
    """Mean absolute difference of the colours, 1 from black to white."""

    unit: ClassVar[str] = "level"
    higher_is_better: ClassVar[bool] = False

    def __call__(self, look, where):
        """Compare two frames."""
        return mean_of(cv2.absdiff(look.frame, look.true), where) / 255


@dataclass(frozen=True)
class Psnr:
    """Peak signal to noise ratio, at most 100 dB."""

    unit: ClassVar[str] = "dB"
    higher_is_better: ClassVar[bool] = True

    def __call__(self, look, where):
        """Compare two frames."""
        difference = cv2.absdiff(look.frame, look.true)
        squares = cv2.multiply(difference, difference, dtype=cv2.CV_32F)
        mse = mean_of(squares, where)
        return min(MAX_PSNR_DB, 10 * np.log10(255**2 / mse)) if mse else MAX_PSNR_DB


@dataclass(frozen=True)
class Sharpness:
    """How near the sharpness is to the truth's: less is blurred, or grainy.

    Sharpness is the mean size of the luma's Laplacian; of its ratio to the truth's and the inverse
    the smaller one counts.
    """

    unit: ClassVar[str] = "share"
    higher_is_better: ClassVar[bool] = True

    def __call__(self, look, where):
        """Compare two frames; None where the truth is flat."""
        found, true = (mean_of(edges, where) for edges in look.edges)
        return min(found, true) / max(found, true) if true > _FLAT else None


@dataclass(frozen=True)
class StLpips:
    """Shift-tolerant LPIPS by AlexNet: how different it looks to people, 0 for the same.

    Of the frames that were looked at, see `perceived`. It is not LPIPS: the numbers are others.
    """

    unit: ClassVar[str] = "distance"
    higher_is_better: ClassVar[bool] = False

    def __call__(self, look, where):
        """Compare two frames; None where they were not looked at."""
        if look.perceived is None:
            return None
        return sum(_weighed(stage, where) for stage in look.perceived)


def _weighed(values, where):
    """The mean of a map over the places that are at least in part where it counts."""
    if where is None:
        return float(values.mean())
    height, width = values.shape
    share = cv2.resize(where.astype(np.float32), (width, height), interpolation=cv2.INTER_AREA)
    return float((values * share).sum() / share.sum())
