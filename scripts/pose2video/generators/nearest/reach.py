"""Whether a film shows its person where, and as large as, a clip wants it."""

from __future__ import annotations

import numpy as np

RARE = 1.0  # percent of the film's frames at either end that do not count
MARGIN = 0.03  # heights of the frame


def outside(filmed, filmed_size, joints, size) -> np.ndarray:
    """Frames of a clip whose person stands, or is as large, as no frame of the film shows it.

    What a generator learned at some places and sizes it seldom can do at others.

    Args:
        filmed: The film's joints `(N, 13, 2)`, see `joints_of`, pixels, NaN where unknown.
        filmed_size: `(width, height)` of its frames.
        joints: The clip's, on the canvas `(T, 13, 2)`.
        size: `(width, height)` of the canvas, which shows the whole frame.

    Returns:
        bool `(T,)`; False where nobody is known.
    """
    there, here = _places(filmed, filmed_size), _places(joints, size)
    if not np.isfinite(there).any(axis=0).all():
        return np.zeros(len(joints), bool)
    low, high = (np.nanpercentile(there, share, axis=0) for share in (RARE, 100 - RARE))
    return ((here < low - MARGIN) | (here > high + MARGIN)).any(axis=1)


def _places(joints, size):
    """Middle of the box of the joints, and its height, `(T, 3)` in heights of the frame."""
    known = np.isfinite(joints).all(axis=2)
    enough = known.sum(axis=1) >= 2
    low = np.where(known[..., None], joints, np.inf).min(axis=1)
    high = np.where(known[..., None], joints, -np.inf).max(axis=1)
    middle = (low + high) / 2 - np.array(size) / 2
    found = np.concatenate([middle, (high - low)[:, 1:]], axis=1) / size[1]
    return np.where(enough[:, None], found, np.nan)
