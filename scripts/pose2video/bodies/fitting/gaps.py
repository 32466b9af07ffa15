"""What was not seen: hands bridged or laid to rest, missing persons bridged."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pose2video.bodies.angles import SIDES
from pose2video.bodies.fitting.chain import HAND_ANGLES, JointChain, State
from pose2video.bodies.fitting.sight import Sight
from pose2video.bodies.hand_shapes import HAND_SHAPES
from pose2video.bodies.rotations import slerp, to_matrices, to_quaternions
from pose2video.names import spans
from pose2video.smoothers.tracks import runs

SHORT_S = 0.5  # a hand that is lost for no longer is bridged
RELAX_S = 0.4  # in which a hand comes to rest, and leaves it
BRIDGED = 0.3  # confidence of what was bridged


def bridged(state: State, seen) -> State:
    """The state with frames not `seen` `(T,)` between their neighbours (SLERP), or held."""
    if seen.all():
        return state
    known = np.flatnonzero(seen)
    frames = np.arange(len(seen))
    after = np.minimum(np.searchsorted(known, frames), len(known) - 1)
    b = known[after]
    a = np.where(seen | (frames < known[0]), b, known[np.maximum(after - 1, 0)])
    a = np.where(frames > known[-1], known[-1], a)
    b = np.where(frames > known[-1], known[-1], b)
    share = np.where(b > a, (frames - a) / np.maximum(b - a, 1), 0.0)
    quaternions = to_quaternions(state.balls)
    return State(
        to_matrices(slerp(quaternions[a], quaternions[b], share[:, None])),
        state.angles[a] + share[:, None] * (state.angles[b] - state.angles[a]),
        state.translation[a] + share[:, None] * (state.translation[b] - state.translation[a]),
    )


def hands_bridged(chain: JointChain, sight: Sight, state: State):
    """Bridge short losses of hands in their joint angles, lay hands to rest in long ones.

    Between two angles of a hinge SLERP is the straight line. A hand at rest is the relaxed one of
    `performers.vocabulary`; the forearm's twist stays what the arm says.

    Returns:
        The `State`, side -> confidence of the hand `(T,)`, and sentences on long losses.
    """
    fps, frames = sight.poses.fps, np.arange(len(sight.person))
    angles, confidence, warnings = state.angles.copy(), {}, []
    for side in SIDES:
        seen = sight.hands[side]
        sure = seen.astype(float)
        columns = [chain.names.index(f"{side}_{a}") for a in ("forearm_twist", *HAND_ANGLES)]
        rest = angles[:, columns].copy()
        rest[:, 1:] = _relaxed(side)
        if not seen.any():
            angles[:, columns] = rest
            warnings.append(f"the {side} hand is not seen in any frame: it is taken to rest")
            confidence[side] = sure
            continue
        known = np.flatnonzero(seen)
        line = np.stack([np.interp(frames, known, angles[known, c]) for c in columns], axis=1)
        long = []
        for start, end in runs(~seen):
            if end - start <= SHORT_S * fps:
                angles[start:end, columns] = line[start:end]
                sure[start:end] = BRIDGED
                continue
            ramp = RELAX_S * fps
            away = np.full(end - start, np.inf)
            if start > 0:
                away = np.minimum(away, frames[start:end] - start + 1)
            if end < len(seen):
                away = np.minimum(away, end - frames[start:end])
            share = np.clip(away / ramp, 0, 1)
            share = (share * share * (3 - 2 * share))[:, None]
            near = np.where(frames[start:end, None] * 2 < start + end, start - 1, end)
            near = np.where(start == 0, end, np.where(end == len(seen), start - 1, near))
            held = angles[near[:, 0]][:, columns]
            angles[start:end, columns] = held + share * (rest[start:end] - held)
            long.append((start, end))
        if long:
            warnings.append(f"the {side} hand is not seen in frames {named_frames(long)}: "
                            "it is taken to rest")  # fmt: skip
        confidence[side] = sure
    return replace(state, angles=angles), confidence, warnings


def _relaxed(side):
    shape = HAND_SHAPES["relaxed"]
    values = [0.0, 0.0]
    for name in HAND_ANGLES[2:]:
        part, angle = name.split("_")
        values.append(shape[part][angle])
    return np.radians(values)


def named_frames(stretches):
    """Runs of frames `[(start, end)]`, end exclusive, in words."""
    return spans([frame for start, end in stretches for frame in range(start, end)])
