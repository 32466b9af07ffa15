"""The stance and the sizes of a body that bring its keypoints onto those of a picture."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from pose2video.bodies.angles import SIDES
from pose2video.bodies.body import GROUPS, Body, stretch_of
from pose2video.bodies.camera import Camera
from pose2video.bodies.likeness.evidence import Evidence
from pose2video.bodies.likeness.joints import angle_table
from pose2video.poses.skeletons import load_skeleton

# how far the logarithm of a group's size strays from the phenotype's
SIZE_STRAY = dict.fromkeys(GROUPS, 0.10) | {"hand": 0.07, "head": 0.07, "foot": 0.08, "neck": 0.12}
# Logarithm up to which an arm's bones stray, and how softly they stop there: an arm that points at
# the camera would take any length.
ARM_GROUPS, LONGEST, SIZE_STOP = ("upper_arm", "forearm"), 0.2, 0.01
HAND_TO_HEAD = 0.06  # hands and heads go together within this
FOCAL_STRAY = 0.25
HUBER = 3.0  # residuals above this count linearly
STOP_DEG = 2.0  # how softly a joint stops
UPRIGHT_STRAY = 0.07  # z of the trunk's and the legs' direction, of a length of 1
HIDDEN_STRAY = 0.01  # statures that a point of a hidden hand may lie beside the person
STEPS = {"angle": 0.3, "turn": 0.003, "place": 0.003, "size": 0.003, "focal": 0.003}


@dataclass(frozen=True, eq=False)
class Stance:
    """The unknowns.

    Attributes:
        angles: `(A,)` degrees, see `angles.ANGLES`.
        turn: `(3, 3)`, of the root bone. place: `(3,)` metres, of its head, camera axes.
        sizes: `(G,)`, logarithms of the scales of `GROUPS`.
        focal: Logarithm of the focal length over the assumed one.
    """

    angles: np.ndarray
    turn: np.ndarray
    place: np.ndarray
    sizes: np.ndarray
    focal: float

    @property
    def scales(self) -> dict[str, float]:
        """Group -> scale."""
        return {g: float(np.exp(v)) for g, v in zip(GROUPS, self.sizes, strict=True)}

    def rotations(self, rig) -> np.ndarray:
        """Quaternions `(1, J, 4)` of a rig's bones."""
        root = np.eye(4)[None].copy()
        root[0, :3, :3] = self.turn
        return rig.rotations(self.angles[None], root)

    def moved(self, step) -> Stance:
        """Changed by angles (degrees), a rotation vector, metres, logarithms, in this order."""
        n = len(self.angles)
        return Stance(
            self.angles + step[:n],
            _rotation(step[n : n + 3]) @ self.turn,
            self.place + step[n + 3 : n + 6],
            self.sizes + step[n + 6 : -1],
            self.focal + float(step[-1]),
        )


def _rotation(vectors):
    from scipy.spatial.transform import Rotation

    return Rotation.from_rotvec(vectors).as_matrix()


def _robust(residuals):
    """Roots of the weights of Huber's loss."""
    return np.sqrt(np.minimum(1, HUBER / np.maximum(np.abs(residuals), 1e-9)))


@dataclass(frozen=True, eq=False)
class Problem:
    """A body before a picture: `camera` is the assumed one."""

    body: Body
    camera: Camera
    evidence: Evidence

    def seen_by(self, stance: Stance) -> Camera:
        """The camera with the focal length of a stance."""
        return replace(self.camera, focal=float(self.camera.focal * np.exp(stance.focal)))

    def rotations(self, angles, turns):
        """Quaternions `(T, J, 4)` for angles `(T, A)` and turns of the root `(T, 3, 3)`."""
        root = np.tile(np.eye(4), (len(angles), 1, 1))
        root[:, :3, :3] = turns
        return self.body.rig.rotations(angles, root)

    def points(self, rotations, places, scales):
        """Keypoints `(T, 553, 3)` of several stances of one body."""
        stretch = stretch_of(self.body.rig, scales)
        return self.body.points.at(self.body.rig.place(rotations, places, stretch))

    def points_of(self, stance: Stance):
        """Keypoints `(553, 3)` of one stance."""
        rotations = stance.rotations(self.body.rig)
        return self.points(rotations, stance.place[None], stance.scales)[0]

    def residuals(self, points, focal):
        """What the picture finds wrong with points `(T, 553, 3)`: `(T, R)`."""
        e = self.evidence
        camera = replace(self.camera, focal=1.0)
        flat, z = camera.project(points)
        scale = (self.camera.focal * np.exp(focal))[:, None]
        flat = camera.centre + (flat - camera.centre) * scale[..., None]
        use = e.weight > 0
        off = (flat[:, use] - e.pixels[use]) * e.weight[use, None]
        deep = []
        for part in ("left_hand", "right_hand", "face"):
            where = load_skeleton("holistic").parts[part]
            root = z[:, where].mean(axis=1) if part == "face" else z[:, where.start]
            relative = (z[:, where] - root[:, None]) * scale / root[:, None]
            wrong = (relative - e.depth[where]) * e.depth_weight[where]
            deep.append(wrong[:, e.depth_weight[where] > 0])
        along = points[:, e.bones[:, 1]] - points[:, e.bones[:, 0]]
        slopes = along[..., 2] / np.linalg.norm(along, axis=2)
        wrong = (slopes - e.slopes)[:, e.slope_weight > 0] * e.slope_weight[e.slope_weight > 0]
        upright = self._leans(points) / UPRIGHT_STRAY
        off = off.reshape(len(off), -1)
        return np.concatenate([off, *deep, wrong, upright, self._beside(flat)], axis=1)

    def _beside(self, pixels):
        """How far hands that were not found lie beside the person, `(T, ...)`.

        A hand that is not seen is in a pocket or behind the body, or beyond the picture's edge.
        """
        e, layout = self.evidence, load_skeleton("holistic")
        lost = [layout.parts[f"{s}_hand"] for s in SIDES if not e.hands[s]]
        points = np.concatenate([pixels[:, where] for where in lost] or [pixels[:, :0]], axis=1)
        flat = np.float32(points.reshape(-1, 1, 2))
        if not len(flat):
            return np.zeros((len(pixels), 0))
        far = cv2.remap(e.outside, flat - 0.5, None, cv2.INTER_LINEAR)
        return far.reshape(len(pixels), -1) / (HIDDEN_STRAY * e.stature)

    def _leans(self, points):
        """How trunk and legs lean towards the camera, `(T, 2)`: z of their unit directions."""
        index = load_skeleton("holistic").indices

        def middle(joint):
            return points[:, index(f"left_{joint}", f"right_{joint}")].mean(axis=1)

        trunk, legs = middle("hip") - middle("shoulder"), middle("ankle") - middle("hip")
        return np.stack([v[:, 2] / np.linalg.norm(v, axis=1) for v in (trunk, legs)], axis=1)

    def habits(self, angles, sizes, focal):
        """How unusual stance and sizes are, `(T, ...)`."""
        usual, stray, least, most = angle_table().T
        beyond = np.maximum(angles - most, 0) - np.maximum(least - angles, 0)
        strays = np.array([SIZE_STRAY[g] for g in GROUPS])
        arms = sizes[:, [GROUPS.index(g) for g in ARM_GROUPS]]
        hand = sizes[:, GROUPS.index("hand")] - sizes[:, GROUPS.index("head")]
        return np.concatenate(
            [
                (angles - usual) / stray,
                beyond / STOP_DEG,
                sizes / strays,
                np.maximum(np.abs(arms) - LONGEST, 0) / SIZE_STOP,
                hand[:, None] / HAND_TO_HEAD,
                focal[:, None] / FOCAL_STRAY,
            ],
            axis=1,
        )

    def cost(self, stance: Stance) -> float:
        """What `solve` makes small."""
        return float(self.costs(stance, stance.angles[None])[0])

    def costs(self, stance: Stance, angles) -> np.ndarray:
        """The costs `(T,)` of a stance with other angles `(T, A)`."""
        count = len(angles)
        rotations = self.rotations(angles, np.tile(stance.turn, (count, 1, 1)))
        points = self.points(rotations, np.tile(stance.place, (count, 1)), stance.scales)
        focal = np.full(count, stance.focal)
        seen = self.residuals(points, focal)
        size = np.abs(seen)
        huber = np.where(size < HUBER, seen**2, HUBER * (2 * size - HUBER))
        own = self.habits(angles, np.tile(stance.sizes, (count, 1)), focal)
        return huber.sum(axis=1) + (own**2).sum(axis=1)

    def linear(self, stance: Stance):
        """Residuals `(R,)` and their change by every unknown `(R, N)`, robustly weighed."""
        n, g = len(stance.angles), len(GROUPS)
        count = n + 6 + g + 1
        angles = np.tile(stance.angles, (n + 7, 1))
        turns = np.tile(stance.turn, (n + 7, 1, 1))
        places = np.tile(stance.place, (n + 7, 1))
        step = np.empty(count)
        step[:n], step[n : n + 3], step[n + 3 : n + 6] = (
            STEPS[k] for k in ("angle", "turn", "place")
        )
        step[n + 6 : -1], step[-1] = STEPS["size"], STEPS["focal"]
        k = np.arange(n)
        angles[1 + k, k] += step[:n]
        turns[n + 1 : n + 4] = _rotation(np.eye(3) * STEPS["turn"]) @ stance.turn
        places[n + 4 : n + 7] += np.eye(3) * STEPS["place"]
        rotations = self.rotations(angles, turns)
        points = [self.points(rotations, places, stance.scales)]
        for i in range(g):
            larger = replace(stance, sizes=stance.sizes + STEPS["size"] * np.eye(g)[i])
            points.append(self.points(rotations[:1], places[:1], larger.scales))
        points = np.concatenate([*points, points[0][:1]])
        focal = np.full(len(points), stance.focal)
        focal[-1] += STEPS["focal"]
        sizes = np.tile(stance.sizes, (len(points), 1))
        sizes[n + 7 : -1] += np.eye(g) * STEPS["size"]
        angles = np.concatenate([angles, np.tile(stance.angles, (g + 1, 1))])
        seen, own = self.residuals(points, focal), self.habits(angles, sizes, focal)
        all_of = np.concatenate([seen * _robust(seen[0]), own], axis=1)
        return all_of[0], ((all_of[1:] - all_of[0]) / step[:, None]).T


def solve(problem: Problem, stance: Stance, rounds: int) -> Stance:
    """Improve a stance (Levenberg 1944, Marquardt 1963; Huber's loss by reweighing)."""
    damping, cost = 1e-3, problem.cost(stance)
    for _ in range(rounds):
        wrong, slope = problem.linear(stance)
        normal, downhill = slope.T @ slope, -slope.T @ wrong
        for _ in range(6):
            step = np.linalg.solve(normal + damping * np.diag(np.diag(normal) + 1e-9), downhill)
            tried = stance.moved(step)
            tried_cost = problem.cost(tried)
            if tried_cost < cost:
                break
            damping *= 6
        else:
            break
        gain, stance, cost, damping = 1 - tried_cost / cost, tried, tried_cost, damping / 6
        if gain < 1e-3:
            break
    return stance
