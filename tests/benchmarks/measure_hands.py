"""Print how far fitted fingers are from the true ones: `measure_hands.py FOLDER [FILMS]`.

Synthetic performers show both hands in every shape of `bodies.hand_shapes` from 30 directions,
each for 0.2 s. Their films are rendered and looked at by `mediapipe_holistic` once, some minutes a
film; what was found stays in FOLDER. In six films (as many as FILMS says, of them) every shape is
seen from every direction. Errors are angles in degrees between bones of fingers and the true ones:
in the camera's axes, and in the palm's, as a hand turned as a whole counts in the first only.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np

from benchmarks.hand_views import SHAPES, arm_views, choreography, held, walk
from pose2video.bodies.angles import SIDES
from pose2video.bodies.body import Body
from pose2video.bodies.fitting import closed_form_motion, fit_body
from pose2video.bodies.fitting.directions import rigid
from pose2video.bodies.model import load_body_model
from pose2video.estimators.mediapipe_holistic import MediaPipeHolistic
from pose2video.performers import load_performer
from pose2video.performers.stage import clip_performance
from pose2video.poses.formats import read_poses, write_poses
from pose2video.poses.skeletons import load_hand, load_skeleton
from pose2video.smoothers import SMOOTHERS

FPS, SEEN = 25.0, 0.5
PERFORMERS = ("chen", "ada", "dalia", "bruno")
FILMS = len(SHAPES) // 2
MADE_BY = {"tool": "measure_hands"}
STEPS = [{"use": "fill_gaps", "settings": {"max_gap_s": 0.6}}, {"use": "one_euro", "settings": {}}]
STEADY = {"use": "chain", "settings": {"steps": STEPS}}
PALM = [0, 5, 9, 13, 17]
FITS = {"closed form": closed_form_motion, "fit_body": lambda *args: fit_body(*args)[0]}
COLUMNS = ("camera", "palm's axes", "palm")


def films(folder, model_folder, count):
    """Yield the true `BodyMotion`, the found poses, rows of views and directions of every film."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    model = load_body_model(model_folder)
    for number in range(count):
        performer = load_performer(PERFORMERS[number % len(PERFORMERS)])
        views, ways = arm_views(model, performer["phenotype"])
        film, rows = choreography(views, walk(ways), number)
        performance = clip_performance(model_folder, film, performer, FPS)
        found = folder / f"{number}.json"
        if not found.is_file():
            pictures = (picture for picture, *_ in performance.frames())
            write_poses(found, MediaPipeHolistic().estimate(pictures, FPS), MADE_BY)
        yield performance.body_motion(), read_poses(found), rows, ways


def errors_of(model, truth, fitted, rows):
    """Rows `(N, 5)`: shape, view, and the figures of `COLUMNS` of each hand that is seen."""
    bodies = [Body.build(model, motion.shape) for motion in (truth, fitted)]
    points = [body.keypoints(m) for body, m in zip(bodies, (truth, fitted), strict=True)]
    first = np.array([a for finger in load_hand().fingers for a in finger[1:-1]])
    out = []
    for column, side in enumerate(SIDES, 1):
        part = load_skeleton("holistic").parts[f"{side}_hand"]
        seen = fitted.confidence[:, list(fitted.bones).index(f"wrist.{side[0].upper()}")] >= SEEN
        for row, frames in zip(rows, held(rows, FPS), strict=True):
            frames = frames[seen[frames]]
            if not len(frames):
                continue
            true, own = (p[frames][:, part] for p in points)
            bones = [hand[:, first + 1] - hand[:, first] for hand in (true, own)]
            turn = np.concatenate(
                [
                    rigid(a[PALM], b[None, PALM], np.ones((1, 5)))
                    for a, b in zip(true, own, strict=True)
                ]
            )
            turned = np.einsum("tab,tkb->tka", turn, bones[0])
            palm = np.degrees(np.arccos(np.clip((np.trace(turn, axis1=1, axis2=2) - 1) / 2, -1, 1)))
            figures = _angles(*bones).mean(), _angles(turned, bones[1]).mean(), palm.mean()
            out.append((row[0], row[column], *figures))
    return np.array(out)


def _angles(a, b):
    cosine = np.sum(a * b, axis=-1) / np.linalg.norm(a, axis=-1) / np.linalg.norm(b, axis=-1)
    return np.degrees(np.arccos(np.clip(cosine, -1, 1)))


def main(folder, count=FILMS):
    """Print means and medians of all hands, and means by shape and by direction."""
    model_folder = os.environ.get("POSE2VIDEO_BODY_MODEL", "results/body_model")
    model = load_body_model(model_folder)
    tables, ways = {name: [] for name in FITS}, None
    for truth, found, rows, reached in films(folder, model_folder, int(count)):
        ways = reached if ways is None else ways
        smooth = SMOOTHERS.build(STEADY)(found)
        for name, fit in FITS.items():
            tables[name].append(errors_of(model, truth, fit(model, smooth), rows))
    for name, table in ((n, np.concatenate(t)) for n, t in tables.items()):
        print(f"\n{name}: {len(table)} hands", *(f"{c:>12}" for c in COLUMNS))
        for label, what in (("mean", np.mean), ("median", np.median)):
            print(f"  {label:20}", *(f"{v:12.1f}" for v in what(table[:, 2:], axis=0)))
        for k, shape in enumerate(SHAPES):
            _print(shape, table[table[:, 0] == k])
        for k, way in enumerate(ways):
            towards = ", ".join(f"{v:.1f}" for v in way)
            _print(f"seen from {towards}", table[table[:, 1] == k])


def _print(label, rows):
    if len(rows):
        print(f"  {label:24}", *(f"{v:12.1f}" for v in rows[:, 2:].mean(axis=0)))


if __name__ == "__main__":
    main(*sys.argv[1:])
