"""The learner of the restorer."""

from __future__ import annotations

import numpy as np
import torch

from pose2video.generators.restorer.network import Restorer
from pose2video.training.learner import Learner

EDGES, ALPHA = 1.0, 0.5  # weights of the losses beside L1
FADES = 0.1  # share of the learning rate that is left at the end


class RestoringLearner(Learner):
    """Compares what is restored with the truth, where the person or the rendering is."""

    name = "restorer"

    def __init__(self, network: Restorer, learning_rate, steps, shown=None):
        """`shown` is a batch to look at."""
        self.network, self.shown = network, shown
        self.modules = {"network": network}
        optimizer = torch.optim.AdamW(network.parameters(), learning_rate, weight_decay=1e-4)

        def rate(number):
            return FADES + (1 - FADES) * 0.5 * (1 + np.cos(np.pi * min(number / steps, 1)))

        self.optimizers = {"network": optimizer}
        self.schedules = {"network": torch.optim.lr_scheduler.LambdaLR(optimizer, rate)}

    def step(self, batch, number, turn):
        """Mean losses at the person."""
        return losses(self.network(batch), batch)

    def weights(self, number):
        """Of the losses beside L1."""
        return {"edges": EDGES, "alpha": ALPHA}

    def held_out(self, batch):
        """L1 and edges at the person."""
        found = losses(self.network(batch), batch)
        return found["colour"] + EDGES * found["edges"]

    def samples(self, number):
        """In rows: the rendering, what is restored of it, the truth."""
        if self.shown is None:
            return None
        batch = self.shown
        rows = [over(layer_of(batch["layer"]), batch), over(self.network(batch), batch)]
        rows.append(over(layer_of(batch["true"]), batch))
        rows = [row.permute(2, 0, 3, 1).flatten(1, 2) for row in rows]
        return np.rint(255 * torch.cat(rows).clamp(0, 1).cpu().numpy()).astype(np.uint8)


def losses(layer, batch):
    """How far a layer `(N, 4, height, width)` is from the truth of a batch."""
    true = layer_of(batch["true"])
    there = torch.maximum(true[:, 3:], layer_of(batch["layer"])[:, 3:])
    share = there.mean().clamp_min(1e-3)
    away = over(layer, batch) - over(true, batch)
    edges = [(away.diff(dim=dim)).abs().mean() for dim in (2, 3)]
    return {
        "colour": away.abs().mean() / share,
        "edges": sum(edges) / share,
        "alpha": (layer[:, 3:] - true[:, 3:]).abs().mean() / share,
    }


def layer_of(picture):
    """uint8 `(N, height, width, 4)` as a layer `(N, 4, height, width)` in [0, 1]."""
    return picture.permute(0, 3, 1, 2).float() / 255


def over(layer, batch):
    """A layer over the colours that lie behind it."""
    behind = batch["behind"][:, :, None, None].float() / 255
    return layer[:, :3] + (1 - layer[:, 3:]) * behind
