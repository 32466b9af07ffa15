"""What judges a painted frame, and what judges six of them in a row.

Residual networks without norms, every convolution under spectral norm. Source: Ren et al. 2020 and
its dance model; spectral norm of Miyato et al., ICLR 2018.
"""

from __future__ import annotations

from itertools import pairwise

from torch import nn
from torch.nn.utils import spectral_norm

from pose2video.generators.flow_attention.networks.blocks import act

WIDEST = 128


class _Half(nn.Module):
    """Act, conv 3, act, conv 4 of stride 2; a mean of 2 x 2 and a conv 1 go around."""

    def __init__(self, inputs, channels, hidden):
        super().__init__()
        self.model = nn.Sequential(
            act(),
            spectral_norm(nn.Conv2d(inputs, hidden, 3, 1, 1)),
            act(),
            spectral_norm(nn.Conv2d(hidden, channels, 4, 2, 1)),
        )
        self.shortcut = nn.Sequential(
            nn.AvgPool2d(2), spectral_norm(nn.Conv2d(inputs, channels, 1))
        )

    def forward(self, x):
        return self.model(x) + self.shortcut(x)


class _HalfInTime(nn.Module):
    """The same over time too: of `t` frames `t - 2`."""

    def __init__(self, inputs, channels, hidden):
        super().__init__()
        self.model = nn.Sequential(
            act(),
            spectral_norm(nn.Conv3d(inputs, hidden, 3, 1, 1)),
            act(),
            spectral_norm(nn.Conv3d(hidden, channels, (3, 4, 4), (1, 2, 2), (0, 1, 1))),
        )
        pool = nn.AvgPool3d((3, 2, 2), (1, 2, 2))
        self.shortcut = nn.Sequential(pool, spectral_norm(nn.Conv3d(inputs, channels, 1)))

    def forward(self, x):
        return self.model(x) + self.shortcut(x)


class FrameJudge(nn.Module):
    """For every patch of a frame whether it is of a true one; numbers without limits."""

    def __init__(self, channels=3, width=32, halvings=4):
        """`width` of the first half; at most `WIDEST`."""
        super().__init__()
        widths = [min(WIDEST, width << i) for i in range(halvings)]
        self.block0 = _Half(channels, width, width)
        for number, (before, wide) in enumerate(pairwise(widths)):
            self.add_module(f"encoder{number}", _Half(before, wide, before))
        self.act = act()
        self.conv = spectral_norm(nn.Conv2d(widths[-1], 1, 1))

    def forward(self, pictures):
        """`(N, channels, H, W)` -> `(N, 1, H / 16, W / 16)`."""
        return self.conv(self.act(_through_encoders(self, self.block0(pictures))))


class MotionJudge(nn.Module):
    """For every patch of some frames in a row whether they are of a true film."""

    def __init__(self, channels=3, width=32, frames=6, halvings=4):
        """Of `frames` frames; two halvings go over time."""
        super().__init__()
        self.block0 = _HalfInTime(channels, width, width)
        self.block1 = _HalfInTime(width, 2 * width, width)
        before = 2 * width * (frames - 4)
        for number in range(halvings - 2):
            wide = min(WIDEST, width << (number + 2))
            self.add_module(f"encoder{number}", _Half(before, wide, before))
            before = wide
        self.act = act()
        self.conv = spectral_norm(nn.Conv2d(before, 1, 1))

    def forward(self, films):
        """`(N, channels, frames, H, W)` -> `(N, 1, H / 16, W / 16)`."""
        x = self.block1(self.block0(films)).flatten(1, 2)
        return self.conv(self.act(_through_encoders(self, x)))


def _through_encoders(judge, x):
    for name, block in judge.named_children():
        if name.startswith("encoder"):
            x = block(x)
    return x
