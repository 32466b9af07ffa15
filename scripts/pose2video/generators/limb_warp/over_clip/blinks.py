"""Eyes that blink together: only a wink that is sure leaves one of them open."""

from __future__ import annotations

import numpy as np

WINK = (0.25, 0.75)  # openings below and above which one eye is shut and the other open
HELD_S = 0.15  # seconds that a wink is held at least
FRONTAL, TURNED = np.radians(20), np.radians(30)  # yaws: up to one a wink is sure; eyes see alike
LOWER = 0.25  # of their difference by which both are taken for more closed than their mean


def together(right, left, yaw, sure, fps):
    """The openings of two eyes, as one or as those of a wink.

    The points of the eye on the far side of a turned head are guesses: the near one counts more.

    Args:
        right, left: Openings of the person's eyes, 0 closed, 1 as usual, `(T,)`.
        yaw: Of the head, radians, positive towards the left of the image, `(T,)`.
        sure: `(T,)` bool, whether both eyes are seen.
        fps: Frames per second.

    Returns:
        The two openings.
    """
    near = 0.5 + 0.5 * np.clip(yaw / TURNED, -1, 1)
    both = near * left + (1 - near) * right - LOWER * np.abs(left - right) * (1 - abs(2 * near - 1))
    both = np.clip(both, 0, None)
    found = []
    for one, other in ((right, left), (left, right)):
        shut = (one < WINK[0]) & (other > WINK[1]) & sure & (np.abs(yaw) < FRONTAL)
        found.append(_held(shut, max(2, round(HELD_S * fps))))
    share = _soft(found[0] | found[1])
    return both + share * (right - both), both + share * (left - both)


def _held(flags, least):
    """Runs of True that are at least so long."""
    out, start = np.zeros(len(flags), bool), None
    for t, flag in enumerate([*flags, False]):
        if flag and start is None:
            start = t
        elif not flag and start is not None:
            out[start:t] = t - start >= least
            start = None
    return out


def _soft(flags):
    """Shares that go over within two frames, 1 where flagged."""
    padded = np.pad(flags.astype(float), 2, mode="edge")
    shifted = [np.roll(padded, k)[2:-2] for k in (-1, 0, 1)]
    return np.maximum(flags, np.mean(shifted, axis=0))
