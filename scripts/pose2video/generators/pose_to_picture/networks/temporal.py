"""What judges a few pictures in a row: whether they move as true ones do."""

from __future__ import annotations

from torch import nn


class TemporalJudge(nn.Module):
    """3-D convolutions over T pictures in a row; numbers without limits."""

    def __init__(self, channels, width=32):
        """`channels` of each picture; T is at least 3."""
        super().__init__()
        layers, before = [], channels
        for after, norm in ((width, False), (2 * width, True), (4 * width, True)):
            layers += [nn.Conv3d(before, after, (3, 4, 4), (1, 2, 2), 1)]
            layers += [nn.InstanceNorm3d(after)] if norm else []
            layers += [nn.LeakyReLU(0.2, inplace=True)]
            before = after
        self.main = nn.Sequential(*layers, nn.Conv3d(before, 1, (3, 4, 4), 1, 1))

    def forward(self, pictures):
        """`(N, channels, T, height, width)` -> `(N, 1, T, height / 8 - 1, width / 8 - 1)`."""
        return self.main(pictures)
