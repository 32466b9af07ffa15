"""What a training takes, said before it begins: memory by counting, time by trying."""

from __future__ import annotations

import time
from dataclasses import dataclass

import torch

from pose2video.errors import UserError
from pose2video.generators.appearance_control.teaching.blanks import blank_step
from pose2video.generators.controlnet.models import choose_device
from pose2video.generators.controlnet.teaching.learners import precision_of
from pose2video.training.company import Company
from pose2video.training.settled import settled
from pose2video.training.steps import Steps

GB = 1e9
LEARNED = 16  # bytes a number that learns: itself, its gradient, AdamW's two moments, as float32
BYTES = {"fp32": 4, "bf16": 2, "fp16": 2}  # a number that does not
TRIED = 2  # steps that are timed, after one that makes ready
WORTH = 50  # steps: shorter trainings on a CPU are over before they are counted and timed


@dataclass(frozen=True)
class Demand:
    """What a training takes, in gigabytes.

    Attributes:
        networks: With gradients and AdamW's moments. step: Of the pairs of a pass, on top.
        one: Of a single pair on top, at least.
        work: Tera-operations of a pair.
    """

    networks: float
    step: float
    one: float
    work: float


def memory_of(settings, weights, precision, pairs) -> Demand:
    """Count it for a pass of some pairs.

    Args:
        settings: A `MagicPose`. weights: `{id: folder}`, of which configurations are read.
        precision: `fp32`, `bf16` or `fp16`. pairs: How many.
    """
    sizes, step = blank_step(settings, weights, precision, pairs)
    kept = sizes.learning * (LEARNED + (4 if settings.ema else 0))
    kept += sizes.frozen * BYTES[precision]
    short = 0 if precision == "fp32" else sizes.learning * BYTES[precision]  # copies in a pass
    one = max(step.bytes / pairs, short)
    return Demand(kept / GB, step.bytes / GB, one / GB, step.operations / pairs / 1e12)


def check_memory(settings, weights):
    """Say what a step takes, and refuse a GPU that cannot hold one pair, before anything is loaded.

    Raises:
        UserError: With what is needed and what is free.
    """
    device, _ = choose_device(settings.device, "fp32")
    if device.type != "cuda" and settings.steps < WORTH:
        return
    each = settings.batch_size // settings.processes
    pairs = min(settings.at_once or each, each)
    found = memory_of(settings, weights, precision_of(settings), pairs)
    print(
        f"stage {settings.stage} at {settings.size} pixels: the networks take {found.networks:.2g} "
        f"GB of memory in training, a pass of {pairs} pairs {found.step:.2g} GB on top; "
        f"{settings.steps} steps of {settings.batch_size} pairs, "
        f"{settings.batch_size * found.work:.2g} tera-operations a step"
    )
    if device.type != "cuda":
        return
    free = torch.cuda.mem_get_info(device)[0] / GB
    least = found.networks + found.one
    if free < least:
        raise UserError(
            f"stage {settings.stage} needs {least:.1f} GB of GPU memory for its networks and one "
            f"pair of {settings.size} pixels, {free:.1f} GB are free: set ema: 0, checkpointing: "
            "true or a smaller size, or run on a larger GPU"
        )
    if free < found.networks + found.step:
        fit = max(1, int(pairs * (free - found.networks) / found.step))
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
