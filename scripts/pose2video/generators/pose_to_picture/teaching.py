"""The training of a painter, from takes to the files of a model."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from pose2video.characters.plates import read_plate
from pose2video.errors import UserError
from pose2video.files import writing
from pose2video.films.frames import read_frames
from pose2video.generators.nearest.features import joints_of
from pose2video.generators.nearest.index import MIN_JOINTS
from pose2video.generators.pose_to_picture.lessons import Lessons, remember, scene_of
from pose2video.generators.pose_to_picture.measuring import known_of, placed_in
from pose2video.generators.pose_to_picture.model_file import Trained, write_model
from pose2video.generators.pose_to_picture.places import Whole, shaped, window_of
from pose2video.generators.pose_to_picture.plan import size_of
from pose2video.poses.formats import read_poses
from pose2video.training.begun import CHECKPOINT
from pose2video.training.checkpoints import Checkpoint
from pose2video.training.diary import Diary
from pose2video.training.footage import Footage
from pose2video.training.keys import digest, file_digest
from pose2video.training.loop import train
from pose2video.training.schedule import Schedule

LEAST_FRAMES = 5  # that are usable
HELD_OUT, LEAST_S = 0.1, 10.0  # share that a plateau is seen on, of footage of at least so long
SHOWN = 6  # moments on the sheet
LOOKS, EVERY = 10, 200  # looks in a run; steps between checkpoints
FINER = 1.4  # pixels of the packed film for one of the window
BODY = 1.25  # a window is about so much wider or higher than the joints in it
SLIM, BROAD = 0.5, 2.0  # proportions of a window


def teach(settings, takes, out, scratch, made_by):
    """See `PoseToPicture.train`."""
    device = device_of(settings.device)
    scratch = Path(scratch)
    person = settings.paint == "person"
    film = read_frames(takes[0].frames).frame_size
    plate = read_plate(takes[0].plate) if person else None
    footage = Footage.pack(takes, scratch / "footage", packed_size(settings, takes[0], film))
    usable = usable_frames(footage, plate)
    view, size = view_of(settings, footage, film)
    plan = settings.plan(size)
    scene = scene_of(plan, footage, view, plate)
    learned, looked_at = settings.lessons(footage, scene, usable)
    if plan.sources:
        seen = remember(scene, learned.ends)
        learned, looked_at = (part and replace(part, scene=seen) for part in (learned, looked_at))
    schedule = Schedule.of(settings, LOOKS, EVERY, ema=settings.ema)
    with torch.random.fork_rng():
        torch.manual_seed(settings.seed)
        painter = settings.painter(plan).to(device)
        shown = (looked_at or learned).to_look_at(SHOWN)
        shown = {name: torch.from_numpy(values).to(device) for name, values in shown.items()}
        epoch = len(learned) // settings.batch_size
        learner = settings.learner(painter, settings.steps, shown, epoch)
    for module in learner.modules.values():
        module.to(device)
    key = {
        "settings": digest([made_by, schedule.key()]),
        "footage": footage.key,
        "plate": digest([file_digest(p) for p in sorted(takes[0].plate.iterdir())])
        if person
        else "",
    }
    checkpoint = Checkpoint(scratch / CHECKPOINT, key)
    diary = Diary(scratch / "diary", learner.name)
    held_out = (lambda: looked_at.batches(settings.batch_size, most=32)) if looked_at else None
    train(learner, schedule, learned.drawing(schedule), checkpoint, held_out, diary)
    with torch.no_grad():
        painter.eval()
        sheet = learner.samples(settings.steps)
    known = remember(scene, usable).memory if plan.sources else known_of(scene, usable)
    trained = Trained(painter.cpu(), view, known, placed_in(footage.poses)[usable], film)
    with writing(out) as beside:
        beside.mkdir()
        more = diary.copy(beside, ("losses.png", "json"))
        write_model(beside, trained, made_by, more)
    return sheet


def device_of(wanted):
    """The device of the setting `device`.

    Raises:
        UserError: A GPU is asked for and absent.
    """
    there = torch.cuda.is_available()
    if wanted == "cuda" and not there:
        raise UserError("device: cuda, but PyTorch sees no GPU here: set device: auto or cpu")
    return torch.device("cuda" if there and wanted != "cpu" else "cpu")


def packed_size(settings, take, film):
    """The size of the packed film: as fine as what is painted, or somewhat finer."""
    share = settings.size / min(film)
    if settings.paint == "person":
        joints = joints_of(read_poses(take.poses).cut(slice(0, take.frames_used)))
        with np.errstate(invalid="ignore"):
            spread = (
                np.nanmax(joints, axis=1) - np.nanmin(joints, axis=1) if len(joints) else joints
            )
        known = np.isfinite(spread).all(axis=1)
        if known.any():
            box = BODY * np.percentile(spread[known].max(axis=1), 95)
            share = FINER * settings.size / max(box, 1)
    share = min(1.0, max(share, settings.size / min(film) / 2))
    return tuple(max(2, round(side * share)) for side in film)


def usable_frames(footage, plate):
    """Numbers of frames in which somebody is seen before the plate.

    Raises:
        UserError: They are too few.
    """
    joints = np.isfinite(joints_of(footage.poses)).all(axis=2).sum(axis=1) >= MIN_JOINTS
    usable = joints & footage.shows
    if plate is not None:
        cameras = np.isfinite(plate.cameras).all(axis=(1, 2))
        usable &= np.pad(cameras, (0, max(0, len(usable) - len(cameras))))[: len(usable)]
    if usable.sum() < LEAST_FRAMES:
        raise UserError(
            f"the footage of {', '.join(footage.people)} has {usable.sum()} usable frames of "
            f"{len(usable)}, at least {LEAST_FRAMES} are needed, and some hundreds are better: "
            "give a film in which the person is seen longer"
        )
    return np.flatnonzero(usable)


def view_of(settings, footage, film):
    """A `Window` or a `Whole`, and the size in pixels of what is painted there."""
    if settings.paint == "frame":
        proportion = 1.0 if settings.view == "square" else film[0] / film[1]
        return Whole(film), size_of(settings.size, proportion, settings.multiple)
    window = window_of(footage.poses, footage.masks)
    width, height = window.box[2:] - window.box[:2]
    proportion = float(np.clip(width / height, SLIM, BROAD))
    size = size_of(settings.size, proportion, settings.multiple)
    return shaped(window, size[0] / size[1]), size


def lessons_of(settings, footage, scene, usable, kind=Lessons, painted=1, before=0):
    """What is learned from, and what a plateau is seen on; None where nothing asks for it.

    Args:
        settings: The component. footage: The `Footage`. scene: The `FilmScene` of it.
        usable: Numbers of frames.
        kind: `Lessons`, or a class of it.
        painted: Frames of an example that are painted.
        before: Frames before these that an example needs.

    Raises:
        UserError: Nowhere are so many usable frames in a row.
    """
    window = painted + before
    parts = (footage.examples(window), None)
    if settings.rate == "plateau" and len(usable) / footage.rates[0] >= LEAST_S:
        with suppress(UserError):  # nothing would be left of one of them
            parts = footage.split(HELD_OUT, window)
    known = set(usable.tolist())
    lessons = []
    for part in parts:
        if part is not None:
            ends = [e for e in part.ends if known.issuperset(range(e - window + 1, e + 1))]
            part = kind(footage, np.array(ends, int), window, False, scene, painted)
        lessons.append(part if part is not None and len(part) else None)
    if lessons[0] is None:
        raise UserError(
            f"the footage of {', '.join(footage.people)} has no {window} usable frames in a row: "
            f"{settings.if_too_short}, or give a longer film"
        )
    return replace(lessons[0], mirror=settings.mirror, moves=settings.moves), lessons[1]
