"""A U-Net of the face stage, with the names that its checkpoints have.

Source: the other generator of the face stage of Chan et al., "Everybody Dance Now", ICCV 2019.
It is pix2pix's U-Net (Isola et al., CVPR 2017) with batch norm: always 64 channels, halved five
times.
"""

from __future__ import annotations

import torch
from torch import nn

WIDTHS = (64, 128, 256, 512, 512)  # channels of each size, the largest first
MULTIPLE = 2 ** len(WIDTHS)  # of what a crop's sides are multiples


class _Level(nn.Module):
    """Half the size, what lies within, and up again; beside what came in, but for the outermost."""

    def __init__(self, wide, wider, within, outermost=None):
        """`within` is the level below, None for the last; `outermost` the channels painted."""
        super().__init__()
        down = nn.Conv2d(wide, wider, 4, 2, 1, bias=False)
        up = nn.ConvTranspose2d(
            2 * wider if within else wider, outermost or wide, 4, 2, 1, bias=bool(outermost)
        )
        self.outermost = bool(outermost)
        if outermost:
            layers = [down, within, nn.ReLU(inplace=True), up, nn.Tanh()]
        else:
            middle = [nn.BatchNorm2d(wider), within] if within else []
            layers = [nn.LeakyReLU(0.2), down, *middle, nn.ReLU(inplace=True), up]
            layers.append(nn.BatchNorm2d(wide))
        self.model = nn.Sequential(*layers)

    def forward(self, x):
        """`(N, wide, height, width)` -> twice the channels, or what is painted."""
        if self.outermost:
            return self.model(x)
        seen = self.model[0](x)  # the original changes what came in, and passes that on
        return torch.cat([seen, self.model[1:](seen)], dim=1)


class FaceUNet(nn.Module):
    """A residual for a crop."""

    def __init__(self, inputs, channels):
        """Channels of what is seen, and of what is painted."""
        super().__init__()
        level = None
        for wide, wider in zip(WIDTHS[-2::-1], WIDTHS[:0:-1], strict=True):
            level = _Level(wide, wider, level)
        self.model = _Level(inputs, WIDTHS[0], level, outermost=channels)

    def forward(self, crops):
        """`(N, inputs, side, side)` -> `(N, channels, side, side)` in [-1, 1]."""
        return self.model(crops)
