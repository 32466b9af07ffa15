"""A film of the paper doll, whose frames tell their number by their colour, and who learned it."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from embodied import embodied_motion
from figured_film import write_character
from paper_doll import SIZE, moved, poses
from pose2video.bodies.motion import write_motion
from pose2video.characters.plates import Plate, write_plate
from pose2video.films.frames import read_frames, write_frames
from pose2video.generators import GENERATORS
from pose2video.poses.formats import write_poses
from pose2video.training.takes import Take

FEW_STEPS = {  # for generators that learn by steps
    name: {"size": 64, "steps": 2, "batch_size": 2, "device": "cpu"} | more
    for name, more in (
        ("regression_vector", {}),
        ("regression_map", {"width": 8}),
        ("adversarial", {"width": 8}),
        ("flow_attention", {"width": 8, "flow_width": 8, "frames": 2, "losses": "pixels"}),
        ("edn", {"width": 8, "blocks": 1, "perceptual": 0.0}),
        ("neural_figure", {"width": 8, "perceptual": 0.0}),
    )
}
PLATE = (90, 60, 30)  # what lies behind the doll
WRISTS = [(186, 185), (200, 140), (205, 100), (190, 60), (150, 30), (110, 20)]


def filmed_poses():
    """The doll lifts its left arm, one frame for each place of the wrist."""
    lifted = [moved(poses(1), left_wrist=place).keypoints for place in WRISTS]
    return poses(len(WRISTS)).changed(keypoints=np.concatenate(lifted))


def level_of(number):
    """The grey level of a frame."""
    return 20 + 40 * number


def doll_plate():
    """The background, seen by a camera that stands still."""
    cameras = np.repeat(np.eye(2, 3)[None], len(WRISTS), axis=0)
    return Plate(np.full((SIZE[1], SIZE[0], 3), PLATE, np.uint8), cameras, SIZE)


def doll_take(folder, frames_used=None):
    """The film as a `Take`: frames, poses, masks and plate."""
    folder, count = Path(folder), len(WRISTS)
    plain = [np.full((SIZE[1], SIZE[0], 3), level_of(i), np.uint8) for i in range(count)]
    write_frames(folder / "frames", plain, 25, SIZE, {})
    write_frames(folder / "masks", [np.full_like(plain[0], 255)] * count, 25, SIZE, {})
    write_poses(folder / "poses.json", filmed_poses())
    write_plate(folder / "plate", doll_plate())
    parts = (folder / name for name in ("frames", "poses.json", "masks", "plate"))
    return Take("doll", *parts, frames_used=frames_used)


def taught(spec, character, folder, body_model=None):
    """A generator that is trained on its character, trained on the film, and that character.

    The folder of the body model is for a character with a body, which stands still in the film.
    """
    take, folder = doll_take(folder), Path(folder)
    if character.body is not None:
        still = embodied_motion(body_model, filmed_poses()).body
        write_motion(folder / "body.safetensors", still)
        write_character(folder / "character", character)
        files = (folder / "body.safetensors", Path(body_model))
        take = replace(take, body=files, character=folder / "character")
    component = GENERATORS.build(spec)
    component.train([take], {}, folder / "model", folder / "scratch", {"use": spec["use"]})
    made = component.loaded({"model": folder / "model"})
    footage, masks = read_frames(take.frames), read_frames(take.masks)
    return made, replace(character, footage=footage, footage_masks=masks, plate=doll_plate())
