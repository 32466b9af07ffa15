"""The training of a figure, from a take to the files of a model."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from pose2video.bodies.motion import read_motion
from pose2video.characters.plates import read_plate
from pose2video.files import writing
from pose2video.films.frames import read_frames
from pose2video.generators.everybody_dance_now.estimate import say_how_long
from pose2video.generators.everybody_dance_now.parts import middles_of, sides_of
from pose2video.generators.neural_figure.checking import fit_to_learn
from pose2video.generators.neural_figure.correcting import Corrections
from pose2video.generators.neural_figure.learner import FigureLearner
from pose2video.generators.neural_figure.lessons import FigureLessons
from pose2video.generators.neural_figure.packing import digests, filmed, pack_maps
from pose2video.generators.neural_figure.painter import FigurePainter
from pose2video.generators.neural_figure.plan import FigurePlan
from pose2video.generators.pose_to_picture.lessons import remember, scene_of
from pose2video.generators.pose_to_picture.measuring import known_of, placed_in
from pose2video.generators.pose_to_picture.model_file import Trained, write_model
from pose2video.generators.pose_to_picture.teaching import (
    device_of,
    lessons_of,
    packed_size,
    usable_frames,
    view_of,
)
from pose2video.training.checkpoints import Checkpoint
from pose2video.training.diary import Diary
from pose2video.training.footage import Footage
from pose2video.training.keys import digest, file_digest
from pose2video.training.loop import train
from pose2video.training.schedule import Schedule

SHOWN = 6  # moments on the sheet
LOOKS, EVERY = 10, 100  # looks in a run; steps between checkpoints
TEXEL = 0.7  # texels' width in that of the window's pixels
TEXELS = (0.004, 0.02)  # metres: the finest, and the coarsest


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
        return FigureLearner(painter, corrections, settings, steps, self.sides, shown)


def teach(settings, takes, out, scratch, made_by):
    """See `FilmLearner.train`."""
    device, scratch, [take] = device_of(settings.device), Path(scratch), takes
    film, plate = read_frames(take.frames).frame_size, read_plate(take.plate)
    footage = Footage.pack(takes, scratch / "footage", packed_size(settings, take, film))
    usable = usable_frames(footage, plate)
    view, size = view_of(settings, footage, film)
    to_frame = view.to_frame(view.places(footage.poses), size)
    wide = float(np.nanmedian(to_frame[usable, 0, 0]))
    texel = texel_of(take, footage, wide)
    performance, character = filmed(take, footage, 1 / wide, texel)
    worn = digests(take)
    maps = pack_maps(performance, to_frame, size, usable, [footage.key, texel, worn], scratch)
    figure = performance.figure
    plan = FigurePlan(
        size,
        figure.pages,
        texel,
        settings.texture,
        settings.width,
        settings.temporal,
        settings.sources,
    )
    sides = sides_of(footage.poses, to_frame, usable, size)
    scene = scene_of(plan, footage, view, plate)
    usable, warnings = fit_to_learn(maps, scene, usable)
    print("\n".join(f"warning: {sentence}" for sentence in warnings), flush=True)
    scene = remember(scene, usable) if plan.sources else scene
    row = 2 if settings.temporal else 1
    lessons, _ = lessons_of(settings, footage, scene, usable, FigureLessons, row)
    middles = middles_of(footage.poses)
    lessons = replace(lessons, maps=maps, middles=middles, jitter=settings.jitter)
    schedule = Schedule(
        steps=settings.steps,
        batch_size=settings.batch_size,
        seed=settings.seed,
        checkpoint_every=EVERY,
        look_every=max(1, settings.steps // LOOKS),
        ema=settings.ema,
        cpu_threads=1,
    )
    stage = FigureStage(lessons, schedule, (sides[0], sides[1], sides[1]))
    with torch.random.fork_rng():
        torch.manual_seed(settings.seed)
        painter = FigurePainter(plan)
        painter.dye(figure.colours(character.body))
        painter.to(device)
        learner = stage.learner(painter, settings, device)
    key = {
        "settings": digest([made_by, schedule.key()]),
        "footage": footage.key,
        "plate": digest([file_digest(path) for path in sorted(take.plate.iterdir())]),
        "body": digest(worn),
    }
    checkpoint = Checkpoint(scratch / "checkpoint.safetensors", key)
    say_how_long(settings, [stage], {stage.name: painter}, checkpoint, device)
    diary = Diary(scratch / "diary", learner.name)
    history = train(learner, schedule, lessons.drawing(schedule), checkpoint, None, diary)
    print(f"{history.steps} steps in {history.seconds:.0f} s on {history.device}")
    painter.eval()
    with torch.no_grad():
        sheet = learner.samples(settings.steps)
    known, places = scene.memory or known_of(scene, usable), placed_in(footage.poses)[usable]
    trained = Trained(painter.cpu(), view, known, places, film, tuple(warnings))
    with writing(out) as beside:
        beside.mkdir()
        named = [f"{stage.name}.{end}" for end in ("losses.png", "samples.png", "json")]
        for name in named:
            shutil.copyfile(scratch / "diary" / name, beside / name)
        write_model(beside, trained, made_by, named)
    return sheet


def texel_of(take, footage, wide) -> float:
    """Metres of a texel: about as fine as the window shows the body.

    Args:
        take: A `Take`. footage: Its `Footage`. wide: Pixels of it for one of the window.
    """
    motion = read_motion(take.body[0])
    focal = motion.camera.resized(footage.size).focal / wide
    depth = float(np.median(motion.translation[: len(footage.frames), 2]))
    return float(np.clip(TEXEL * depth / focal, *TEXELS))
