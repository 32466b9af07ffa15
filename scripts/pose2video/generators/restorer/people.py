"""Synthetic people as the restorer sees them: prepared from one picture, true in every pose."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from scipy.spatial.transform import Rotation

from pose2video.bodies.body import Body, Shape
from pose2video.bodies.camera import Camera
from pose2video.bodies.model import load_body_model
from pose2video.bodies.motion import BodyMotion
from pose2video.characters.character import Character
from pose2video.characters.motions import Motion
from pose2video.characters.preparation import prepare_character
from pose2video.datasets.strangers import stranger
from pose2video.performers.camera import StageCamera
from pose2video.performers.motion import stance_of
from pose2video.performers.render import developed, render
from pose2video.performers.stage import Performance, loose_performance, loosely
from pose2video.pose_pairs.random_motions import random_choreography
from pose2video.triangles.textures import noise

PICTURE = (512, 640)  # pixels of the picture that a person is prepared from
FPS = 8.0
OFF_DEGREES, OFF_SHAPE = 1.5, 0.04  # how far a body that is fitted to a picture is off
DRIVER_DEGREES = 0.7  # and one that is fitted to a film, beside that
OFF_PIXELS = 0.004  # of the picture's height, how far its keypoints are off
BRIGHT = 0.5  # linear light of a set that a person is drawn over to know alpha
GRAIN = ((24, 0.22), (90, 0.16), (360, 0.12))  # cells across a cloth's chart, and how strong
LIGHTS = {"key_deg": ((-60, 60), (15, 60)), "warmth": (-0.6, 0.8), "ambient": (0.4, 0.75)}
KINDS = ("sign", "gesture", "exercise")  # of motions that need no steps
TURNS = 70  # degrees, how far people turn about
ABDUCT = (4, 55)  # degrees of the arms in the picture


@dataclass(frozen=True, eq=False)
class Subject:
    """Somebody whose picture was prepared, and what they truly look like while they move.

    Attributes:
        character: The prepared `Character`, with a body that is a little off.
        motion: What they do, on that body before the picture's camera.
        truth: The same as a `Performance` before that camera, T frames.
    """

    character: Character
    motion: Motion
    truth: Performance


def subject_of(body_model, seed, person, seconds) -> Subject:
    """Make somebody up, prepare their picture, and let them move.

    Args:
        body_model: Folder. seed, person: Say who it is. seconds: Of the motion.

    Raises:
        UserError: Their picture cannot be prepared.
    """
    rng = np.random.default_rng([seed, person, 77])
    who = posing(stranger(seed, person), rng)
    moves = random_choreography(rng, KINDS[person % len(KINDS)], seconds)
    for key in moves["keys"]:
        key["root"] = key.get("root", {}) | {"turn": float(rng.normal(0, TURNS))}
    truth = grainy(loose_performance(body_model, moves, who, FPS), int(rng.integers(2**31)))
    still = standing(truth, who["picture"]["stance"])
    picture, _, sure = next(still.frames())
    poses = still.poses(np.where(sure > 0, sure, 0.0)[None])
    off = rng.normal(0, OFF_PIXELS * picture.shape[0], (1, 1, 2)) * 0.5
    off = off + rng.normal(0, OFF_PIXELS * picture.shape[0] * 0.3, poses.keypoints.shape)
    found = poses.changed(keypoints=(poses.keypoints + off).astype(np.float32))
    made = prepare_character(picture, Known(found))
    model = load_body_model(body_model)
    shape = near(still.shape, rng)
    stance = replace(turned(still.body_motion(), OFF_DEGREES, rng), shape=shape)
    character = Character(
        made.picture, made.mask, made.background, made.poses, Path("."), made.pieces, stance
    )
    body = turned(truth.body_motion(), DRIVER_DEGREES, rng)
    body = replace(body, shape=shape)
    figure = Body.build(model, shape)
    poses = truth.poses(np.ones((body.n_frames, poses.confidence.shape[1]), np.float32))
    return Subject(character, Motion(poses, body, figure), truth)


def standing(shown: Performance, stance) -> Performance:
    """A performance's performer in the stance of a picture, one frame."""
    motion, root = loosely(shown.dressed, stance_of(stance))
    transforms = shown.dressed.rig.pose(motion.angles, root)
    return replace(shown, motion=motion, transforms=transforms, fps=1.0)


@dataclass(frozen=True, eq=False)
class Known:
    """An estimator that has found a person already; `poses` of one frame."""

    poses: object

    def follow(self, frames, fps, person=None):
        """See `estimators`."""
        return self.poses, []


def posing(who, rng) -> dict:
    """A performer in another stance and light, for a picture of another framing."""
    upper = rng.random() < 0.3
    joints = {}
    for side in ("left", "right"):
        joints[f"{side}_shoulder"] = {"abduct": float(rng.uniform(*ABDUCT))}
        joints[f"{side}_elbow"] = {"bend": float(rng.uniform(0, 60))}
        joints[f"{side}_forearm"] = {"twist": float(rng.uniform(0, 60))}
    stance = {"joints": joints, "hands": {"left": "open", "right": "open"}}
    picture = {"framing": "upper" if upper else "full", "size": list(PICTURE), "stance": stance}
    light = {
        "key_deg": [float(rng.uniform(*LIGHTS["key_deg"][k])) for k in (0, 1)],
        "warmth": float(rng.uniform(*LIGHTS["warmth"])),
        "ambient": float(rng.uniform(*LIGHTS["ambient"])),
    }
    return who | {"picture": picture, "light": light}


def grainy(shown: Performance, seed) -> Performance:
    """A performance in clothes and skin that are as uneven as photographed ones."""
    rng, figure = np.random.default_rng(seed), shown.dressed.figure
    atlas = figure.atlas
    strong = rng.uniform(0, 1)
    for cells, much in GRAIN:
        rows = cells * atlas.shape[0] / atlas.shape[1]
        field = noise(atlas.shape[:2], (rows, cells), int(rng.integers(2**31)))
        atlas = atlas * np.exp(2 * strong * much * (field - 0.5))[..., None]
    figure = replace(figure, atlas=atlas.astype(np.float32))
    return replace(shown, dressed=replace(shown.dressed, figure=figure))


def turned(motion: BodyMotion, degrees, rng) -> BodyMotion:
    """A motion with every bone off by some degrees, alike in all frames."""
    off = rng.normal(0, np.radians(degrees) / 3**0.5, (1, motion.rotations.shape[1], 3))
    off = np.repeat(off, motion.n_frames, axis=0)
    turns = Rotation.from_rotvec(off.reshape(-1, 3))
    wrong = Rotation.from_quat(motion.rotations.reshape(-1, 4)) * turns
    return replace(motion, rotations=wrong.as_quat().reshape(motion.rotations.shape))


def near(shape: Shape, rng) -> Shape:
    """Almost the same body."""
    return Shape(
        {
            name: float(np.clip(value + rng.normal(0, OFF_SHAPE), 0, 1))
            for name, value in shape.phenotype.items()
        },
        shape.scales,
    )


@dataclass(frozen=True)
class Plain:
    """A set of one brightness, for `render`."""

    brightness: float
    size: tuple[int, int]

    def frame(self, points, light):
        """See `Scenery.frame`."""
        return np.full((self.size[1], self.size[0], 3), self.brightness, np.float32)


def true_layer(truth: Performance, number, camera: Camera) -> np.ndarray:
    """What a person truly looks like: uint8 RGB multiplied by alpha, and alpha, `(h, w, 4)`.

    Args:
        truth: The `Performance`. number: Of the frame. camera: Who looks, as of the motion.
    """
    stage = truth.camera
    seen = StageCamera(stage.distance, stage.height, camera.focal, camera.centre, camera.size)
    shown = truth.dressed.figure, truth.transforms[number], truth.motion.expressions[number], seen
    dark, bright = (
        light_of(render(*shown, Plain(level, camera.size), truth.light)[0]) for level in (0, BRIGHT)
    )
    alpha = 1 - np.clip((bright - dark).mean(axis=2, keepdims=True) / BRIGHT, 0, 1)
    colour = developed(dark / np.maximum(alpha, 1 / 255))
    return np.dstack([colour * alpha, 255 * alpha]).round().astype(np.uint8)


def light_of(picture):
    """What `developed` makes a picture of: linear RGB, float32."""
    return light_table()[picture]


@lru_cache(maxsize=1)
def light_table():
    """Linear light of each of `developed`'s 256 levels: the middle of what it makes them of."""
    light = np.arange(16385, dtype=np.float32) / 4096
    level = developed(light).astype(int)
    total, count = np.bincount(level, light, 256), np.bincount(level, minlength=256)
    there = count > 0
    means = np.interp(np.arange(256), np.flatnonzero(there), total[there] / count[there])
    return means.astype(np.float32)
