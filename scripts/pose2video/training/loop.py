"""The training loop: steps in parts that memory suffices for, a checkpoint now and then."""

from __future__ import annotations

import math
import time

import torch

from pose2video.errors import UserError
from pose2video.jobs.progress import EVERY_S
from pose2video.training.checkpoints import restore, state_of

CHECKPOINT_STEPS = 100
MAX_GRADIENT = 1.0  # norm at which a step's gradient is cut


def run(phases, draw, checkpoint, every=CHECKPOINT_STEPS) -> dict[str, list[float]]:
    """Train phase after phase, from where a checkpoint stands.

    Args:
        phases: `Phase`s. draw: `draw(phase's name, step)` gives a step's examples.
        checkpoint: A `Checkpoint`; written every so many steps and at the end of each phase.
        every: Steps.

    Returns:
        The losses of each phase, by its name.

    Raises:
        UserError: Too little memory, a loss that is no number, or a checkpoint that does not fit.
    """
    saved, over, losses = checkpoint.read(), {}, {}
    for phase in phases:
        begun = {name: t for name, t in saved.items() if name.startswith(f"{phase.name}.")}
        optimizer = torch.optim.AdamW(phase.parameters.values(), lr=phase.learning_rate)
        done = restore(phase, begun, optimizer)
        if done:
            print(f"{phase.name}: going on after {len(done)} of {phase.steps} steps")
        size, last = None, time.monotonic()
        for step in range(len(done), phase.steps):
            loss, size = _gradient(phase, draw(phase.name, step), size)
            if not math.isfinite(loss):
                raise UserError(
                    f"the loss of the {phase.name} is no number at step {step}: set a smaller "
                    "learning_rate in the adaptation"
                )
            torch.nn.utils.clip_grad_norm_(phase.parameters.values(), MAX_GRADIENT)
            optimizer.step()
            optimizer.zero_grad()
            done.append(loss)
            if time.monotonic() - last > EVERY_S:
                last = time.monotonic()
                print(f"{phase.name}: {len(done)} of {phase.steps} steps, loss {loss:.4f}")
            if len(done) % every == 0 and len(done) < phase.steps:
                checkpoint.write(over | state_of(phase, done, optimizer))
        over |= state_of(phase, done)
        losses[phase.name] = done
        if not begun or len(begun[f"{phase.name}.losses"]) < phase.steps:
            checkpoint.write(over)
    return losses


def _gradient(phase, examples, size):
    """Add up the gradient of a step in parts of at most `size` examples.

    Returns:
        The mean loss, and the size of part that memory suffices for.
    """
    size = size or len(examples)
    while True:
        try:
            total = 0.0
            for first in range(0, len(examples), size):
                loss = phase.loss(examples[first : first + size]) / len(examples)
                loss.backward()
                total += loss.item()
            return total, size
        except torch.OutOfMemoryError:
            loss = None
        for parameter in phase.parameters.values():
            parameter.grad = None
        if size == 1:
            raise UserError(
                f"the GPU's memory does not suffice to train the {phase.name} on one picture: set "
                "a smaller short_side_px in the adaptation"
            )
        print(f"out of GPU memory with {size} parts: going on with {size // 2} at a time")
        size //= 2
        torch.cuda.empty_cache()
