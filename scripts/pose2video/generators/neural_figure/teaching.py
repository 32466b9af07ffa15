"""The training of a figure, from a take to the files of a model."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from pose2video.files import writing
from pose2video.generators.everybody_dance_now.estimate import say_how_long
from pose2video.generators.everybody_dance_now.parts import middles_of, sides_of
from pose2video.generators.neural_figure.correcting import Corrections
from pose2video.generators.neural_figure.judged import JudgedFigureLearner
from pose2video.generators.neural_figure.learned_film import LearnedFilm
from pose2video.generators.neural_figure.learner import FigureLearner
from pose2video.generators.neural_figure.lessons import FigureLessons
from pose2video.generators.neural_figure.painter import FigurePainter
from pose2video.generators.pose_to_picture.measuring import known_of, placed_in
from pose2video.generators.pose_to_picture.model_file import Trained, write_model
from pose2video.generators.pose_to_picture.teaching import (
    device_of,
    lessons_of,
)
from pose2video.training.begun import CHECKPOINT
from pose2video.training.checkpoints import Checkpoint
from pose2video.training.diary import Diary
from pose2video.training.keys import digest
from pose2video.training.loop import train
from pose2video.training.schedule import Schedule

SHOWN = 6  # moments on the sheet
LOOKS, EVERY = 10, 100  # looks in a run; steps between checkpoints


@dataclass(frozen=True, eq=False)
class FigureStage:
    """What is learned.

    Attributes:
        lessons: From which. schedule: How long.
        sides: Of the crops at the face and at each hand, pixels of the window.
    """

    lessons: FigureLessons
    schedule: Schedule
    sides: tuple[int, int, int]

    name = "figure"

    def learner(self, painter, settings, device):
        """What learns, on its device."""
        still = replace(self.lessons, moves=0.0, jitter=0.0)
        count = len(still)
        chosen = np.linspace(0, count - 1, min(SHOWN, count)).round().astype(int)
        shown = {k: torch.from_numpy(v).to(device) for k, v in still.batch(chosen).items()}
        scene, corrections = still.scene, None
        if settings.correct:
            frames, height = len(scene.to_frame), scene.plan.size[1]
            corrections = Corrections(frames, scene.footage.rates[0], height).to(device)
        steps = self.schedule.steps
        learner = JudgedFigureLearner if settings.adversarial else FigureLearner
        return learner(painter, corrections, settings, steps, self.sides, shown)


def teach(settings, takes, out, scratch, made_by):
    """See `FilmLearner.train`."""
    device, scratch, [take] = device_of(settings.device), Path(scratch), takes
    film = LearnedFilm.read(settings, take, scratch)
    for sentence in film.warnings:
        print(f"warning: {sentence}", flush=True)
    schedule = Schedule.of(settings, LOOKS, EVERY, ema=settings.ema)
    stage = _stage(settings, film, schedule)
    with torch.random.fork_rng():
        torch.manual_seed(settings.seed)
        painter = FigurePainter(film.scene.plan)
        painter.dye(film.colours)
        painter.to(device)
        learner = stage.learner(painter, settings, device)
    key = film.key | {"settings": digest([made_by, schedule.key()])}
    checkpoint = Checkpoint(scratch / CHECKPOINT, key)
    say_how_long(settings, [stage], {stage.name: painter}, checkpoint, device)
    diary, draw = Diary(scratch / "diary", learner.name), stage.lessons.drawing(schedule)
    train(learner, schedule, draw, checkpoint, None, diary)
    painter.eval()
    with torch.no_grad():
        sheet = learner.samples(settings.steps)
    known = film.scene.memory or known_of(film.scene, film.usable)
    places = placed_in(film.footage.poses)[film.usable]
    kept = (painter.cpu(), film.view, known, places, film.frame_size, film.warnings)
    with writing(out) as beside:
        beside.mkdir()
        named = diary.copy(beside, ("losses.png", "samples.png", "json"))
        write_model(beside, Trained(*kept), made_by, named)
    return sheet


def _stage(settings, film, schedule) -> FigureStage:
    """What is learned from a `LearnedFilm`, for how long."""
    poses, scene, row = film.footage.poses, film.scene, 2 if settings.temporal else 1
    lessons, _ = lessons_of(settings, film.footage, scene, film.usable, FigureLessons, row)
    more = {"maps": film.maps, "middles": middles_of(poses), "jitter": settings.jitter}
    face, hand = sides_of(poses, scene.to_frame, film.usable, scene.plan.size)
    return FigureStage(replace(lessons, **more), schedule, (face, hand, hand))
