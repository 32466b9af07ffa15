"""MagicPose whole, on the CPU: tiny models, from pose maps to a film, and people to a table."""

import csv

import numpy as np
import pytest
from PIL import Image

from pose2video.files import read_json
from pose2video.films.frames import read_frames
from pose2video.films.pictures import read_rgb
from pose2video.films.probing import probe

pytest.importorskip("diffusers")

import tiny_models
from hand_made_sets import sticks, write_pictures
from tiny_onnx import tiny_features

CHAIN = {"estimator": "holistic", "smoother": "raw", "retargeter": "own_body", "short_side_px": 64}
WHO = "tt__test_set_3"


def nearer(number):
    """Pictures of an astronaut (public domain), who comes nearer."""
    from skimage.data import astronaut

    def shot(frame):
        cut = 8 * number + 6 * frame
        part = (cut, cut, 512 - cut, 512 - cut)
        picture = Image.fromarray(astronaut()).resize((96, 96), Image.Resampling.BICUBIC, part)
        return np.asarray(picture)

    return shot


@pytest.fixture
def magic(project):
    """Somebody to test by, twelve maps whose names are not padded, a checkpoint as published."""
    for room, number in (("train_set", 1), ("test_set", 3)):
        write_pictures(project.folder / "tt" / room / str(number), pad=3, what=nearer(number))
        maps = project.folder / "tt" / f"pose_map_{room}" / str(number)
        write_pictures(maps, pad=3, what=sticks)
    write_pictures(project.folder / "maps", count=12, pad=1, what=sticks)
    (project.folder / "clips.tsv").write_text("clip\tvideo\tfps\tmaps\nwave\tmaps\t25\topenpose\n")
    weights = project.folder / "weights"
    found = tiny_models.tiny_weights(weights, ("sd15", "openpose_controlnet"))
    tiny_models.tiny_published(weights / "magicpose" / "model_state-110000.th", *found.values())
    tiny_features(project.folder / "colours.onnx", 32)
    magic = {"use": "appearance_control", "device": "cpu", "steps": 2}
    project.config |= {
        "weights": {"folder": "weights"},
        "datasets": {"tt": {"layout": "tiktok", "folder": "tt", "license": "CC0"}},
        "generators": {"magic": magic},
        "recipes": {"magicpose": CHAIN | {"generator": "magic"}},
        "networks": {"frechet": {"colours": {"file": "colours.onnx"}}},
        "evaluated": [{"data_set": "tt", "recipes": ["magicpose"], "poses": "maps"}],
        "make": [{"clips": "all", "characters": ["me"], "recipes": ["magicpose"]}],
    }
    return project


def test_maps_become_a_film_and_people_a_table(magic):
    done = magic.run()
    assert done.returncode == 0, done.stdout
    film = probe(magic.results / "videos" / "wave" / "magicpose.me.mp4")
    assert (film.n_frames, film.width, film.height, film.fps) == (12, 64, 86, 25)
    record = read_json(magic.results / "videos" / "wave" / "magicpose.me.json")
    assert record["recipe"]["maps"] == "openpose" and "smoother" not in record["recipe"]
    assert record["drift"][0] == 0
    # the maps as they are, the second by its number; nobody is looked for in them
    maps = read_frames(magic.results / "frames" / "wave")
    assert abs(maps.frame(2).astype(int) - sticks(2)).mean() < 3
    for room in ("poses", "smoothed", "bodies"):
        assert not (magic.results / room / "wave").exists()
    summary = " ".join((magic.results / "summary.txt").read_text().split())
    assert "research only" in summary

    done = magic.run("evaluate")
    assert done.returncode == 0, done.stdout
    assert "tt (test: 1 films, 5 frames), disco" in done.stdout
    with (magic.results / "evaluation.tsv").open(encoding="utf-8", newline="") as file:
        rows = {
            (row["protocol"], row["metric"]): row for row in csv.DictReader(file, delimiter="\t")
        }
    for metric in ("l1", "psnr", "ssim", "st_lpips", "frechet_colours"):
        assert float(rows["recomputed", metric]["value"]) > 0
    assert float(rows["disco", "l1"]["value"]) < 1e-2
    first = read_frames(magic.results / "frames" / "sets" / "tt" / "test_set_3").frame(0)
    np.testing.assert_array_equal(read_rgb(magic.results / "characters" / WHO / "first.png"), first)
    magic.config["evaluated"][0]["poses"] = "found"
    bodies = {"use": "magicpose", "data_set": "tt", "stage": "joint", "body_control": "depth"}
    magic.config["trainings"] = {"bodies": bodies}
    planned = magic.run("-n", "evaluate", "results/models/trainings/bodies").stdout
    assert f"Generating {WHO} performing sets/tt/test_set_3" in planned
    assert "Fitting a body to the poses of sets/tt/" in planned
    assert "Making the model magicpose" not in planned and "Making the model bodies" in planned
