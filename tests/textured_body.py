"""A character made by hand: the body model in flat colours, part by part, before a plain wall."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from embodied import standing_motion
from pose2video.bodies.body import Body
from pose2video.bodies.model import load_body_model
from pose2video.bodies.parts import PARTS, outside, vertex_shares
from pose2video.bodies.rotations import to_quaternions
from pose2video.characters.character import Character
from pose2video.characters.motions import Motion
from pose2video.triangles.meshes import draw_mesh, front

SIZE = (240, 320)
WALL = (90, 120, 200)
HAIR, SKIN = (50, 30, 20), (225, 170, 140)
COLOURS = dict.fromkeys(PARTS, SKIN)
COLOURS |= {"trunk": (200, 40, 40), "left_upper_arm": (220, 200, 40)}
COLOURS |= {"left_thigh": (40, 60, 90), "right_thigh": (40, 60, 90)}


def turned(motion, degrees, bone=0, axis=(0, 1, 0)):
    """The motion with one bone turned, in all frames."""
    from scipy.spatial.transform import Rotation

    turn = Rotation.from_rotvec(np.radians(degrees) * np.array(axis, float)).as_matrix()
    rotations = motion.rotations.copy()
    rotations[:, bone] = to_quaternions(turn[None])
    return replace(motion, rotations=rotations)


def combed_back(reference):
    """Where hair is, bool `(V,)`: over the forehead and from the ears on backwards."""
    return (reference[:, 2] > -0.06) | (reference[:, 1] < -0.9)


def drawn(model, motion, hairy=combed_back):
    """The coloured body in the first frame over the wall, and where it is."""
    body = Body.build(model, motion.shape)
    points = body.posed(body.transforms(motion)[0])
    size = motion.camera.size
    xy, depth = motion.camera.project(points)
    faces = outside(model)
    label = vertex_shares(model).argmax(axis=1)
    colours = np.array([COLOURS[part] for part in PARTS], float)[label]
    colours[(label == PARTS.index("head")) & hairy(model.reference)] = HAIR
    layer = draw_mesh(xy, depth, faces[front(xy, faces)], colours, lambda values: values, size)
    picture = np.full((size[1], size[0], 3), WALL, np.uint8)
    layer.over(picture)
    mask = np.zeros(picture.shape[:2], np.uint8)
    mask[layer.window] = np.round(255 * layer.colour[..., 3])
    return picture, mask


def spread(motion, degrees=35):
    """Both arms a little away from the body."""
    for bone, sign in (("upperarm01.L", -1), ("upperarm01.R", 1)):
        motion = turned(motion, sign * degrees, motion.bones.index(bone), (0, 0, 1))
    return motion


def textured_character(folder, size=SIZE, change=spread, hairy=combed_back):
    """A character in (a change of) the neutral stance with its true body, and its motion."""
    model = load_body_model(folder)
    stance = standing_motion(model, 1, size)
    camera = replace(stance.camera, focal=0.9 * stance.camera.focal)
    stance = change(replace(stance, camera=camera))
    body = Body.build(model, stance.shape)
    picture, mask = drawn(model, stance, hairy)
    background = np.full_like(picture, WALL)
    poses = body.poses(stance)
    character = Character(picture, mask, background, poses, Path("."), (), stance)
    return character, Motion(poses, stance, body)
