"""What the keypoints of a clip are worth: which are seen, which hands are believed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pose2video.bodies.angles import SIDES
from pose2video.poses.sequence import PoseSequence
from pose2video.poses.skeletons import load_hand
from pose2video.smoothers.tracks import runs

TORSO = ("left_shoulder", "right_shoulder", "left_hip", "right_hip")
HAND_FOUND = 0.75  # a point filled over a gap has half of that of its neighbours
HAND_SHARE = 0.34  # of a hand's points that must be found: the others may be hidden by it
ASTRAY_M = 0.22  # a hand farther than this from the arm's wrist is not this arm's
GLIMPSE = 6  # frames; a hand found for less than half of it, and not around, is not believed
JUMP_M = 0.30  # and one that leaves its neighbours in time by this is none
DEEPER = (1.0, 4.0)  # factors by which a hand's depth may be stretched
TINY_M = 1e-4  # files hold tenths of millimetres: what is shorter has no direction
ON_LINE = 2e-3  # sine of the angle between shoulders and spine below which they are one line
MARGIN = 0.03  # of the picture's height: what MediaPipe guesses beyond it is not seen


@dataclass(frozen=True, eq=False)
class Sight:
    """The evidence of a clip.

    Attributes:
        poses: The `PoseSequence`.
        pixels: `(T, 553, 2)`, 0 where missing. depth: `(T, 553)` pixels, 0 where unknown.
        deep: `(T, 553)` bool, the depth is known: poses of other tools have none of hands.
        world: `(T, 33, 3)` metres, 0 where unknown. measured: `(T, 33)` bool, it is known.
        weight: `(T, 553)` in [0, 1], 0 where a point is not seen.
        person: `(T,)` bool, somebody is there whose trunk has a direction and a width.
        hands: Side -> `(T,)` bool, the hand is seen.
        scale: `(T,)` pixels per metre at the person's place.
    """

    poses: PoseSequence
    pixels: np.ndarray
    depth: np.ndarray
    deep: np.ndarray
    world: np.ndarray
    measured: np.ndarray
    weight: np.ndarray
    person: np.ndarray
    hands: dict[str, np.ndarray]
    scale: np.ndarray

    @classmethod
    def of(cls, poses: PoseSequence) -> Sight:
        """Judge the keypoints of a `holistic` sequence."""
        layout = poses.layout
        body = layout.parts["body"]
        pixels, depth, world = (
            np.nan_to_num(array, posinf=0, neginf=0).astype(np.float64)
            for array in (poses.keypoints, poses.depth, poses.world[:, body])
        )
        weight = poses.confidence.astype(np.float64)
        size = np.array(poses.frame_size)
        margin = MARGIN * size[1]
        outside = ((pixels < -margin) | (pixels > size + margin)).any(axis=2)
        visible = np.clip((weight[:, body] - 0.2) / 0.6, 0, 1)
        weight[:, body] = np.where(outside[:, body], 0, visible)
        known = np.abs(world).max(axis=2) > 0
        torso = layout.indices(*TORSO)
        person = (poses.confidence[:, torso] > 0).all(axis=1) & known[:, torso].all(axis=1)
        person &= _wide(world[:, torso])
        weight[~person] = 0
        scale = _scale(pixels[:, body], world, weight[:, body], person)
        hands = {}
        for side in SIDES:
            seen = _hand_seen(poses, pixels, weight, person, scale, side)
            at = layout.parts[f"{side}_hand"]
            found = np.where(poses.confidence[:, at] >= HAND_FOUND, 1.0, 0.3)
            weight[:, at] = np.where(seen[:, None], found * (poses.confidence[:, at] > 0), 0)
            hands[side] = seen
        deep = np.isfinite(poses.depth)
        return cls(poses, pixels, depth, deep, world, known, weight, person, hands, scale)

    def cut(self, some: slice) -> Sight:
        """Some of the frames, `some.step` apart."""
        every = some.step
        poses = self.poses.cut(some).changed(fps=self.poses.fps / every)
        names = ("pixels", "depth", "deep", "world", "measured", "weight", "person", "scale")
        arrays = {name: getattr(self, name)[some] for name in names}
        hands = {side: seen[some] for side, seen in self.hands.items()}
        return replace(self, poses=poses, hands=hands, **arrays)

    def deepened(self, reference) -> Sight:
        """With the depth of each hand stretched until its bones have their length.

        MediaPipe's hands come out flat: in their pictures' axes bones have about the right
        length, in depth a third of it. One factor k a clip and hand, from
        `|d_xy|^2 + k^2 d_z^2 = l^2`, summed over bones and frames.

        Args:
            reference: `(553, 3)` metres, keypoints of the model.
        """
        depth = self.depth.copy()
        for side in SIDES:
            seen = self.hands[side]
            if not seen.any():
                continue
            at = self.poses.layout.parts[f"{side}_hand"]
            a, b = (at.start + np.array(ends) for ends in zip(*load_hand().palm_first, strict=True))
            length = np.linalg.norm(reference[b] - reference[a], axis=1)
            length = length * self.scale[seen, None]
            flat = np.sum((self.pixels[seen][:, b] - self.pixels[seen][:, a]) ** 2, axis=2)
            deep = (self.depth[seen][:, b] - self.depth[seen][:, a]) ** 2
            share = 1 / self.scale[seen, None] ** 2
            need = np.sum(share * np.maximum(length**2 - flat, -(length**2)))
            factor = np.sqrt(max(need, 0) / max(np.sum(share * deep), 1e-9))
            depth[:, at] *= np.clip(factor, *DEEPER)
        return replace(self, depth=depth)


def _wide(torso):
    """Frames `(T,)` in which shoulders and hips `(T, 4, 3)` do not lie on one line."""
    left, right, left_hip, right_hip = np.moveaxis(torso, 1, 0)
    across, down = left - right, (left_hip + right_hip - left - right) / 2
    area = np.linalg.norm(np.cross(across, down), axis=1)
    lengths = [np.linalg.norm(v, axis=1) for v in (across, down)]
    return (np.minimum(*lengths) > TINY_M) & (area > ON_LINE * lengths[0] * lengths[1])


def _scale(pixels, world, weight, person):
    """Pixels per metre `(T,)` by least squares of the picture against the world, held in gaps."""
    share = np.where(weight > 0, weight, 1e-3)[..., None]
    flat = world[..., :2]
    a = pixels - (share * pixels).sum(1, keepdims=True) / share.sum(1, keepdims=True)
    b = flat - (share * flat).sum(1, keepdims=True) / share.sum(1, keepdims=True)
    scale = (share * a * b).sum((1, 2)) / np.maximum((share * b * b).sum((1, 2)), 1e-9)
    good = person & (scale > 1)
    if not good.any():
        return np.ones(len(person))
    frames = np.arange(len(person))
    return np.interp(frames, frames[good], scale[good])


def _hand_seen(poses, pixels, weight, person, scale, side):
    """Frames `(T,)` in which a hand is found, on its own arm and on its path."""
    layout = poses.layout
    hand = layout.parts[f"{side}_hand"]
    other = "right" if side == "left" else "left"
    seen = person & ((poses.confidence[:, hand] >= HAND_FOUND).mean(axis=1) >= HAND_SHARE)
    wrist = pixels[:, hand.start]
    own, far = (pixels[:, layout.index(f"{s}_wrist")] for s in (side, other))
    gap = np.linalg.norm(wrist - own, axis=1) / scale
    swap = np.linalg.norm(wrist - far, axis=1) / scale
    sure = weight[:, layout.index(f"{side}_wrist")] > 0.3
    seen &= ~(sure & ((gap > ASTRAY_M) | ((gap > ASTRAY_M / 2) & (swap < gap / 3))))
    for t in np.flatnonzero(seen):  # against the median of its neighbours
        near = [u for u in range(max(t - 2, 0), min(t + 3, len(seen))) if seen[u]]
        middle = np.median(wrist[near], axis=0)
        if len(near) >= 3 and np.linalg.norm(wrist[t] - middle) / scale[t] > JUMP_M:
            seen[t] = False
    for start, end in runs(seen):  # a glimpse between losses tells nothing
        around = seen[max(start - GLIMPSE, 0) : end + GLIMPSE]
        if end - start < GLIMPSE / 2 and len(seen) > 2 * GLIMPSE and around.mean() < 0.4:
            seen[start:end] = False
    return seen
