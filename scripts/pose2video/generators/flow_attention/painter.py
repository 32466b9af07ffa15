"""A painter that takes a person's parts from a reference and from the frame before."""

from __future__ import annotations

import torch
from torch import nn

from pose2video.generators.flow_attention.networks.animator import AT_ONCE, Animator
from pose2video.generators.flow_attention.networks.leading import leading
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
        if plan.led:
            self.animator.begin()
        else:
            nn.init.constant_(last.bias[3:], NOTHING)

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
        start = batch[PREVIOUS[1]], batch[PREVIOUS[2]]
        rows = zip(
            batch["points"].split(AT_ONCE, dim=1), batch["sure"].split(AT_ONCE, dim=1), strict=True
        )
        for points, sure in rows:
            count, length = points.shape[:2]
            limbs = draw_limbs(points.flatten(0, 1), sure.flatten(0, 1), self.size)
            limbs = limbs.unflatten(0, (count, length))
            leads = ()
            if self.plan.led:
                still = batch[REFERENCE[1]][:, None], batch[REFERENCE[2]][:, None]
                still = still[0].expand_as(points), still[1].expand_as(sure)
                moving = (
                    torch.cat([old[:, None], new[:, :-1]], dim=1)
                    for old, new in zip(start, (points, sure), strict=True)
                )
                to = points, sure
                leads = ([self._lead(to, tuple(moving)), self._lead(to, still)],)
            for painted in self.animator(reference, limbs, before, *leads):
                yield (painted.picture + 1) / 2, painted
            before, start = (painted.picture, limbs[:, -1]), (points[:, -1], sure[:, -1])

    def _lead(self, to, start):
        """Flow and nearness by the joints alone, `(N, T, ...)`; see `leading`."""
        count, length = to[0].shape[:2]
        rows = (part.flatten(0, 1) for part in (*to, *start))
        return [part.unflatten(0, (count, length)) for part in leading(*rows, self.size)]

    def _known(self, batch, names):
        picture, points, sure = (batch[name] for name in names)
        picture = picture.permute(0, 3, 1, 2).float() / 255
        colour, alpha = picture[:, :3], picture[:, 3:]
        picture = torch.cat([colour * alpha, alpha], dim=1)
        return 2 * picture - 1, draw_limbs(points, sure, self.size)
