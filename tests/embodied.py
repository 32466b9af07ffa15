"""Bodies for components that need one: somebody who stands, over the paper doll's picture."""

from dataclasses import replace

import numpy as np

from paper_doll import paper_character
from pose2video.bodies.body import Body, Shape
from pose2video.bodies.camera import Camera
from pose2video.bodies.model import load_body_model
from pose2video.bodies.motion import BodyMotion
from pose2video.bodies.rotations import IDENTITY
from pose2video.characters.motions import Motion

DISTANCE_M, TALL_M = 5.0, 1.75


def standing_motion(model, frames, size, fps=25.0):
    """The model in the neutral stance, as tall as the doll is in a picture of `size`."""
    focal = 0.85 * size[1] * DISTANCE_M / TALL_M
    rotations = np.tile(IDENTITY, (frames, len(model.bones), 1))
    return BodyMotion(
        rotations,
        np.tile([0.0, 0.0, DISTANCE_M], (frames, 1)),
        np.ones(rotations.shape[:2], np.float32),
        Shape(),
        Camera(focal, (0.5 * size[0], 0.55 * size[1]), size),
        fps,
        model.bones,
    )


def embodied_motion(folder, poses):
    """`poses` with a body that stands still."""
    model = load_body_model(folder)
    motion = standing_motion(model, poses.n_frames, poses.frame_size, poses.fps)
    return Motion(poses, motion, Body.build(model, motion.shape))


def embodied_character(folder):
    """The paper doll with a body."""
    character = paper_character()
    return replace(character, body=standing_motion(load_body_model(folder), 1, character.size))
