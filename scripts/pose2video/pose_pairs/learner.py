"""What learns to clean: the losses of a net that corrects joints."""

from __future__ import annotations

import math

import torch

from pose2video.training.learner import Learner

WARM = 50  # steps until the rate is reached
STEADY = (3.0, 3.0)  # what errors of speed and of acceleration count, of a place's error


class CleaningLearner(Learner):
    """Places, speeds and accelerations as they truly are.

    Attributes:
        net: Rows `(N, rows, T)` to additions `(N, 34, T - 80)`.
    """

    name = "motion_net"
    if_not_a_number = "set a smaller learning_rate in the smoother"
    if_too_large = "set a smaller batch_size in the smoother"

    def __init__(self, net, rate, steps):
        self.net = net
        optimizer = torch.optim.Adam(net.parameters(), rate, betas=(0.9, 0.999))
        self.modules, self.optimizers = {"net": net}, {"net": optimizer}
        schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda n: falling(n, steps))
        self.schedules = {"net": schedule}

    def step(self, batch, number, turn):
        """The losses, in hundredths of the person's size."""
        return self.losses(batch)

    def losses(self, batch):
        """Of a batch of `MotionLessons`."""
        away, worth = 100 * (self.net(batch["rows"]) - batch["target"]), batch["worth"]
        found = {"place": _length(away, worth)}
        for name in ("speed", "acceleration"):
            away, worth = away.diff(dim=2), torch.minimum(worth[..., 1:], worth[..., :-1])
            found[name] = _length(away, worth)
        return found

    def weights(self, number):
        """Of the losses beside that of places."""
        return dict(zip(("speed", "acceleration"), STEADY, strict=True))

    def held_out(self, batch):
        """The sum of the losses on motions that were never drawn."""
        found, weights = self.losses(batch), self.weights(0)
        return sum(weights.get(name, 1.0) * value for name, value in found.items())


def falling(number, steps) -> float:
    """A share of a learning rate: warm first, then down along a cosine."""
    return min(1.0, (number + 1) / WARM) * (0.505 + 0.495 * math.cos(math.pi * number / steps))


def _length(away, worth):
    """The mean length of vectors whose two rows follow each other, weighed."""
    length = (away[:, ::2] ** 2 + away[:, 1::2] ** 2 + 1e-4).sqrt()
    worth = worth[:, ::2]
    return (length * worth).sum() / worth.sum().clamp_min(1)
