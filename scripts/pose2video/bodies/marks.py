"""Named points on the surface of a body: what hands touch, and what touches."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pose2video.bodies.angles import FINGERS, SIDES
from pose2video.bodies.rig import Rig
from pose2video.poses.steady import applied

# place that a hand may touch -> (x and y of a point on the reference body, extra metres for the
# clothes); the nearest surface point that faces the camera is taken
PLACES = {
    "chest": ((0.0, -0.47), 0.012),
    "left_chest": ((0.09, -0.49), 0.012),
    "right_chest": ((-0.09, -0.49), 0.012),
    "belly": ((0.0, -0.24), 0.014),
    "chin": ((0.0, -0.722), 0.002),
    "mouth": ((0.0, -0.757), 0.004),
    "forehead": ((0.0, -0.885), 0.003),
    "left_cheek": ((0.048, -0.785), 0.002),
    "right_cheek": ((-0.048, -0.785), 0.002),
    "other_palm": (None, 0.004),
    "other_fist": (None, 0.012),
    "other_index_tip": (None, 0.010),
}
# part of the hand that touches
HAND_POINTS = ("palm", "index_tip", "fingertips", "thumb_tip", "pinky_side")


@dataclass(frozen=True, eq=False)
class Marks:
    """Surface points of a body at rest: name -> position and normal `(3,)`, weights `(J,)`."""

    points: dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]

    @classmethod
    def build(cls, model, rig: Rig, vertices, normals):
        """Find the touching points and places on a body.

        Args:
            model: The `BodyModel`.
            rig: The body's rig.
            vertices: `(V, 3)` at rest. normals: `(V, 3)` outward.
        """
        points = {}

        def add(name, choice, lift=0.0):
            n = normals[choice].mean(axis=0)
            n = n / np.linalg.norm(n)
            points[name] = (
                vertices[choice].mean(axis=0) + lift * n,
                n,
                model.weights[choice].mean(0),
            )

        front = (normals[:, 2] < -0.3) & (
            model.weights[:, _bones(rig, "arm", "wrist")].sum(1) < 0.3
        )
        front[
            np.unique(
                model.faces[model.segment("eye_cavity.L", "eye_cavity.R", "mouth_cavity", "tongue")]
            )
        ] = False
        for name, (place, lift) in PLACES.items():
            if place is not None:
                gap = np.linalg.norm(model.reference[:, :2] - place, axis=1) + 9.0 * ~front
                add(name, np.argsort(gap)[:4], lift)
        for side, s in zip(SIDES, "LR", strict=True):
            turn = rig.neutral[rig.index(f"wrist.{s}")]
            hand = np.flatnonzero(
                model.weights[:, _bones(rig, "wrist", "metacarpal", "finger", s=s)].sum(1) > 0.9
            )
            facing = normals[hand] @ turn.T  # neutral axes: the palm faces the body
            inward = facing[:, 0] * (-1 if side == "left" else 1)
            middle = (
                rig.heads[rig.index(f"wrist.{s}")] + 2 * rig.heads[rig.index(f"finger3-1.{s}")]
            ) / 3
            gap = np.linalg.norm(vertices[hand] - middle, axis=1)
            add(f"{side}_palm", hand[np.argsort(gap + 9.0 * (inward < 0.6))[:5]])
            add(f"{side}_pinky_side", hand[np.argsort(gap + 9.0 * (facing[:, 2] < 0.8))[:5]])
            add(f"{side}_fist", hand[np.argsort(gap + 9.0 * (facing[:, 2] > -0.8))[:5]])
            for number, finger in enumerate(("thumb", *FINGERS), 1):
                i, j = rig.index(f"finger{number}-3.{s}"), rig.index(f"finger{number}-2.{s}")
                along = rig.heads[i] - rig.heads[j]
                far = np.where(model.weights[:, i] > 0.6, vertices @ along, -9)
                choice = np.argsort(-far)[:8]
                add(f"{side}_{finger}_tip", choice)
            sign = 1 if side == "left" else -1
            foot = np.unique(model.faces[model.segment(f"foot.{s}")])
            toe = rig.heads[rig.index(f"toe2-1.{s}")]
            add(
                f"{side}_heel",
                foot[
                    np.argsort(
                        vertices[foot, 1] * -1
                        + 9 * (vertices[foot, 2] < vertices[foot, 2].max() - 0.02)
                    )[:5]
                ],
            )
            add(
                f"{side}_foot_index",
                foot[np.argsort(vertices[foot, 2] + abs(vertices[foot, 0] - toe[0]))[:6]],
            )
            ear = model.reference - [sign * 0.070, -0.832, -0.070]
            add(f"{side}_ear", np.argsort(np.linalg.norm(ear, axis=1))[:4])
        return cls(points)

    def at(self, names, transforms):
        """Positions and normals of the mean of some points, `(T, 3)` each."""
        positions, normals = [], []
        for name in names:
            p, n, w = self.points[name]
            blend = np.einsum("j,tjab->tab", w, transforms)
            positions.append(applied(blend[:, :3, :3], p) + blend[:, :3, 3])
            normals.append(applied(blend[:, :3, :3], n))
        return np.mean(positions, axis=0), np.mean(normals, axis=0)


def hand_marks(side, point):
    """Names of the marks whose mean is a part of the hand."""
    if point == "fingertips":
        return [f"{side}_index_tip", f"{side}_middle_tip", f"{side}_ring_tip"]
    return [f"{side}_{point}"]


def place_marks(side, place):
    """Names of the marks of the place that the hand of `side` touches."""
    other = "right" if side == "left" else "left"
    return [f"{other}_{place[6:]}"] if place.startswith("other_") else [place]


def _bones(rig, *words, s=""):
    return [i for i, b in enumerate(rig.bones) if any(w in b for w in words) and b.endswith(s)]
