"""One step of a learner: its turns, each in parts that memory suffices for."""

from __future__ import annotations

import math
from contextlib import contextmanager

import numpy as np
import torch

from pose2video.errors import UserError
from pose2video.training.batches import length, on, parts


class NotANumberError(UserError):
    """A loss or a gradient is no number.

    Attributes:
        moved: Whether an optimizer has moved in that step before.
    """

    def __init__(self, sentence, moved):
        """As a user reads it."""
        super().__init__(sentence)
        self.moved = moved


class Steps:
    """Takes the steps of a learner.

    Attributes:
        size: How many examples memory suffices for; None as long as it does for all of a batch.
    """

    def __init__(self, learner, schedule, device, size=None):
        """`size` is what an earlier process found."""
        self.learner, self.schedule, self.device, self.size = learner, schedule, device, size
        on_gpu = device.type == "cuda"
        self.mixed = schedule.precision == "bf16" or (schedule.precision == "auto" and on_gpu)

    def take(self, batch, number) -> dict[str, float]:
        """Take step `number` on a batch.

        Returns:
            The losses by name, without weights.

        Raises:
            UserError: Memory does not suffice for one example.
            NotANumberError: A loss or a gradient is no number; its optimizer has not moved.
        """
        learner, losses, moved = self.learner, {}, False
        weights = learner.weights(number)
        for place, turn in enumerate(learner.turns(number)):
            optimizer = learner.optimizers[turn]
            with _only(learner.optimizers, optimizer):
                found = self._gradient(batch, number, turn, weights, place)
            gradients = [p.grad for p in parameters_of(optimizer) if p.grad is not None]
            if gradients:
                found["gradient"] = norm = torch.nn.utils.get_total_norm(gradients).double()
            values = torch.stack(list(found.values())).tolist() if found else []
            for what, value in zip(found, values, strict=True):
                if not math.isfinite(value):
                    optimizer.zero_grad()
                    raise NotANumberError(self._sentence(what, number), moved)
                if what != "gradient":
                    losses[what] = value
            if gradients:
                if most := self.schedule.max_gradient:
                    clip = torch.nn.utils.clip_grads_with_norm_
                    clip(parameters_of(optimizer), most, norm.to(gradients[0].dtype))
                optimizer.step()
                moved = True
            optimizer.zero_grad()
        learner.after(number)
        return losses

    def held_out(self, batches) -> float:
        """The mean held-out loss of batches; call it without gradients."""
        total = count = 0
        for batch in batches:
            for part in parts(batch, self.size or length(batch)):
                with self.precision():
                    loss = self.learner.held_out(on(self.device, part))
                total, count = total + float(loss) * length(part), count + length(part)
        return total / max(count, 1)

    def precision(self):
        """A context for one pass: bf16 where it pays, though what is learned is fp32.

        One for each pass: while it is open, the bf16 copies of what is learned are kept.
        """
        return torch.autocast(self.device.type, torch.bfloat16, enabled=self.mixed)

    def _sentence(self, what, number):
        what = what if what in ("loss", "gradient") else f"{what} loss"
        return (
            f"the {what} of the {self.learner.name} is no number at step {number}: "
            f"{self.learner.if_not_a_number}"
        )

    def _gradient(self, batch, number, turn, weights, place):
        """Add up the gradient of a turn; the means of its losses, float64 on the device."""
        size = self.size or length(batch)
        while True:
            torch.manual_seed(seed_of(self.schedule.seed, number, place))
            try:
                return self._pass(batch, number, turn, weights, size)
            except torch.OutOfMemoryError:
                pass  # what it holds is freed only after the exception is gone
            self.learner.optimizers[turn].zero_grad()
            if size == 1:
                raise UserError(
                    f"the GPU's memory does not suffice to train the {self.learner.name} on one "
                    f"picture: {self.learner.if_too_large}"
                )
            print(f"out of GPU memory with {size} parts: going on with {size // 2} at a time")
            self.size = size = size // 2
            torch.cuda.empty_cache()

    def _pass(self, batch, number, turn, weights, size):
        sums, count = {}, length(batch)
        for part in parts(batch, size):
            share = length(part) / count
            with self.precision():
                found = self.learner.step(on(self.device, part), number, turn)
            moving = [
                loss * (weights.get(name, 1.0) * share)
                for name, loss in found.items()
                if loss.requires_grad
            ]
            if moving:
                sum(moving).backward()
            for name, loss in found.items():
                sums[name] = sums.get(name, 0) + loss.detach().to(self.device).double() * share
        return sums


def parameters_of(optimizer):
    """All parameters that an optimizer moves."""
    return [parameter for group in optimizer.param_groups for parameter in group["params"]]


def seed_of(*numbers) -> int:
    """A seed for torch out of several numbers."""
    return int(np.random.SeedSequence(numbers).generate_state(1, np.uint64)[0])


@contextmanager
def _only(optimizers, optimizer):
    """Have only the parameters of one optimizer ask for gradients."""
    mine = {id(parameter) for parameter in parameters_of(optimizer)}
    others = [
        parameter
        for other in optimizers.values()
        for parameter in parameters_of(other)
        if id(parameter) not in mine and parameter.requires_grad
    ]
    for parameter in others:
        parameter.requires_grad_(False)
    try:
        yield
    finally:
        for parameter in others:
            parameter.requires_grad_(True)
