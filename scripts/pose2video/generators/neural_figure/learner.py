"""The learner of a figure: the texture, the network and where the body should have been."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from pose2video.bodies.parts import PARTS
from pose2video.generators.everybody_dance_now.crops import corners_of, cut
from pose2video.generators.neural_figure.correcting import shifted
from pose2video.generators.neural_figure.network import LAYER, brought
from pose2video.generators.pose_to_picture.learner import (
    DECAY,
    PaintingLearner,
    falling,
    picture_of,
)

OF_TEXTURE, OF_CORRECTIONS = 5.0, 5.0  # learning rates, in that of the network
STILL = 0.02  # weight of how large corrections are
FORGET = 0.5  # share of steps in which nothing was painted before
LOOKED_AT = 4  # of so many examples one is compared by the network that sees likeness
LEAST_PX = 48  # side in which crops are compared by the network that sees likeness


class FigureLearner(PaintingLearner):
    """Compares what is painted with the film, and now and then its face and hands alone."""

    name = "figure"

    def __init__(self, painter, corrections, settings, steps, sides, shown=None, alike=None):
        """`sides` of the crops at face and hands in pixels; for others see `PaintingLearner`."""
        super().__init__(painter, settings, steps, shown, alike)
        self.corrections, self.sides = corrections, sides
        self.modules = {"painter": painter}
        rate = settings.learning_rate
        groups = [{"params": painter.network.parameters(), "lr": rate}]
        still = {"weight_decay": 0.0}
        if painter.texture is not None:
            groups.append({"params": [painter.texture], "lr": OF_TEXTURE * rate} | still)
        if corrections is not None:
            self.modules["corrections"] = corrections
            groups.append({"params": corrections.parameters(), "lr": OF_CORRECTIONS * rate} | still)
        optimizer = torch.optim.AdamW(
            groups, rate, betas=(settings.beta1, 0.99), weight_decay=DECAY
        )
        schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda n: falling(n, steps))
        self.optimizers, self.schedules = {"painter": optimizer}, {"painter": schedule}

    def step(self, batch, number, turn):
        """Losses of the last frames of rows; of whole windows, or of crops."""
        layer, made = self.learned(batch, number)
        last = {name: values[:, -1] for name, values in batch.items()}
        true = picture_of(last["picture"])
        if self.looks_closely(number):
            found = self.closely(made, true, last)
        else:
            found = self.widely(layer, made, true, last)
        if self.corrections is not None:
            found["still"] = self.corrections.size(last["at"])
        return found

    def widely(self, layer, made, true, batch):
        """Losses of whole windows, see `compared`."""
        found = self.compared(layer, made, true, batch["mask"][:, None].float() / 255)
        if self.alike is not None:
            # looking costs several times what painting does: at some of the batch alone
            few = max(1, len(made) // LOOKED_AT)
            found["perceptual"] = self.alike(2 * made[:few] - 1, 2 * true[:few] - 1)
        return found

    def looks_closely(self, number):
        """Whether a step is one of face and hands."""
        share = self.settings.closely
        return int((number + 1) * share) > int(number * share)

    def weights(self, number):
        """Of the losses beside L1."""
        return super().weights(number) | {"still": STILL}

    def learned(self, batch, number):
        """Layers and pictures of the last frames of rows, where the body is moved to fit."""
        before = None
        count = batch["at"].shape[1]
        if count > 1 and torch.rand(()) > FORGET:
            with torch.no_grad():
                before, _ = self.frame({name: v[:, 0] for name, v in batch.items()})
                before = before.clamp(0, 1)
        last = {name: values[:, -1] for name, values in batch.items()}
        layer, _ = self.frame(last, before)
        return layer, self.over(layer, last)

    def frame(self, batch, before=None):
        """Layers of frames of examples, and the changes."""
        known, moved = self.painter.known(batch), batch["moved"]
        shifts = batch["jitter"]
        if self.corrections is not None:
            shifts = shifts + self.corrections(batch["at"])
        first = known.shape[1] - LAYER - len(PARTS)
        parts = known[:, first : first + len(PARTS)].detach()
        known, moved = shifted(known, moved, parts, shifts, batch["window"])
        if before is not None:
            before = brought(before, moved)
        beside, limbs = self.painter.beside(batch), self.painter.limbs(batch)
        return self.painter.painted(known, before, beside, limbs)

    def over(self, layer, batch):
        """Layers over what lies behind them."""
        return layer[:, :3] + (1 - layer[:, 3:]) * picture_of(batch["behind"])

    def closely(self, made, true, batch):
        """Losses of the face and the hands, each cut out and made larger."""
        away, weight, pairs = 0.0, 0.0, []
        few = max(1, len(made) // LOOKED_AT)
        for number, side in enumerate(self.sides):
            if not side:
                continue
            there = batch["there"][:, number]
            corners = corners_of(batch["middles"][:, number], side, self.painter.size)
            crops = [cut(pictures, corners, side) for pictures in (made, true)]
            away = away + ((crops[0] - crops[1]).abs().mean(dim=(1, 2, 3)) * there).sum()
            weight = weight + there.sum()
            pairs.append(([crop[:few] for crop in crops], there[:few]))
        found = {"close": 2 * away / weight.clamp_min(1)}
        if self.alike is not None:
            seen = [self._likeness(*crops) * there for crops, there in pairs]
            found["perceptual"] = sum(seen).sum() / sum(t for _, t in pairs).sum().clamp_min(1)
        return found

    def _likeness(self, made, true):
        side = max(LEAST_PX, made.shape[-1])
        both = [
            2 * F.interpolate(crop, (side, side), mode="bilinear", antialias=True) - 1
            for crop in (made, true)
        ]
        return self.alike.distance(*both)

    def pictured(self, batch):
        """Pictures of the last frames of rows as they will be painted: nothing is moved."""
        before = None
        for t in range(batch["at"].shape[1]):
            seen = {name: values[:, t] for name, values in batch.items()}
            before, _ = self.painter(seen, before if self.painter.plan.temporal else None)
        return self.over(before, seen)

    def held_out(self, batch):
        """L1 in [0, 1] at the person."""
        away = (self.pictured(batch) - picture_of(batch["picture"][:, -1])).abs().mean(dim=1)
        mask = batch["mask"][:, -1] > 127
        return (away * mask).sum() / mask.sum().clamp_min(1)

    def samples(self, number):
        """The film above, the rendering, and what is painted below."""
        if self.shown is None:
            return None
        last = {name: values[:, -1] for name, values in self.shown.items()}
        drawn = self.over(self.painter.known(last)[:, -LAYER:], last)
        return self.sheet(picture_of(last["picture"]), drawn, self.pictured(self.shown))
