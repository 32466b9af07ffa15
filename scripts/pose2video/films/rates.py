"""How many pictures a second a film has: what it states, or what the times of its pictures say.

Recorders of browsers, and others whose clock ticks in milliseconds, state 1000 whatever it is.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from pose2video.films.videos import SHIELD

COMMON = [Fraction(n, 1) for n in (12, 15, 24, 25, 30, 48, 50, 60)] + [
    Fraction(n * 1000, 1001) for n in (24, 30, 48, 60)
]
POSSIBLE = (0.1, 1000)  # frames a second that can be
BELIEVED = 240  # frames a second that are believed without a look at the times
PAUSE = 2.5  # usual steps; a longer one is a pause, not the rate


def stated_rate(stream) -> Fraction | None:
    """The rate that a stream states and that is believed: its average."""
    rate = stream.average_rate
    return Fraction(rate) if rate and POSSIBLE[0] <= rate <= BELIEVED else None


def guessed_rate(stream) -> Fraction | None:
    """The rate that is guessed of a film of too few pictures to have one."""
    rates = (stream.base_rate, stream.guessed_rate)
    return next((Fraction(r) for r in rates if r and POSSIBLE[0] <= r <= BELIEVED), None)


def measured_rate(path, index) -> Fraction | None:
    """The rate that the times of the pictures say, without decoding them.

    The mean step from one picture to the next, without pauses.

    Args:
        path: The film.
        index: Of its stream of pictures.

    Returns:
        None where there are fewer than two times, or they say none that can be.
    """
    import av

    with av.open(str(path), options=SHIELD) as container:
        stream = container.streams[index]
        packets = (p for p in container.demux(stream) if p.size)
        times = [p.pts if p.pts is not None else p.dts for p in packets]
        base = stream.time_base
    times = np.unique([time for time in times if time is not None])
    if len(times) < 2:
        return None
    steps = np.diff(times)
    steps = steps[steps <= PAUSE * np.median(steps)]
    rate = len(steps) / (int(steps.sum()) * base)
    return rate if POSSIBLE[0] <= rate <= POSSIBLE[1] else None


def common(rate) -> Fraction:
    """A rate, brought to a common one within 0.5 %."""
    near = min(COMMON, key=lambda usual: abs(usual / rate - 1))
    return near if abs(near / rate - 1) < 0.005 else Fraction(rate).limit_denominator(1001)
