"""Eyes that are open unless they blink, and that blink together unless a wink is sure."""

from __future__ import annotations

import numpy as np

from pose2video.generators.limb_warp.at_rest.face_measures import smooth_step

BLINK_S = 0.5  # seconds that a blink lasts at most; eyes found closed for longer are narrowed ones
DEEP = (0.5, 0.65)  # shares of the opening around it below which a blink goes
BEGINS = 0.85  # likewise: from which it begins
READABLE = (0.35, 0.55)  # levels between which a change comes to be a blink: below it is noise
NARROW, NARROWEST = (0.45, 0.85), 0.25  # levels from which eyes narrow, and by how much at most
WIDE, WIDEST = 1.1, 0.15  # level from which eyes widen, and by how much at most
WINK = (0.25, 0.75)  # openings below and above which one eye is shut and the other open
HELD_S = 0.15  # seconds that a wink is held at least
FRONTAL, TURNED = np.radians(20), np.radians(30)  # yaws: up to one a wink is sure; eyes see alike


def openness(share, fps):
    """How open an eye is drawn: as in the picture but for blinks, and for what is clear.

    A detector gives half-closed eyes to blurred and to turned faces, and over seconds. So the
    level of the opening, without its short dips (a morphological closing in time), counts little,
    and a dip below it counts in full if it is deep.

    Args:
        share: Of the eye's usual opening, `(T,)`.
        fps: Frames per second.

    Returns:
        `(T,)`: 0 closed, 1 as in the picture.
    """
    from scipy.ndimage import maximum_filter1d, minimum_filter1d

    size = 2 * max(round(BLINK_S * fps / 2), 1) + 1
    level = minimum_filter1d(maximum_filter1d(share, size, mode="nearest"), size, mode="nearest")
    dip = share / np.maximum(level, 1e-6)
    deepest = minimum_filter1d(dip, size, mode="nearest")
    deep = (1 - smooth_step(deepest, *DEEP)) * smooth_step(level, *READABLE)
    blink = deep * np.clip((BEGINS - dip) / np.maximum(BEGINS - deepest, 1e-6), 0, 1)
    wide = np.clip(level - WIDE, 0, WIDEST)
    return (1 - NARROWEST * (1 - smooth_step(level, *NARROW)) + wide) * (1 - blink)


def together(right, left, yaw, sure, fps):
    """How open two eyes are drawn: as one, or as those of a wink.

    The points of the eye on the far side of a turned head are guesses: the near one counts more.

    Args:
        right, left: Openings of the person's eyes in shares of their usual ones, `(T,)`.
        yaw: Of the head, radians, positive towards the left of the image, `(T,)`.
        sure: `(T,)` bool, whether both eyes are seen.
        fps: Frames per second.

    Returns:
        The two as of `openness`.
    """
    near = 0.5 + 0.5 * np.clip(yaw / TURNED, -1, 1)
    both = openness(near * left + (1 - near) * right, fps)
    right, left = openness(right, fps), openness(left, fps)
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
