"""What judges a crop of a picture, with the names that its checkpoints have.

Source: the discriminator of the face stage of Chan et al., "Everybody Dance Now", ICCV 2019: a
PatchGAN of one size, with batch norm.
"""

from __future__ import annotations

from torch import nn


class FaceJudge(nn.Module):
    """For every patch of a crop whether it is of a true picture: numbers without limits."""

    def __init__(self, channels, width=64, layers=3):
        """`channels` of the crop, and of what it is judged by."""
        super().__init__()
        parts = [nn.Conv2d(channels, width, 4, 2, 2), nn.LeakyReLU(0.2, inplace=True)]
        before = width
        for number in range(1, layers + 1):
            after = min(8 * width, width << number)
            parts += [nn.Conv2d(before, after, 4, 2 if number < layers else 1, 2)]
            parts += [nn.BatchNorm2d(after), nn.LeakyReLU(0.2, inplace=True)]
            before = after
        self.facemodel = nn.Sequential(*parts, nn.Conv2d(before, 1, 4, 1, 2))

    def forward(self, crops):
        """`(N, channels, side, side)` -> `(N, 1, side / 8 + 3, side / 8 + 3)`."""
        return self.facemodel(crops)
