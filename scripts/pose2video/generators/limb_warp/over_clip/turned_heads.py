"""The head of the body model, for where the driver's turns farther than a picture can follow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pose2video.bodies.camera import Camera
from pose2video.bodies.parts import PARTS
from pose2video.generators.dressing.dressed import Dressed, dress
from pose2video.generators.limb_warp.at_rest import AtRest, prepare
from pose2video.generators.limb_warp.at_rest.turns import CHIN, TOP
from pose2video.generators.limb_warp.over_clip.hanging_hair import HangingHair, on_the_face
from pose2video.generators.limb_warp.over_clip.heads import HeadMotion, follow_head
from pose2video.generators.limb_warp.over_clip.signals import smoothed
from pose2video.generators.limb_warp.over_clip.turned_trunk import yaw_of
from pose2video.poses.geometry import resize
from pose2video.poses.skeletons import load_skeleton

BEGINS, ENDS = np.radians(40), np.radians(33)  # yaws at which the body's head comes, and goes
FADE_S = 0.13  # seconds over which one head goes over into the other
CALM_S = 0.05  # seconds, sigma of the smoothing of the yaw
SIZES = (0.7, 1.4)  # of the picture's head over the body's
# face heights below the chin between which the body's head ends, and the picture's hair stays; this
# only on the side of the head's back
ENDS_BELOW, STAYS_BELOW = (0.05, 0.35), (-0.45, -0.15)
FLARES = (0.28, 0.38)  # face heights from the middle of the neck: there it becomes shoulders
# yaws in degrees, and those of a head whose sides long hair hides: no picture has shown its profile
YAWS, HIDDEN = (0, 40, 85, 130, 180), (0, 40, 46, 130, 180)
SIDE = 0.15  # face heights from the middle over which one side becomes the other


@dataclass(frozen=True, eq=False)
class TurnedHead:
    """A body's head with the photograph on it, over a clip.

    Attributes:
        dressed: The body. face: The picture's face and the driver's, in the picture's pixels.
        share: `(T,)` in [0, 1], how far it has taken the picture's head's place.
        transforms: `(T, 4, 4)` of the head's bone; hair and neck turn with it.
        camera: That of the canvas.
        ears: `(T, 2)`, the middle of its ears before the camera. place: Where that lies on the
            canvas. scale: `(T,)`, its size there over that before the camera.
        faces: `(F, 3)` of drawn vertices. soft: `(N,)`, how opaque these are: it ends on the neck.
        hides: Two float32 `(h, w)`, the part of the picture's head whose place it takes where it
            looks to the left of the canvas, and to the right.
        right: `(T,)` bool, whether it looks to the right.
        hair: What hangs beside the picture's neck.
    """

    dressed: Dressed
    face: HeadMotion | None
    share: np.ndarray
    transforms: np.ndarray
    camera: Camera
    ears: np.ndarray
    place: np.ndarray
    scale: np.ndarray
    faces: np.ndarray
    soft: np.ndarray
    hides: tuple[np.ndarray, np.ndarray]
    right: np.ndarray
    hair: HangingHair


def follow_turns(rest: AtRest, motion, tracks) -> TurnedHead | None:
    """The body's head over a clip; None where the driver's never turns so far.

    Args:
        rest: The character at rest, with a head and `hands`. motion: A `Motion` with a body.
        tracks: The puppet's `Tracks`.
    """
    character, figure, body = rest.character, motion.figure, motion.body
    stance = character.body
    transforms, standing = figure.transforms(body), figure.transforms(stance)
    bone = figure.rig.index("head")
    yaw = yaw_of(transforms[:, bone]) - yaw_of(standing[:, bone])[0]
    share = shown(yaw, motion.poses.fps)
    if not share.any():
        return None
    dressed, look = dress(figure, character, bare_neck=True), _wrapped(yaw)
    centre = figure.keypoints(body)[:, [7, 8]].mean(axis=1)
    if dressed.long:
        look = np.sign(look) * np.interp(np.abs(look), np.radians(YAWS), np.radians(HIDDEN))
    heads = _turned(transforms[:, bone], look - _wrapped(yaw), centre)
    size = body.camera.size
    resting = stance.camera.resized(size)
    depths = [figure.rig.joints(of)[:, bone, 2].clip(0.2) for of in (transforms, standing)]
    scale = tracks.size * (resting.focal / depths[1][0]) * depths[0] / body.camera.focal
    ears = body.camera.project(centre)[0]
    at_rest = figure.keypoints(stance)[:, [7, 8]].mean(axis=1)
    off = resting.project(at_rest)[0][0] - rest.puppet.face[[7, 8]].mean(axis=0)
    parts = [PARTS.index(name) for name in ("head", "neck")]
    own = dressed.parts[dressed.faces[:, 0]]
    faces = dressed.faces[np.isin(own, parts)]
    return TurnedHead(
        dressed=dressed,
        face=face_of(character, motion.poses),
        share=share,
        transforms=heads,
        camera=body.camera,
        ears=ears,
        place=tracks.head + tracks.size[:, None] * off,
        scale=np.clip(scale, *SIZES),
        faces=faces,
        soft=_above_neck(dressed)[dressed.vertex],
        hides=tuple(_hidden(rest, side) for side in (-1, 1)),
        right=look > 0,
        hair=HangingHair.of(rest.head, look),
    )


def face_of(character, poses) -> HeadMotion | None:
    """The picture's face and the driver's expression; None where one of them is not seen."""
    rest = prepare(character, character.size, moves_head=True)
    return follow_head(rest.head, resize(poses, character.size))


def shown(yaw, fps) -> np.ndarray:
    """How much of the body's head is seen for yaws `(T,)` in radians, `(T,)` in [0, 1].

    A yaw goes on beyond half a turn, so that it has no jumps.

    It comes at a larger yaw than it goes at, and each change takes its time: nothing flickers.
    """
    there, state = False, []
    for value in np.abs(_wrapped(smoothed(yaw, CALM_S * fps))):
        there = value > (ENDS if there else BEGINS)
        state.append(there)
    width = max(1, round(FADE_S * fps))
    padded = np.pad(np.array(state, float), (width // 2, width - 1 - width // 2), mode="edge")
    return np.convolve(padded, np.full(width, 1 / width), "valid")


def _wrapped(angle):
    """Angles between half a turn to either side."""
    return (angle + np.pi) % (2 * np.pi) - np.pi


def _turned(transforms, yaw, centre):
    """Transforms `(T, 4, 4)` turned further to the right by `(T,)` radians about `(T, 3)`."""
    cos, sin, turns = np.cos(yaw), np.sin(yaw), np.tile(np.eye(4), (len(yaw), 1, 1))
    turns[:, 0, 0], turns[:, 0, 2], turns[:, 2, 0], turns[:, 2, 2] = cos, -sin, sin, cos
    turns[:, :3, 3] = centre - np.einsum("tij,tj->ti", turns[:, :3, :3], centre)
    return turns @ transforms


def _above_neck(dressed):
    """How opaque vertices of the body's head are, `(V,)`: it ends below the chin."""
    points = dressed.body.points.rest[load_skeleton("holistic").parts["face"]]
    chin, height = points[CHIN, 1], np.linalg.norm(points[CHIN] - points[TOP])
    low, high = (chin + share * height for share in ENDS_BELOW)
    down = dressed.body.vertices[:, 1]
    neck = dressed.body.vertices[(down > chin) & (down < high)]
    middle = np.median(neck, axis=0) if len(neck) else points[CHIN]
    away = np.linalg.norm((dressed.body.vertices - middle)[:, [0, 2]], axis=1) / height
    flares = np.clip((away - FLARES[0]) / (FLARES[1] - FLARES[0]), 0, 1) * (down > low)
    return (1 - np.clip((down - low) / (high - low), 0, 1)) * (1 - flares)


def _hidden(rest, towards):
    """Where the picture's head goes: all but the hair that hangs behind, `(h, w)` in [0, 1].

    Args:
        rest: The character at rest. towards: -1 or 1, to the left or the right of the canvas.
    """
    aside, down = (offset / rest.head.face.height for offset in on_the_face(rest.head))
    behind = np.clip(0.5 - towards * aside / (2 * SIDE), 0, 1)
    stays = np.clip((down - STAYS_BELOW[0]) / (STAYS_BELOW[1] - STAYS_BELOW[0]), 0, 1)
    return (1 - behind * stays).astype(np.float32)
