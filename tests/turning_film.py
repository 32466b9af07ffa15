"""A film of the body model that turns round, in colours that differ before and behind."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from pose2video.bodies.body import Body
from pose2video.bodies.model import load_body_model
from pose2video.bodies.parts import outside, vertex_shares
from pose2video.films.frames import read_frames, write_frames
from pose2video.triangles.meshes import draw_mesh, front
from textured_body import WALL, spread, textured_character, turned

SIZE = (240, 320)
BEFORE, BEHIND, SIDE = (200, 60, 50), (60, 170, 70), (210, 190, 60)


def patterned(model):
    """Colours `(V, 3)`: red with stripes before, green with others behind, yellow at the sides."""
    x, y, z = model.reference.T
    normal = np.abs(x) > 0.13
    colours = np.where((z > 0.01)[:, None], BEHIND, BEFORE).astype(float)
    colours[(vertex_shares(model).argmax(axis=1) == 0) & normal] = SIDE
    stripes = np.sin(2 * np.pi * y / np.where(z > 0.01, 0.16, 0.11)) > 0
    return colours * np.where(stripes, 1, 0.65)[:, None]


def drawn_at(model, motion, light=1.0):
    """The patterned body in the first frame of a motion over the wall, and where it is."""
    points = Body.build(model, motion.shape)
    points = points.posed(points.transforms(motion)[0])
    xy, depth = motion.camera.project(points)
    faces, size = outside(model), motion.camera.size
    colours = light * patterned(model)
    layer = draw_mesh(xy, depth, faces[front(xy, faces)], colours, lambda values: values, size)
    picture = np.full((size[1], size[0], 3), WALL, np.uint8)
    layer.over(picture)
    mask = np.zeros(picture.shape[:2], np.uint8)
    mask[layer.window] = np.round(255 * layer.colour[..., 3])
    return picture, mask


def turning(stance, degrees, change=lambda motion: motion):
    """A motion of one frame for each angle."""
    frames = [change(turned(stance, angle)) for angle in degrees]
    joined = {
        name: np.concatenate([getattr(frame, name) for frame in frames])
        for name in ("rotations", "translation", "confidence")
    }
    return replace(stance, **joined)


def film_of(folder, body_model, degrees, grown=0, lights=(1.0,)):
    """A character in the pattern with a film of it.

    Args:
        folder: Where the film goes. body_model: Folder of the model.
        degrees: How far each frame is turned. grown: Pixels by which masks are too large.
        lights: Exposures, in turn.

    Returns:
        The model, the `Character`, the film's `BodyMotion`, its frames and masks.
    """
    model = load_body_model(body_model)
    character, _ = textured_character(body_model, SIZE, spread)
    motion = turning(character.body, degrees)
    pictures, masks = [], []
    for t in range(motion.n_frames):
        picture, mask = drawn_at(model, motion.cut(slice(t, t + 1)), lights[t % len(lights)])
        pictures.append(picture)
        masks.append(cv2.dilate(mask, np.ones((2 * grown + 1,) * 2, np.uint8)))
    folder = Path(folder)
    write_frames(folder / "frames", pictures, 25, SIZE, {})
    write_frames(folder / "masks", [np.dstack([m] * 3) for m in masks], 25, SIZE, {})
    picture, mask = drawn_at(model, character.body)
    character = replace(character, picture=picture, mask=mask)
    return model, character, motion, read_frames(folder / "frames"), read_frames(folder / "masks")
