"""Finished films in a table: do they say the word, and does the person hold together?

Run on one folder of results or several, those of an earlier commit for instance, which are then
measured by the same code:

    PYTHONPATH=scripts:tests python -m benchmarks.strangers results ../before/results

Of `tests/configs/strangers.yaml`, or of any config. A line a film: `fidelity`, `hands` (found of
the driver's) and `fingers` (degrees off) against the driver; `sharpness`, 1 as sharp as the
character's picture; the shares of frames that are `clipped`, and `empty`; `whole`, the wholeness;
`unlike`, `st_lpips` over the person against the true frames, where a person goes on as their own
film does (`tests/configs/first_frames.yaml`).
"""

import sys
from pathlib import Path

import cv2
import numpy as np

from pose2video.bodies.body import Body
from pose2video.bodies.model import load_body_model
from pose2video.bodies.motion import read_motion
from pose2video.characters.character import read_character
from pose2video.characters.framing.beyond import behind
from pose2video.characters.framing.outlining import DIFFERENT, limbs_on_film
from pose2video.characters.framing.views import PictureView, read_view
from pose2video.files import read_json
from pose2video.films.frames import read_frames
from pose2video.generators.canvas import leaves_canvas
from pose2video.metrics import METRICS
from pose2video.poses.formats import read_poses

CHAIN = ("holistic", "steady")  # estimator and smoother of the recipes
COLUMNS = ("fidelity", "hands", "fingers", "sharpness", "clipped", "empty", "whole", "unlike")
SIGNS = ("sign_fidelity", "sign_hands_found", "sign_finger_error")
TRUTH = "st_lpips_person"
LOOKED_AT = 12  # frames for the sharpness


def metric(name):
    return METRICS.build({"use": name, "settings": {}})


def sharpness(frames, character, view):
    """Mean bend of the luma over the person, at the picture's size, over the picture's own."""
    size = view.box[2:]
    ground = behind(character.background, view)
    values = []
    for index in np.unique(np.linspace(0, frames.n_frames - 1, LOOKED_AT).astype(int)):
        frame = cv2.resize(frames.frame(int(index)), size, interpolation=cv2.INTER_CUBIC)
        values.append(bend(frame, cv2.absdiff(frame, ground).max(axis=2) > DIFFERENT))
    return float(np.nanmean(values)) / bend(character.picture, character.mask > 127)


def bend(image, person):
    inside = cv2.erode(person.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32)
    return float(np.abs(cv2.Laplacian(grey, cv2.CV_32F))[inside].mean()) if inside.any() else np.nan


def share(sentences, beginning):
    """The share of frames in a sentence of `leaves_canvas`."""
    said = [text for text in sentences if text.startswith(beginning)]
    return float(said[0].rpartition("(")[2].partition("%")[0]) / 100 if said else 0.0


def measured(results, clip, recipe, character, model):
    """The values of `COLUMNS`, None where something is not there."""
    name = f"{recipe}.{character}"
    frames = read_frames(results / "generated" / clip / name)
    who = read_character(results / "characters" / character / CHAIN[0])
    path = results / "retargeted" / clip / f"{name}.view.json"
    short = min(frames.frame_size)
    view = read_view(path) if path.is_file() else PictureView.whole(who.size, short)
    found = results / "found" / clip / f"{name}.json"
    driver = read_poses(results / "smoothed" / clip / f"{'.'.join(CHAIN)}.json")
    read = read_poses(found) if found.is_file() else None
    words = [metric(one)(read, driver) if read is not None else None for one in SIGNS]
    left = leaves_canvas(read_poses(results / "retargeted" / clip / f"{name}.json"))
    moves = results / "bodies" / clip / f"{'.'.join(CHAIN)}.{character}.safetensors"
    whole = None
    if moves.is_file() and who.body is not None:
        body = read_motion(moves)
        figure = Body.build(model, body.shape)
        whole = metric("wholeness")(limbs_on_film(frames, who, view, body, figure))
    cut, empty = (share(left, text) for text in ("the figure leaves", "the canvas is empty"))
    return (*words, sharpness(frames, who, view), cut, empty, whole, unlike(results, clip, name))


def unlike(results, clip, name):
    """`st_lpips_person` of a film whose truth is known, else None."""
    path = results / "scores" / clip / f"{name}.json"
    scores = read_json(path)["scores"] if path.is_file() else []
    return next((score["value"] for score in scores if score["metric"] == TRUTH), None)


def main(folders):
    """Print a table for each folder of results."""
    for results in map(Path, folders):
        model = load_body_model(results / "body_model")
        print("\t".join((str(results), *COLUMNS)))
        rows = []
        for manifest in sorted(results.glob("generated/*/*.json")):
            recipe, character = manifest.stem.split(".")
            rows.append(measured(results, manifest.parent.name, recipe, character, model))
            print("\t".join((f"{manifest.parent.name}/{manifest.stem}", *map(said, rows[-1]))))
            sys.stdout.flush()
        means = [np.nanmean(c) if np.isfinite(c).any() else None for c in np.array(rows, float).T]
        print("\t".join(("mean", *map(said, means))))


def said(value):
    return "" if value is None else f"{value:.3g}"


if __name__ == "__main__":
    main(sys.argv[1:])
