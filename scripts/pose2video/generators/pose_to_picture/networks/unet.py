"""A U-Net: what the way down sees at a size, the way up sees again."""

from __future__ import annotations

from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import nn

GROUPS = 8


class UNet(nn.Module):
    """Convolutions in pairs, halved by a stride, doubled by their neighbours, with true skips.

    Group norm, so that a picture does not depend on those beside it. The last layer begins at
    zero: with `SiLU` before it, what is painted begins as the same everywhere.

    Attributes:
        multiple: What a picture's sides are multiples of.
    """

    def __init__(self, inputs, channels, widths=(32, 64, 96, 128)):
        """`widths` of each size, the full one first; multiples of `GROUPS`."""
        super().__init__()
        self.multiple = 2 ** (len(widths) - 1)
        self.first = _pair(inputs, widths[0])
        self.downs = nn.ModuleList(_pair(wide, wider, stride=2) for wide, wider in pairwise(widths))
        back = widths[::-1]
        self.ups = nn.ModuleList(_pair(wide + narrow, narrow) for wide, narrow in pairwise(back))
        self.last = nn.Conv2d(widths[0], channels, 3, padding=1)
        nn.init.zeros_(self.last.weight)
        nn.init.zeros_(self.last.bias)

    def forward(self, x):
        """`(N, inputs, height, width)` -> `(N, channels, height, width)`, without limits."""
        seen = [self.first(x)]
        for down in self.downs:
            seen.append(down(seen[-1]))
        x = seen.pop()
        for up in self.ups:
            beside = seen.pop()
            x = up(torch.cat([F.interpolate(x, scale_factor=2.0), beside], dim=1))
        return self.last(x)


def _pair(before, after, stride=1):
    return nn.Sequential(
        nn.Conv2d(before, after, 3, stride, 1),
        nn.GroupNorm(GROUPS, after),
        nn.SiLU(inplace=True),
        nn.Conv2d(after, after, 3, 1, 1),
        nn.GroupNorm(GROUPS, after),
        nn.SiLU(inplace=True),
    )
