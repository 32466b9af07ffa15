"""The learner of face and hands: crops of what is painted, before a judge of their own."""

from __future__ import annotations

import torch
from torch import nn

from pose2video.generators.everybody_dance_now.crops import cut
from pose2video.generators.everybody_dance_now.finishers import is_told, judge_of
from pose2video.generators.everybody_dance_now.judging import SharedJudge
from pose2video.generators.everybody_dance_now.learner import DanceLearner
from pose2video.generators.everybody_dance_now.parts import NETWORKS
from pose2video.generators.everybody_dance_now.published import PART_JUDGES, fill
from pose2video.generators.pose_to_picture.learner import flat, picture_of

SHARE = 0.5  # weight of the adversarial and perceptual losses of a crop, as published


class FinishingLearner(DanceLearner):
    """The networks of face and hands; the rest of the painter stays as it is."""

    def __init__(self, painter, settings, steps, shown=None, alike=None):
        """`painter` has learned all but the parts."""
        super().__init__(painter, settings, steps, shown, alike, "parts")

    def learning(self, plan):
        """By name what learns: what paints the parts, then what judges each."""
        parts = self.painter.parts
        judges = nn.ModuleDict({name: judge_of(plan, name) for name in parts})
        self.shared = {name: SharedJudge(judge) for name, judge in judges.items()}
        return {"painter": parts, "judge": judges}

    @property
    def networks(self):
        """What paints, what finishes it, and the judges."""
        judges = self.modules["judge"].values()
        return [self.painter.network, *self.painter.parts.values(), *judges]

    def begin(self, published):
        """Fill the judges with what a published checkpoint has of them."""
        for name, judge in self.modules["judge"].items():
            fill(judge, published, f"{PART_JUDGES}{name}.")

    def after(self, number):
        """Let go of what the judges saw."""
        for judge in self.shared.values():
            judge.kept.clear()

    def step(self, batch, number, turn):
        """The parts' losses, or their judges'."""
        name = tuple(batch["at"].ravel().tolist())
        if turn == "judge":
            kept = {part: self.shared[NETWORKS[part]].losses((part, *name)) for part in self.parts}
            found = [losses for losses in kept.values() if losses is not None]
            if len(found) < len(kept):
                found = self._anew(batch)
            return _sum(found)
        crops = self._crops(batch)
        return _sum([self._painted(part, (part, *name), *crop) for part, crop in crops.items()])

    @property
    def parts(self):
        """Those that are finished."""
        return [part for part in NETWORKS if NETWORKS[part] in self.painter.parts]

    def _painted(self, part, name, told, true, made):
        found = {"l1": 2 * (made - true).abs().mean()}
        if self.eye is not None:
            found["perceptual"] = SHARE * self.eye(2 * made - 1, 2 * true - 1)
        seen = self._judged_by(part, told, true, made)
        judged = self.shared[NETWORKS[part]].painted(name, *seen, {"fool": SHARE})
        return found | judged

    def _judged_by(self, part, told, *pictures):
        """What the judge of a part is shown of each picture."""
        shown = [told] if is_told(self.painter.plan, NETWORKS[part]) else []
        return [torch.cat([*shown, 2 * picture - 1], dim=1) for picture in pictures]

    def _anew(self, batch):
        with torch.no_grad():
            crops = self._crops(batch)
        return [
            self.shared[NETWORKS[part]].anew(*self._judged_by(part, *crop))
            for part, crop in crops.items()
        ]

    def _crops(self, batch):
        """By part: what was told, and the true and the painted picture, `(N, n, side, side)`."""
        with torch.no_grad():
            layers = self.rolled(batch)[0]
        batch = flat(batch)
        told, found = self.painter.told(batch), {}
        for part, place in self.painter.places(batch):
            corners, seen = self.painter.crop(torch.cat([layers, told], dim=1), part, place)
            network = NETWORKS[part]
            residual = self.painter.parts[network](seen)
            done = self.painter.lay(layers, residual, part, corners, place).clamp(0, 1)
            pictures = (told, picture_of(batch["picture"]), self.pictured(batch, done))
            side = self.painter.sides[network]
            found[part] = tuple(cut(picture, corners, side) for picture in pictures)
        return found

    def shown_pictures(self, batch):
        """As of `DanceLearner`, finished."""
        layers = self.rolled(batch)[0]
        whole = flat(batch)
        done = self.painter.finished(layers, self.painter.told(whole), whole)
        made = self.pictured(whole, done)
        return self.last(made, batch)


def _sum(found):
    """Losses of several parts, added."""
    total = {}
    for losses in found:
        for name, loss in losses.items():
            total[name] = total.get(name, 0) + loss
    return total
