"""Learners of the coarse and of the fine network: pictures in a row, before a judge."""

from __future__ import annotations

import torch

from pose2video.generators.everybody_dance_now.judging import SharedJudge
from pose2video.generators.everybody_dance_now.published import JUDGE, fill
from pose2video.generators.pose_to_picture.learner import PaintingLearner, flat, picture_of
from pose2video.generators.pose_to_picture.networks.pix2pixhd import MultiscaleDiscriminator
from pose2video.generators.pose_to_picture.networks.starts import begin

CONSTANT = 0.5  # share of the steps after which the rate falls, evenly, to nothing
SCALES = {"global": 2, "local": 3}  # of the judges, as published
HALF = 0.5  # weight of each of the judge's two losses
SEEN = ("drawing", "sources")  # by what paints


class DanceLearner(PaintingLearner):
    """Two frames in a row: the first from nothing, the second from the first.

    The judge sees both, with what both were told. In a step the painter moves first.
    """

    def __init__(self, painter, settings, steps, shown=None, alike=None, name="global"):
        """`name` of the stage: `global` or `local`. For the others see `PaintingLearner`."""
        super().__init__(painter, settings, steps, shown, alike)
        self.name, self.eye = name, self.alike
        self.alike = None  # it costs as much as all else: it looks at the last of a row alone
        self.optimizers, self.schedules = {}, {}
        self.modules = self.learning(painter.plan)
        for module_name, module in self.modules.items():
            module.to(memory_format=torch.channels_last)
            self.moved_by(module_name, module, settings, steps)

    def learning(self, plan):
        """By name what learns: what paints, then what judges."""
        channels = (2 if plan.temporal else 1) * (plan.shown + 3)
        judge = MultiscaleDiscriminator(channels, plan.widest, scales=SCALES[self.name])
        self.judge = SharedJudge(begin(judge))
        return {"painter": self.painter, "judge": judge}

    def moved_by(self, name, module, settings, steps, slower=1.0):
        """Adam and the published schedule: constant for half of the steps, then down to nothing."""
        adam = torch.optim.Adam(module.parameters(), settings.learning_rate, betas=(0.5, 0.999))
        self.optimizers[name] = adam
        self.schedules[name] = torch.optim.lr_scheduler.LambdaLR(adam, lambda n: falling(n, steps))

    @property
    def networks(self):
        """Those that a step passes through: what paints, and the judge."""
        return [self.painter.network, self.judge.judge]

    def begin(self, published):
        """Fill the judge with what a published checkpoint has of it."""
        fill(self.judge.judge, published, JUDGE)

    def step(self, batch, number, turn):
        """The painter's losses, or the judge's."""
        name = tuple(batch["at"].ravel().tolist())
        if turn == "judge":
            return self._judged(batch, name)
        layers, made = self.rolled(batch)
        found = self.losses(flat(batch), layers, made)
        if self.eye is not None:
            last = picture_of(batch["picture"][:, -1])
            found["perceptual"] = self.eye(2 * self.last(made, batch) - 1, 2 * last - 1)
        true, seen = self._rows(batch, made)
        return found | self.judge.painted(name, true, seen, self.judged_by)

    def _judged(self, batch, name):
        found = self.judge.losses(name)
        if found is None:  # the painter's turn had other parts
            with torch.no_grad():
                made = self.rolled(batch)[1]
            found = self.judge.anew(*self._rows(batch, made))
        return found

    @property
    def judged_by(self):
        """Weights of what the judge says."""
        return {"fool": 1.0, "features": self.settings.features}

    def weights(self, number):
        """Of all losses; what is only recorded has none."""
        l1 = self.settings.l1
        beside = {name: weight * l1 for name, weight in super().weights(number).items()}
        beside |= {"l1": l1, "perceptual": self.settings.perceptual}
        return beside | {"real": HALF, "fake": HALF}

    def after(self, number):
        """Let go of what the judge saw."""
        self.judge.kept.clear()

    def rolled(self, batch):
        """Layers and pictures of rows of frames, each told of the one before.

        Returns:
            `(N * T, 4, height, width)` and `(N * T, 3, height, width)`, in the order of `flat`.
        """
        layers, before = [], None
        for t in range(batch["drawing"].shape[1]):
            seen = {name: batch[name][:, t] for name in SEEN if name in batch}
            before = self.painter.whole(self.painter.told(seen), before, self.painter.beside(seen))
            layers.append(before)
        layers = torch.stack(layers, dim=1).flatten(0, 1)
        return layers, self.pictured(flat(batch), layers)

    def pictured(self, batch, layers):
        """Layers over what lies behind them."""
        if not self.person:
            return layers[:, :3]
        return layers[:, :3] + (1 - layers[:, 3:]) * picture_of(batch["behind"])

    def _rows(self, batch, made):
        """True and painted pictures of a row beside each other, after what they were told."""
        whole, count = flat(batch), len(batch["at"])
        told = beside_each_other(self.painter.told(whole), count)
        pairs = (picture_of(whole["picture"]), made)
        seen = (torch.cat([told, beside_each_other(2 * p - 1, count)], dim=1) for p in pairs)
        return tuple(one.to(memory_format=torch.channels_last) for one in seen)

    def samples(self, number):
        """The last of each row: the film above, what was told, and what was painted."""
        if self.shown is None:
            return None
        made = self.shown_pictures(self.shown)
        last = {name: values[:, -1] for name, values in self.shown.items()}
        told = (self.painter.told(last)[:, :3] + 1) / 2
        return self.sheet(picture_of(last["picture"]), told, made)

    def shown_pictures(self, batch):
        """The last picture of each row, `(N, 3, height, width)`."""
        return self.last(self.rolled(batch)[1], batch)

    def last(self, pictures, batch):
        """The last of each row of pictures."""
        return pictures.reshape(len(batch["at"]), -1, *pictures.shape[1:])[:, -1]


def beside_each_other(pictures, count):
    """`(count * T, channels, ...)` as `(count, T * channels, ...)`."""
    return pictures.reshape(count, -1, *pictures.shape[-2:])


def falling(number, steps) -> float:
    """A share of a learning rate: whole for half of the steps, then evenly down to nothing."""
    return min(1.0, (steps - number) / max(1.0, (1 - CONSTANT) * steps))
