"""Remembered moments in a painter's sight: bent, and laid over what it paints."""

from __future__ import annotations

import torch
import torch.nn.functional as F

BEND = 0.1  # of the window that a network's 1 bends a remembered picture by
TRUST = 2.0  # in the nearest moment, before anything is learned


def numbers_of(channels, sources) -> int:
    """Channels of a network that paints so many, and bends and weighs so many moments."""
    return channels + 3 * sources + bool(sources)


def layers_of(batch):
    """The remembered moments of a batch as layers, `(N, sources, 4, height, width)`."""
    seen = batch["sources"].permute(0, 1, 4, 2, 3).float() / 255
    return torch.cat([seen[:, :, :3] * seen[:, :, 3:], seen[:, :, 3:]], dim=2)


def laid_over(layer, bends, shares, beside):
    """What was painted and remembered moments, bent, as one layer.

    Args:
        layer: `(N, 4, height, width)`: RGB multiplied by alpha, and alpha.
        bends: `(N, 2 sources, height, width)`: x and y of each, in `BEND` of the window.
        shares: `(N, sources + 1, height, width)`, before a softmax; the last is of the layer.
        beside: Of `layers_of`.

    Returns:
        As `layer`.
    """
    trust = shares.new_zeros(shares.shape[1])
    trust[0] = TRUST
    shares = torch.softmax(shares + trust[:, None, None], dim=1)
    layers = torch.cat([bent(beside, bends), layer[:, None]], dim=1)
    return (layers * shares[:, :, None]).sum(dim=1)


def bent(beside, bends):
    """Moments, bent as networks say; see `laid_over`."""
    count, sources, _, height, width = beside.shape
    bends = bends.reshape(-1, 2, height, width).permute(0, 2, 3, 1) * (BEND * min(width, height))
    y, x = torch.meshgrid(
        *(torch.arange(side, dtype=bends.dtype, device=bends.device) for side in (height, width)),
        indexing="ij",
    )
    whole = bends.new_tensor([width - 1, height - 1])
    grid = (torch.stack([x, y], dim=-1) + bends) * 2 / whole - 1
    moved = F.grid_sample(beside.flatten(0, 1), grid, align_corners=True)
    return moved.reshape(count, sources, 4, height, width)
