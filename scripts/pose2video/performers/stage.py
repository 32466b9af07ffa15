"""Performances: a performer, a choreography and a camera put together, frame by frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pose2video.bodies.body import Shape
from pose2video.bodies.camera import Camera
from pose2video.bodies.model import load_body_model
from pose2video.bodies.motion import BodyMotion
from pose2video.bodies.points import relative_depth
from pose2video.bodies.rig import Rig
from pose2video.performers.camera import StageCamera
from pose2video.performers.contacts import foot_paths, root_transforms, solve_feet, solve_hands
from pose2video.performers.figure import DressedPerformer, dress
from pose2video.performers.keypoints import PerformerPoints
from pose2video.performers.motion import AngleMotion, motion_of, stance_of
from pose2video.performers.render import SAMPLES, render
from pose2video.performers.scenery import Scenery, build_scenery
from pose2video.performers.shading import Lighting
from pose2video.poses.sequence import PoseSequence

STRETCH = 0.992  # share of its length to which a standing leg is stretched
TOE_OUT_DEG = 9.0


@dataclass(frozen=True, eq=False)
class Performance:
    """Everything that is needed to draw the frames of one performance.

    Attributes:
        dressed: The performer. camera, scenery, light: The set.
        points: The keypoints on the body.
        motion: With contacts solved. transforms: `(T, J, 4, 4)`. shape: Of the body.
        fps: Frames per second.
    """

    dressed: DressedPerformer
    camera: StageCamera
    scenery: Scenery
    light: Lighting
    points: PerformerPoints
    motion: AngleMotion
    transforms: np.ndarray
    shape: Shape
    fps: float

    def frames(self):
        """Yield each frame as a triple.

        The picture `(h, w, 3)` uint8 RGB, where the person is seen `(h, w)` bool, and the
        confidence of the keypoints `(553,)`.
        """
        stage = self.points.at(self.transforms, self.motion.expressions)
        pixels, depth = self.camera.project(stage)
        for t, transforms in enumerate(self.transforms):
            picture, seen = render(
                self.dressed.figure,
                transforms,
                self.motion.expressions[t],
                self.camera,
                self.scenery,
                self.light,
            )
            yield picture, np.isfinite(seen), self.points.confidence(pixels[t], depth[t], seen)

    def body_motion(self) -> BodyMotion:
        """The exact rotations, before the camera's own axes."""
        camera = self.camera
        rig, root = self.dressed.rig, self.transforms[:, 0]
        head = root[:, :3, :3] @ rig.heads[0] + root[:, :3, 3]
        rotations = rig.rotations(self.motion.angles, root)
        return BodyMotion(
            rotations,
            head + [0, camera.height, camera.distance],
            np.ones(rotations.shape[:2], np.float32),
            self.shape,
            Camera(camera.focal, camera.centre, camera.size),
            self.fps,
            rig.bones,
        )

    def poses(self, confidence) -> PoseSequence:
        """The exact keypoints, with the confidence `(T, 553)` that `frames` gave."""
        stage = self.points.at(self.transforms, self.motion.expressions)
        pixels, _ = self.camera.project(stage)
        depth, world = relative_depth(stage, self.camera.distance, self.camera.focal)
        return PoseSequence.build(
            pixels, confidence, self.fps, self.camera.size, "holistic", depth, world
        )


def clip_performance(model_folder, choreography, performer, fps) -> Performance:
    """The driving film: a performer on its own set, framed as the choreography says.

    Args:
        model_folder: Written by `build_body_model`.
        choreography, performer: As `load_choreography` and `load_performer` give them.
        fps: Frames per second.
    """
    return filmed_performance(model_folder, choreography, performer, choreography, fps)


def filmed_performance(model_folder, choreography, performer, film, fps) -> Performance:
    """A performer on its own set, framed as in another film of it.

    Args:
        model_folder, choreography, performer, fps: See `clip_performance`.
        film: The choreography that says the framing.
    """
    framing = {
        "framing": film["framing"],
        "size": film["size"],
        "zoom": film.get("zoom", 1.0),
    }
    return _perform(model_folder, choreography, performer, framing, fps)


def picture_performance(model_folder, performer) -> Performance:
    """A character's still picture, as a performance of one frame."""
    return _perform(model_folder, None, performer, performer["picture"], 1.0)


def truth_performance(model_folder, choreography, character, fps) -> Performance:
    """The true transfer: the choreography on the character's body, in the character's picture."""
    return _perform(model_folder, choreography, character, character["picture"], fps)


def loose_performance(model_folder, choreography, character, fps) -> Performance:
    """As `truth_performance`, but feet and hands go where angles put them: quick; it may glide."""
    framing = character["picture"]
    return _perform(model_folder, choreography, character, framing, fps, loose=True)


def _perform(model_folder, choreography, performer, framing, fps, loose=False):
    model = load_body_model(model_folder)
    points, heads = model.rest(performer["phenotype"])
    rig = Rig.build(model.bones, model.parents, heads)
    hip = rig.heads[rig.index("upperleg01.L")][1]
    low = points[:, 1].max()
    camera = StageCamera.framing(
        framing["framing"],
        framing["size"],
        low - points[:, 1].min(),
        low - hip,
        framing.get("zoom", 1.0),
    )
    dressed = dress(model, performer, camera.metres_per_pixel / SAMPLES)
    light = Lighting(
        **{k: tuple(v) if isinstance(v, list) else v for k, v in performer.get("light", {}).items()}
    )
    if choreography is None:
        motion, contacts = stance_of(performer["picture"]["stance"]), []
    else:
        times = np.arange(max(1, round(choreography["duration_s"] * fps))) / fps
        motion, contacts = motion_of(choreography["keys"], times), choreography.get("contacts", [])
    feet = performer["picture"]["stance"].get("feet", {}) if framing is performer["picture"] else {}
    motion, root = loosely(dressed, motion) if loose else solved(dressed, motion, contacts, feet)
    return Performance(
        dressed=dressed,
        camera=camera,
        scenery=build_scenery(performer["background"], camera),
        light=light,
        points=PerformerPoints.build(model, dressed),
        motion=motion,
        transforms=rig.pose(motion.angles, root),
        shape=Shape(performer["phenotype"]),
        fps=float(fps),
    )


def loosely(dressed: DressedPerformer, motion: AngleMotion):
    """A motion as it is, with the root's transforms: as of `solved`, but nothing is reached."""
    rig = dressed.rig
    return motion, root_transforms(rig, motion.root, _origin(dressed))


def _origin(dressed: DressedPerformer):
    """Where the root of somebody is who stands with nearly stretched legs."""
    rig = dressed.rig
    hip = rig.heads[rig.index("upperleg01.L")] - rig.heads[0]
    return np.array([0, -dressed.sole - STRETCH * rig.leg_length - hip[1], -hip[2]])


def solved(dressed: DressedPerformer, motion: AngleMotion, contacts, feet=None):
    """Solve the contacts of a motion on one body.

    Args:
        contacts: As in the choreography. feet: Side -> `[x, z, turn]` of a foot in leg lengths and
            degrees where it stands otherwise than at ease.

    Returns:
        The `AngleMotion` and the root's transforms `(T, 4, 4)`.
    """
    rig, leg, feet = dressed.rig, dressed.rig.leg_length, feet or {}
    hips = {
        side: rig.heads[rig.index(f"upperleg01.{s}")] - rig.heads[0]
        for side, s in (("left", "L"), ("right", "R"))
    }
    standing, turn = {}, {}
    for side, sign in (("left", 1), ("right", -1)):
        x, z, yaw = feet.get(side, (0, 0, 0))
        standing[side] = np.array([hips[side][0] * 1.12 + x * leg, -dressed.sole, z * leg])
        turn[side] = sign * TOE_OUT_DEG + yaw
    paths = foot_paths(motion.times, contacts, standing, leg)
    root = root_transforms(rig, motion.root, _origin(dressed))
    root[:, 1, 3] += lowering(root, rig, hips, paths, leg)
    motion = solve_feet(rig, motion, root, paths, turn)
    hands = [contact for contact in contacts if "hand" in contact]
    return solve_hands(rig, dressed.marks, motion, root, hands), root


def lowering(root, rig, hips, paths, leg):
    """How far the pelvis must sink, `(T,)` metres, so that both legs reach their feet, smoothed."""
    need = np.zeros(len(root))
    for side, hip in hips.items():
        at = (root[:, :3, :3] @ (rig.heads[0] + hip)) + root[:, :3, 3]
        ankle = paths[side][0]
        flat = np.linalg.norm((at - ankle)[:, [0, 2]], axis=1)
        high = np.sqrt(np.maximum((STRETCH * leg) ** 2 - flat**2, 0.01))
        need = np.maximum(need, ankle[:, 1] - high - at[:, 1])
    if len(need) < 5:
        return need
    widest = np.max([np.roll(np.pad(need, 3, "edge"), k)[3:-3] for k in range(-2, 3)], axis=0)
    kernel = np.array([1, 2, 3, 2, 1]) / 9
    return np.convolve(np.pad(widest, 2, "edge"), kernel, "valid")
