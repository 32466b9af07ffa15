"""A film of the patterned body as a take, with all that a figure learns from."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from pose2video.bodies.body import Body
from pose2video.bodies.motion import write_motion
from pose2video.characters.character import write_pieces
from pose2video.characters.plates import Plate, write_plate
from pose2video.films.pictures import write_rgb
from pose2video.poses.formats import write_poses
from pose2video.training.takes import Take
from textured_body import WALL
from turning_film import SIZE, film_of


def write_character(folder, character):
    """Write what `read_character` reads of a character with a body."""
    folder.mkdir()
    for name in ("picture", "background"):
        write_rgb(folder / f"{name}.png", getattr(character, name))
    write_rgb(folder / "mask.png", np.dstack([character.mask] * 3))
    write_poses(folder / "poses.json", character.poses)
    write_pieces(folder / "limbs.npz", character.pieces)
    write_motion(folder / "body.safetensors", character.body)


def figured_take(folder, body_model, degrees=(0, 10, 20, 30, 40, 30)):
    """The film as a `Take`, its `Character` and its `BodyMotion`."""
    folder = Path(folder)
    model, character, motion, frames, masks = film_of(folder, body_model, degrees)
    write_character(folder / "character", character)
    write_motion(folder / "body.safetensors", motion)
    write_poses(folder / "poses.json", Body.build(model, motion.shape).poses(motion))
    room = np.full((SIZE[1], SIZE[0], 3), WALL, np.uint8)
    still = np.repeat(np.eye(2, 3)[None], motion.n_frames, axis=0)
    plate = Plate(room, still, SIZE)
    write_plate(folder / "plate", plate)
    take = Take(
        "doll",
        frames.folder,
        folder / "poses.json",
        masks.folder,
        folder / "plate",
        body=(folder / "body.safetensors", Path(body_model)),
        character=folder / "character",
    )
    return take, replace(character, plate=plate), motion
