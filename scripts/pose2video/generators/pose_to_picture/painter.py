"""What paints: a network, what it is shown, and what becomes of its numbers."""

from __future__ import annotations

import torch
from torch import nn

from pose2video.generators.pose_to_picture.faces import FaceFinisher
from pose2video.generators.pose_to_picture.limbs import LIMBS, draw_limbs
from pose2video.generators.pose_to_picture.moments import laid_over, layers_of, numbers_of
from pose2video.generators.pose_to_picture.networks.pix2pixhd import GlobalGenerator, LocalEnhancer
from pose2video.generators.pose_to_picture.networks.spade import SpadeGenerator
from pose2video.generators.pose_to_picture.networks.starts import begin
from pose2video.generators.pose_to_picture.networks.unet import UNet
from pose2video.generators.pose_to_picture.networks.vanilla import MapToPicture, VectorToPicture
from pose2video.generators.pose_to_picture.points import OF_JOINTS

LEVELS = (1, 2, 3, 4)  # channels of a U-Net at each size, in those at full size
COARSE = 3  # halvings of pix2pixHD's


class Painter(nn.Module):
    """A picture of a person, as a layer, from a pose.

    Attributes:
        size: `(width, height)` in pixels.
        sources: How many remembered moments it sees; it may bend them and lay them over each other.
    """

    def __init__(self, plan):
        """Of a `PainterPlan`."""
        super().__init__()
        self.size, self.plan, self.sources = tuple(plan.size), plan, plan.sources
        self.network = _network(plan)
        self.face = FaceFinisher(self.size) if plan.face else None

    def shown(self, batch):
        """What the network is told: numbers `(N, n, 1, 1)`, or pictures `(N, n, height, width)`."""
        plan, points, sure = self.plan, batch["points"], batch["sure"]
        count = len(points)
        if plan.told == "vector":
            scale = points.new_tensor([1 / side for side in self.size])
            return (points[:, :, OF_JOINTS] * scale).reshape(count, -1, 1, 1)
        if "drawing" in batch:
            seen = batch["drawing"].permute(0, 3, 1, 2).float() / 255
        else:
            limbs = draw_limbs(points.flatten(0, 1), sure.flatten(0, 1), self.size)
            seen = limbs.reshape(count, -1, *limbs.shape[-2:])
        return seen

    def forward(self, batch):
        """Paint.

        Args:
            batch: `points` `(N, T, 21, 2)` and `sure` `(N, T, 21)` of T poses in a row, the last to
                be painted; `drawing` `(N, height, width, 3 T)` where poses are drawn before; and
                `sources` `(N, sources, height, width, 4)`, uint8 RGB and alpha, not multiplied.

        Returns:
            `(N, 4, height, width)` in [0, 1]: RGB multiplied by alpha, and alpha.
        """
        layer = self._painted(batch)
        if self.face is None:
            return layer
        return self.face(layer, batch["points"][:, -1], batch["sure"][:, -1])

    def _painted(self, batch):
        seen = self.shown(batch)
        if not self.sources:
            return self._layer(self._values(seen))
        beside = layers_of(batch)
        values = self.network(torch.cat([seen, beside.flatten(1, 2)], dim=1)).float()
        painted, bends, shares = values.split([4, 2 * self.sources, self.sources + 1], dim=1)
        painted = painted - painted.new_tensor([0, 0, 0, 2.0])[:, None, None]  # nothing, at first
        return laid_over(self._layer(torch.tanh(painted / 2)), bends, shares, beside)

    def _values(self, seen):
        values = self.network(seen).float()
        return torch.tanh(values / 2) if isinstance(self.network, UNet | SpadeGenerator) else values

    def _layer(self, values):
        """Values in [-1, 1] as a layer; without alpha it covers all."""
        colour = (values[:, :3] + 1) / 2
        alpha = (values[:, 3:] + 1) / 2 if values.shape[1] > 3 else torch.ones_like(colour[:, :1])
        return torch.cat([colour * alpha, alpha], dim=1)


def _network(plan):
    """The network of a plan, as it begins."""
    channels = 4 if plan.paint == "person" else 3
    if plan.told == "vector":
        return begin(VectorToPicture(26 * plan.times, channels, plan.size))
    inputs = (len(LIMBS) if plan.drawing == "limbs" else 3) * plan.times
    width = plan.width
    if plan.network == "plain":
        return begin(MapToPicture(inputs, channels, tuple(width * 2 * 2**i for i in range(3))))
    if plan.network == "pix2pixhd":
        return begin(GlobalGenerator(inputs, channels, width, COARSE, blocks=plan.blocks))
    if plan.network == "pix2pixhd_local":
        return begin(LocalEnhancer(inputs, channels, width, COARSE, blocks=plan.blocks))
    widths = tuple(width * share for share in LEVELS)
    if plan.network == "spade":
        return SpadeGenerator(inputs, channels, widths)
    if plan.sources:
        inputs, channels = inputs + 4 * plan.sources, numbers_of(channels, plan.sources)
    return UNet(inputs, channels, widths)
