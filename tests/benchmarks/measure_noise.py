"""Measure what MediaPipe gets wrong on synthetic performers.

    PYTHONPATH=scripts:tests python -m benchmarks.measure_noise BODY_MODEL FOLDER NOISE.json

Renders short films of two performers, in bodies that are drawn anew, lets MediaPipe look at them
(about half a minute each, kept in FOLDER), and writes what `pose_pairs.noise` reads. Nobody of
`measure_smoothers` is among them, and none of its motions.
"""

import sys
from pathlib import Path

import numpy as np

from benchmarks.measure_smoothers import kept_pairs
from pose2video.files import write_json
from pose2video.performers import load_choreography, load_performer
from pose2video.pose_pairs.measuring import measure, pair_arrays
from pose2video.pose_pairs.moving import random_phenotype
from pose2video.pose_pairs.random_motions import KINDS, random_choreography

PEOPLE, RANDOM, SEED, SECONDS = ("ada", "bruno"), 12, 100, 3.0
WRITTEN = (("ada", "greet"), ("bruno", "mine"))
DRAWN = ("muscle", "weight", "height", "proportions")


def films():
    """Name, performer and choreography of every film."""
    for name, written in WRITTEN:
        yield f"train.{name}.{written}", load_performer(name), load_choreography(written)
    for i in range(RANDOM):
        number, k = divmod(i, len(KINDS))
        name, seed, kind = PEOPLE[(k + number) % 2], SEED + 10 * number + k, KINDS[k]
        performer = load_performer(name)
        body = random_phenotype(np.random.default_rng(seed))
        body = performer["phenotype"] | {what: body[what] for what in DRAWN}
        motion = random_choreography(np.random.default_rng(seed), kind, SECONDS)
        yield f"train.{name}.{kind}{number}", performer | {"phenotype": body}, motion


def main(body_model, folder, out):
    """Write the noise of all films."""
    pairs = kept_pairs(films(), body_model, Path(folder))
    write_json(out, measure([pair_arrays(*pair) for pair in pairs.values()]), indent=1)


if __name__ == "__main__":
    main(*sys.argv[1:])
