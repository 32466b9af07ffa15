"""A character that was filmed: its picture is chosen, its film is learned from, in the workflow."""

import json

import cv2
import numpy as np
import pytest
from PIL import Image

from conftest import person_film
from pose2video.characters.plates import read_plate
from pose2video.files import read_json
from pose2video.films.frames import read_frames
from pose2video.films.pictures import read_rgb
from pose2video.films.probing import probe
from pose2video.films.videos import decode

FOOTAGE = "footage/me"


@pytest.fixture
def filmed(project):
    """Two characters with films, of which one is too short to learn from."""
    person_film(project.folder / "long.mp4", n=40, zoom=0.25, seed=4)
    project.write_table("one")
    project.config["characters"] = {
        "me": {"film": "long.mp4", "license": "CC0", "consent": "form 7", "end_s": 1.2},
        "brief": {"film": "two.mp4"},
    }
    chain = {"estimator": "holistic", "smoother": "steady"}
    whole = {"place": "whole", "candidates": 1, "fade": 0}
    project.config["generators"] = {"retrieved": {"use": "nearest"} | whole}
    project.config["generators"]["moved"] = {"use": "nearest", "camera": "filmed"}
    project.config["recipes"] = {
        "retrieved": chain | {"retargeter": "as_filmed", "generator": "retrieved"},
        "moved": chain | {"retargeter": "as_filmed", "generator": "moved"},
        "drawn": chain | {"retargeter": "height", "generator": "skeleton"},
    }
    project.config["recipes"]["moved"]["formats"] = ["gif", "prores"]
    project.config["retargeters"] = {"height": {"use": "edn_student"}}
    recipes = ["retrieved", "moved", "drawn"]
    project.config["make"][0] |= {"characters": ["me", "brief"], "recipes": recipes}
    project.config["frames"] = {"keep": False}
    return project


def test_a_film_becomes_a_picture_a_model_and_films(filmed):
    results = filmed.results
    done = filmed.run()
    assert done.returncode == 1
    assert "the film of brief shows somebody for 0.3 s" in " ".join(done.stdout.split())
    # the clip's other films are there, of a picture that was chosen
    for recipe in ("retrieved", "moved", "drawn"):
        assert probe(results / "videos" / "one" / f"{recipe}.me.mp4").n_frames == 8
    with Image.open(results / "videos" / "one" / "moved.me.gif") as gif:
        assert gif.n_frames == 8
    assert probe(results / "videos" / "one" / "moved.me.mov").n_frames == 8
    assert not list((results / "generated" / "one").glob("*.cutout.mov"))  # frames are not kept
    measured = results / "retargeted" / "one" / "drawn.me.measured.json"
    assert read_json(measured)["to"] == "shoulder" and measured.with_suffix(".png").is_file()
    folder = results / "characters" / "me" / "holistic"
    frames = read_frames(results / "frames" / FOOTAGE)
    assert frames.n_frames == 30
    best = read_json(folder / "chosen.json")["frames"]
    np.testing.assert_array_equal(read_rgb(folder / "chosen.png"), frames.frame(best[0]["frame"]))
    assert "faces the camera" in best[0]["why"] and (folder / "candidates.png").is_file()
    assert (folder / "plate.png").is_file() and read_plate(folder / "plate").image.any()
    # the model is an index of the footage, and its films show nothing else
    model = results / "models" / "retrieved" / "me" / "holistic.steady"
    assert read_json(model / "weights.json")["made_by"]["use"] == "nearest"
    assert sorted(path.name for path in model.parent.iterdir()) == [
        "holistic.steady",
        "holistic.steady.png",
    ]
    made = next(decode(results / "videos" / "one" / "retrieved.me.mp4"))
    shown = [_difference(made, frame) for frame in frames]
    assert min(shown) < 5 < np.median(shown)
    record = json.loads((results / "videos" / "one" / "retrieved.me.json").read_text())
    assert record["digital_source_type"].endswith("compositeSynthetic")
    assert record["character"]["license"] == "CC0" and record["character"]["consent"] == "form 7"

    # only what a change touches runs again, although the frames of films are deleted
    filmed.config["make"][0]["characters"] = ["me"]
    del filmed.config["characters"]["brief"]
    pages = {"index.html", "summary.txt", "problems.tsv", "scores.tsv"}
    assert filmed.changed_by() <= pages
    filmed.write_table("one", "two")
    planned = filmed.run("-n").stdout
    assert "Extracting the frames of two" in planned
    assert "frames of footage" not in planned and "Training" not in planned
    filmed.write_table("one")
    filmed.config["characters"]["me"]["frame_s"] = 0.4
    planned = filmed.run("-n").stdout
    assert "Choosing the picture of me" in planned and "Preparing the character me" in planned
    assert "Extracting" not in planned and "Training retrieved" not in planned
    del filmed.config["characters"]["me"]["frame_s"]
    filmed.config["characters"]["me"]["end_s"] = 1.4
    planned = filmed.run("-n").stdout
    assert "Extracting the frames of footage/me" in planned
    assert "Training retrieved on the film of me" in planned
    assert "Extracting the frames of one" not in planned


def _difference(image, frame):
    """Mean difference in grey levels, the frame scaled to the image's size."""
    frame = cv2.resize(frame, image.shape[1::-1], interpolation=cv2.INTER_AREA)
    return np.abs(image.astype(int) - frame).mean()


def test_who_goes_on_as_the_film_does_is_compared_with_it(filmed):
    filmed.config["characters"] = {"me": {"clip": "one", "reference": "first_frame"}}
    filmed.config["make"][0] |= {"characters": ["me"], "recipes": ["drawn"]}
    planned = filmed.run("-n")
    assert planned.returncode == 0 and "compare_video" in planned.stdout
