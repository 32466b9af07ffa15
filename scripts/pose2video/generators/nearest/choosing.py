"""Which of the near frames are taken: each the nearest, or those that jump seldom."""

from __future__ import annotations

import numpy as np

ON = 3  # frames of the film: one that follows so soon after the one before is no jump


def steadiest(numbers, distances, jump) -> tuple[np.ndarray, np.ndarray]:
    """The cheapest way through the candidates of all frames (Viterbi).

    A frame costs its distance from the wanted pose; that the film does not go on, or stay, from one
    frame to the next costs `jump`.

    Args:
        numbers: Candidates, int `(T, K)`, numbers of frames of the film, -1 for none.
        distances: Of them, `(T, K)`.
        jump: Cost of a jump, in the unit of the distances.

    Returns:
        The chosen number of each frame, -1 where it has no candidate, and its distance, NaN there.
    """
    chosen, away = np.full(len(numbers), -1), np.full(len(numbers), np.nan)
    rows = np.flatnonzero((numbers >= 0).any(axis=1))
    if not len(rows):
        return chosen, away
    cost = np.where(numbers[rows] >= 0, distances[rows], np.inf)
    total, back = cost[0], np.zeros(cost.shape, int)
    for t in range(1, len(rows)):
        step = numbers[rows[t]][None, :] - numbers[rows[t - 1]][:, None]
        ways = total[:, None] + np.where((step >= 0) & (step <= ON), 0, jump)
        back[t] = ways.argmin(axis=0)
        total = ways.min(axis=0) + cost[t]
    best = int(total.argmin())
    for t in range(len(rows) - 1, -1, -1):
        chosen[rows[t]], away[rows[t]] = numbers[rows[t], best], distances[rows[t], best]
        best = back[t, best]
    return chosen, away


def faded(chosen, frames) -> list[dict[int, float]]:
    """What is shown at each frame: numbers of the film's frames and their shares.

    Around a jump what was shown before goes on, and what comes after has begun, for half of
    `frames` each, and the one gives way to the other.

    Args:
        chosen: Numbers, int `(T,)`.
        frames: Frames that a cross-fade lasts; 0 or 1 for none.
    """
    chosen = np.asarray(chosen)
    shown = [{int(number): 1.0} for number in chosen]
    step = np.diff(chosen)
    jumps = np.flatnonzero((step < 0) | (step > ON)) + 1
    for jump in jumps if frames > 1 else ():
        rooms = [abs(other - jump) / 2 for other in jumps if other != jump]
        half = min([frames / 2, jump, len(chosen) - jump, *rooms])
        for t in range(int(np.ceil(jump - half)), int(np.floor(jump + half))):
            share = (t + 0.5 - (jump - half)) / (2 * half)
            other, weight = (jump, share) if t < jump else (jump - 1, 1 - share)
            if 0 < weight < 1:
                shown[t] = {int(chosen[t]): 1 - weight, int(chosen[other]): weight}
    return shown
