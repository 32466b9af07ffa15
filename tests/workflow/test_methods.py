"""Methods are judged, in the workflow: by a film whose end nothing learns from, both settings."""

import csv

import numpy as np

from conftest import person_film
from pose2video.files import read_json
from pose2video.films.frames import read_frames
from pose2video.films.pictures import read_rgb
from pose2video.films.videos import decode
from pose2video.generators.nearest.index import read_index
from tiny_onnx import tiny_features

TAIL = "held_out/me"


def test_methods_are_judged_by_what_they_did_not_learn(project):
    person_film(project.folder / "long.mp4", n=50, zoom=0.25, seed=4)
    project.write_table("one")
    chain = {"estimator": "holistic", "smoother": "raw", "short_side_px": 64}
    project.config |= {
        "characters": {"me": {"film": "long.mp4", "held_out": 0.4}},
        "generators": {"retrieved": {"use": "nearest"}},
        "recipes": {"retrieved": chain | {"retargeter": "own_bones", "generator": "retrieved"}},
        "judged": [{"characters": ["me"], "recipes": ["retrieved"], "clips": ["one"]}],
        "make": [{"clips": ["one"], "characters": ["me"], "recipes": ["retrieved"]}],
        "frames": {"keep": False},
        "networks": {"frechet": {"colours": {"file": "colours.onnx"}}},
    }
    tiny_features(project.folder / "colours.onnx", 32)
    done = project.run("methods")
    assert done.returncode == 0, done.stdout
    assert "me performs its own film's held-out part (self), 64x64" in done.stdout
    results = project.results
    frames = read_frames(results / "frames" / "footage" / "me")
    tail = read_frames(results / "frames" / TAIL)
    assert (frames.n_frames, tail.n_frames) == (50, 20)
    np.testing.assert_array_equal(tail.frame(0), frames.frame(30))
    best = read_json(results / "characters" / "me" / "holistic" / "chosen.json")["frames"]
    assert max(moment["frame"] for moment in best) < 30
    assert read_index(results / "models/retrieved/me/holistic.raw").frames.max() < 30
    with (results / "methods.tsv").open(encoding="utf-8", newline="") as file:
        own, other, still, bound = csv.DictReader(file, delimiter="\t")
    assert [row["setting"] for row in (own, other, still)] == ["self", "cross", "self"]
    assert (own["learned_frames"], still["recipe"]) == ("30", "still picture")
    # what a method could reach that paints the person over the film's background
    assert bound["recipe"] == "true person on the plate"
    assert float(bound["l1_person"]) < min(float(own["l1_person"]), float(still["l1_person"]))
    # the pose stays where the film has it, whatever the retargeter is
    assert float(own["fitting_error"]) < 0.01
    assert own["ssim"] and still["ssim"] and not other["ssim"]
    assert "the truth is not known: " in other["not_measured"]
    assert float(own["frechet_colours"]) >= 0 and not other["frechet_colours"]
    assert "the truth is not known: frechet_colours" in other["not_measured"]
    assert len(list(decode(results / "methods" / TAIL / "me.mp4"))) == 20
    assert read_rgb(results / "methods" / TAIL / "me.png").shape[1] >= 8 * 64
    assert "methods/held_out/me/me.png" in (results / "methods.html").read_text()
    # frames go when their films are there, and nothing runs again for that
    for of_a_film in ("frames/one", "generated/one/retrieved.me"):
        assert not list(results.glob(f"{of_a_film}/*.jpg"))
    assert "Nothing to be done" in project.run("-n", "methods").stdout
    # nothing is made of the films that `make` wants, and what is held out decides what is learned
    assert not (results / "videos").exists()
    project.config["characters"]["me"]["held_out"] = 0.3
    planned = project.run("-n", "methods").stdout
    for what in ("Cutting off the part", "Training retrieved", "Choosing the picture"):
        assert what in planned
    assert "Extracting the frames of footage" not in planned
