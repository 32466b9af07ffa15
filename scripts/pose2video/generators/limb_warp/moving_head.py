"""The head in every frame: turned, with the driver's expression and gaze."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pose2video.generators.limb_warp.expressions import Expression, face_points, read_expression
from pose2video.generators.limb_warp.faces import (
    Face,
    build_face,
    face_points_at,
    gaze_at,
    is_frontal,
)
from pose2video.generators.limb_warp.gaze import Eye, build_eyes, draw_gaze
from pose2video.generators.limb_warp.head_mesh import HeadMesh, build_mesh, motion_map, warp
from pose2video.generators.limb_warp.mouths import mouth_colours, paint_mouth, shows_teeth
from pose2video.generators.limb_warp.turns import angles_of
from pose2video.poses.geometry import resize

MARGIN = 0.12  # face heights of transparent pixels around the head's texture, to move into
LOST = 0.2  # share of the frames without the driver's face from which it is said


@dataclass(frozen=True, eq=False)
class Head:
    """A picture's head and the driver's face.

    Attributes:
        textures: Head and torso at rest; the torso's neck goes with the chin.
        expression: The driver's.
        face: The picture's.
        mesh: Of the head.
        eyes: Those whose irises move.
        roll: How the driver's head is tilted against the picture's, radians `(frames,)`, NaN
            where its face is lost.
        lips: Colours for the inside of the mouth; None where the picture shows it.
    """

    textures: dict
    expression: Expression
    face: Face
    mesh: HeadMesh
    eyes: list[Eye]
    roll: np.ndarray
    lips: tuple | None


def build_head(character, motion, rig) -> Head | None:
    """Prepare the head of a character; None where its face or the driver's is not seen."""
    expression = read_expression(motion)
    if expression is None or "head" not in rig.textures:
        return None
    points = face_points(resize(character.poses, motion.frame_size))[0]
    face = build_face(points, rig.face[[7, 8]].mean(axis=0), expression)
    if face is None:
        return None
    textures = {name: rig.textures[name] for name in ("head", "torso") if name in rig.textures}
    texture = textures["head"] = _wider(textures["head"], round(MARGIN * face.height))
    flat = face.points[:, :2] - texture.origin
    return Head(
        textures=textures,
        expression=expression,
        face=face,
        mesh=build_mesh(face.points, face.axes, face.height, texture),
        eyes=build_eyes(texture.image, flat),
        roll=expression.roll - angles_of(face.axes)[2],
        lips=None if shows_teeth(face) else mouth_colours(texture.image, flat),
    )


def _wider(texture, margin):
    """A texture with transparent pixels all around."""
    image = np.pad(texture.image, ((margin, margin), (margin, margin), (0, 0)))
    x, y = texture.origin
    corners = margin * np.array([[-1, -1], [1, -1], [-1, 1], [1, 1]])
    outline = (texture.outline[:, None] + corners).reshape(-1, 2)
    return replace(texture, image=image, origin=(x - margin, y - margin), outline=outline)


def move_head(head: Head, index, strength) -> dict:
    """Textures of head and torso in one frame.

    Args:
        head: From `build_head`.
        index: The frame.
        strength: Has the numbers `brows`, `eyes`, `gaze`, `mouth` and `head`.
    """
    textures = dict(head.textures)
    texture = textures["head"]
    shifts = gaze_at(head.face, head.expression, index, strength)
    textures["head"] = replace(texture, image=draw_gaze(texture.image, head.eyes, shifts))
    target = face_points_at(head.face, head.expression, index, strength)
    place = motion_map(head.mesh, target)
    if place is None:
        return textures
    textures = {name: warp(texture, head.mesh, place) for name, texture in textures.items()}
    if head.lips:
        flat = target[:, :2] - texture.origin
        image = textures["head"].image
        paint_mouth(image, flat, head.face.axes, head.face.height, head.lips)
    return textures


def head_sentences(character, motion) -> list[str]:
    """What the head leaves out."""
    if not is_frontal(character.poses.part("face")[0]):
        return ["the picture shows no face from the front: the face does not move"]
    expression = read_expression(motion)
    if expression is None:
        return ["the driving film shows no face: the face does not move"]
    if expression.seen < 1 - LOST:
        return [
            f"the driver's face is not found in {1 - expression.seen:.0%} of the frames: there "
            "the face rests and the head turns on"
        ]
    return []
