"""What judges a face by its picture alone, with the tensors that its checkpoints have.

Source: the discriminator of the face enhancer of CUHKSZ's reproduction of "Everybody Dance Now".
Its spectral norm is put on the scales of batch norms, not on convolutions: each layer's scales are
a vector of length 1.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

WIDTH = 64


class UnitScales(nn.BatchNorm2d):
    """A batch norm whose scales together have length 1.

    Attributes:
        weight_org: The scales, of any length. Checkpoints hold what is made of them, too.
    """

    def __init__(self, width):
        """Of as many channels."""
        super().__init__(width, affine=False)
        self.weight_org = nn.Parameter(torch.ones(width))
        self.bias = nn.Parameter(torch.zeros(width))

    def forward(self, x):
        """The same shape."""
        scales = F.normalize(self.weight_org, dim=0)
        batch = self.training
        means = (self.running_mean, self.running_var)
        return F.batch_norm(x, *means, scales, self.bias, batch, self.momentum, self.eps)


class ScaledJudge(nn.Module):
    """For every patch of a face how true it is, in [0, 1], and the features that say so."""

    def __init__(self, channels=3):
        """`channels` of the picture."""
        super().__init__()
        layers = [nn.Conv2d(channels, WIDTH, 4, 2, 1), nn.LeakyReLU(0.2, inplace=True)]
        for wide in (WIDTH, 2 * WIDTH):
            layers += _layer(wide, 2 * wide, 2)
        self.model = nn.Sequential(*layers)
        last = nn.Conv2d(8 * WIDTH, 1, 3)
        self.predictor = nn.Sequential(*_layer(4 * WIDTH, 8 * WIDTH, 1), last, nn.Sigmoid())

    def forward(self, crops):
        """`(N, channels, side, side)` -> of one size, the features and the verdicts."""
        features = self.model(crops)
        return [[features, self.predictor(features)]]


def _layer(wide, wider, stride):
    conv = nn.Conv2d(wide, wider, 4, stride, 1, bias=False)
    return [conv, UnitScales(wider), nn.LeakyReLU(0.2, inplace=True)]
