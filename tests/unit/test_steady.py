"""The same bytes on any number of threads, and wherever arrays happen to lie in memory."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from embodied import standing_motion
from pose2video.bodies.body import Body
from pose2video.bodies.model import load_body_model
from pose2video.bodies.motion import write_motion
from pose2video.characters.character import write_pieces
from pose2video.films.pictures import write_rgb
from pose2video.poses.formats import write_poses
from pose2video.poses.steady import angle_of, applied
from pose2video.resources import RESOURCES
from pose2video.triangles.raster import rasterise

SCRIPTS = Path(__file__).parents[2] / "scripts"
FRAMES, SIZE = 40, (640, 480)
WHO = RESOURCES / "performers" / "ada.yaml"
WORK = """
import random, sys
import numpy as np
import fit_body, retarget_body
seed, model, folder, out = sys.argv[1:]
chance = random.Random(int(seed))
kept = [np.empty(chance.randrange(16, 200_000), np.uint8) for _ in range(400)]
del kept[::2]  # holes of all sizes, in which arrays come to lie
fit_body.main(model, folder + "/poses.json", out + "fit.safetensors")
retarget_body.main(model, out + "fit.safetensors", folder + "/own.safetensors",
                   out + "moved.safetensors")
"""


def test_a_fit_has_the_same_bytes_on_any_threads(tmp_path, body_model):
    model = load_body_model(body_model)
    motion = standing_motion(model, FRAMES, SIZE)
    poses = Body.build(model, motion.shape).poses(motion)
    rng = np.random.default_rng(2)
    poses = poses.changed(
        keypoints=poses.keypoints + rng.normal(0, 2, poses.keypoints.shape),
        world=poses.world + rng.normal(0, 0.03, poses.world.shape),
    )
    write_poses(tmp_path / "poses.json", poses)
    write_motion(tmp_path / "own.safetensors", motion.cut(slice(0, 1)))
    found = set()
    for seed, threads in enumerate((1, 2, 5)):
        out = str(tmp_path / f"{seed}_")
        subprocess.run(
            [sys.executable, "-c", WORK, str(seed), str(body_model), str(tmp_path), out],
            env=os.environ | {"PYTHONPATH": str(SCRIPTS), "OPENBLAS_NUM_THREADS": str(threads)},
            check=True,
        )
        found.add(
            tuple(Path(out + n).read_bytes() for n in ("fit.safetensors", "moved.safetensors"))
        )
    assert len(found) == 1


STAGES = """
import sys
import fit_body, fit_character, render_character, retarget_body
model, folder, out = sys.argv[1:4]
fit_body.main(model, folder + "/poses.json", out + "fit.safetensors")
retarget_body.main(model, out + "fit.safetensors", folder + "/own.safetensors",
                   out + "moved.safetensors")
render_character.main(model, sys.argv[4], out + "who.png", out + "who.json")
fit_character.main(model, folder + "/still", out + "like.safetensors", out + "like.png")
"""


def write_still(folder, model, motion, poses):
    """The prepared picture of a body in the stance of a motion's first frame."""
    body = Body.build(model, motion.shape)
    vertices = body.posed(body.transforms(motion.cut(slice(0, 1)))[0]).astype(np.float64)
    xy, depth = motion.camera.project(vertices)
    folder.mkdir()
    grey = np.full((*SIZE[::-1], 3), 128, np.uint8)
    for name in ("picture", "background"):
        write_rgb(folder / f"{name}.png", grey)
    seen = rasterise(xy, 1 / depth, model.faces, SIZE) != 0
    write_rgb(folder / "mask.png", np.uint8(seen) * 255)
    write_poses(folder / "poses.json", poses)
    write_pieces(folder / "limbs.npz", ())


def test_every_stage_with_a_body_has_the_same_bytes_whatever_the_environment_says(
    tmp_path, body_model, model
):
    """Also where products of matrices are BLAS's: a job has one thread of it."""
    still = standing_motion(model, 12, SIZE)
    poses = Body.build(model, still.shape).poses(still)
    write_poses(tmp_path / "poses.json", poses)
    write_motion(tmp_path / "own.safetensors", still.cut(slice(0, 1)))
    write_still(tmp_path / "still", model, still, poses.frame(0))
    found = set()
    for threads in ("1", "4"):
        out = str(tmp_path / f"{threads}_")
        said = {f"{name}_NUM_THREADS": threads for name in ("OMP", "OPENBLAS", "MKL")}
        subprocess.run(
            [sys.executable, "-c", STAGES, str(body_model), str(tmp_path), out, str(WHO)],
            env=os.environ | said | {"PYTHONPATH": str(SCRIPTS)},
            check=True,
        )
        names = ("fit.safetensors", "moved.safetensors", "who.png", "who.json", "like.safetensors")
        found.add(tuple(Path(out + name).read_bytes() for name in names))
    assert len(found) == 1


def test_products_and_angles_do_not_hang_on_addresses():
    rng = np.random.default_rng(0)
    turns, places = rng.normal(size=(50, 3, 3)), rng.normal(size=(50, 3))
    wanted = applied(turns, places).tobytes(), angle_of(turns[:, 0, 2], turns[:, 0, 0]).tobytes()
    assert np.allclose(applied(turns, places), (turns @ places[..., None])[..., 0])
    room = np.empty(turns.nbytes + 64, np.uint8)
    for offset in range(0, 64, 8):
        there = np.ndarray(turns.shape, np.float64, room, offset)
        there[...] = turns
        angles = angle_of(there[:, 0, 2], there[:, 0, 0])
        assert (applied(there, places).tobytes(), angles.tobytes()) == wanted
