"""A generator whose layers are told the pose by their norms.

Source: Park et al., "Semantic Image Synthesis with Spatially-Adaptive Normalization", CVPR 2019.
"""

from __future__ import annotations

import torch.nn.functional as F
from torch import nn

HIDDEN = 64  # channels of what a norm makes of the drawing


class SpadeNorm(nn.Module):
    """Instance norm, scaled and shifted in every pixel by what a drawing shows there."""

    def __init__(self, width, inputs):
        """`width` channels, told by a drawing of `inputs` channels."""
        super().__init__()
        self.norm = nn.InstanceNorm2d(width)
        self.shared = nn.Sequential(nn.Conv2d(inputs, HIDDEN, 3, padding=1), nn.ReLU(inplace=True))
        self.gamma = nn.Conv2d(HIDDEN, width, 3, padding=1)
        self.beta = nn.Conv2d(HIDDEN, width, 3, padding=1)

    def forward(self, x, drawing):
        """The shape of `x`; the drawing may be larger."""
        hidden = self.shared(F.adaptive_avg_pool2d(drawing, x.shape[-2:]))
        return self.norm(x) * (1 + self.gamma(hidden)) + self.beta(hidden)


class SpadeBlock(nn.Module):
    """A residual block with such norms."""

    def __init__(self, before, after, inputs):
        """From `before` to `after` channels."""
        super().__init__()
        self.norm_0, self.norm_1 = SpadeNorm(before, inputs), SpadeNorm(before, inputs)
        self.conv_0 = nn.Conv2d(before, before, 3, padding=1)
        self.conv_1 = nn.Conv2d(before, after, 3, padding=1)
        self.short = nn.Conv2d(before, after, 1, bias=False)

    def forward(self, x, drawing):
        """As large as `x`."""
        inner = self.conv_0(F.leaky_relu(self.norm_0(x, drawing), 0.2))
        inner = self.conv_1(F.leaky_relu(self.norm_1(inner, drawing), 0.2))
        return self.short(x) + inner


class SpadeGenerator(nn.Module):
    """From a small drawing up, every block told the pose again.

    Attributes:
        multiple: What a picture's sides are multiples of.
    """

    def __init__(self, inputs, channels, widths=(32, 64, 96, 128)):
        """`widths` of each size, the full one first."""
        super().__init__()
        self.multiple = 2 ** (len(widths) - 1)
        self.first = nn.Conv2d(inputs, widths[-1], 3, padding=1)
        back = widths[::-1]
        self.blocks = nn.ModuleList(
            SpadeBlock(before, after, inputs)
            for before, after in zip(back, [*back[1:], back[-1]], strict=True)
        )
        self.last = nn.Conv2d(back[-1], channels, 3, padding=1)

    def forward(self, drawing):
        """`(N, inputs, height, width)` -> `(N, channels, height, width)`, without limits."""
        height, width = drawing.shape[-2:]
        small = (height // self.multiple, width // self.multiple)
        x = self.first(F.adaptive_avg_pool2d(drawing, small))
        for number, block in enumerate(self.blocks):
            x = block(x if number == 0 else F.interpolate(x, scale_factor=2.0), drawing)
        return self.last(F.leaky_relu(x, 0.2))
