"""What paints: a texture of one person and the network that reads it."""

from __future__ import annotations

import torch
from torch import nn

from pose2video.generators.neural_figure.network import (
    LAYER,
    FigureNetwork,
    brought,
    changed,
    known_of,
)
from pose2video.generators.pose_to_picture.limbs import draw_limbs
from pose2video.generators.pose_to_picture.moments import layers_of


class FigurePainter(nn.Module):
    """Paints a person as a change of a rendering of the body.

    Attributes:
        plan: The `FigurePlan`. size: `(width, height)` in pixels.
        sources: How many moments of the film it sees.
        texture: `(1, channels, rows, columns)`, what is learned of the surface; None without.
        network: The `FigureNetwork`.
    """

    def __init__(self, plan):
        """Of a `FigurePlan`; the texture begins at zero."""
        super().__init__()
        self.plan, self.size, self.sources = plan, tuple(plan.size), plan.sources
        self.texture = None
        if plan.texture:
            columns, rows = plan.pages
            self.texture = nn.Parameter(torch.zeros(1, plan.texture, rows, columns))
        told = (plan.temporal, plan.sources, plan.pose)
        self.network = FigureNetwork(plan.texture, plan.width, *told)

    def dye(self, colours):
        """Begin the texture with colours, float32 `(rows, columns, 3)` in [0, 1]."""
        if self.texture is not None:
            with torch.no_grad():
                self.texture[0, :3] = torch.from_numpy(colours).permute(2, 0, 1)

    def known(self, batch):
        """What the network is shown, see `network.known_of`."""
        return known_of(batch, self.texture)

    def beside(self, batch):
        """The moments of the film of a batch, as layers; None where it sees none."""
        return layers_of(batch) if self.sources else None

    def limbs(self, batch):
        """The poses of a batch, see `draw_limbs`; None where it is not told them."""
        if not self.plan.pose:
            return None
        return draw_limbs(batch["points"], batch["sure"], self.size)

    def painted(self, known, before=None, beside=None, limbs=None):
        """The layer, not held between 0 and 1, and how the rendering was changed for it.

        Args:
            known: See `known`. before: The layer before, brought to where its surface is now.
            beside: See `beside`. limbs: See `limbs`.
        """
        changes = self.network(known, before, beside, limbs)
        return changed(known[:, -LAYER:], changes), changes

    def forward(self, batch, before=None):
        """Paint.

        Args:
            batch: See `network.known_of`; with `moved`, see `network.brought`, and `sources`, see
                `layers_of`; and `points` `(N, 21, 2)` and `sure` `(N, 21)` of the poses.
            before: What this gave for the frames before; None for the first ones.

        Returns:
            The layer `(N, 4, height, width)` in [0, 1], and the changes `(N, 5, height, width)`.
        """
        if before is not None:
            before = brought(before, batch["moved"])
        shown = (self.known(batch), before, self.beside(batch), self.limbs(batch))
        layer, changes = self.painted(*shown)
        return layer.clamp(0, 1), changes
