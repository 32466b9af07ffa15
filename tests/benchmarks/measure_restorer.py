"""Print how near a restorer comes to people and motions that it never saw, whose truth is known.

    PYTHONPATH=scripts:tests python -m benchmarks.measure_restorer BODY_MODEL MODEL FOLDER [PEOPLE]

MODEL is a folder that a training with `use: restorer` made (`results/models/trainings/NAME`).
Somebody is made up, their one picture is prepared, and `limb_warp`, `body_render` and the restorer
let it move; all are compared with the truth at the person. Writes FOLDER/sheet.png: the truth and
these below each other. It needs FOLDER/perception/alex.safetensors (`results/perception`, a link).
"""

import sys
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from pose2video.errors import UserError
from pose2video.films.pictures import write_rgb
from pose2video.generators.body_render import BodyRender
from pose2video.generators.limb_warp import LimbWarp
from pose2video.generators.restorer import RestoredFigure
from pose2video.generators.restorer.people import subject_of, true_layer
from pose2video.metrics.looks import Look
from pose2video.metrics.perceived import Beholder
from pose2video.metrics.pictures import L1, Psnr, StLpips
from pose2video.metrics.structure import Ssim

SEED, PEOPLE, SECONDS, SHOWN = 9001, 6, 2.0, 4  # nobody learns from this seed; frames of each
EDGE = 3  # pixels about the person that count
METRICS = {"psnr": Psnr(), "ssim": Ssim(), "st_lpips": StLpips(), "l1": L1()}


def compared(subject, generators, sees):
    """Scores by generator of some moments, and columns for a sheet."""
    count = subject.motion.body.n_frames
    first, step = count // (2 * SHOWN), count // SHOWN
    some = slice(first, first + SHOWN * step, step)
    body = subject.motion.body.cut(some)
    motion = replace(subject.motion, body=body, poses=subject.motion.poses.cut(some))
    made = {name: list(g.generate(subject.character, motion)) for name, g in generators.items()}
    scores, columns = [], []
    for number, true_number in enumerate(range(count)[some]):
        layer = true_layer(subject.truth, true_number, body.camera).astype(np.float32)
        behind = cv2.resize(subject.character.background, body.camera.size)
        true = np.rint(layer[..., :3] + (1 - layer[..., 3:] / 255) * behind).astype(np.uint8)
        where = cv2.dilate((layer[..., 3] > 0).astype(np.uint8), np.ones((2 * EDGE + 1,) * 2)) > 0
        if where.mean() < 0.02:
            continue
        scores.append({})
        for name, frames in made.items():
            look = Look(frames[number], true, perceived=sees.differences(frames[number], true))
            scores[-1][name] = {what: metric(look, where) for what, metric in METRICS.items()}
        columns.append(np.vstack([true, *(frames[number] for frames in made.values())]))
    return scores, columns


def main(body_model, model, folder, people=PEOPLE):
    """Print the table."""
    folder, scores, columns = Path(folder), [], []
    restored = RestoredFigure(restorer="it").loaded({"model": Path(model)})
    generators = {
        "limb_warp": LimbWarp(),
        "body_render": BodyRender(sides="picture"),
        "restored_figure": restored,
    }
    sees = Beholder(folder / "perception")
    for person in range(int(people)):
        try:
            subject = subject_of(body_model, SEED, person, SECONDS)
        except UserError as error:
            print(f"person {person}: {error}")
            continue
        found, shown = compared(subject, generators, sees)
        scores += found
        columns += shown[1:3]
        print_rows(f"person {person}", found, generators)
        write_rgb(folder / "sheet.png", np.hstack(columns))
    print_rows("all", scores, generators)


def print_rows(title, scores, generators):
    """The means of some moments."""
    print(f"{title:18}" + "".join(f"{what:>10}" for what in METRICS) + f"{len(scores):8} frames")
    for name in generators:
        means = [np.mean([row[name][what] for row in scores]) for what in METRICS]
        print(f"  {name:16}" + "".join(f"{mean:10.4f}" for mean in means), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
