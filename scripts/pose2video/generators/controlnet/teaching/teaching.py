"""Training from pictures and weights to a folder that a generator loads."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from pose2video.generators.controlnet.models import load_models
from pose2video.generators.controlnet.teaching.learners import (
    CHECKPOINT_STEPS,
    key_of,
    precision_of,
    run,
    schedule_of,
)
from pose2video.generators.controlnet.teaching.phases import decoder_phase, unet_phase
from pose2video.generators.controlnet.teaching.results import write_adaptation
from pose2video.generators.controlnet.teaching.trials import difference, repaint, sheet
from pose2video.generators.controlnet.teaching.views import draw_examples, view_of
from pose2video.training.checkpoints import Checkpoint
from pose2video.training.memory import enough_memory

TRIED = 4  # pictures that are repainted to check by
TRAINING = "the models and their training"
IF_TOO_LARGE = "set a smaller rank or decoder_steps: 0 in the adaptation, or run on a larger GPU"


def diary_of(checkpoint) -> Path:
    """The folder for what a user sees of a training, beside its checkpoint."""
    return Path(f"{checkpoint}.diary")


def teach(settings, made_by, characters, weights, out, checkpoint, data, every=CHECKPOINT_STEPS):
    """Do what `TwoPhase.train` says, with a checkpoint after every so many steps."""
    precision = precision_of(settings)
    wanted = ((unet_phase, settings.steps), (decoder_phase, settings.decoder_steps))
    schedules = [schedule_of(steps) for _, steps in wanted if steps]
    key = key_of(made_by | {"precision": precision}, schedules, data, weights)
    checkpoint, diary = Checkpoint(checkpoint, key), diary_of(checkpoint)
    with enough_memory(TRAINING, IF_TOO_LARGE):
        models = load_models(settings.painting(precision), weights)
        models.pipe.vae.float()
        views = [view_of(character, settings) for character in characters[:TRIED]]
        before = [repaint(settings, models, view) for view in views]
        phases = [make(settings, models) for make, steps in wanted if steps]

        def draw(phase, step):
            return draw_examples(characters, settings, phase, step)

        def paint():
            return np.vstack([repaint(settings, models, view) for view in views])

        losses = run(phases, draw, checkpoint, every, diary, paint, np.vstack(before))
        after = [repaint(settings, models, view) for view in views]
    errors = {
        name: round(difference(views, images), 3)
        for name, images in (("before", before), ("after", after))
    }
    print(f"the person repainted differs by {errors['before']} before, {errors['after']} after")
    warnings = _warnings(errors)
    made_by = made_by | {"errors": errors}
    write_adaptation(out, phases, settings.rank, losses, made_by, warnings, diary)
    return sheet(views, before, after)


def _warnings(errors):
    if errors["after"] < errors["before"]:
        return []
    return [
        f"the adapted models repaint the character no better than before (they differ by "
        f"{errors['after']} grey levels, {errors['before']} before): change steps or learning_rate "
        "of the adaptation"
    ]
