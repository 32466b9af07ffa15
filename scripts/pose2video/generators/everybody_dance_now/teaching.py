"""The training of `edn`: its stages one after another, from takes to the files of a model."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from pose2video.characters.plates import read_plate
from pose2video.errors import UserError
from pose2video.files import writing
from pose2video.films.frames import read_frames
from pose2video.generators.compiling import compile_errors, compile_networks
from pose2video.generators.everybody_dance_now.bodies import pack_bodies, small_size, to_small
from pose2video.generators.everybody_dance_now.estimate import say_how_long
from pose2video.generators.everybody_dance_now.finishers import STEPS_PX
from pose2video.generators.everybody_dance_now.finishing import FinishingLearner
from pose2video.generators.everybody_dance_now.learner import DanceLearner
from pose2video.generators.everybody_dance_now.lessons import DanceLessons
from pose2video.generators.everybody_dance_now.painter import DancePainter
from pose2video.generators.everybody_dance_now.parts import STEP_PX, middles_of, sides_of
from pose2video.generators.everybody_dance_now.plan import DancePlan
from pose2video.generators.everybody_dance_now.published import PAINTER, convert, fill
from pose2video.generators.pose_to_picture.lessons import remember, scene_of
from pose2video.generators.pose_to_picture.measuring import known_of, placed_in
from pose2video.generators.pose_to_picture.model_file import Trained, write_model
from pose2video.generators.pose_to_picture.places import shaped
from pose2video.generators.pose_to_picture.teaching import (
    device_of,
    packed_size,
    usable_frames,
    view_of,
)
from pose2video.perception.vgg19 import ID, Vgg19Loss
from pose2video.training.begun import CHECKPOINT
from pose2video.training.checkpoints import Checkpoint
from pose2video.training.diary import Diary
from pose2video.training.footage import Footage
from pose2video.training.keys import digest, file_digest
from pose2video.training.loop import train
from pose2video.training.schedule import Schedule

SHOWN = 6  # moments on a sheet
LOOKS, EVERY = 10, 50  # looks in a stage; steps between checkpoints
PARTS_SHARE = 0.5  # steps of face and hands, in those of the rest


@dataclass(frozen=True, eq=False)
class DanceStage:
    """One training of several.

    Attributes:
        name: `global`, `local` or `parts`.
        plan: The `DancePlan` of what learns in it.
        lessons: What it learns from.
        schedule: How long.
        alike: What says how alike pictures look; None for the packaged network, or where it has no
            weight.
    """

    name: str
    plan: DancePlan
    lessons: DanceLessons
    schedule: Schedule
    alike: torch.nn.Module | None = None

    def learner(self, painter, settings, device):
        """What learns, on its device."""
        arguments = (painter, settings, self.schedule.steps, self._shown(device), self.alike)
        with torch.random.fork_rng():
            torch.manual_seed(settings.seed)
            if self.name == "parts":
                learner = FinishingLearner(*arguments)
            else:
                learner = DanceLearner(*arguments, self.name)
        for module in learner.modules.values():
            module.to(device)
        return learner

    def _shown(self, device):
        still, count = replace(self.lessons, moves=0.0), len(self.lessons)
        chosen = np.linspace(0, count - 1, min(SHOWN, count)).round().astype(int)
        return {k: torch.from_numpy(v).to(device) for k, v in still.batch(chosen).items()}


def teach(settings, takes, weights, out, scratch, made_by):
    """See `EverybodyDanceNow.train`."""
    device, scratch = device_of(settings.device), Path(scratch)
    person = settings.paint == "person"
    film = read_frames(takes[0].frames).frame_size
    plate = read_plate(takes[0].plate) if person else None
    footage = Footage.pack(takes, scratch / "footage", packed_size(settings, takes[0], film))
    usable = usable_frames(footage, plate)
    view, plan = _planned(settings, footage, film, usable)
    bodies, to_bodies = None, None
    if plan.body:
        there = view.to_frame(view.places(footage.poses), plan.size)
        small = small_size(footage.size, there[usable], plan.size)
        bodies = pack_bodies(takes[0], footage, small, scratch)
        to_bodies = to_small(footage.size, small)
    stages = _stages(settings, plan, footage, view, plate, usable, bodies, to_bodies)
    if settings.sees_by_weights:
        alike = Vgg19Loss(weights[ID]).to(device)
        stages = [replace(stage, alike=alike) for stage in stages]
    files = sorted(takes[0].plate.iterdir()) if person else []
    key = {
        "settings": digest([made_by, [stage.schedule.key() for stage in stages]]),
        "footage": footage.key,
        "plate": digest([file_digest(path) for path in files]),
    }
    painters = _painters(settings, plan, device)
    published = scratch / "published.safetensors" if settings.begin else None
    if published:
        print(f"beginning with {', '.join(convert(settings.begin, published))} of {settings.begin}")
        _begin(painters["local"], published)
        key["weights"] = file_digest(published)
    checkpoint = Checkpoint(scratch / CHECKPOINT, key)
    say_how_long(settings, stages, painters, checkpoint, device)
    diaries = [Diary(scratch / "diary", stage.name) for stage in stages]
    for stage, diary in zip(stages, diaries, strict=True):
        painter = painters["local" if stage.name == "parts" else stage.name]
        if stage.name == "local" and not settings.begin:
            _enhance(painter, painters["global"])
        learner = stage.learner(painter, settings, device)
        if published:
            learner.begin(published)
        draw = stage.lessons.drawing(stage.schedule)
        if settings.compile:
            compile_networks(learner.networks)
        with compile_errors(settings):
            train(learner, stage.schedule, draw, checkpoint, None, diary)
    painter, scene = painters["local"].eval(), stages[-1].lessons.scene
    with torch.no_grad():
        sheet = learner.samples(settings.steps)
    trained = Trained(
        painter.to("cpu", memory_format=torch.contiguous_format),
        view,
        scene.memory or known_of(scene, usable),
        placed_in(footage.poses)[usable],
        film,
    )
    with writing(out) as beside:
        beside.mkdir()
        ends = ("losses.png", "samples.png", "json")
        named = [name for diary in diaries for name in diary.copy(beside, ends)]
        write_model(beside, trained, made_by, named)
    return sheet


def _planned(settings, footage, film, usable):
    """Where is looked, and the plan of what paints there."""
    view, size = view_of(settings, footage, film)
    names = ("paint", "network", "width", "blocks", "downs", "temporal", "face_network")
    plan = DancePlan(size, **{name: getattr(settings, name) for name in names})
    sources = settings.sources if settings.paint == "person" else 0
    plan = replace(plan, body=settings.drawing == "pose_and_body", sources=sources)
    size = tuple(-(-side // plan.multiple) * plan.multiple for side in size)
    view = shaped(view, size[0] / size[1]) if settings.paint == "person" else view
    there = view.to_frame(view.places(footage.poses), size)
    step = STEPS_PX.get(settings.face_network, STEP_PX)
    face, hand = sides_of(footage.poses, there, usable, size, step)
    wanted = settings.finished
    return view, replace(
        plan, size=size, face_px=face * ("face" in wanted), hand_px=hand * ("hands" in wanted)
    )


def _stages(settings, plan, footage, view, plate, usable, *bodies):
    """What is learned one after another."""
    steps = settings.steps
    rows = [("global", plan, steps)]
    if plan.network == "local":
        rows = [("global", plan.coarse(), steps // 2), ("local", plan, steps - steps // 2)]
    if plan.network == "local" and settings.begin:  # the coarse network is within the published one
        rows = [("local", plan, steps)]
    if settings.finished:
        rows.append(("parts", plan, max(1, round(PARTS_SHARE * steps))))
    window = 2 if settings.temporal else 1
    known = set(usable.tolist())
    ends = footage.examples(window).ends
    ends = np.array([e for e in ends if known.issuperset(range(e - window + 1, e + 1))], int)
    if not len(ends):
        raise UserError(
            f"the footage of {', '.join(footage.people)} has no {window} usable frames in a row: "
            "set temporal: false, or give a longer film"
        )
    middles, stages, scenes = middles_of(footage.poses), [], {}
    for name, its, count in rows:
        if its not in scenes:
            scene = scene_of(its, footage, view, plate)
            scenes[its] = remember(scene, usable) if its.sources else scene
        lessons = DanceLessons(
            footage, ends, window, False, scenes[its], window, settings.moves, middles, *bodies
        )
        steps = max(1, count)
        schedule = Schedule.of(settings, LOOKS, EVERY, steps=steps, ema=settings.ema)
        stages.append(DanceStage(name, its, lessons, schedule))
    return stages


def _painters(settings, plan, device):
    """By stage what paints; the last stages share one."""
    with torch.random.fork_rng():
        torch.manual_seed(settings.seed)
        fine = DancePainter(plan).to(device)
        if plan.network != "local":
            return {"global": fine, "local": fine}
        return {"global": DancePainter(plan.coarse()).to(device), "local": fine}


def _begin(painter, published):
    """Fill a painter with what a published checkpoint has of it; the rest begins as ever."""
    fill(painter.network, published, f"{PAINTER}network.")
    for name, network in painter.parts.items():
        fill(network, published, f"{PAINTER}parts.{name}.")


def _enhance(painter, coarse):
    """Put what the coarse network has learned into the fine one, but for its last layers."""
    layers = coarse.network.model[: len(painter.network.model)]
    painter.network.model.load_state_dict(layers.state_dict())
