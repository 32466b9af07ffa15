"""The phases as learners of the training kernel, one after another."""

from __future__ import annotations

from pathlib import Path

import torch

from pose2video.files import read_json
from pose2video.generators.controlnet.models import choose_device
from pose2video.generators.controlnet.teaching.phases import Phase
from pose2video.training.diary import Diary
from pose2video.training.keys import digest
from pose2video.training.learner import Learner
from pose2video.training.loop import train
from pose2video.training.schedule import Schedule
from pose2video.weights.folders import RECORD

CHECKPOINT_STEPS = 100
LOOK_STEPS = 100  # between samples
MAX_GRADIENT = 1.0  # norm at which a step's gradient is cut


class PhaseLearner(Learner):
    """One phase: AdamW on its parameters."""

    if_too_large = "set a smaller short_side_px in the adaptation"
    if_not_a_number = "set a smaller learning_rate in the adaptation"

    def __init__(self, phase: Phase, paint=None, before=None):
        """`paint()` gives a picture by the models as they are; `before` is one of before."""
        self.phase, self.name, self.paint, self.before = phase, phase.name, paint, before
        self.modules = {phase.name: phase.parameters}
        rate = phase.learning_rate
        self.optimizers = {"adamw": torch.optim.AdamW(phase.parameters.values(), lr=rate)}

    def step(self, batch, number, turn):
        """The mean of the phase's loss over examples."""
        return {"loss": self.phase.loss(batch) / len(batch)}

    def samples(self, number):
        """What the models paint of the character's pictures by now."""
        if number == 0:
            return self.before
        return self.paint() if self.paint and number % LOOK_STEPS == 0 else None


def precision_of(settings) -> str:
    """The word for the precision that is meant: where it is not said bf16 on a GPU, else fp32."""
    if settings.precision != "auto":
        return settings.precision
    device, _ = choose_device(settings.device, "fp32")
    return "bf16" if device.type == "cuda" else "fp32"


def schedule_of(steps, every=CHECKPOINT_STEPS) -> Schedule:
    """How a phase of so many steps goes, with a checkpoint after every so many."""
    return Schedule(
        steps=steps,
        checkpoint_every=every,
        look_every=LOOK_STEPS,
        precision="fp32",  # the phases' own passes are mixed
        max_gradient=MAX_GRADIENT,
    )


def run(
    phases, draw, checkpoint, every=CHECKPOINT_STEPS, diary=None, paint=None, before=None
) -> dict[str, list[float]]:
    """Train phase after phase, from where a checkpoint stands.

    Args:
        phases: `Phase`s. draw: `draw(phase's name, step)` gives a step's examples.
        checkpoint: A `Checkpoint`; written every so many steps and at the end of each phase.
        every: Steps.
        diary: Folder for what a user sees of it, None for nothing.
        paint: Gives a uint8 RGB picture by the models as they are. before: One of before.

    Returns:
        The losses of each phase, by its name.

    Raises:
        UserError: Too little memory, a loss that is no number, or a checkpoint that does not fit.
    """
    losses = {}
    for phase in phases:
        history = train(
            PhaseLearner(phase, paint, before),
            schedule_of(phase.steps, every),
            lambda step, name=phase.name: draw(name, step),
            checkpoint,
            diary=Diary(diary, phase.name) if diary else None,
        )
        losses[phase.name], before = history.losses["loss"], None
    return losses


def key_of(made_by, schedules, data, weights) -> dict[str, str]:
    """What a training depends on, each with a digest: settings, pictures, weights.

    Args:
        made_by: The component's spec. schedules: `Schedule`s of its phases.
        data: Digests of the files that the characters were read from.
        weights: `{id: folder}`, made by `weights.fetch`.
    """
    files = {name: read_json(Path(folder) / RECORD)["files"] for name, folder in weights.items()}
    return {
        "settings": digest([made_by, [schedule.key() for schedule in schedules]]),
        "pictures": digest(data),
        "weights": digest(files),
    }
