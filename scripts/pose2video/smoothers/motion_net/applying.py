"""The net of `own`, applied by numpy: smoothing a clip needs no PyTorch."""

from __future__ import annotations

import numpy as np

DILATIONS, SLOPE, EPS = (3, 9, 27), 0.1, 1e-5
REACH = 1 + sum(DILATIONS)
STEP = 24  # frames at a time, each with the real frames on both sides that it hangs on


def additions(weights, rows) -> np.ndarray:
    """What the net adds to a clip, 24 frames at a time.

    Args:
        weights: Tensors of a `CleaningNet`. rows: `(T, N_ROWS)`; at the ends the first and the
            last frame stand for those before and after.

    Returns:
        `(T, outputs)` float32.
    """
    padded = np.pad(rows, ((REACH, REACH), (0, 0)), mode="edge")
    parts = [
        applied_net(weights, padded[start : min(start + STEP, len(rows)) + 2 * REACH])
        for start in range(0, len(rows), STEP)
    ]
    return np.concatenate(parts)


def applied_net(weights, x) -> np.ndarray:
    """`(T + 80, inputs)` to `(T, outputs)`: see `CleaningNet.forward`."""
    x = _active(weights, convolved(weights, "first", x), 0)
    for i, dilation in enumerate(DILATIONS):
        more = _active(weights, convolved(weights, f"wide.{i}", x, dilation), 2 * i + 1)
        more = _active(weights, convolved(weights, f"deep.{i}", more), 2 * i + 2)
        x = x[dilation:-dilation] + more
    return convolved(weights, "last", x) / 10


def convolved(weights, name, x, dilation=1, step=1):
    """A convolution over time of frames `(T, inputs)`, without padding."""
    kernel, last = weights[f"{name}.weight"], dilation * (weights[f"{name}.weight"].shape[2] - 1)
    count = len(x) - last
    taps = (x[k * dilation : k * dilation + count : step] for k in range(kernel.shape[2]))
    out = sum(tap @ kernel[:, :, k].T for k, tap in enumerate(taps))
    return out + weights.get(f"{name}.bias", 0)


def _active(weights, x, norm):
    x = x - x.mean(axis=1, keepdims=True)
    x = x / np.sqrt((x**2).mean(axis=1, keepdims=True) + EPS)
    x = x * weights[f"norms.{norm}.weight"] + weights[f"norms.{norm}.bias"]
    return np.where(x > 0, x, SLOPE * x)
