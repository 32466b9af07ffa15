"""One colour for each texel from many frames that show it."""

from __future__ import annotations

import numpy as np

DARKEST, BRIGHTEST = 12, 245  # levels between which exposures are compared
FEW = 200  # texels that two frames must share
GAIN = 0.5  # largest change of exposure, a natural logarithm
APART = 28  # levels by which a colour may differ from the usual one
BEST = 7  # frames of which the usual colour is taken
POWER = 12  # the best frames count most: a mean of all would be soft
ROUNDS = 8


def gains(colours, worth, first) -> np.ndarray:
    """Exposure of each frame over that of one of them, `(F, 3)`.

    The logarithm of a texel's colour in a frame is the texel's plus the frame's; medians in turn.

    Args:
        colours: uint8 `(F, M, 3)`. worth: `(F, M)`, 0 where a frame does not show a texel.
        first: The frame whose exposure is 1.
    """
    step = max(1, colours.shape[1] // 20000)
    some, shown = colours[:, ::step].astype(np.float32), worth[:, ::step] > 0
    shown = shown & (some > DARKEST).all(axis=2) & (some < BRIGHTEST).all(axis=2)
    logs = np.where(shown[..., None], np.log(np.maximum(some, 1)), np.nan)
    gain = np.zeros((len(colours), 3), np.float32)
    enough = shown.sum(axis=1) >= FEW
    shared = shown.sum(axis=0) >= 2
    if not shared.any():
        return np.exp(gain)
    logs = logs[:, shared]
    for _ in range(ROUNDS):
        own = np.nanmedian(logs - gain[:, None], axis=0)
        for number in np.flatnonzero(enough):
            off = logs[number] - own
            if np.isfinite(off).any():
                gain[number] = np.nanmedian(off, axis=0)
        gain -= gain[first]
    return np.exp(np.clip(gain, -GAIN, GAIN))


def blended(colours, worth, gain):
    """The usual colour of each texel, and how many frames show it.

    Args:
        colours: uint8 `(F, M, 3)`. worth: `(F, M)`. gain: `(F, 3)`, see `gains`.

    Returns:
        float32 `(M, 3)` and uint8 `(M,)`; 0 where no frame shows a texel.
    """
    count = min(BEST, len(worth))
    best = np.argpartition(-worth, count - 1, axis=0)[:count]  # (K, M)
    value = np.take_along_axis(worth, best, axis=0)
    some = np.take_along_axis(colours, best[..., None], axis=0) / gain[best]
    usual = np.stack([_weighted_median(some[..., k], value) for k in range(3)], axis=-1)
    agrees = (value > 0) & (np.abs(some - usual).max(axis=2) < APART)
    weight = (value / np.maximum(value.max(axis=0), 1e-9)) ** POWER * agrees
    total = weight.sum(axis=0)
    mixed = (some * weight[..., None]).sum(axis=0) / np.maximum(total, 1e-9)[:, None]
    mixed = np.where(total[:, None] > 1e-6, mixed, usual)
    shown = value.max(axis=0) > 0
    number = np.minimum((worth > 0).sum(axis=0), 255) * shown
    return np.clip(mixed, 0, 255).astype(np.float32), number.astype(np.uint8)


def _weighted_median(values, weight):
    """Along the first axis; 0 where nothing weighs."""
    order = values.argsort(axis=0)
    values = np.take_along_axis(values, order, axis=0)
    up_to = np.take_along_axis(weight, order, axis=0).cumsum(axis=0)
    middle = (up_to >= up_to[-1] / 2).argmax(axis=0)
    found = np.take_along_axis(values, middle[None], axis=0)[0]
    return np.where(up_to[-1] > 0, found, 0)
