"""A painter that takes a person's parts from a reference and from the frame before."""

from __future__ import annotations

import torch
from torch import nn

from pose2video.generators.flow_attention.leading import leading
from pose2video.generators.flow_attention.networks.animator import Animator
from pose2video.generators.flow_attention.networks.led import LedAnimator
from pose2video.generators.pose_to_picture.limbs import LIMBS, draw_limbs

REFERENCE = ("reference", "reference_points", "reference_sure")
PREVIOUS = ("previous", "previous_points", "previous_sure")
NOTHING = -0.5  # before tanh: how much is covered before anything is learned


class FlowPainter(nn.Module):
    """Layers of a person in one pose after the other.

    Poses are soft limbs, a channel each, so that both ends of a flow know the same joints and a
    joint at the edge is one.

    Attributes:
        size: `(width, height)` in pixels.
        plan: The `FlowPlan`.
        sources: References that it sees.
        animator: The network.
    """

    sources = 1

    def __init__(self, plan):
        """Of a `FlowPlan`."""
        super().__init__()
        self.size, self.plan = tuple(plan.size), plan
        shape = len(LIMBS), plan.width, plan.flow_width, plan.windows
        self.animator = LedAnimator(*shape) if plan.led else Animator(*shape, 4)
        for module in self.animator.modules():
            if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
                nn.init.orthogonal_(module.weight)
                nn.init.zeros_(module.bias)
        last = self.animator.target.outconv.model[2]
        nn.init.constant_(last.bias[3:4], NOTHING)
        if plan.led:
            self.animator.begin()

    def frames(self, batch):
        """Paint the frames of some films, one after the other.

        Args:
            batch: `points` `(N, T, 21, 2)` and `sure` `(N, T, 21)` in pixels of the window;
                `reference` `(N, height, width, 4)`, uint8 RGB and alpha, not multiplied, with
                `reference_points` `(N, 21, 2)` and `reference_sure`; and the same of `previous`,
                the frame before.

        Yields:
            A layer `(N, 4, height, width)` in [0, 1], RGB multiplied by alpha, and the `Painted`
            that it is of, for each of T frames.
        """
        reference = self._known(batch, REFERENCE)
        before = self._known(batch, PREVIOUS)
        count, length = batch["points"].shape[:2]
        limbs = draw_limbs(batch["points"].flatten(0, 1), batch["sure"].flatten(0, 1), self.size)
        limbs = limbs.view(count, length, *limbs.shape[1:])
        leads = (self._leads(batch),) if self.plan.led else ()
        for painted in self.animator(reference, limbs, before, *leads):
            yield (painted.picture + 1) / 2, painted

    def _leads(self, batch):
        """See `LedAnimator.forward`."""
        points, sure = batch["points"], batch["sure"]
        count, length = points.shape[:2]
        found = []
        for names in (PREVIOUS, REFERENCE):
            start, start_sure = batch[names[1]][:, None], batch[names[2]][:, None]
            if names == PREVIOUS:
                start = torch.cat([start, points[:, :-1]], dim=1)
                start_sure = torch.cat([start_sure, sure[:, :-1]], dim=1)
            else:
                start, start_sure = start.expand_as(points), start_sure.expand_as(sure)
            rows = (part.flatten(0, 1) for part in (points, sure, start, start_sure))
            found.append(
                [part.unflatten(0, (count, length)) for part in leading(*rows, self.size)]
            )
        return found

    def _known(self, batch, names):
        picture, points, sure = (batch[name] for name in names)
        picture = picture.permute(0, 3, 1, 2).float() / 255
        colour, alpha = picture[:, :3], picture[:, 3:]
        picture = torch.cat([colour * alpha, alpha], dim=1)
        return 2 * picture - 1, draw_limbs(points, sure, self.size)
