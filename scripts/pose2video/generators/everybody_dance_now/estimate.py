"""How long a training will take, measured before it begins."""

from __future__ import annotations

import copy
import time

import torch

from pose2video.training.settled import settled
from pose2video.training.steps import Steps

WORTH = 200  # steps: shorter trainings are over before they are measured
MOST_S, MOST_STEPS = 60.0, 5  # of measuring, all stages together; of each stage


def say_how_long(settings, stages, painters, checkpoint, device):
    """Take a few steps of every stage on copies, at most a minute, and print what all will take.

    What is learned afterwards does not depend on it.

    Args:
        settings: The component. stages: Of `teach`. painters: By stage.
        checkpoint: What is done already is not counted. device: Where it is learned.
    """
    left = [stage.schedule.steps - _done(checkpoint, stage.name) for stage in stages]
    if sum(left) < WORTH:
        return
    parts, total, begun = [], 0.0, time.monotonic()
    for stage, steps in zip(stages, left, strict=True):
        if not steps:
            continue
        painter = painters["local" if stage.name == "parts" else stage.name]
        cost = _cost(settings, stage, copy.deepcopy(painter), device, MOST_S / len(stages))
        parts.append(f"{stage.name} {_text(steps * cost)} ({steps} steps of {cost:.2g} s)")
        total += steps * cost
    measured = time.monotonic() - begun
    print(
        f"training will take about {_text(total)}, as measured here in {measured:.0f} s: "
        f"{', '.join(parts)}; more where the machine has other work",
        flush=True,
    )


def _cost(settings, stage, painter, device, most_s):
    """Seconds of a step, drawing of its examples included; the first step does not count."""
    learner, schedule = stage.learner(painter, settings, device), stage.schedule
    draw, times = stage.lessons.drawing(schedule), []
    steps = Steps(learner, schedule, device)
    begun = time.monotonic()
    with settled(device, schedule):
        for number in range(MOST_STEPS + 1):
            if len(times) > 1 and time.monotonic() - begun > most_s:
                break
            start = time.monotonic()
            steps.take(draw(number), number)
            if device.type == "cuda":
                torch.cuda.synchronize(device)
            times.append(time.monotonic() - start)
    return sum(times[1:]) / len(times[1:])


def _done(checkpoint, name):
    saved = checkpoint.read(name)
    return saved["history"]["steps"] if saved else 0


def _text(seconds):
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
