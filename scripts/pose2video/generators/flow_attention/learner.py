"""A painter of flows that learns: by comparison, by where its flows point, and against judges."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from pose2video.generators.flow_attention.flow_losses import (
    affine_irregularity,
    gram,
    sampling_mistake,
)
from pose2video.generators.flow_attention.networks.flow_net import FlowNet
from pose2video.generators.flow_attention.networks.judges import FrameJudge, MotionJudge
from pose2video.generators.flow_attention.painter import PREVIOUS, REFERENCE
from pose2video.generators.pose_to_picture.learner import PaintingLearner, picture_of

L1, CONTENT, STYLE, CORRECT, REGULAR, FOOL = 5.0, 0.5, 500.0, 5.0, 0.0025, 2.0  # as published
JUDGE_RATE = 0.1
PAINTED = 1.0  # ours: of what is painted alone
STAGES = {3: 2, 2: 1}  # halvings -> the stage of AlexNet's trunk that has as many


class FlowLearner(PaintingLearner):
    """In a step the painter moves first, then the judges where there are any.

    The losses and their weights are those of Ren et al. 2020, but for `mask`, and for features of
    the packaged AlexNet trunk instead of VGG19's.
    """

    name = "flows"

    def __init__(self, painter, settings, steps, shown=None):
        """`shown` is a batch to look at."""
        self.painter, self.settings, self.shown, self.person = painter, settings, shown, True
        self.modules, self.optimizers, self.schedules = {"painter": painter}, {}, {}
        self.moved_by("painter", painter, settings, steps)
        self.trunk = None
        if settings.perceptual:
            from pose2video.perception.distance import Distance

            self.trunk = Distance("alex").to(next(painter.parameters()).device)
        if settings.judged:
            self.judges = nn.ModuleList([FrameJudge(), MotionJudge(frames=settings.frames)])
            self.modules["judges"] = self.judges
            self.moved_by("judges", self.judges, settings, steps, JUDGE_RATE)

    def made(self, batch):
        """Layers and pictures of all frames, see `PaintingLearner.made`; and how they were made."""
        layers, painted = zip(*self.painter.frames(rows_of(batch)), strict=True)
        layer = torch.stack(layers, dim=1).flatten(0, 1)
        behind = picture_of(batch["behind"].flatten(0, 1))
        return layer, layer[:, :3] + (1 - layer[:, 3:]) * behind, painted

    def step(self, batch, number, turn):
        """The painter's losses, or the judges'."""
        layer, made, painted = self.made(batch)
        true = picture_of(batch["picture"].flatten(0, 1))
        if turn == "judges":
            return self._judged(batch, 2 * made.detach() - 1, 2 * true - 1, number)
        mask = batch["mask"].flatten(0, 1)[:, None].float() / 255
        found = self.compared(layer, made, true, mask)
        found["regular"] = self._irregularity(painted)
        if painted[0].own is not None:
            # what is brought would else hide what is painted, which then never learns
            own = torch.stack([frame.own for frame in painted], dim=1).flatten(0, 1)
            found["painted"] = 2 * ((own - true).abs() * mask).sum() / mask.sum().clamp(min=1) / 3
        if self.trunk is not None:
            found |= self._alike(2 * made - 1, 2 * true - 1, batch, mask, painted)
        if self.settings.judged:
            verdicts = self._verdicts(batch, 2 * made - 1, number)
            found["fool"] = sum(F.mse_loss(v, torch.ones_like(v)) for v in verdicts)
        return found

    def weights(self, number):
        """Of the losses."""
        found = {"l1": L1, "edges": L1 * self.settings.edges, "mask": L1 * self.settings.mask}
        found |= {"content": CONTENT, "style": STYLE, "correct": CORRECT, "regular": REGULAR}
        return found | {"fool": FOOL, "painted": PAINTED}

    def held_out(self, batch):
        """L1 in [0, 1] at the person."""
        away = (self.made(batch)[1] - picture_of(batch["picture"].flatten(0, 1))).abs()
        mask = batch["mask"].flatten(0, 1) > 127
        return (away.mean(dim=1) * mask).sum() / mask.sum().clamp_min(1)

    def _irregularity(self, painted):
        windows = self.settings.windows
        flows = [
            affine_irregularity(flow, window)
            for frame in painted
            for of_source in frame.learned or frame.flows
            for flow, window in zip(of_source, windows, strict=True)
            if window
        ]
        return sum(flows) / len(painted) if flows else painted[0].picture.sum() * 0

    def _alike(self, made, true, batch, mask, painted):
        """Content, style, and whether flows point at what looks like what they should bring."""
        with torch.no_grad():
            wanted = self._features(true)
            sources = self._sources(batch)
        found = self._features(made)
        pairs = list(zip(found, wanted, strict=True))
        content = sum(F.l1_loss(mine, theirs) for mine, theirs in pairs)
        style = sum(F.l1_loss(gram(mine), gram(theirs)) for mine, theirs in pairs)
        wrong = []
        for source, features in enumerate(sources):
            for place, halvings in enumerate(FlowNet.levels):
                stage = STAGES[halvings]
                flow = torch.stack([frame.flows[source][place] for frame in painted], dim=1)
                flow, seen = flow.flatten(0, 1), features[stage]
                target = F.interpolate(wanted[stage], flow.shape[2:])
                seen = F.interpolate(seen, flow.shape[2:])
                wrong.append(sampling_mistake(target, seen, flow, mask))
        return {"content": content, "style": style, "correct": sum(wrong)}

    def _sources(self, batch):
        """Features of what the flows point into: the true frames before, and the reference."""
        length = batch["picture"].shape[1]
        before = torch.cat([batch["previous"][..., :3], batch["picture"][:, :-1]], dim=1)
        reference = self._features(2 * picture_of(batch["reference"][:, 0, ..., :3]) - 1)
        return (
            self._features(2 * picture_of(before.flatten(0, 1)) - 1),
            [maps.repeat_interleave(length, dim=0) for maps in reference],
        )

    def _features(self, pictures):
        return self.trunk.trunk((pictures - self.trunk.shift) / self.trunk.scale)

    def _judged(self, batch, made, true, number):
        losses = {}
        for name, pictures, label in (("real", true, 1.0), ("fake", made, 0.0)):
            verdicts = self._verdicts(batch, pictures, number)
            losses[name] = sum(F.mse_loss(v, torch.full_like(v, label)) for v in verdicts)
        return losses

    def _verdicts(self, batch, pictures, number):
        """Of one frame of each film, and of all its frames in a row."""
        count, length = batch["picture"].shape[:2]
        films = pictures.view(count, length, *pictures.shape[1:])
        still, moving = self.judges
        return still(films[:, number % length]), moving(films.transpose(1, 2))

    def samples(self, number):
        """Moments of the film above, painted ones below."""
        true = picture_of(self.shown["picture"].flatten(0, 1))
        return self.sheet(true, self.made(self.shown)[1])


def rows_of(batch):
    """A batch without the axis of one row of what each film has once."""
    once = (*REFERENCE, *PREVIOUS)
    return batch | {name: batch[name][:, 0] for name in once}
