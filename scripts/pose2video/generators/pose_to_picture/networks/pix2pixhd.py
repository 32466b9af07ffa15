"""The networks of pix2pixHD, with the names that its checkpoints have.

Source: Wang et al., "High-Resolution Image Synthesis and Semantic Manipulation with Conditional
GANs", CVPR 2018, as Chan et al., "Everybody Dance Now", ICCV 2019, use them. Instance norm has
neither weights nor memory there.
"""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import nn


class ResidualBlock(nn.Module):
    """Two convolutions around which the input goes."""

    def __init__(self, width, norm=nn.InstanceNorm2d):
        """Of as many channels."""
        super().__init__()
        self.conv_block = nn.Sequential(
            nn.ReflectionPad2d(1),
            nn.Conv2d(width, width, 3),
            norm(width),
            nn.ReLU(inplace=True),
            nn.ReflectionPad2d(1),
            nn.Conv2d(width, width, 3),
            norm(width),
        )

    def forward(self, x):
        """The same shape."""
        return x + self.conv_block(x)


def _down(wide, wider, norm=nn.InstanceNorm2d):
    conv = nn.Conv2d(wide, wider, 3, stride=2, padding=1)
    return [conv, norm(wider), nn.ReLU(inplace=True)]


def _up(wide, narrow, norm=nn.InstanceNorm2d):
    conv = nn.ConvTranspose2d(wide, narrow, 3, stride=2, padding=1, output_padding=1)
    return [conv, norm(narrow), nn.ReLU(inplace=True)]


def _first(inputs, width, norm=nn.InstanceNorm2d):
    conv = nn.Conv2d(inputs, width, 7)
    return [nn.ReflectionPad2d(3), conv, norm(width), nn.ReLU(inplace=True)]


def _last(width, channels):
    return [nn.ReflectionPad2d(3), nn.Conv2d(width, channels, 7), nn.Tanh()]


class GlobalGenerator(nn.Module):
    """The coarse generator: down, residual blocks, up again.

    Attributes:
        model: Its layers, the last three of which paint.
    """

    def __init__(self, inputs, channels, width=64, downs=3, blocks=9, norm=nn.InstanceNorm2d):
        """A picture's sides are multiples of `2 ** downs`."""
        super().__init__()
        widths = [width << i for i in range(downs + 1)]
        layers = _first(inputs, width, norm)
        for wide, wider in pairwise(widths):
            layers += _down(wide, wider, norm)
        layers += [ResidualBlock(widths[-1], norm) for _ in range(blocks)]
        for wide, narrow in pairwise(widths[::-1]):
            layers += _up(wide, narrow, norm)
        self.model = nn.Sequential(*layers, *_last(width, channels))

    def forward(self, x):
        """`(N, inputs, height, width)` -> `(N, channels, height, width)` in [-1, 1]."""
        return self.model(x)


class LocalEnhancer(nn.Module):
    """The fine generator about a coarse one, which sees the picture at half its size.

    Attributes:
        model: The coarse one's layers but for those that paint.
        model1_1: Down, at full size.
        model1_2: Residual blocks and up, over the sum of both.
    """

    def __init__(self, inputs, channels, width=32, downs=3, blocks=9, local_blocks=3):
        """`width` at full size; the coarse generator is twice as wide."""
        super().__init__()
        self.model = GlobalGenerator(inputs, channels, 2 * width, downs, blocks).model[:-3]
        self.model1_1 = nn.Sequential(*_first(inputs, width), *_down(width, 2 * width))
        rest = [ResidualBlock(2 * width) for _ in range(local_blocks)]
        self.model1_2 = nn.Sequential(*rest, *_up(2 * width, width), *_last(width, channels))
        self.halved = nn.AvgPool2d(3, stride=2, padding=1, count_include_pad=False)

    def forward(self, x):
        """`(N, inputs, height, width)` -> `(N, channels, height, width)` in [-1, 1]."""
        return self.model1_2(self.model1_1(x) + self.model(self.halved(x)))


class MultiscaleDiscriminator(nn.Module):
    """PatchGANs that look at a picture at several sizes, and give all that they see on the way."""

    def __init__(self, channels, width=64, layers=3, scales=2):
        """`scale{scales - 1}` sees the full size."""
        super().__init__()
        self.layers, self.scales = layers, scales
        for scale in range(scales):
            for number, layer in enumerate(_judge(channels, width, layers)):
                self.add_module(f"scale{scale}_layer{number}", layer)
        self.halved = nn.AvgPool2d(3, stride=2, padding=1, count_include_pad=False)

    def forward(self, pictures) -> list[list[torch.Tensor]]:
        """For each size, the full one first, the features of each layer; the last is the verdict.

        It is a number without limits, for LSGAN.
        """
        found = []
        for scale in reversed(range(self.scales)):
            seen = [pictures]
            for number in range(self.layers + 2):
                seen.append(getattr(self, f"scale{scale}_layer{number}")(seen[-1]))
            found.append(seen[1:])
            pictures = self.halved(pictures)
        return found


def _judge(channels, width, layers):
    """The layers of one PatchGAN."""
    yield nn.Sequential(nn.Conv2d(channels, width, 4, 2, 2), nn.LeakyReLU(0.2, inplace=True))
    before = width
    for number in range(1, layers + 1):
        after = min(512, width << number)
        conv = nn.Conv2d(before, after, 4, 2 if number < layers else 1, 2)
        yield nn.Sequential(conv, nn.InstanceNorm2d(after), nn.LeakyReLU(0.2, inplace=True))
        before = after
    yield nn.Sequential(nn.Conv2d(before, 1, 4, 1, 2))
