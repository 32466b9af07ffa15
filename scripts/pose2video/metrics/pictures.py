"""Metrics on pixels, against the true result.

Called with two uint8 RGB frames `(height, width, 3)` and the true person's mask, bool `(height,
width)`; the score of a film is the mean over its frames.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import cv2
import numpy as np

_WINDOW = 7
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
    """Structural similarity (Wang et al. 2004) of the luma, whole frame, windows of 7 pixels."""

    unit: ClassVar[str] = "index"
    higher_is_better: ClassVar[bool] = True

    def __call__(self, frame, true, person):
        """Compare two frames."""
        return float(_ssim_map(frame, true).mean())


@dataclass(frozen=True)
class SsimPerson:
    """Structural similarity of the luma, the mean over the pixels of the true person."""

    unit: ClassVar[str] = "index"
    higher_is_better: ClassVar[bool] = True

    def __call__(self, frame, true, person):
        """Compare two frames; None where the person is not on the canvas."""
        if not person.any():
            return None
        rows, columns = (np.flatnonzero(person.any(axis=axis)) for axis in (1, 0))
        near = tuple(slice(max(0, at[0] - _WINDOW), at[-1] + _WINDOW + 1) for at in (rows, columns))
        return float(_ssim_map(frame[near], true[near])[person[near]].mean())


def _psnr(error):
    mse = float((error**2).mean())
    return min(MAX_PSNR_DB, 10 * np.log10(255**2 / mse)) if mse else MAX_PSNR_DB


def _ssim_map(frame, true):
    from skimage.metrics import structural_similarity

    luma, true_luma = (
        cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32) for image in (frame, true)
    )
    return structural_similarity(luma, true_luma, win_size=_WINDOW, data_range=255, full=True)[1]
