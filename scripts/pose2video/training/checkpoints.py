"""Where a training stands, in one safetensors file with JSON in its header; nothing is pickled.

What grows with the steps is in tensors: a header must stay small.

It holds every learner of a training by its name (two phases share a file), each with all that it
goes on from: networks, optimizers, schedules, averages, the best so far, losses, its own state.
What a step draws depends on the seed and the step's number alone, so no state of a random generator
needs keeping.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from pose2video.errors import UserError
from pose2video.files import writing
from pose2video.training.trees import apart, flatten, unflatten

FORMAT = "pose2video checkpoint 3"
END = ".safetensors"


class Checkpoint:
    """The file, and what its training depends on.

    Attributes:
        path: Of the file.
        key: What (`settings`, `footage`, `weights`, ...) -> digest. A checkpoint with another is
            not gone on from, but moved aside.
    """

    def __init__(self, path, key):
        """Nothing is read yet."""
        self.path, self.key, self._parts, self._other = Path(path), key, None, False

    @property
    def aside(self) -> Path:
        """Where another training's file goes, in place of an earlier one; only users remove it."""
        return self.path.with_name(f"{self.path.name.removesuffix(END)}.other{END}")

    def read(self, name):
        """What was written of the learner `name`; None where there is none, or of another training.

        A sentence says why a file that is there is not gone on from. Another training's stays where
        it is until this one writes: whoever ends this one before has lost nothing.
        """
        if self._parts is None:
            self._parts = self._read()
        return self._parts.get(name)

    def write(self, name, tree):
        """Write where the learner `name` stands, the others staying; whole or not at all."""
        self.read(name)
        self._parts[name] = tree
        tensors = {}
        said = {part: flatten(tree, part, tensors) for part, tree in self._parts.items()}
        texts = {"format": FORMAT, "key": json.dumps(self.key), "parts": json.dumps(said)}
        with writing(self.path) as beside:
            save_file(apart(tensors), beside, texts)
            if self._other and self.path.is_file():
                os.replace(self.path, self.aside)
            self._other = False

    def _read(self):
        if not self.path.is_file():
            return {}
        try:
            with safe_open(self.path, "pt") as file:
                texts = file.metadata() or {}
                tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        except (SafetensorError, OSError) as error:
            print(f"warning: {self.path} is damaged ({error}): training begins anew")
            return {}
        if texts.get("format") != FORMAT:
            return self._begin_anew("another version")
        key = json.loads(texts["key"])
        other = [what for what in self.key | key if key.get(what) != self.key.get(what)]
        if other:
            return self._begin_anew(f"other {' and '.join(other)}")
        return {name: unflatten(said, tensors) for name, said in json.loads(texts["parts"]).items()}

    def _begin_anew(self, what):
        self._other = True
        print(
            f"warning: the checkpoint {self.path} is of {what}: training begins anew, and moves it "
            f"to {self.aside.name} when it writes its own"
        )
        return {}


def tensors_of(module):
    """A module's parameters and buffers by name, or those of a dict of parameters."""
    named = module.state_dict() if hasattr(module, "state_dict") else module
    return {name: tensor.detach() for name, tensor in named.items()}


def copy_into(module, tensors, learner):
    """Put tensors of a checkpoint into a module, or a dict of parameters.

    Raises:
        UserError: They are of another architecture.
    """
    mine = tensors_of(module)
    for name in mine | tensors:
        if name not in mine or name not in tensors or tensors[name].shape != mine[name].shape:
            shape = f" of shape {tuple(mine[name].shape)}" if name in mine else ""
            raise UserError(
                f"the checkpoint is of another architecture: "
                f"{'its ' + learner if name in mine else 'this ' + learner} has no value of "
                f"{name}{shape}: delete it"
            )
    for name, tensor in mine.items():
        tensor.copy_(tensors[name])


def state_of(learner):
    """All that a learner carries, as `Checkpoint.write` takes it."""
    return {
        "modules": {name: tensors_of(module) for name, module in learner.modules.items()},
        "optimizers": {name: o.state_dict() for name, o in learner.optimizers.items()},
        "schedules": {name: s.state_dict() for name, s in learner.schedules.items()},
        "own": learner.state(),
    }


def restore(learner, state):
    """Put back what `state_of` gave.

    Raises:
        UserError: It is of another architecture.
    """
    restore_modules(learner, state["modules"])
    for kind in ("optimizers", "schedules"):
        mine = getattr(learner, kind)
        _same_names(learner, kind, mine, state[kind])
        for name, thing in mine.items():
            try:
                thing.load_state_dict(state[kind][name])
            except (ValueError, KeyError) as error:
                raise UserError(
                    f"the checkpoint is of another architecture: the {kind[:-1]} {name} of its "
                    f"{learner.name} does not fit ({error}): delete it"
                ) from None
    for optimizer in learner.optimizers.values():
        _laid_out_alike(optimizer)
    learner.restore(state["own"])


def restore_modules(learner, modules):
    """Put back the networks alone.

    Raises:
        UserError: They are of another architecture.
    """
    _same_names(learner, "modules", learner.modules, modules)
    for name, module in learner.modules.items():
        copy_into(module, modules[name], learner.name)


def _laid_out_alike(optimizer):
    """Give an optimizer's tensors the strides of their parameters, as fast kernels want them."""
    for parameter, kept in optimizer.state.items():
        for name, value in kept.items():
            alike = torch.is_tensor(value) and value.shape == parameter.shape
            if alike and value.stride() != parameter.stride():
                kept[name] = torch.empty_like(parameter, dtype=value.dtype).copy_(value)


def _same_names(learner, kind, mine, saved):
    if mine.keys() != saved.keys():
        raise UserError(
            f"the checkpoint is of another architecture: its {learner.name} has the {kind} "
            f"{', '.join(saved) or 'none'}, not {', '.join(mine) or 'none'}: delete it"
        )
