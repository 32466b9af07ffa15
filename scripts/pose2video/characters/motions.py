"""What a component is told of a motion: the poses and, where it asked for it, the body."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from pose2video.poses.sequence import PoseSequence

if TYPE_CHECKING:
    from pose2video.bodies.body import Body
    from pose2video.bodies.motion import BodyMotion


@dataclass(frozen=True, eq=False)
class Motion:
    """A clip's motion for one character.

    Attributes:
        poses: For a retargeter the driver's, in its film; for a generator the fitted ones, on the
            canvas.
        body: The driver's rotations on the character's body, before the canvas's camera; None
            where the component does not need `body`.
        figure: That body; None likewise.
        gloss: The clip's written label, as typed; empty without one.
        cameras: Those of the driver's frames before the plate of the character's film, float64
            `(T, 2, 3)`, see `Plate`; None where the component does not need `camera`.
        measured: What a retargeter measured of driver and character, as its `measure` gave it;
            None where it did not.
        maps: `maps(t, size)` gives the clip's own picture of the pose of frame t, uint8 RGB; the
            poses are then of nobody. None where there are poses.
    """

    poses: PoseSequence
    body: BodyMotion | None = None
    figure: Body | None = None
    gloss: str = ""
    cameras: np.ndarray | None = None
    measured: dict | None = None
    maps: Callable | None = None

    def before(self, view) -> Motion:
        """The body moved, before the camera of a `PictureView`'s canvas; the poses as they are."""
        if self.body is None:
            return self
        return replace(self, body=view.body(self.body))


def embodied(poses, files) -> Motion:
    """A `Motion`, with a body before its picture's camera where there are files of one.

    Args:
        poses: A `PoseSequence`.
        files: Nothing, or the `BodyMotion` on the character's body first, the folder of the model
            last, and between them what these read.
    """
    if not files:
        return Motion(poses)
    from pose2video.bodies.body import Body
    from pose2video.bodies.model import load_body_model
    from pose2video.bodies.motion import read_motion

    body = read_motion(files[0])
    return Motion(poses, body, Body.build(load_body_model(files[-1]), body.shape))


def standing(files, size):
    """A character's body as it stands in its picture, all its points, and its camera's horizon.

    Args:
        files: The `BodyMotion` of the picture first, the folder of the model last.
        size: `(width, height)` of the picture in pixels.

    Returns:
        A `PoseSequence` of one frame, and the y of the eye of the camera, both in its pixels.
    """
    from pose2video.bodies.body import Body
    from pose2video.bodies.model import load_body_model
    from pose2video.bodies.motion import read_motion

    stance = read_motion(files[0])
    stance = replace(stance, camera=stance.camera.resized(size))
    body = Body.build(load_body_model(files[-1]), stance.shape)
    points, _ = stance.camera.project(body.keypoints(stance))
    sure = np.ones(points.shape[:2])  # legs that the picture does not show are assumed, not unknown
    poses = PoseSequence.build(points, sure, stance.fps, size, "holistic")
    return poses, float(stance.camera.centre[1])
