"""The training loop: step after step, from where a checkpoint stands."""

from __future__ import annotations

import math
import platform
import time

import torch

from pose2video.training.ahead import LOADERS, ahead
from pose2video.training.averages import Average, looking, put, snapshot
from pose2video.training.batches import pinned
from pose2video.training.checkpoints import restore, restore_modules, state_of
from pose2video.training.company import Company
from pose2video.training.histories import History
from pose2video.training.memory import enough_memory
from pose2video.training.pace import Pace
from pose2video.training.settled import settled
from pose2video.training.steps import NotANumberError, Steps, parameters_of, seed_of


def train(
    learner, schedule, draw, checkpoint, held_out=None, diary=None, loaders=LOADERS
) -> History:
    """Train a learner; afterwards its networks are the result.

    Killed and called again it goes on from the checkpoint, with the result that it would have had:
    to the bit on a CPU in fp32. Several processes that were begun by `torch.distributed` learn
    together, see `Company`: `draw` gives each its own part of a batch, the checkpoint is one.

    Args:
        learner: A `Learner`, with networks on their device.
        schedule: A `Schedule`.
        draw: `draw(number)` gives the batch of a step: a list, an array, or a dict of arrays whose
            first axis counts the examples. Called in threads.
        checkpoint: A `Checkpoint`, in which the learner's part has its name.
        held_out: `held_out()` gives batches that are never drawn, the same at each call.
        diary: A `Diary`, for what a user sees of it.
        loaders: Threads that draw.

    Raises:
        UserError: Too little memory, a loss that is no number, or a checkpoint that does not fit.
    """
    device = parameters_of(next(iter(learner.optimizers.values())))[0].device
    with enough_memory(f"the {learner.name}", learner.if_too_large), settled(device, schedule):
        return _Run(learner, schedule, checkpoint, diary, device).go(draw, held_out, loaders)


class _Run:
    def __init__(self, learner, schedule, checkpoint, diary, device):
        """Begin, or go on from the checkpoint."""
        self.learner, self.schedule, self.checkpoint = learner, schedule, checkpoint
        self.company, self.device = Company.here(), device
        self.diary = diary if self.company.first else None
        self.steps = Steps(learner, schedule, device, self.company)
        self.history, self.best, self.over = History(), {}, False
        self.kept = None  # steps taken, of the state in the checkpoint
        if device.type == "cuda":
            _channels_last(learner)
        saved = checkpoint.read(learner.name)
        if saved is not None:
            self._go_on(saved)
        self.average = Average(learner, schedule.ema)
        if saved is not None and not self.over:
            self.average.restore(saved["average"])
        self.history.device = _name_of(device)
        self.since = time.monotonic() - self.history.seconds

    def _go_on(self, saved):
        self.history, self.over = History.of(saved["history"]), saved["over"]
        self.kept = self.history.steps
        if self.over:
            restore_modules(self.learner, saved["modules"])
        else:
            restore(self.learner, saved)
            self.best = saved["best"]
            self.steps.restore(saved)
        print(
            f"{self.learner.name}: going on after {self.history.steps} of {self.schedule.steps} "
            "steps"
        )

    def go(self, draw, held_out, loaders):
        """Take the steps that are left."""
        learner, schedule, history = self.learner, self.schedule, self.history
        if self.over:
            return history
        if self.diary:
            self.diary.begin(history.steps)
        if history.steps == 0:
            self._look(None)
        pace = Pace(learner.name, history.steps, schedule.steps)
        gpu = self.device.type == "cuda"
        make = (lambda number: pinned(draw(number))) if gpu else draw
        batches = ahead(make, range(history.steps, schedule.steps), loaders)
        try:
            for number, batch in batches:
                losses = self._step(batch, number)
                history.add(losses)
                pace.tell(losses)
                if self.diary:
                    self.diary.add(number + 1, losses)
                last = history.steps == schedule.steps
                looked = schedule.look_every and (number + 1) % schedule.look_every == 0
                if looked or (last and schedule.look_every):
                    self._look(held_out)
                    if schedule.patience and history.stale() >= schedule.patience:
                        history.ended = history.steps
                        break
                if (number + 1) % schedule.checkpoint_every == 0 and not last:
                    self._write()
        finally:
            batches.close()
            history.seconds = time.monotonic() - self.since
            if self.diary:
                self.diary.show(history)
                self.diary.close()
        self._end()
        if self.company.first:
            took = f"{history.steps} steps in {history.seconds:.0f} s on {history.device}"
            print(f"{learner.name}: {took}")
        return history

    def _step(self, batch, number):
        learner = self.learner
        try:
            losses = self.steps.take(batch, number)
        except NotANumberError as error:
            if not error.moved and _finite(learner):
                self._write()
            raise NotANumberError(f"{error}{self._where()}", error.moved) from None
        for schedule in learner.schedules.values():
            if not _by_loss(schedule):
                schedule.step()
        self.average.update(number)
        return losses

    def _where(self):
        """Where the last good state lies, and what becomes of it with other settings."""
        if self.kept is None:
            return ""
        return (
            f" and begin anew (the last good state, after {self.kept} steps, is in "
            f"{self.checkpoint.path}, and moves to {self.checkpoint.aside.name} then)"
        )

    def _look(self, held_out):
        """Look at samples and, but for the first look, at the held-out part."""
        learner, history = self.learner, self.history
        with looking(learner), self.average.in_place():
            if held_out is not None:
                found = self.steps.held_out(held_out())
                found = found if math.isfinite(found) else math.inf
                history.held_out.append([history.steps, found])
                if self.schedule.patience and history.best[0] == history.steps:
                    self.best = snapshot(learner)
            torch.manual_seed(seed_of(self.schedule.seed))
            picture = None
            if self.diary and self.schedule.look_every:
                with self.steps.precision():
                    picture = learner.samples(history.steps)
        if held_out is not None:
            print(f"{learner.name}: held-out loss {found:.4f} after {history.steps} steps")
            for schedule in filter(_by_loss, learner.schedules.values()):
                schedule.step(found)
        if self.diary:
            self.diary.look(history, picture)

    def _write(self):
        if not self.company.first:
            return
        self.history.seconds = time.monotonic() - self.since
        rest = {
            "over": False,
            "history": self.history.tree(),
            "average": self.average.values,
            "best": self.best,
        } | self.steps.state()
        self.checkpoint.write(self.learner.name, state_of(self.learner) | rest)
        self.kept = self.history.steps
        if self.diary:
            self.diary.show(self.history)

    def _end(self):
        """Put the networks that count in place; the checkpoint keeps them and nothing else."""
        put(self.learner, self.best or self.average.values)
        if not self.company.first:
            return
        self.history.seconds = time.monotonic() - self.since
        rest = {"over": True, "history": self.history.tree()}
        modules = snapshot(self.learner)  # a later phase may go on with the same networks
        self.checkpoint.write(self.learner.name, {"modules": modules} | rest)


def _channels_last(learner):
    """Lay the weights of flat convolutions out as a GPU's fastest kernels want them."""
    for module in learner.modules.values():
        for parameter in module.parameters() if hasattr(module, "parameters") else ():
            if parameter.dim() == 4:
                parameter.data = parameter.data.contiguous(memory_format=torch.channels_last)


def _by_loss(schedule):
    return isinstance(schedule, torch.optim.lr_scheduler.ReduceLROnPlateau)


def _finite(learner):
    return all(
        bool(torch.isfinite(tensor).all())
        for tensors in state_of(learner)["modules"].values()
        for tensor in tensors.values()
    )


def _name_of(device):
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return f"{device.type} ({platform.machine()})"
