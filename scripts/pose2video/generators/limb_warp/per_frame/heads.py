"""The head in one frame: turned, with the driver's expression and gaze."""

from __future__ import annotations

from dataclasses import replace

from pose2video.generators.limb_warp.over_clip.heads import HeadMotion
from pose2video.generators.limb_warp.per_frame.faces import face_points_at, gaze_at, openings_at
from pose2video.generators.limb_warp.per_frame.gaze import draw_gaze
from pose2video.generators.limb_warp.per_frame.head_warp import motion_map, warp
from pose2video.generators.limb_warp.per_frame.mouths import paint_mouth


def move_head(head: HeadMotion, index, strength) -> dict:
    """Textures of head and torso in one frame.

    Args:
        head: From `follow_head`.
        index: The frame.
        strength: Has the numbers `brows`, `eyes`, `gaze`, `mouth` and `head`.
    """
    rest = head.rest
    textures = dict(rest.textures)
    texture = textures["head"]
    shifts = gaze_at(head, index, strength)
    openings = openings_at(head, index, strength)
    image = draw_gaze(texture.image, rest.eyes, shifts, openings)
    textures["head"] = replace(texture, image=image)
    target = face_points_at(head, index, strength)
    place = motion_map(rest.mesh, target)
    if place is None:
        return textures
    textures = {name: warp(texture, rest.mesh, place) for name, texture in textures.items()}
    flat = target[:, :2] - texture.origin
    image = textures["head"].image
    paint_mouth(image, flat, rest.face.axes, rest.face.height, rest.cheeks, rest.open)
    return textures
