"""The joints that are fitted: a state of them, where it puts bones and points, and derivatives.

A *state* holds ball joints as rotations and everything else as anatomical angles, so that hinges
stay hinges. Turns are in neutral axes (see `bodies.rig`): with `N` the turn of a bone in the
camera's axes, `N = N_parent Q`. Angles are in radians, lengths in metres, camera axes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pose2video.bodies.angles import FINGERS, NECK, SIDES, SPINE
from pose2video.bodies.body import GROUPS, stretch_of
from pose2video.bodies.fitting.turns import exponential, twist_of
from pose2video.bodies.rig import Rig
from pose2video.bodies.rotations import to_quaternions
from pose2video.poses.steady import applied

# ball joint -> (bone, bone that takes half of the twist)
BALLS = {
    "root": ("root", None),
    "left_shoulder": ("upperarm01.L", "upperarm02.L"),
    "right_shoulder": ("upperarm01.R", "upperarm02.R"),
    "left_hip": ("upperleg01.L", "upperleg02.L"),
    "right_hip": ("upperleg01.R", "upperleg02.R"),
}
X, Y, Z = np.eye(3)
# angle of the left side -> [(bone, axis, share)], in the order in which a bone's turns multiply
LIMB_ANGLES = {
    "clavicle_raise": [("clavicle", -Z, 1.0)],
    "clavicle_forward": [("clavicle", Y, 1.0)],
    "elbow_bend": [("lowerarm01", -X, 1.0)],
    "forearm_twist": [("lowerarm01", Y, 0.5), ("lowerarm02", Y, 0.5)],
    "wrist_bend": [("wrist", Z, 1.0)],
    "wrist_side": [("wrist", -X, 1.0)],
    "knee_bend": [("lowerleg01", X, 1.0)],
    "ankle_twist": [("foot", Y, 1.0)],
    "ankle_bend": [("foot", -X, 1.0)],
    "ankle_roll": [("foot", Z, 1.0)],
}
CENTRAL_ANGLES = tuple(f"{part}_{axis}" for part in ("spine", "neck") for axis in "xyz")
HAND_ANGLES = ("wrist_bend", "wrist_side", "thumb_close", "thumb_lift", "thumb_mcp", "thumb_ip")
HAND_ANGLES += tuple(f"{f}_{a}" for f in FINGERS for a in ("spread", "mcp", "pip", "dip"))


@dataclass(frozen=True, eq=False)
class State:
    """A pose a frame: `balls` `(T, 5, 3, 3)`, `angles` `(T, A)`, `translation` `(T, 3)`."""

    balls: np.ndarray
    angles: np.ndarray
    translation: np.ndarray

    def moved(self, step) -> State:
        """The state after a step `(T, 3 + 15 + A)`: translation, turns of the balls, angles."""
        frames = len(step)
        turns = exponential(step[:, 3:18].reshape(frames, 5, 3))
        return State(turns @ self.balls, self.angles + step[:, 18:], self.translation + step[:, :3])


def mirrored(axis):
    """The axis of the same turn on the other side of the body."""
    return axis * (1, -1, -1)


def stretch_slopes(rig):
    """Derivatives `(G, J, 3, 3)` of the bones' stretch by the scales, in which it is linear."""
    return np.stack([stretch_of(rig, {group: 2.0}) for group in GROUPS]) - np.eye(3)


@dataclass(frozen=True, eq=False)
class JointChain:
    """The fitted joints of one body.

    Attributes:
        rig: The `Rig`. names: Names of the angles.
        parts: `(bone, axis (3,), angle's index, share)` in the order of multiplication.
        offsets: `(J, 3)`, each bone's head against its parent's in the parent's neutral axes, for
            the `scales` `(G,)` of `GROUPS`. offset_slopes: `(J, 3, G)`, their derivatives.
        above: `(J, J)` bool, `above[a, b]`: a is b or an ancestor of b.
    """

    rig: Rig
    names: tuple[str, ...]
    parts: tuple[tuple[int, np.ndarray, int, float], ...]
    scales: np.ndarray
    offsets: np.ndarray
    offset_slopes: np.ndarray
    above: np.ndarray

    @classmethod
    def build(cls, rig: Rig) -> JointChain:
        """The chain of a rig, all scales 1."""
        sides = [f"{s}_{a}" for s in SIDES for a in (*LIMB_ANGLES, *HAND_ANGLES[2:])]
        names = (*CENTRAL_ANGLES, *sides)
        parts = []
        for side, s in zip(SIDES, "LR", strict=True):
            close, lift = rig.thumb_axes[side]
            table = LIMB_ANGLES | {
                "thumb_close": [("finger1-1", close, 1.0)],
                "thumb_lift": [("finger1-1", lift, 1.0)],
                "thumb_mcp": [("finger1-2", close, 1.0)],
                "thumb_ip": [("finger1-3", close, 1.0)],
            }
            for number, finger in enumerate(FINGERS, 2):
                table[f"{finger}_spread"] = [(f"finger{number}-1", -X, 1.0)]
                for k, joint in enumerate(("mcp", "pip", "dip"), 1):
                    table[f"{finger}_{joint}"] = [(f"finger{number}-{k}", Z, 1.0)]
            for name, turns in table.items():
                for bone, axis, share in turns:
                    flip = side == "right" and not name.startswith("thumb")
                    axis = mirrored(axis) if flip else axis
                    axis = axis / np.linalg.norm(axis)
                    angle = names.index(f"{side}_{name}")
                    parts.append((rig.index(f"{bone}.{s}"), axis, angle, share))
        n = len(rig.bones)
        above = np.eye(n, dtype=bool)
        offsets, slopes = np.zeros((n, 3)), np.zeros((n, 3, len(GROUPS)))
        growth = stretch_slopes(rig)
        for j, p in enumerate(rig.parents):
            if p >= 0:
                above[:, j] |= above[:, p]
                away = rig.heads[j] - rig.heads[p]
                offsets[j] = applied(rig.neutral[p], away)
                slopes[j] = applied(rig.neutral[p], applied(growth[:, p], away)).T
        ones = np.ones(len(GROUPS))
        return cls(rig, names, tuple(parts), ones, offsets, slopes, above)

    def scaled(self, scales) -> JointChain:
        """The same joints with other scales `(G,)`."""
        offsets = self.offsets + applied(self.offset_slopes, scales - self.scales)
        return replace(self, scales=scales, offsets=offsets)

    def columns(self, *names):
        """Columns of a step that belong to angles, by name."""
        return [18 + self.names.index(name) for name in names]

    def neutral(self, frames) -> State:
        """The neutral stance at the camera."""
        return State(
            np.tile(np.eye(3), (frames, 5, 1, 1)),
            np.zeros((frames, len(self.names))),
            np.zeros((frames, 3)),
        )

    def local(self, state: State) -> dict[int, np.ndarray]:
        """Turns `Q` `(T, 3, 3)` of the bones that move, by bone."""
        turns = {}
        for start, bones in ((0, SPINE), (3, NECK)):
            share = exponential(state.angles[:, start : start + 3] / len(bones))
            turns |= {self.rig.index(bone): share for bone in bones}
        for bone, axis, angle, share in self.parts:
            turn = exponential(state.angles[:, angle, None] * (share * axis))
            turns[bone] = turns[bone] @ turn if bone in turns else turn
        twist = twist_of(state.balls)
        for b, (bone, more) in enumerate(BALLS.values()):
            turns[self.rig.index(bone)] = state.balls[:, b]
            if more is not None:
                half = exponential(twist[:, b, None] / 2 * Y)
                turns[self.rig.index(bone)] = state.balls[:, b] @ np.swapaxes(half, -1, -2)
                turns[self.rig.index(more)] = half
        return turns

    def place(self, state: State):
        """Turns `N` `(T, J, 3, 3)` and heads `(T, J, 3)` of all bones."""
        turns = self.local(state)
        frames, n = len(state.translation), len(self.rig.bones)
        out, heads = np.empty((frames, n, 3, 3)), np.empty((frames, n, 3))
        heads[:, 0] = state.translation
        for j, p in enumerate(self.rig.parents):
            if p < 0:
                out[:, j] = turns[j]
                continue
            out[:, j] = out[:, p] @ turns[j] if j in turns else out[:, p]
            heads[:, j] = heads[:, p] + applied(out[:, p], self.offsets[j])
        return out, heads

    def growth(self, turns):
        """Derivatives `(T, J, 3, G)` of the heads of all bones by the scales."""
        out = np.zeros((*turns.shape[:3], len(self.scales)))
        for j, p in enumerate(self.rig.parents):
            if p >= 0:
                out[:, j] = out[:, p] + turns[:, p] @ self.offset_slopes[j]
        return out

    def quaternions(self, state: State) -> np.ndarray:
        """Rotations of a `BodyMotion`, `(T, J, 4)`."""
        out = np.zeros((len(state.translation), len(self.rig.bones), 4))
        out[..., 3] = 1
        for bone, turn in self.local(state).items():
            out[:, bone] = to_quaternions(turn)
        return out

    def axes(self, state: State, turns, heads):
        """The elementary turns of all columns of a step beyond the translation.

        Returns:
            Axes `(T, E, 3)` in camera axes, pivots `(T, E, 3)`, the columns `(E,)` they belong
            to and their bones `(E,)`.
        """
        axes, bones, columns = [], [], []
        parents = self.rig.parents
        frames = len(heads)
        for b, (bone, _) in enumerate(BALLS.values()):
            j = self.rig.index(bone)
            base = turns[:, parents[j]] if parents[j] >= 0 else np.tile(np.eye(3), (frames, 1, 1))
            axes += [base[:, :, i] for i in range(3)]
            bones += 3 * [j]
            columns += [3 + 3 * b + i for i in range(3)]
        for start, names in ((0, SPINE), (3, NECK)):
            for j in map(self.rig.index, names):
                axes += [turns[:, parents[j], :, i] / len(names) for i in range(3)]
                bones += 3 * [j]
                columns += [18 + start + i for i in range(3)]
        before = {}
        for j, axis, angle, share in self.parts:
            base = before[j] if j in before else turns[:, parents[j]]
            axes.append(applied(base, share * axis))
            before[j] = base @ exponential(state.angles[:, angle, None] * (share * axis))
            bones.append(j)
            columns.append(18 + angle)
        bones = np.array(bones)
        return np.stack(axes, axis=1), heads[:, bones], np.array(columns), bones
