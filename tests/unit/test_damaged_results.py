"""Every reader of our own files against files that were cut short, or hold zeros in the end."""

import os

import numpy as np
import pytest

from performer_figure import waving_figure
from pose2video.bodies.body import Shape
from pose2video.bodies.camera import Camera
from pose2video.bodies.motion import BodyMotion, read_motion, write_motion
from pose2video.characters.character import Piece, read_pieces, write_pieces
from pose2video.errors import UserError
from pose2video.files import read_json, write_json
from pose2video.films.frames import read_frames, write_frames
from pose2video.films.pictures import read_rgb, write_rgb
from pose2video.films.videos import decode, encoder
from pose2video.poses.formats import read_poses, write_poses

END = 32  # bytes at the end of a PNG that hold no picture: checksums and a mark
NOISE = np.random.default_rng(0).integers(0, 255, (6, 32, 48, 3), np.uint8)
PIECES = [Piece("head", NOISE[0], (3, 4), 2.5)]


def write_film(path):
    with encoder(path, (48, 32), 25) as write:
        for image in NOISE:
            write(image)


def write_a_motion(path):
    rotations = np.tile([1.0, 0.0, 0.0, 0.0], (5, 2, 1))
    motion = BodyMotion(
        rotations,
        np.zeros((5, 3)),
        np.ones((5, 2), np.float32),
        Shape({}, {}),
        Camera(100.0, (24.0, 16.0), (48, 32)),
        25.0,
        ("root", "head"),
    )
    write_motion(path, motion)


def all_frames(folder):
    return list(read_frames(folder.parent))


def write_folder(path):
    write_frames(path.parent, NOISE, 25, (48, 32), {})


# name of the file -> how it is written, how read
FILES = {
    "poses.json": (lambda path: write_poses(path, waving_figure()), read_poses),
    "words.json": (lambda path: write_json(path, {"a": list(range(99))}), read_json),
    "motion.safetensors": (write_a_motion, read_motion),
    "limbs.npz": (
        lambda path: write_pieces(path, PIECES),
        read_pieces,
    ),
    "picture.png": (lambda path: write_rgb(path, NOISE[0]), read_rgb),
    "film.mp4": (write_film, lambda path: list(decode(path))),
    "frames/000003.png": (write_folder, all_frames),
    "frames.json": (
        lambda path: write_folder(path.parent / "frames" / "0.png"),
        lambda path: read_frames(path.with_suffix("")),
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_was_cut_short_is_never_taken_for_a_whole_one(tmp_path, name):
    write, read = FILES[name]
    path = tmp_path / name
    write(path)
    read(path)
    whole, chance = path.read_bytes(), np.random.default_rng(1)
    sizes = {0, 1, len(whole) // 2, len(whole) - END, *chance.integers(1, len(whole) - END, 8)}
    for size in sorted(sizes):
        path.write_bytes(whole[:size])
        with pytest.raises(UserError, match=r"delete .* and run again") as found:
            read(path)
        assert str(tmp_path) in str(found.value) and "\n" not in str(found.value)
        os.remove(path)
    path.write_bytes(whole)
    read(path)
