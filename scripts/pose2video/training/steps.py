"""One step of a learner: its turns, each in parts that memory suffices for."""

from __future__ import annotations

import math
from contextlib import contextmanager
from itertools import islice

import numpy as np
import torch

from pose2video.errors import UserError
from pose2video.training.batches import length, on, parts
from pose2video.training.company import Company

MIXED = {"bf16": torch.bfloat16, "fp16": torch.float16}
LEAST_SCALE = 1.0  # of losses in fp16; where gradients are too large even so, something is wrong


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
        scaler: Scales the losses of fp16, so that small gradients are no zeros; does nothing else.
    """

    def __init__(self, learner, schedule, device, company=None):
        """`company`: the processes that take them together; None for those that there are."""
        self.learner, self.schedule, self.device = learner, schedule, device
        self.company = company or Company.here()
        self.size = schedule.at_once or None
        precision = schedule.precision
        if precision == "auto":
            precision = "bf16" if device.type == "cuda" else "fp32"
        self.mixed = MIXED.get(precision)
        self.scaler = torch.amp.GradScaler(device.type, enabled=precision == "fp16")

    def state(self) -> dict:
        """What a checkpoint keeps of it."""
        return {"size": self.size, "scale": self.scaler.state_dict()}

    def restore(self, state):
        """Take back what `state` gave."""
        sizes = [state["size"], self.size]
        self.size = min(filter(None, sizes), default=None)
        if state.get("scale"):
            self.scaler.load_state_dict(state["scale"])

    def take(self, batch, number) -> dict[str, float]:
        """Take step `number` on a batch: this process's part of it.

        An optimizer whose gradient is too large for fp16 stays where it is, and the scale of losses
        is halved.

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
            self.company.add_up([*found.values(), *gradients])
            if gradients:
                self.scaler.unscale_(optimizer)
                found["gradient"] = norm = torch.nn.utils.get_total_norm(gradients).double()
            values = torch.stack(list(found.values())).tolist() if found else []
            for what, value in zip(found, values, strict=True):
                scaled = what == "gradient" and self.scaler.get_scale() > LEAST_SCALE
                if not math.isfinite(value) and not (scaled and self.scaler.is_enabled()):
                    optimizer.zero_grad()
                    raise NotANumberError(self._sentence(what, number), moved)
                if what != "gradient":
                    losses[what] = value
            if gradients:
                if most := self.schedule.max_gradient:
                    clip = torch.nn.utils.clip_grads_with_norm_
                    clip(parameters_of(optimizer), most, norm.to(gradients[0].dtype))
                self.scaler.step(optimizer)
                self.scaler.update()
                moved = True
            optimizer.zero_grad()
        learner.after(number)
        return losses

    def gradient(self, batch, number, turn):
        """Make the gradient of a turn of step `number`, as `take` does, and move nothing."""
        self._gradient(batch, number, turn, self.learner.weights(number), 0)

    def held_out(self, batches) -> float:
        """The mean held-out loss of batches; call it without gradients."""
        found = torch.zeros(2, dtype=torch.float64, device=self.device)  # sum, how many
        mine = islice(batches, self.company.rank, None, self.company.size)
        for batch in mine:
            for part in parts(batch, self.size or length(batch)):
                with self.precision():
                    loss = self.learner.held_out(on(self.device, part))
                found += torch.stack([loss.double() * length(part), found.new_tensor(length(part))])
        self.company.add_up([found])
        total, count = found.tolist()
        return total / max(count, 1)

    def precision(self):
        """A context for one pass: bf16 or fp16 where it pays, though what is learned is fp32.

        One for each pass: while it is open, the short copies of what is learned are kept.
        """
        return torch.autocast(self.device.type, self.mixed, enabled=self.mixed is not None)

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
        sums, count = {}, length(batch) * self.company.size
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
                self.scaler.scale(sum(moving)).backward()
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
