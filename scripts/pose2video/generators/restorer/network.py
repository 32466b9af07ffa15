"""The network that restores: a U-Net's change of a rendering, where the rendering is unsure."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from pose2video.generators.neural_figure.network import LAYER, FigureNetwork, changed, known_of

EDGE_PX = 3  # on both sides of an edge, within which a rendering is unsure
SOFT_PX = 2  # over which it becomes sure again
STEP = 0.05  # of the depth that is told, that two places of one surface lie apart at most
UNSEEN = 0.35  # how much a place may change, in [0, 1], that the photograph does not show


class Restorer(nn.Module):
    """Changes a rendering of anybody's body; a photograph's own pixels stay as they are.

    Attributes:
        network: The `FigureNetwork`. It is shown how far the photograph shows each place.
        multiple: What a picture's sides are multiples of.
    """

    def __init__(self, width=16):
        """`width` channels at full size, a multiple of 8."""
        super().__init__()
        self.network = FigureNetwork(1, width, False)
        self.multiple = self.network.multiple

    def forward(self, batch):
        """Restore.

        Args:
            batch: `surface` and `layer` as of `neural_figure.inputs.FrameMaps`, and `shown`, uint8
                `(N, height, width, 1)`, see `shown.shown_pages`.

        Returns:
            The layer `(N, 4, height, width)`, RGB multiplied by alpha, and alpha, in [0, 1]; where
            nothing is unsure it is the rendering, to the bit.
        """
        shown = batch["shown"].permute(0, 3, 1, 2).float() / 255
        known = torch.cat([shown, known_of(batch)], dim=1)
        rendering = known[:, -LAYER:]
        changes = torch.tanh(self.network(known)) * unsure(batch["surface"], shown, rendering)
        layer = changed(rendering, changes)
        alpha = layer[:, 3:].clamp(0, 1)
        most = torch.maximum(alpha, rendering[:, :3])  # a light may be brighter than white
        return torch.cat([layer[:, :3].clamp(min=0).minimum(most), alpha], dim=1)


def unsure(surface, shown, rendering):
    """How little a rendering is to be believed, `(N, 1, height, width)` in [0, 1].

    It is unsure at its outline and a little beyond, at edges of one part before another, and where
    the photograph does not show the place; nowhere else, so that photographs stay photographs. It
    is also how much is changed at most.

    Args:
        surface: uint8 `(N, height, width, 6)`, see `FrameMaps`.
        shown: `(N, 1, height, width)` in [0, 1]. rendering: `(N, 4, height, width)`.
    """
    surface = surface.permute(0, 3, 1, 2).float()
    body = (surface[:, 5:6] > 0).float()
    alpha = rendering[:, 3:]
    outline = spread(alpha) - narrowed(alpha)
    depth = surface[:, 3:4] / 127.5 - 1
    inner = (surface[:, 5:6] == 255).float()
    near, far = spread(depth * inner - 2 * (1 - inner)), narrowed(depth * inner + 2 * (1 - inner))
    step = ((near - far) / STEP - 1).clamp(0, 1) * inner
    unseen = UNSEEN * alpha * (1 - shown) * body
    found = torch.maximum(torch.maximum(outline, step), unseen)
    side = 2 * SOFT_PX + 1
    return F.avg_pool2d(found, side, 1, SOFT_PX, count_include_pad=False)


def spread(values):
    """The largest value near each place."""
    return F.max_pool2d(values, 2 * EDGE_PX + 1, 1, EDGE_PX)


def narrowed(values):
    """The smallest value near each place."""
    return -spread(-values)
