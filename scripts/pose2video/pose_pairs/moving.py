"""Joints of bodies that move, in metres: motions without a film, quickly."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pose2video.bodies.angles import FORWARD, SIDES, about
from pose2video.bodies.body import Body, Shape
from pose2video.bodies.points import PointSet
from pose2video.bodies.rig import Rig
from pose2video.performers.contacts import foot_paths, root_transforms
from pose2video.performers.motion import motion_of
from pose2video.performers.stage import STRETCH, lowering
from pose2video.poses.skeletons import load_skeleton
from pose2video.smoothers.motion_net.joints import JOINTS

SOLE_M = 0.10  # from the ankle down to the sole of a shoe
ADULT = (0.67, 0.95)  # of the phenotype's age
FEATURES = ("gender", "muscle", "weight", "height", "proportions", "african", "asian", "caucasian")
LEG = {"hip": "upperleg01", "knee": "lowerleg01", "ankle": "foot"}


def random_phenotype(rng) -> dict:
    """Somebody who is grown up."""
    return {name: float(rng.uniform(0, 1)) for name in FEATURES} | {
        "age": float(rng.uniform(*ADULT))
    }


@dataclass(frozen=True, eq=False)
class Mover:
    """A body that motions are put on.

    Attributes:
        rig: Its `Rig`. points: The `PointSet` of the 17 joints.
    """

    rig: Rig
    points: PointSet

    @classmethod
    def build(cls, model, phenotype):
        """The body of a phenotype."""
        body = Body.build(model, Shape(phenotype))
        at = load_skeleton("holistic").indices(*JOINTS)
        names = ("rest", "weights", "placed_by", "inside")
        return cls(
            body.rig, replace(body.points, **{k: getattr(body.points, k)[at] for k in names})
        )

    def move(self, choreography, fps) -> np.ndarray:
        """Where the joints are, `(T, 17, 3)` metres in stage axes.

        Feet stand where the contacts say, the legs bend to reach them; legs whose angles the keys
        say are in the air. Hands go where their angles say: their contacts are left out.
        """
        times = np.arange(max(1, round(choreography["duration_s"] * fps))) / fps
        keys, contacts = choreography["keys"], choreography["contacts"]
        motion, leg = motion_of(keys, times), self.rig.leg_length
        hips = {s: self._head("hip", s) - self.rig.heads[0] for s in SIDES}
        free = any(f"{side}_hip" in key.get("joints", {}) for key in keys for side in SIDES)
        origin = np.array([0, -SOLE_M - STRETCH * leg - hips["left"][1], -hips["left"][2]])
        root = root_transforms(self.rig, motion.root, origin)
        standing = {s: np.array([1.12 * hips[s][0], -SOLE_M, 0.0]) for s in SIDES}
        paths = foot_paths(times, [c for c in contacts if "foot" in c], standing, leg)
        if not free:
            root[:, 1, 3] += lowering(root, self.rig, hips, paths, leg)
        points = self.points.at(self.rig.pose(motion.angles, root))
        for side in () if free else SIDES:
            at = [JOINTS.index(f"{side}_{name}") for name in LEG]
            hip, foot, yaw = points[:, at[0]], paths[side][0], paths[side][1]
            thigh, shin = (
                np.linalg.norm(self._head(b, side) - self._head(a, side))
                for a, b in (("hip", "knee"), ("knee", "ankle"))
            )
            ahead = (about([0, 1.0, 0], -yaw) @ FORWARD + root[:, :3, :3] @ FORWARD) / 2
            points[:, at[1]], points[:, at[2]] = bent(hip, foot, thigh, shin, ahead)
        return points

    def _head(self, joint, side):
        return self.rig.heads[self.rig.index(f"{LEG[joint]}.{side[0].upper()}")]


def bent(hip, foot, thigh, shin, ahead):
    """Knee and ankle of a leg that reaches for a place, `(T, 3)` each.

    Args:
        hip, foot: `(T, 3)`. thigh, shin: Lengths. ahead: `(T, 3)`, where the knee points.
    """
    reach = foot - hip
    far = np.linalg.norm(reach, axis=1, keepdims=True)
    along = reach / far
    far = np.clip(far, abs(thigh - shin) + 1e-3, thigh + shin - 1e-4)
    share = (thigh**2 - shin**2 + far**2) / (2 * far)
    off = ahead - (ahead * along).sum(axis=1, keepdims=True) * along
    off = off / np.maximum(np.linalg.norm(off, axis=1, keepdims=True), 1e-9)
    knee = hip + share * along + np.sqrt(np.maximum(thigh**2 - share**2, 0)) * off
    return knee, hip + far * along
