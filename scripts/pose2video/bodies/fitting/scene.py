"""What a fit works on: the joints, the camera, the evidence."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pose2video.bodies.angles import SIDES
from pose2video.bodies.camera import Camera
from pose2video.bodies.fitting.chain import JointChain, State
from pose2video.bodies.fitting.sight import Sight
from pose2video.bodies.fitting.targets import Targets

# point of the body -> standard deviation of its keypoint in metres at the person
BODY_SIGMA = {
    "shoulder": 0.020,
    "elbow": 0.020,
    "wrist": 0.020,
    "hip": 0.030,
    "knee": 0.025,
    "ankle": 0.020,
    "heel": 0.025,
    "foot_index": 0.020,
}
HEAD_SIGMA = {"nose": 0.02, "left_ear": 0.03, "right_ear": 0.03}


@dataclass(frozen=True, eq=False)
class Scene:
    """What a fit works on: the joints, the camera, the evidence, the rest's pull.

    Attributes:
        chain, camera, sight: As named.
        standing: Side -> `(T,)` int, number of the stand of a foot, -1 while it moves.
        noise: Of the keypoints, 1 as `BODY_SIGMA` says; habits and ties weigh by its square.
    """

    chain: JointChain
    camera: Camera
    sight: Sight
    standing: dict[str, np.ndarray]
    noise: float = 1.0

    def grown(self, step) -> Scene:
        """After a step `(G + 2,)` of the scales, the focal length's logarithm, the centre's y."""
        x, y = self.camera.centre
        camera = replace(
            self.camera,
            focal=float(self.camera.focal * np.exp(step[-2])),
            centre=(x, float(y + step[-1] * max(self.camera.size))),
        )
        scales = np.maximum(self.chain.scales + step[:-2], 0.4)
        return replace(self, camera=camera, chain=self.chain.scaled(scales))


def placed(scene: Scene, body, state: State) -> State:
    """The state where the picture shows it: a translation for every frame, linear least squares.

    A point X of the body goes to the pixel u where f (x + t_x) = (u - c) (z + t_z).
    """
    sight, camera = scene.sight, scene.camera
    names = [f"{s}_{p}" for p in BODY_SIGMA for s in SIDES] + [*HEAD_SIGMA]
    points = np.array(sight.poses.layout.indices(*names))
    at = Targets.build(body, scene.chain, points).at(
        scene.chain,
        *scene.chain.place(replace(state, translation=np.zeros_like(state.translation))),
    )
    weight = sight.weight[:, points] + 1e-6 * sight.person[:, None]
    away = (sight.pixels[:, points] - camera.centre) / camera.focal
    matrix, right = np.zeros((len(at), 3, 3)), np.zeros((len(at), 3))
    for axis in range(2):
        row = np.zeros((*at.shape[:2], 3))
        row[..., axis] = 1
        row[..., 2] = -away[..., axis]
        value = away[..., axis] * at[..., 2] - at[..., axis]
        matrix += np.einsum("tp,tpa,tpb->tab", weight, row, row)
        right += np.einsum("tp,tpa,tp->ta", weight, row, value)
    there = sight.person & (weight.sum(axis=1) > 1)
    moved = np.tile((0, 0, 3.0), (len(at), 1))
    moved[there] = np.linalg.solve(matrix[there] + 1e-9 * np.eye(3), right[there, :, None])[..., 0]
    moved[:, 2] = np.maximum(moved[:, 2], 0.4)
    frames = np.arange(len(at))
    if there.any():
        moved = np.stack([np.interp(frames, frames[there], m[there]) for m in moved.T], axis=1)
    return replace(state, translation=moved)
