"""The hands of the body model over the clip."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pose2video.bodies.camera import Camera
from pose2video.bodies.hands.drawing import SAMPLES, beside
from pose2video.bodies.hands.mesh import STUB, HandMesh, build_hand
from pose2video.bodies.hands.skin import paint_skin
from pose2video.characters.preparation.plan import BONES, SIDES
from pose2video.generators.limb_warp.at_rest.hands import Mounts
from pose2video.generators.limb_warp.over_clip.hand_order import Gaps, measure_gaps

TEXELS = (0.35, 1.0)  # millimetres per pixel of the painted skin
FOOTPRINT = 0.4  # of a pixel of the canvas, over which skin is averaged
PAST_ELBOW = 1.36  # forearms of the model's arm, where the picture's own is left out


@dataclass(frozen=True, eq=False)
class HandMotion:
    """The model's hands, painted as finely as the clip shows them, and where they go.

    Attributes:
        mounts: What they are put on.
        meshes: `{side: HandMesh}`. skin: Their painted skin at the canvas's resolution.
        charts: `{side: (V, 2)}`, where their points lie on it.
        gaps: The `Gaps`.
        transforms: `(T, J, 4, 4)`. camera: The canvas's `Camera`.
        joints: `{side: (T, 2, 3)}`, elbow and wrist in camera axes.
        scale: Size on the canvas over that of the model before the camera.
        millimetre: `(T,)` pixels of a millimetre of the hand.
    """

    mounts: Mounts
    meshes: dict[str, HandMesh]
    skin: np.ndarray
    charts: dict[str, np.ndarray]
    gaps: Gaps
    transforms: np.ndarray
    camera: Camera
    joints: dict[str, np.ndarray]
    scale: float
    millimetre: np.ndarray


def follow_hands(mounts: Mounts, body, puppet, tracks) -> HandMotion:
    """Pose the model's hands over a clip.

    Args:
        mounts: The character's.
        body: The `BodyMotion` on the canvas.
        puppet: The `Puppet`.
        tracks: Its `Tracks`.
    """
    figure, wrists = mounts.figure, mounts.wrists
    transforms = figure.transforms(body)
    where = figure.rig.joints(transforms)
    joints = {
        side: where[
            :, [figure.rig.index(f"{b}.{side[0].upper()}") for b in ("lowerarm01", "wrist")]
        ]
        for side in SIDES
    }
    scale = _arm_scale(joints, body.camera, puppet, tracks)
    millimetre = scale * body.camera.focal / where[:, 0, 2].clip(0.2) / 1000
    texel = float(np.clip(1 / (1.2 * SAMPLES * millimetre.max()), *TEXELS))
    meshes = {
        side: build_hand(figure, side, PAST_ELBOW if wrist.whole else STUB, texel)
        for side, wrist in wrists.items()
    }
    skins = {side: paint_skin(mesh, *mounts.tones(side)) for side, mesh in meshes.items()}
    coarse = FOOTPRINT / (millimetre.max() * texel)  # what is finer than a pixel would glitter
    if coarse > 0.5:
        skins = {side: cv2.GaussianBlur(skin, (0, 0), coarse) for side, skin in skins.items()}
    skin, charts = beside(meshes, skins)
    return HandMotion(
        mounts=mounts,
        meshes=meshes,
        skin=skin,
        charts=charts,
        gaps=measure_gaps(figure, transforms, body.camera, meshes),
        transforms=transforms,
        camera=body.camera,
        joints=joints,
        scale=scale,
        millimetre=millimetre,
    )


def _arm_scale(joints, camera, puppet, tracks):
    """Length of the puppet's forearms on the canvas over that of the model's."""
    ratios = []
    for side, points in joints.items():
        ends, _ = camera.project(points)
        length = np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1)
        whole = np.linalg.norm(points[:, 1] - points[:, 0], axis=1) * camera.focal / points[:, 0, 2]
        bone = BONES[f"{side}_forearm"]
        drawn = tracks.along[bone.name] * puppet.bone(bone)[0]
        ratios.append((drawn / np.maximum(length, 1e-3))[length > 0.6 * whole])
    ratios = np.concatenate(ratios)
    return float(np.clip(np.median(ratios), 0.6, 1.6)) if len(ratios) else 1.0
