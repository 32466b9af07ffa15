"""Training from the index of a data set to a folder that the generator loads."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pose2video.datasets.index import SetIndex
from pose2video.files import read_json
from pose2video.generators.appearance_control.teaching.bodies import (
    body_of,
    drawn_bodies,
    has_body,
)
from pose2video.generators.appearance_control.teaching.costs import check_memory, time_of
from pose2video.generators.appearance_control.teaching.learner import AppearanceLearner
from pose2video.generators.appearance_control.teaching.lessons import lessons_of
from pose2video.generators.appearance_control.teaching.networks import (
    check_stage,
    load_networks,
)
from pose2video.generators.appearance_control.teaching.results import write_model
from pose2video.generators.appearance_control.teaching.trying import TRIED, try_pairs
from pose2video.generators.controlnet.teaching.learners import precision_of
from pose2video.training.averages import looking
from pose2video.training.begun import CHECKPOINT
from pose2video.training.checkpoints import Checkpoint
from pose2video.training.company import Company
from pose2video.training.diary import Diary
from pose2video.training.footage import Footage
from pose2video.training.keys import digest
from pose2video.training.loop import train
from pose2video.training.memory import enough_memory
from pose2video.training.schedule import Schedule
from pose2video.weights.folders import RECORD

LOOKS, LOOK_EVERY = 10, 1000  # looks in a training, at least; steps between them, at most
HELD_OUT = 32  # pairs that the held-out loss is of
MAX_GRADIENT = 0.5  # norm at which a step's gradient is cut, as published
TRAINING = "the networks and their training"
IF_TOO_LARGE = "set checkpointing: true, ema: 0 or a smaller size, or run on a larger GPU"
FREE = ("at_once", "checkpoint_every", "processes")  # what changes no result but its last digits


def teach(settings, sources, weights, out, scratch, made_by):
    """See `MagicPose.train`."""
    scratch, begin = Path(scratch), sources.get("begin")
    if begin:
        check_stage(begin)
    index, takes, footage = pack_footage(settings, sources, scratch)
    bodies = None
    if settings.body_control != "none":
        bodies = drawn_bodies(takes, sources["body_model"], settings.body_control)
    lessons = lessons_of(settings, footage, bodies)
    print(said_of(index, lessons))
    schedule = Schedule(
        steps=settings.steps,
        batch_size=settings.batch_size,
        at_once=settings.at_once,
        seed=settings.seed,
        checkpoint_every=settings.checkpoint_every,
        look_every=max(1, min(LOOK_EVERY, settings.steps // LOOKS)),
        ema=settings.ema,
        precision=precision_of(settings),
        max_gradient=MAX_GRADIENT,
    )
    files = {name: read_json(Path(folder) / RECORD)["files"] for name, folder in weights.items()}
    if begin:
        files["begin"] = read_json(Path(begin) / RECORD)["files"]
    told = {name: value for name, value in made_by["settings"].items() if name not in FREE}
    key = {
        "settings": digest([made_by | {"settings": told}, schedule.key()]),
        "footage": footage.key,
        "weights": digest(files),
    }
    if Company.here().first:  # GPUs of one machine are of one kind
        check_memory(settings, weights)
    with enough_memory(TRAINING, IF_TOO_LARGE):
        networks = load_networks(settings, weights, begin)
        shown = lessons.shown(TRIED)
        learner = AppearanceLearner(networks, settings, shown)
        print(time_of(learner, schedule, lessons))
        history = train(
            learner,
            schedule,
            lessons.drawing(schedule),
            Checkpoint(scratch / CHECKPOINT, key),
            lambda: lessons.held_out_batches(settings.batch_size, HELD_OUT),
            Diary(scratch / "diary", settings.stage),
        )
        if not Company.here().first:
            return None
        with looking(learner):
            sheet = try_pairs(networks, settings, shown)
    said = [f"the terms of the data set {index.name}: {index.license or 'not said'}"]
    if begin:  # whose terms go on
        said += read_json(Path(begin) / RECORD)["warnings"]
    said = list(dict.fromkeys(said))
    made_by = made_by | {"stage": settings.stage, "held_out": history.held_out[-1:]}
    write_model(out, learner.modules, made_by, said, scratch / "diary")
    return sheet


def pack_footage(settings, sources, scratch):
    """The set's index, its takes, and its frames at the size of the training, packed once."""
    index = SetIndex.read(sources["index"])
    takes = index.takes()
    if settings.body_control != "none":
        entries = [*index.of("train"), *index.of("val")]  # as `takes` has them
        bodies = [body_of(sources["index"], entry) for entry in entries]
        known = [(take, body) for take, body in zip(takes, bodies, strict=True) if has_body(body)]
        takes = [replace(take, body=(body,)) for take, body in known]
    size = (settings.size, settings.size)
    return index, takes, Footage.pack(takes, Path(scratch) / "footage", size)


def said_of(index, lessons) -> str:
    """What is learned from and what is not, counted, as lines."""
    why = {}
    for entry in index.of("train", "val"):
        for reason, count in entry.why.items():
            why[reason] = why.get(reason, 0) + count
    left = "".join(f", {count} frames left out ({reason})" for reason, count in why.items())
    return (
        f"{len(index.people('train'))} people to learn from, {len(lessons.learned)} frames; "
        f"{len(lessons.held_out)} frames of others held out{left}; "
        f"{len(index.left_out)} sequences left out"
    )
