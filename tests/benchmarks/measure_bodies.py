"""Print how far fitted bodies are from the true ones of the demo: `measure_bodies.py results`."""

import csv
import sys
from pathlib import Path

import numpy as np

from pose2video.bodies.fitting import closed_form_motion, fit_body
from pose2video.bodies.fitting.errors import COLUMNS, errors
from pose2video.bodies.model import load_body_model
from pose2video.performers import load_choreography, load_performer
from pose2video.performers.stage import clip_performance
from pose2video.poses.formats import read_poses
from pose2video.resources import RESOURCES

KEYPOINTS = {"true": "performers/clips/{}.json", "detected": "smoothed/{}/holistic.steady.json"}


def main(results):
    """Print errors for the synthetic clips of the folder of a finished demo run."""
    results = Path(results)
    model = load_body_model(results / "body_model")
    with open(RESOURCES / "clips.tsv", encoding="utf-8", newline="") as table:
        clips = [row for row in csv.DictReader(table, delimiter="\t") if row["choreography"]]
    fits = {"closed": closed_form_motion, "fitted": lambda *args: fit_body(*args)[0]}
    rows = {(kind, fit): [] for kind in KEYPOINTS for fit in fits}
    print("keypoints fit    clip  ", *(f"{name:>15}" for name in COLUMNS))
    for clip in clips:
        choreography = load_choreography(clip["choreography"])
        performer = load_performer(clip["performer"])
        for kind, path in KEYPOINTS.items():
            poses = read_poses(results / path.format(clip["clip"]))
            performance = clip_performance(
                results / "body_model", choreography, performer, poses.fps
            )
            for fit, make in fits.items():
                row = errors(model, performance.body_motion(), make(model, poses))
                rows[kind, fit].append(row)
                print(f"{kind:9} {fit} {clip['clip']:6}", *(f"{value:15.1f}" for value in row))
    for (kind, fit), values in rows.items():
        print(f"{kind:9} {fit} mean  ", *(f"{v:15.1f}" for v in np.nanmean(values, axis=0)))


if __name__ == "__main__":
    main(*(sys.argv[1:] or ["results"]))
