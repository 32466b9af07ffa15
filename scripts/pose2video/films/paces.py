"""Clips that are faster or slower than their film, such as films in slow motion.

The clip keeps the rate of its film. A faster clip leaves pictures out, a slower one shows them
again, none is invented: a frame shows the picture of the film that is seen at its moment.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

EARLY = 0.25  # pictures by which one may be late: some films count their times in milliseconds


def pace(rate, speed=None):
    """How many frames of a clip lie in a second of its film.

    Args:
        rate: Of the clip, frames a second.
        speed: How many times as fast as its film it is; None is once.
    """
    return rate / Fraction(str(speed)).limit_denominator(1000) if speed else rate


def rate_filter(rate, speed, film_fps) -> str:
    """The end of ffmpeg's chain of filters: frames at the pace of a clip.

    Args:
        rate, speed: As those of `pace`.
        film_fps: Of the film, or None.
    """
    # start_time=0: a stream that begins late, or its picture held, keeps sound and picture together
    if not speed:
        return f"fps=fps={rate}:start_time=0:round=near"
    # rounded up, a frame shows the last picture that is not later than it
    early = f"setpts=PTS-{EARLY / float(film_fps):.6f}/TB," if film_fps else ""
    return f"{early}fps=fps={pace(rate, speed)}:start_time=0:round=up"


def told_of(speed, n_pictures, film_fps) -> dict:
    """What the manifest of a clip with a speed says beside it; nothing of others.

    Args:
        speed: See `pace`.
        n_pictures: Number of the film's pictures in the part that was taken.
        film_fps: Their rate.
    """
    if not speed:
        return {}
    fps = Fraction(film_fps).limit_denominator(100000)
    return {
        "speed": speed,
        "n_pictures": n_pictures,
        "pictures_fps": [fps.numerator, fps.denominator],
    }


def shown(n_pictures, step, n_frames=None) -> np.ndarray:
    """Which picture each frame of a clip shows, int64 of shape `(frames,)`.

    Args:
        n_pictures: Number of pictures there are.
        step: Pictures from one frame to the next.
        n_frames: Number of frames; None for as many as there are pictures for.
    """
    if n_frames is None:
        n_frames = max(1, int(np.ceil(n_pictures / step - 1e-9)))
    return np.minimum(np.floor(np.arange(n_frames) * step + EARLY).astype(int), n_pictures - 1)
