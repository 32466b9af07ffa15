"""The training of a painter for everybody, from a data set's takes to the files of a model."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from pose2video.datasets.references import References
from pose2video.errors import UserError
from pose2video.files import writing
from pose2video.films.frames import read_frames
from pose2video.generators.flow_attention.people_lessons import (
    PeopleLessons,
    scene_of_people,
    usable_people,
)
from pose2video.generators.flow_attention.people_model_file import write_people
from pose2video.generators.flow_attention.people_windows import BOX, PROPORTION, AnyBody
from pose2video.generators.pose_to_picture.plan import size_of
from pose2video.generators.pose_to_picture.teaching import device_of
from pose2video.poses.formats import read_poses
from pose2video.training.begun import CHECKPOINT
from pose2video.training.checkpoints import Checkpoint
from pose2video.training.diary import Diary
from pose2video.training.footage import Footage
from pose2video.training.keys import digest
from pose2video.training.loop import train
from pose2video.training.schedule import Schedule

HELD_OUT = 0.1  # share of the people whom the curve is seen on, where the set names none
LOOKS, EVERY, SHOWN, JUDGED = 8, 20, 6, 12
FINER = 1.2  # pixels of the packed films for one of the window


def teach_people(settings, takes, out, scratch, made_by):
    """See `FilmLearner.train`; the takes are a data set's.

    Raises:
        UserError: It has no masks, or too few frames in a row.
    """
    device, scratch = device_of(settings.device), Path(scratch)
    if any(take.masks is None for take in takes):
        raise UserError(
            f"the data set {settings.people} has no masks of some of its people: people are cut "
            "out to be learned; let the estimator find masks, or leave these films out"
        )
    plan = settings.plan(size_of(settings.size, PROPORTION, settings.multiple))
    footage = Footage.pack(takes, scratch / "footage", packed_size(plan, takes))
    scene = scene_of_people(plan, footage, takes)
    learned, looked_at = lessons_of_people(settings, footage, scene)
    schedule = Schedule.of(settings, LOOKS, EVERY, ema=settings.ema)
    with torch.random.fork_rng():
        torch.manual_seed(settings.seed)
        painter = settings.painter(plan).to(device)
        shown = looked_at.to_look_at(SHOWN)
        shown = {name: torch.from_numpy(values).to(device) for name, values in shown.items()}
        learner = settings.learner(painter, settings.steps, shown, len(learned))
    for module in learner.modules.values():
        module.to(device)
    key = {"settings": digest([made_by, schedule.key()]), "footage": footage.key}
    checkpoint = Checkpoint(scratch / CHECKPOINT, key)
    diary = Diary(scratch / "diary", learner.name)
    train(
        learner,
        schedule,
        learned.drawing(schedule),
        checkpoint,
        lambda: looked_at.batches(settings.batch_size, most=JUDGED),
        diary,
    )
    with torch.no_grad():
        painter.eval()
        sheet = learner.samples(settings.steps)
    with writing(out) as beside:
        beside.mkdir()
        more = diary.copy(beside, ("losses.png", "json"))
        write_people(beside, painter.cpu(), made_by, more)
    return sheet


def packed_size(plan, takes):
    """The size of the packed films: somewhat finer than what is painted of a typical person."""
    shares = []
    for take in takes:
        tall = AnyBody().places(read_poses(take.poses))[:, 2]
        if np.isfinite(tall).any():
            shares.append(plan.size[1] / (np.nanmedian(tall) * (BOX[3] - BOX[1])))
    film = read_frames(takes[0].frames).frame_size
    share = min(1.0, FINER * float(np.median(shares))) if shares else 1.0
    return tuple(max(2, round(side * share)) for side in film)


def lessons_of_people(settings, footage, scene):
    """What is learned, and people who are not and whom the curve is seen on.

    Raises:
        UserError: Nowhere are so many usable frames in a row.
    """
    window = settings.frames + 1
    usable = usable_people(footage, scene)
    references = References(replace(footage, poses=_only(footage.poses, usable)))
    found, fewer = [], f"set fewer frames (an example has {window}), or give longer films"
    try:
        parts = footage.split(HELD_OUT, window)
    except UserError as error:
        raise UserError(f"the data set {settings.people}: {error}; or {fewer}") from None
    short = sum(length < window for length in np.diff(footage.firsts))
    if short:
        print(f"warning: {short} sequences are shorter than {window} frames and not learned")
    for part in parts:
        whole = [e for e in part.ends if usable[e - window + 1 : e + 1].all()]
        if not whole:
            raise UserError(
                f"the data set {settings.people} has no {window} usable frames in a row "
                f"{'that are learned from' if not found else 'of people who are held out'}: {fewer}"
            )
        known = (footage, np.array(whole, int), window, False, scene, settings.frames)
        found.append(PeopleLessons(*known, references=references))
    return replace(found[0], mirror=settings.mirror, moves=settings.moves), found[1]


def _only(poses, usable):
    """Poses in which nobody is found in frames that are not usable."""
    return poses.changed(confidence=np.where(usable[:, None], poses.confidence, 0))
