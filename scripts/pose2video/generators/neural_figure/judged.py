"""A figure that is judged, too: a network learns to tell its pictures from the film's."""

from __future__ import annotations

import torch

from pose2video.generators.everybody_dance_now.judging import SharedJudge
from pose2video.generators.neural_figure.learner import FigureLearner
from pose2video.generators.neural_figure.network import LAYER
from pose2video.generators.pose_to_picture.learner import falling, picture_of
from pose2video.generators.pose_to_picture.networks.pix2pixhd import MultiscaleDiscriminator
from pose2video.generators.pose_to_picture.networks.starts import begin

SCALES = 2  # of the judge
FEATURES = 10.0  # weight of its features, in that of its verdict, of pix2pixHD
HALF = 0.5  # weight of each of the judge's two losses


class JudgedFigureLearner(FigureLearner):
    """The judge sees a picture beside the rendering. In a step the painter moves first.

    Steps that look at face and hands alone are not judged.
    """

    def __init__(self, painter, corrections, settings, *rest, **named):
        """See `FigureLearner`."""
        super().__init__(painter, corrections, settings, *rest, **named)
        device = next(painter.parameters()).device
        judge = begin(MultiscaleDiscriminator(6, settings.width, scales=SCALES)).to(device)
        self.judge = SharedJudge(judge)
        self.modules |= {"judge": judge}
        adam = torch.optim.Adam(judge.parameters(), settings.learning_rate, betas=(0.5, 0.999))
        self.optimizers["judge"] = adam
        steps = settings.steps
        schedule = torch.optim.lr_scheduler.LambdaLR(adam, lambda n: falling(n, steps))
        self.schedules["judge"] = schedule

    def turns(self, number):
        """The painter's, and the judge's where whole windows are seen."""
        return ("painter",) if self.looks_closely(number) else ("painter", "judge")

    def step(self, batch, number, turn):
        """The painter's losses, or the judge's."""
        if turn != "judge":
            return super().step(batch, number, turn)
        found = self.judge.losses(_name(batch))
        if found is None:  # the painter's turn had other parts
            with torch.no_grad():
                _, made = self.learned(batch, number)
            last = {name: values[:, -1] for name, values in batch.items()}
            found = self.judge.anew(*self._pairs(made, picture_of(last["picture"]), last))
        return found

    def widely(self, layer, made, true, batch):
        """As of `FigureLearner`, and what the judge says."""
        found = super().widely(layer, made, true, batch)
        true, made = self._pairs(made, true, batch)
        weights = {"fool": 1.0, "features": FEATURES}
        return found | self.judge.painted(_name(batch), true, made, weights)

    def weights(self, number):
        """Of all losses; what is only recorded has none."""
        judged = {"judged": self.settings.adversarial, "real": HALF, "fake": HALF}
        return super().weights(number) | judged

    def after(self, number):
        """Let go of what the judge saw."""
        self.judge.kept.clear()

    def _pairs(self, made, true, batch):
        """True and painted pictures, each after the rendering, `(N, 6, height, width)`."""
        with torch.no_grad():
            drawn = self.over(self.painter.known(batch)[:, -LAYER:], batch)
        return tuple(2 * torch.cat([drawn, one], dim=1) - 1 for one in (true, made))


def _name(batch):
    """What examples are kept by: the last frames of their rows."""
    at = batch["at"]
    return tuple((at if at.dim() == 1 else at[:, -1]).tolist())
