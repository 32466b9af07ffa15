"""The network: from a rendering of the body and what is known of its surface, to the picture.

Sources: Thies et al., "Deferred Neural Rendering", 2019 (arXiv 1904.12356), for a texture that is
learned with the network that reads it; Shysheya et al., "Textured Neural Avatars", 2019 (arXiv
1905.08776), for one on the parts of a tracked body. Here the network changes a rendering, and
begins by changing nothing.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from pose2video.bodies.parts import PARTS
from pose2video.generators.pose_to_picture.limbs import LIMBS
from pose2video.generators.pose_to_picture.moments import bent
from pose2video.generators.pose_to_picture.networks.unet import UNet

LEVELS = (1, 2, 3, 4)  # channels of the U-Net at each size, in those at full size
KNOWN = 2 + 3 + 1 + len(PARTS) + 4  # body and shell, normals, depth, parts, the rendering
LAYER = 4  # RGB multiplied by alpha, and alpha
CHANGES = 5  # of colour, of alpha, and of how much of the rendering is kept


class FigureNetwork(nn.Module):
    """A U-Net that says how a rendering is to be changed. Its last layer begins at zero.

    Attributes:
        texture: Channels of the texture that it is shown.
        temporal: Whether it is shown what was painted before.
        sources: How many moments of the film it is shown.
        posed: Whether it is shown the pose's limbs.
        multiple: What a picture's sides are multiples of.
    """

    def __init__(self, texture=12, width=16, temporal=True, sources=0, posed=False):
        """`width` channels at full size, a multiple of 8; the others see above."""
        super().__init__()
        self.texture, self.temporal, self.sources, self.posed = texture, temporal, sources, posed
        inputs = texture + KNOWN + LAYER * (temporal + sources) + len(LIMBS) * posed
        outputs = CHANGES + 3 * sources
        self.network = UNet(inputs, outputs, tuple(width * share for share in LEVELS))
        self.multiple = self.network.multiple

    def forward(self, known, before=None, beside=None, limbs=None):
        """How the rendering is to be changed.

        Args:
            known: `(N, texture + KNOWN, height, width)`, see `known_of`.
            before: The layer that was painted before, brought to where its surface is now; None for
                the first one.
            beside: Moments of the film as layers, `(N, sources, 4, height, width)`.
            limbs: The pose, `(N, 19, height, width)`, see `draw_limbs`.

        Returns:
            `(N, 5, height, width)`: what is added to colour and to alpha, and what share of the
            rendering is taken away; see `changed`.
        """
        seen = [known]
        if self.temporal:
            if before is None:
                before = torch.zeros_like(known[:, :LAYER])
            seen.append(before)
        if self.sources:
            seen.append(beside.flatten(1, 2))
        if self.posed:
            seen.append(limbs)
        values = self.network(torch.cat(seen, dim=1)).float()
        added, taken = values[:, :LAYER], torch.tanh(values[:, LAYER:CHANGES])
        if self.sources:
            bends, shares = values[:, CHANGES:].split([2 * self.sources, self.sources], dim=1)
            shares = torch.tanh(shares)[:, :, None]
            left = 1 - shares.sum(dim=1)
            added = left * added + (shares * bent(beside, bends)).sum(dim=1)
            taken = 1 - left * (1 - taken)
        return torch.cat([added, taken], dim=1)


def known_of(batch, texture=None):
    """What a network is shown of frames but for what was painted before.

    Args:
        batch: `places`, `surface` and `layer` of N frames, see `inputs.FrameMaps`.
        texture: `(1 or N, channels, rows, columns)`, a texture's pages; None for none.

    Returns:
        `(N, channels + KNOWN, height, width)`; the last four are the rendering, RGB multiplied by
        alpha, and alpha.
    """
    surface = batch["surface"].permute(0, 3, 1, 2)
    where = surface[:, 5:6]
    at = [(where == 255).float(), (where > 0).float()]
    shape = (surface[:, :4].float() / 127.5 - 1) * at[1]
    parts = F.one_hot(surface[:, 4].long(), len(PARTS) + 1)[..., 1:].permute(0, 3, 1, 2).float()
    found = [*at, shape, parts, batch["layer"].permute(0, 3, 1, 2).float() / 255]
    if texture is not None:
        grid = 2 * batch["places"] - 1
        pages = texture.expand(len(grid), -1, -1, -1)
        read = F.grid_sample(pages, grid, padding_mode="border", align_corners=False)
        found.insert(0, read * at[1])
    return torch.cat(found, dim=1)


def changed(rendering, changes):
    """A rendering as a network changes it.

    Args:
        rendering: `(N, 4, height, width)`: RGB multiplied by alpha, and alpha.
        changes: Of `FigureNetwork`; all zero leaves the rendering as it is, to the bit.

    Returns:
        `(N, 4, height, width)`, RGB multiplied by alpha, and alpha: not held between 0 and 1.
    """
    return rendering * (1 - changes[:, LAYER:]) + changes[:, :LAYER]


def brought(layer, moved):
    """A layer painted before, brought to where its surface is now.

    Args:
        layer: `(N, 4, height, width)`.
        moved: `(N, height, width, 2)` pixels, from where a surface is seen to where it was before.
    """
    height, width = layer.shape[2:]
    y = torch.arange(height, device=layer.device, dtype=torch.float32) + 0.5
    x = torch.arange(width, device=layer.device, dtype=torch.float32) + 0.5
    there = torch.stack(torch.meshgrid(x, y, indexing="xy"), dim=-1) + moved
    grid = 2 * there / there.new_tensor([width, height]) - 1
    return F.grid_sample(layer, grid, align_corners=False)
