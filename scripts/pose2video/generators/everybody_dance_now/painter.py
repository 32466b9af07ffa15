"""What paints: the network, what it is told, what it painted before, and who finishes parts."""

from __future__ import annotations

import torch
from torch import nn

from pose2video.generators.everybody_dance_now.crops import corners_of, cut, laid
from pose2video.generators.everybody_dance_now.finishers import finisher, is_told
from pose2video.generators.everybody_dance_now.parts import NETWORKS, PARTS
from pose2video.generators.pose_to_picture.moments import laid_over, layers_of, numbers_of
from pose2video.generators.pose_to_picture.networks.pix2pixhd import GlobalGenerator, LocalEnhancer
from pose2video.generators.pose_to_picture.networks.starts import begin
from pose2video.generators.pose_to_picture.networks.unet import UNet

ABSENT = -2.0  # before its tanh: alpha of nothing
DECIDED = 6.0  # what the network's 1 says for or against a moment


class DancePainter(nn.Module):
    """Paints frame after frame: the pose and what was painted before, to a picture.

    Source: Chan et al., "Everybody Dance Now", ICCV 2019.

    Attributes:
        plan: The `DancePlan`.
        size: `(width, height)` in pixels.
        sources: How many remembered moments it sees; it may bend them and lay them over each other
            and over what it paints, as the other painters do.
        network: Of pix2pixHD, or a U-Net with true skips.
        parts: `face` and `hand`, those that the plan has. The left hand is shown mirrored, so
            that both are of one kind; one more channel says which it is.
    """

    def __init__(self, plan):
        """Of a `DancePlan`."""
        super().__init__()
        self.plan, self.size, self.sources = plan, tuple(plan.size), plan.sources
        inputs = plan.shown + (plan.channels if plan.temporal else 0) + 4 * plan.sources
        self.network = _network(plan, inputs, numbers_of(plan.channels, plan.sources))
        if plan.sources:
            _silence(self.network)
        self.sides = {"face": plan.face_px, "hand": plan.hand_px}
        self.parts = nn.ModuleDict(
            {name: finisher(plan, name) for name, side in self.sides.items() if side}
        )

    def told(self, batch):
        """The drawings of a batch as networks are shown them: `(N, shown, height, width)`.

        Channels lie beside each other where that is faster: while it learns, and on a GPU.
        """
        drawing = batch["drawing"].permute(0, 3, 1, 2)
        last = self.training or drawing.is_cuda
        layout = torch.channels_last if last else torch.contiguous_format
        return drawing.contiguous(memory_format=layout).float() / 127.5 - 1

    def beside(self, batch):
        """The remembered moments of a batch, as of `layers_of`; None where it sees none."""
        return layers_of(batch) if self.sources else None

    def whole(self, told, before=None, beside=None):
        """Paint, but for the parts.

        Args:
            told: See `told`.
            before: What this gave for the frame before; None for the first one.
            beside: See `beside`.

        Returns:
            `(N, 4, height, width)` in [0, 1]: RGB multiplied by alpha, and alpha.
        """
        if self.plan.temporal:
            channels = self.plan.channels
            if before is None:  # as published: nothing is a middle grey
                before = told.new_zeros(len(told), channels, *told.shape[-2:])
            else:
                before = 2 * before[:, :channels] - 1
            told = torch.cat([told, before], dim=1)
        if beside is not None:
            told = torch.cat([told, beside.flatten(1, 2)], dim=1)
        values = self.network(told).float()
        if self.plan.network == "unet":  # those of pix2pixHD end with it
            values = torch.tanh(values)
        count = self.plan.channels
        colour, alpha = (values[:, :3] + 1) / 2, torch.ones_like(values[:, :1])
        if count > 3:
            alpha = (values[:, 3:4] + 1) / 2
        layer = torch.cat([colour * alpha, alpha], dim=1)
        if beside is None:
            return layer
        bends, shares = values[:, count:].split([2 * self.sources, self.sources + 1], dim=1)
        return laid_over(layer, bends, DECIDED * shares, beside)

    def finished(self, layer, told, batch):
        """A layer with its face and hands.

        Args:
            layer: Of `whole`. told: See `told`.
            batch: `middles` `(N, 3, 2)` of `PARTS` in pixels, `there` `(N, 3)`.
        """
        for part, place in self.places(batch):
            corners, crop = self.crop(torch.cat([layer, told], dim=1), part, place)
            residual = self.parts[NETWORKS[part]](crop)
            layer = self.lay(layer, residual, part, corners, place).clamp(0, 1)
        return layer

    def places(self, batch):
        """Pairs of a part that is finished, and `(middles, there)` of it."""
        for number, part in enumerate(PARTS):
            if NETWORKS[part] in self.parts:
                yield part, (batch["middles"][:, number], batch["there"][:, number])

    def crop(self, pictures, part, place):
        """Corners, and what the network of a part sees of a layer and drawings on each other."""
        side = self.sides[NETWORKS[part]]
        corners = corners_of(place[0], side, self.size)
        crop = cut(pictures, corners, side)
        colours, told = 2 * crop[:, : self.plan.channels] - 1, crop[:, 4:]
        told = [told] if is_told(self.plan, NETWORKS[part]) else []
        seen = torch.cat([*told, colours], dim=1)
        if part == "face":
            return corners, seen
        which = torch.full_like(seen[:, :1], 1.0 if part == "left_hand" else -1.0)
        seen = torch.cat([seen, which], dim=1)
        return corners, seen.flip(3) if part == "left_hand" else seen

    def lay(self, layer, residual, part, corners, place):
        """A layer with the residual of a part, where it is there at all."""
        residual = residual.float()
        if part == "left_hand":
            residual = residual.flip(3)
        if residual.shape[1] == 3:
            residual = torch.cat([residual, torch.zeros_like(residual[:, :1])], dim=1)
        return laid(layer, residual * place[1][:, None, None, None], corners)

    def forward(self, batch, before=None):
        """The finished layer, and what the next frame is told of this one."""
        told = self.told(batch)
        layer = self.whole(told, before, self.beside(batch))
        return self.finished(layer, told, batch), layer


def _network(plan, inputs, channels):
    """The network of a plan, as it begins."""
    if plan.network == "unet":
        return UNet(inputs, channels, [plan.width * level for level in range(1, plan.downs + 2)])
    kind = LocalEnhancer if plan.network == "local" else GlobalGenerator
    return begin(kind(inputs, channels, plan.width, downs=plan.downs, blocks=plan.blocks))


def _silence(network):
    """Let a network with moments in sight begin with these alone, as they are."""
    if isinstance(network, UNet):
        last = network.last
    else:
        last = getattr(network, "model1_2", network.model)[-2]
    nn.init.zeros_(last.weight)
    with torch.no_grad():
        last.bias[3] = ABSENT
