"""Cloth below the lower edge of a picture: its colours, folds and weave go on and become calm."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.framing.beyond import as_pattern, mirrored

BAND, LAST = 64, 10  # rows: of whose colours the usual is the mean, and those right at the edge
NARROW = 0.14  # of the width: what is narrower ends below the edge, a seam or the tip of a neckline
ENDS = 0.06  # of the width: so far below the edge it has faded to a third
# Of the width: so far below the edge folds have faded to a third; grey levels from which on it is
# rather another cloth, and pixels below which it is weave.
FOLDS_END, FOLD, SOFT = 0.12, 24.0, 2.0
THINGS = 0.06  # of the width: what is broader is no pattern
SPREADS, WIDEST = 0.15, 0.03  # pixels sideways per row below; of the width, at most
LEVELS = 5  # of spreading, between which rows are mixed
FINE, GRAIN = 2.0, 5.0  # pixels: what is finer is weave; grey levels of it at most


def cloth_below(image, rows):
    """Rows that go on below a piece, uint8 `(rows, width, 4)`.

    Colours go straight down and spread sideways with the distance; what is narrow fades. Folds go
    on as their mirror image and fade. The weave
    is noise with the spectrum of the cloth's own (Galerne et al.: Random Phase Textures, 2011): it
    has no edges and does not repeat. Right below the edge it goes over from the mirrored weave.

    Args:
        image: The piece, uint8 `(height, width, 4)`, opaque somewhere in its last row.
        rows: How many.
    """
    seen = np.flatnonzero(image[-1, :, 3] > 127)
    left, right = (seen[0], seen[-1] + 1) if len(seen) else (0, image.shape[1])
    band = image[-max(2, min(len(image), BAND)) :]
    wide = right - left
    last = _mean(band[-LAST:])[left:right]
    usual = _without_narrow(_mean(band)[left:right], max(1, round(NARROW * wide)))
    down = np.arange(1, rows + 1, dtype=np.float32)
    fading = np.exp(-down / max(ENDS * wide, LAST))[:, None, None]
    most = max(WIDEST * wide, 2.0)
    level = (LEVELS - 1) * np.clip(SPREADS * down / most, 0, 1)
    colour = _spread(usual, most, level) + fading * _spread(last - usual, most, level)
    colour = np.pad(colour, ((0, 0), (left, image.shape[1] - right), (0, 0)), "edge")
    colour += _folds(image, rows, wide)
    alpha = np.repeat(image[-1:, :, 3], rows, axis=0)
    return np.dstack(
        [np.clip(np.rint(colour + _weave(band, rows)), 0, 255).astype(np.uint8), alpha]
    )


def _folds(image, rows, wide):
    """How the mirror image of a piece differs from its last rows, float32 `(rows, w, 3)`.

    Folds fade; a pattern that is as strong all about, sequins or checks, does not end.

    Args:
        image: The piece, uint8 `(height, width, 4)`. wide: Its width at the edge in pixels.
    """
    band = image[-min(len(image), rows + LAST) :]
    weight = (band[..., 3:] > 250).astype(np.float32)
    soft, broad = (_blurred(band[..., :3], weight, size) for size in (SOFT, THINGS * wide))
    last = _mean(image[-LAST:])
    folds, pattern = (soft - last) * weight, (band[..., :3] - last) * weight
    folds /= 1 + (np.abs(folds).max(axis=2, keepdims=True) / FOLD) ** 8  # another cloth is no fold
    goes_on = as_pattern((band[..., :3] - broad) * weight, THINGS * wide)[..., None]
    turned = mirrored(len(band) - 1 + np.arange(1, rows + 1), len(band))
    fade = np.exp(-np.arange(rows, dtype=np.float32) / (FOLDS_END * wide))[:, None, None]
    return fade * ((1 - goes_on) * folds)[turned] + (goes_on * pattern)[turned]


def _blurred(colours, weight, size):
    """Colours `(h, w, 3)` without what is smaller, by their weights `(h, w, 1)`, float32."""
    total = cv2.GaussianBlur(colours * weight, (0, 0), size)
    return total / np.maximum(cv2.GaussianBlur(weight, (0, 0), size), 1e-3)[..., None]


def _mean(band):
    """The mean colours of rows `(h, w, 4)` where they are opaque, float32 `(w, 3)`."""
    weight = band[..., 3].astype(np.float32)[..., None] + 1e-3
    colour = np.float32((band[..., :3] * weight).sum(axis=0) / weight.sum(axis=0))
    return cv2.GaussianBlur(colour[None], (0, 0), 1.0)[0]


def _without_narrow(row, size):
    """A row `(w, 3)` without what is narrower than `size` pixels, by a median, float32."""
    padded = np.pad(row, ((size, size), (0, 0)), "edge")
    return np.median(np.lib.stride_tricks.sliding_window_view(padded, 2 * size + 1, 0), axis=-1)


def _spread(row, most, level):
    """A row `(w, 3)` as often as there are levels, each spread as far as its level says, float32.

    Args:
        most: Pixels by which the last level spreads. level: `(rows,)`, from 0 to `LEVELS - 1`.
    """
    steps = [row] + [
        cv2.GaussianBlur(
            row[None], (0, 0), most * k / (LEVELS - 1), borderType=cv2.BORDER_REPLICATE
        )[0]
        for k in range(1, LEVELS)
    ]
    steps = np.float32(steps)
    below = np.minimum(level.astype(int), LEVELS - 2)
    share = (level - below)[:, None, None]
    return steps[below] * (1 - share) + steps[below + 1] * share


def _weave(band, rows):
    """The weave of so many rows below a band `(h, w, 4)`, float32 `(rows, w, 3)`."""
    solid = (band[..., 3] > 250).astype(np.float32)
    grey = cv2.cvtColor(np.ascontiguousarray(band[..., :3]), cv2.COLOR_RGB2GRAY).astype(np.float32)
    fine = np.clip(grey - cv2.GaussianBlur(grey, (0, 0), FINE), -GRAIN, GRAIN) * solid
    side = min(band.shape[:2])
    starts = np.arange(0, band.shape[1] - side + 1, max(1, side // 4))
    spots = [fine[-side:, x : x + side] for x in starts if solid[-side:, x : x + side].all()]
    if not spots:
        return np.zeros((rows, band.shape[1], 1), np.float32)
    noise = _noise_like(np.array(spots), (rows, band.shape[1]))
    strength = cv2.blur(np.mean(fine**2, axis=0)[None], (2 * side + 1, 1)) ** 0.5
    turned = fine[mirrored(len(band) - 1 + np.arange(1, rows + 1), len(band))]
    near = np.exp(-np.arange(rows, dtype=np.float32) / LAST)[:, None]
    return (near * turned + np.sqrt(1 - near**2) * strength * noise)[..., None]


def _noise_like(spots, shape):
    """Noise of deviation 1 with the usual spectrum of spots `(n, h, w)`, float32 of `shape`.

    The spectrum is made even between left and right: cloth has no slant.
    """
    power = np.median(np.abs(np.fft.fft2(spots)), axis=0)
    power = power + np.roll(power[:, ::-1], 1, axis=1)
    spot = np.fft.fftshift(np.fft.ifft2(power).real)
    white = np.random.default_rng(0).standard_normal(shape)
    noise = cv2.filter2D(white, cv2.CV_64F, spot, borderType=cv2.BORDER_REFLECT)
    return np.float32(noise / max(noise.std(), 1e-9))
