"""What the net is told of a motion, and in which units: a person of any size at any place."""

from __future__ import annotations

import numpy as np

from pose2video.smoothers.motion_net.joints import HIPS, JOINTS, SHOULDERS

TRUNK, WIDE = 1.0, 1.5  # of a person's size: the trunk, one and a half times the shoulders
STEEP = 8.0  # what differences are multiplied by, so that they are about one
HALF = 40  # frames on either side that a size is the mean of
N_ROWS = 2 * len(JOINTS) * 2 + 2 * len(JOINTS) + 2


def sizes(points) -> np.ndarray:
    """How large somebody is in every frame, `(..., T)`, from joints `(..., T, 17, 2)`.

    The larger of trunk and shoulders, a mean over 81 frames; NaN where nothing of it is known.
    """
    from scipy.ndimage import uniform_filter1d

    shoulders, hips = (points[..., at, :] for at in (SHOULDERS, HIPS))
    trunk = np.linalg.norm(shoulders.mean(axis=-2) - hips.mean(axis=-2), axis=-1)
    width = np.linalg.norm(shoulders[..., 0, :] - shoulders[..., 1, :], axis=-1)
    size = np.fmax(TRUNK * trunk, WIDE * width)
    return uniform_filter1d(size, 2 * HALF + 1, axis=-1, mode="nearest")


def rows_of(steady, found, confidence, size) -> np.ndarray:
    """The net's input, float32 of shape `(..., T, N_ROWS)`.

    Args:
        steady: Joints `(..., T, 17, 2)` without gaps, smoothed; NaN for one that was never seen.
        found: The same, only without gaps. confidence: `(..., T, 17)`, 0 where nothing was found.
        size: `(..., T)`, see `sizes`.
    """
    unit = size[..., None, None]
    middle = steady[..., SHOULDERS, :].mean(axis=-2, keepdims=True)
    places = (steady - middle) / unit
    moves = np.diff(middle / unit, axis=-3, prepend=middle[..., :1, :, :] / unit[..., :1, :, :])
    rough = (found - steady) / unit * STEEP
    flat = (*steady.shape[:-2], -1)
    lost = (confidence == 0).astype(np.float32)
    parts = (places, rough, moves * STEEP)
    columns = [part.reshape(flat) for part in parts] + [confidence, lost]
    return np.nan_to_num(np.concatenate(columns, axis=-1)).astype(np.float32)
