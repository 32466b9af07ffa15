"""A painter that learns against judges."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from pose2video.generators.pose_to_picture.learner import PaintingLearner, flat, picture_of
from pose2video.generators.pose_to_picture.limbs import LIMBS
from pose2video.generators.pose_to_picture.networks.pix2pixhd import MultiscaleDiscriminator
from pose2video.generators.pose_to_picture.networks.starts import begin
from pose2video.generators.pose_to_picture.networks.temporal import TemporalJudge
from pose2video.generators.pose_to_picture.networks.vanilla import PatchJudge

SURE_REAL, SURE_FAKE = 0.65, 0.35  # mean verdicts beyond which a judge rests, of DeepDance
ROW = 3  # pictures that the judge of motion sees
FEATURES = 10.0  # weight of feature matching, of pix2pixHD


class Judges(nn.Module):
    """What judges pictures: one by one, and in a row.

    Attributes:
        still: Of single pictures.
        moving: Of `ROW` pictures in a row; None without.
    """

    def __init__(self, settings, channels):
        """`channels` of a picture and what it is judged by."""
        super().__init__()
        if settings.judge == "multiscale":
            self.still = begin(MultiscaleDiscriminator(channels, 4 * settings.width, scales=2))
        else:
            self.still = begin(PatchJudge(channels, settings.judge_dropout, logits=True))
        self.moving = begin(TemporalJudge(channels)) if settings.temporal else None

    def verdicts(self, pictures):
        """Lists of verdicts (numbers without limits) and of features on the way."""
        found = self.still(pictures)
        if isinstance(found, list):
            return [scale[-1] for scale in found], [f for scale in found for f in scale[:-1]]
        return [found], []

    def motion(self, pictures):
        """Verdicts on rows of pictures."""
        row = pictures.reshape(-1, ROW, *pictures.shape[1:])
        return self.moving(row.transpose(1, 2))


class AdversarialLearner(PaintingLearner):
    """In a step the judges move first, then the painter, as in DeepDance."""

    name = "adversaries"

    def __init__(self, painter, settings, steps, shown=None, epoch=1):
        """`epoch` is how many steps all examples take."""
        super().__init__(painter, settings, steps, shown)
        self.steps, self.epoch = steps, max(1, epoch)
        told = painter.plan
        inputs = (len(LIMBS) if told.drawing == "limbs" else 3) * told.times
        self.judges = Judges(settings, 3 + (inputs if settings.judge_sees_pose else 0))
        self.modules = {"painter": painter, "judges": self.judges}
        mine, falls = self.optimizers, self.schedules
        self.optimizers, self.schedules = {}, {}
        self.moved_by("judges", self.judges, settings, steps, settings.judge_rate)
        self.optimizers |= mine
        self.schedules |= falls

    def step(self, batch, number, turn):
        """The judges' losses, or the painter's."""
        batch = flat(batch)
        return self._judged(batch) if turn == "judges" else self._painted(batch)

    def _seen(self, batch, pictures):
        pictures = 2 * pictures - 1
        if self.settings.judge_sees_pose:
            pictures = torch.cat([pictures, 2 * self.painter.shown(batch) - 1], dim=1)
        return pictures

    def _judged(self, batch):
        settings = self.settings
        true = self._seen(batch, picture_of(batch["picture"]))
        made = self._seen(batch, self.made(batch)[1])
        real, fake = self.judges.verdicts(true)[0], self.judges.verdicts(made)[0]
        found = {
            "real": self._mean(real, settings.real_least, settings.real_most),
            "fake": self._mean(fake, settings.fake_least, settings.fake_most),
        }
        if settings.balance:
            sure = [
                torch.cat([torch.sigmoid(v).ravel() for v in kind]).mean() for kind in (real, fake)
            ]
            if sure[0] >= SURE_REAL and sure[1] <= SURE_FAKE:
                found = {name: loss.detach() for name, loss in found.items()}
        if self.judges.moving is not None:
            moves = [self._against(self.judges.motion(true), 1.0)]
            moves.append(self._against(self.judges.motion(made), 0.0))
            found["motion"] = (moves[0] + moves[1]) / 2
        return found

    def _painted(self, batch):
        layer, made = self.made(batch)
        found = self.losses(batch, layer, made)
        seen = self._seen(batch, made)
        fooled, features = self.judges.verdicts(seen)
        found["fool"] = self._mean(fooled, 1.0, 1.0)
        if features:
            with torch.no_grad():
                wanted = self.judges.verdicts(self._seen(batch, picture_of(batch["picture"])))[1]
            pairs = zip(features, wanted, strict=True)
            found["features"] = sum(F.l1_loss(mine, true) for mine, true in pairs) / len(wanted)
        if self.judges.moving is not None:
            found["fool_motion"] = self._against(self.judges.motion(seen), 1.0)
        return found

    def _mean(self, verdicts, least, most):
        """The loss of verdicts whose labels lie anywhere between two numbers."""
        return sum(self._against(v, least + (most - least) * torch.rand_like(v)) for v in verdicts)

    def _against(self, verdict, label):
        label = torch.as_tensor(label, device=verdict.device).expand_as(verdict)
        if self.settings.loss == "lsgan":
            return F.mse_loss(verdict, label.to(verdict.dtype))
        return F.binary_cross_entropy_with_logits(verdict.float(), label.float())

    def weights(self, number):
        """L1 falls from `l1_first` to `l1_last`."""
        settings = self.settings
        l1 = l1_weight(number, self.steps, self.epoch, settings)
        beside = {name: weight * l1 for name, weight in super().weights(number).items()}
        beside["features"] = FEATURES
        return beside | {"l1": l1, "motion": settings.temporal, "fool_motion": settings.temporal}


def l1_weight(number, steps, epoch, settings) -> float:
    """The weight of L1 in step `number` of `steps`.

    With `l1_falls: run` it reaches `l1_last` in the last step; with `epochs` it is DeepDance's
    formula, `max(30, 100 - epoch // 4)`, whose 30 is reached after 280 epochs.
    """
    first, last = settings.l1_first, settings.l1_last
    if settings.l1_falls == "epochs":
        return max(last, first - (number // epoch) // 4)
    return first + (last - first) * number / max(1, steps - 1)
