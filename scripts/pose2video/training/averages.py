"""Networks averaged over the steps, and looked at without being changed."""

from __future__ import annotations

from contextlib import contextmanager

import torch

from pose2video.training.checkpoints import tensors_of


class Average:
    """An exponential moving average of all that a learner's networks hold.

    Its memory grows with the steps, `(1 + n) / (10 + n)`, up to `decay`, so that the beginning is
    soon forgotten; as TensorFlow's `ExponentialMovingAverage` with `num_updates`.

    Attributes:
        values: `{module: {name: tensor}}`.
        decay: How much of the average stays in a step; 0 for the networks as they are.
    """

    def __init__(self, learner, decay):
        """Begins with the networks as they are."""
        self.learner, self.decay = learner, decay
        self.values = snapshot(learner) if decay else {}

    def update(self, number):
        """Take in what step `number` left."""
        kept = min(self.decay, (1 + number) / (10 + number))
        for name, mean in self.values.items():
            now = tensors_of(self.learner.modules[name])
            numbers = [key for key in mean if mean[key].is_floating_point()]
            torch._foreach_lerp_([mean[k] for k in numbers], [now[k] for k in numbers], 1 - kept)
            for key in mean.keys() - set(numbers):
                mean[key].copy_(now[key])

    def restore(self, values):
        """Take the average from a checkpoint, whose networks were found to fit."""
        for name, mean in self.values.items():
            for key, tensor in mean.items():
                tensor.copy_(values[name][key])

    @contextmanager
    def in_place(self):
        """The average in the networks' place, while the block runs."""
        before = snapshot(self.learner) if self.decay else {}
        put(self.learner, self.values)
        try:
            yield
        finally:
            put(self.learner, before)


def snapshot(learner):
    """A copy of what the networks hold: `{module: {name: tensor}}`."""
    return {
        name: {key: tensor.clone() for key, tensor in tensors_of(module).items()}
        for name, module in learner.modules.items()
    }


def put(learner, values):
    """Put such a copy in place, all or some of the modules."""
    for name, tensors in values.items():
        mine = tensors_of(learner.modules[name])
        for key, tensor in tensors.items():
            mine[key].copy_(tensor)


@contextmanager
def looking(learner):
    """Without gradients, and all networks in evaluation mode; afterwards as they were."""
    modules = [
        m for top in learner.modules.values() if hasattr(top, "modules") for m in top.modules()
    ]
    before = [module.training for module in modules]
    for module in modules:
        module.training = False
    try:
        with torch.no_grad():
            yield
    finally:
        for module, training in zip(modules, before, strict=True):
            module.training = training
