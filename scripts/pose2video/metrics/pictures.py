"""Metrics on pixels, against the true result.

Called with two uint8 RGB frames `(height, width, 3)` and the true person's mask, bool `(height,
width)`; the score of a film is the mean over its frames.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

MAX_PSNR_DB = 100.0  # equal pictures: the error is infinitely small, the mean must stay finite


@dataclass(frozen=True)
class Psnr:
    """Peak signal to noise ratio over the whole frame, at most 100 dB."""

    unit: ClassVar[str] = "dB"
    higher_is_better: ClassVar[bool] = True

    def __call__(self, frame, true, person):
        """Compare two frames."""
        return _psnr(frame.astype(np.float64) - true)


@dataclass(frozen=True)
class PsnrPerson:
    """Peak signal to noise ratio over the pixels of the true person, at most 100 dB."""

    unit: ClassVar[str] = "dB"
    higher_is_better: ClassVar[bool] = True

    def __call__(self, frame, true, person):
        """Compare two frames; None where the person is not on the canvas."""
        return _psnr((frame.astype(np.float64) - true)[person]) if person.any() else None


@dataclass(frozen=True)
class Ssim:
    """Structural similarity (Wang et al. 2004) over the whole frame, windows of 7 pixels."""

    unit: ClassVar[str] = "index"
    higher_is_better: ClassVar[bool] = True

    def __call__(self, frame, true, person):
        """Compare two frames."""
        return float(_ssim_map(frame, true).mean())


@dataclass(frozen=True)
class SsimPerson:
    """Mean of the structural similarity map over the pixels of the true person."""

    unit: ClassVar[str] = "index"
    higher_is_better: ClassVar[bool] = True

    def __call__(self, frame, true, person):
        """Compare two frames; None where the person is not on the canvas."""
        return float(_ssim_map(frame, true)[person].mean()) if person.any() else None


def _psnr(error):
    mse = float((error**2).mean())
    return min(MAX_PSNR_DB, 10 * np.log10(255**2 / mse)) if mse else MAX_PSNR_DB


def _ssim_map(frame, true):
    from skimage.metrics import structural_similarity

    return structural_similarity(frame, true, channel_axis=2, data_range=255, full=True)[1]
