"""Bones of a body and their forward kinematics.

Every joint is relative to one *neutral* stance, the same for all bodies: upright, arms hanging
straight with the palms to the thighs, fingers straight, legs straight. A bone is turned about its
head, in the axes of the body at rest: `G = G_parent * move(head) * R * move(-head)`, so that no
bone ever changes its length. With `C` the turn that brings a bone from rest to neutral and `Q` the
turn by its angles, `R = C_parent^T Q C`. Stage axes as in `model`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pose2video.bodies.angles import DOWN, FORWARD, SIDES, about, between, turns_of
from pose2video.bodies.rotations import IDENTITY, to_matrices, to_quaternions
from pose2video.poses.steady import applied


def _frame(along, towards):
    """Columns: `along`, the part of `towards` square to it, and their cross product."""
    a = along / np.linalg.norm(along)
    b = towards - a * (a @ towards)
    b = b / np.linalg.norm(b)
    return np.stack([a, b, np.cross(a, b)], axis=1)


@dataclass(frozen=True, eq=False)
class Rig:
    """Skeleton of one body: bone heads at rest and how they come to neutral.

    Attributes:
        bones: Names, parents first.
        parents: Parent index per bone, -1 for the root.
        heads: `(J, 3)` metres.
        neutral: `(J, 3, 3)`, the turn of each bone from rest to neutral.
        thumb_axes: Side -> closing and lifting axis of the thumb, in the neutral hand.
    """

    bones: tuple[str, ...]
    parents: tuple[int, ...]
    heads: np.ndarray
    neutral: np.ndarray
    thumb_axes: dict[str, np.ndarray]

    @classmethod
    def build(cls, bones, parents, heads):
        """Measure the neutral turns of a body at rest with the given bone heads `(J, 3)`."""
        heads = np.asarray(heads, dtype=np.float64)
        at = {bone: heads[i] for i, bone in enumerate(bones)}
        neutral = {bone: np.eye(3) for bone in bones}
        thumbs = {}
        for side, s in zip(SIDES, "LR", strict=True):
            shoulder, elbow, wrist = at[f"upperarm01.{s}"], at[f"lowerarm01.{s}"], at[f"wrist.{s}"]
            # the elbow's plane becomes the plane that faces forward
            upper, fore = elbow - shoulder, wrist - elbow
            upper_to = np.column_stack([DOWN, FORWARD, np.cross(DOWN, FORWARD)])
            turn_upper = upper_to @ _frame(upper, fore).T
            turn_fore = upper_to @ _frame(fore, -upper).T
            index, knuckle, pinky = (at[f"finger{f}-1.{s}"] for f in (2, 3, 5))
            turn_hand = upper_to @ _frame(knuckle - wrist, index - pinky).T
            for bone in ("upperarm01", "upperarm02"):
                neutral[f"{bone}.{s}"] = turn_upper
            for bone in ("lowerarm01", "lowerarm02"):
                neutral[f"{bone}.{s}"] = turn_fore
            hand = ["wrist", *(f"metacarpal{i}" for i in range(1, 5))]
            hand += [f"finger1-{i}" for i in range(1, 4)]
            for bone in hand:
                neutral[f"{bone}.{s}"] = turn_hand
            for f in range(2, 6):
                points = [at[f"finger{f}-{k}.{s}"] for k in (1, 2, 3)]
                spread = {2: 4.0, 3: 0.0, 4: -4.0, 5: -8.0}[f]
                towards = about([1.0, 0, 0], -spread) @ DOWN
                for k in (1, 2, 3):
                    along = points[min(k, 2)] - points[min(k, 2) - 1]
                    neutral[f"finger{f}-{k}.{s}"] = between(turn_hand @ along, towards) @ turn_hand
            thumb = turn_hand @ (at[f"finger1-3.{s}"] - at[f"finger1-2.{s}"])
            across = turn_hand @ (pinky - at[f"finger1-2.{s}"])
            close = np.cross(thumb, across)
            thumbs[side] = np.stack([close, np.cross(close, thumb)])
            hip, knee, ankle = at[f"upperleg01.{s}"], at[f"lowerleg01.{s}"], at[f"foot.{s}"]
            for bone in ("upperleg01", "upperleg02"):
                neutral[f"{bone}.{s}"] = between(knee - hip, DOWN)
            for bone in ("lowerleg01", "lowerleg02"):
                neutral[f"{bone}.{s}"] = between(ankle - knee, DOWN)
        return cls(
            tuple(bones), tuple(parents), heads, np.stack([neutral[b] for b in bones]), thumbs
        )

    def index(self, bone: str) -> int:
        """Index of a bone by name."""
        return self.bones.index(bone)

    @property
    def leg_length(self) -> float:
        """Hip to ankle, metres."""
        hip, knee, ankle = (
            self.heads[self.index(f"{b}.L")] for b in ("upperleg01", "lowerleg01", "foot")
        )
        return float(np.linalg.norm(knee - hip) + np.linalg.norm(ankle - knee))

    def local_turns(self, angles) -> dict[str, np.ndarray]:
        """Turns `Q` `(T, 3, 3)` of the bones that `angles` `(T, len(ANGLES))` moves, in degrees."""
        return turns_of(angles, self.thumb_axes)

    def rotations(self, angles, root) -> np.ndarray:
        """Unit quaternions `(T, J, 4)`, x y z w, of all bones against their parents, neutral axes.

        Args:
            angles: `(T, len(ANGLES))` degrees.
            root: `(T, 4, 4)`, the transform of the root bone.
        """
        out = np.tile(IDENTITY, (len(angles), len(self.bones), 1))
        for bone, turn in self.local_turns(angles).items():
            out[:, self.index(bone)] = to_quaternions(turn)
        out[:, 0] = to_quaternions(root[:, :3, :3])
        return out

    def pose(self, angles, root, only=None) -> np.ndarray:
        """Bone transforms from the body at rest to the stage.

        Args:
            angles: `(T, len(ANGLES))` degrees.
            root: `(T, 4, 4)`, the transform of the root bone.
            only: Names of the bones that are wanted, with all their ancestors; None for all.

        Returns:
            `(T, J, 4, 4)` float64; bones that were not wanted keep the identity.
        """
        turns = self.local_turns(angles)
        frames = len(angles)
        out = np.tile(np.eye(4), (frames, len(self.bones), 1, 1))
        out[:, 0] = root
        for j, bone in enumerate(self.bones):
            p = self.parents[j]
            if p < 0 or (only is not None and bone not in only):
                continue
            back = self.neutral[p].T
            turn = back @ turns[bone] @ self.neutral[j] if bone in turns else back @ self.neutral[j]
            head = self.heads[j]
            local = np.tile(np.eye(4), (frames, 1, 1))
            local[:, :3, :3] = turn
            local[:, :3, 3] = head - applied(np.broadcast_to(turn, (frames, 3, 3)), head)
            out[:, j] = out[:, p] @ local
        return out

    def turns(self, rotations) -> np.ndarray:
        """How every bone is turned from the neutral stance, `(T, J, 3, 3)`.

        The product of the rotations `(T, J, 4)` from the root to the bone: independent of the body.
        """
        out = to_matrices(rotations)
        for j, p in enumerate(self.parents):
            if p >= 0:
                out[:, j] = out[:, p] @ out[:, j]
        return out

    def heads_at(self, turns, translation, stretch=None) -> np.ndarray:
        """Where the heads of the bones are, `(T, J, 3)`, for `turns`; see `place`."""
        out = np.empty((*turns.shape[:2], 3))
        out[:, 0] = translation
        for j, p in enumerate(self.parents):
            if p >= 0:
                arm = self.heads[j] - self.heads[p]
                arm = arm if stretch is None else applied(stretch[p], arm)
                out[:, j] = out[:, p] + applied(turns[:, p], applied(self.neutral[p], arm))
        return out

    def place(self, rotations, translation, stretch=None) -> np.ndarray:
        """Bone transforms from the body at rest to the camera or stage.

        Args:
            rotations: `(T, J, 4)`, see `rotations`.
            translation: `(T, 3)` metres, where the head of the root bone is.
            stretch: `(J, 3, 3)`, symmetric, applied to every bone at rest about its head; moves its
                children, but does not stretch them. None for none.

        Returns:
            `(T, J, 4, 4)` float64.
        """
        turns = self.turns(rotations)
        out = np.tile(np.eye(4), (*turns.shape[:2], 1, 1))
        linear = turns @ self.neutral
        linear = linear if stretch is None else linear @ stretch
        out[..., :3, :3] = linear
        out[..., :3, 3] = self.heads_at(turns, translation, stretch)
        out[..., :3, 3] -= np.einsum("tjab,jb->tja", linear, self.heads)
        return out

    def joints(self, transforms) -> np.ndarray:
        """Where the bone heads are, `(T, J, 3)`."""
        return (
            np.einsum("tjab,jb->tja", transforms[..., :3, :3], self.heads) + transforms[..., :3, 3]
        )
