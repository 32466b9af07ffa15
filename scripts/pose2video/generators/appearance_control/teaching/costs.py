"""What a training takes, said before it begins: memory by counting, time by trying."""

from __future__ import annotations

import time

import torch

from pose2video.errors import UserError
from pose2video.generators.appearance_control.teaching.blanks import blank_step
from pose2video.generators.appearance_control.teaching.networks import precision_of
from pose2video.generators.controlnet.models import choose_device
from pose2video.training.company import Company
from pose2video.training.settled import settled
from pose2video.training.steps import Steps

GB = 1e9
LEARNED = 16  # bytes a number that learns: itself, its gradient, AdamW's two moments, as float32
BYTES = {"fp32": 4, "bf16": 2, "fp16": 2}  # a number that does not
COUNTED = 2  # pairs of the step that is gone through
TRIED = 2  # steps that are timed, after one that makes ready
WORTH = 50  # steps: shorter trainings are over before they are timed


def memory_of(settings, weights, precision) -> tuple[float, float, float]:
    """Gigabytes that the networks take in training, and that each pair does on top.

    Returns:
        Both, and the tera-operations of a pair.
    """
    sizes, step = blank_step(settings, weights, precision, COUNTED)
    kept = sizes.learning * (LEARNED + (4 if settings.ema else 0))
    kept += sizes.frozen * BYTES[precision]
    short = 0 if precision == "fp32" else sizes.learning * BYTES[precision]  # copies in a pass
    pair = max(step.bytes - short, 0) / COUNTED
    return (kept + short) / GB, pair / GB, step.operations / COUNTED / 1e12


def check_memory(settings, weights):
    """Say what a step takes, and refuse a GPU that cannot hold one pair, before anything is loaded.

    Raises:
        UserError: With what is needed and what is free.
    """
    device, _ = choose_device(settings.device, "fp32")
    networks, pair, work = memory_of(settings, weights, precision_of(settings))
    each = settings.batch_size // settings.processes
    together = min(settings.at_once or each, each)
    print(
        f"stage {settings.stage} at {settings.size} pixels: the networks take {networks:.2g} GB "
        f"of memory in training and each of {together} pairs at a time {pair:.2g} GB, "
        f"{networks + together * pair:.2g} GB in all; {settings.steps} steps of "
        f"{settings.batch_size} pairs, {settings.batch_size * work:.2g} tera-operations a step"
    )
    if device.type != "cuda":
        return
    free = torch.cuda.mem_get_info(device)[0] / GB
    if free < networks + pair:
        raise UserError(
            f"stage {settings.stage} needs {networks + pair:.1f} GB of GPU memory for its networks "
            f"and one pair of {settings.size} pixels, {free:.1f} GB are free: set ema: 0, "
            "checkpointing: true or a smaller size, or run on a larger GPU"
        )
    fit = int((free - networks) / pair)
    if fit < together:
        print(f"{free:.1f} GB are free: about {fit} pairs will be put through at a time")


def time_of(learner, schedule, lessons) -> str:
    """One line: how long the steps will take, as some of them did. The networks stay as they are.

    Args:
        learner: A `Learner` of one optimizer, in place. schedule: Its `Schedule`.
        lessons: What gives `drawing(schedule)`.
    """
    [(name, optimizer)] = learner.optimizers.items()
    device = optimizer.param_groups[0]["params"][0].device
    if schedule.steps < WORTH:
        return f"{schedule.steps} steps on {device}"
    steps, draw, times = Steps(learner, schedule, device, Company()), lessons.drawing(schedule), []
    with settled(device, schedule):
        for number in range(1 + TRIED):
            batch, begun = draw(number), time.monotonic()
            steps.gradient(batch, number, name)
            optimizer.zero_grad()
            if device.type == "cuda":
                torch.cuda.synchronize(device)
            times.append(time.monotonic() - begun)
    each = sum(times[1:]) / TRIED
    return (
        f"a step took {each:.2g} s on {device}: {schedule.steps} steps will take about "
        f"{each * schedule.steps / 3600:.2g} h"
    )
