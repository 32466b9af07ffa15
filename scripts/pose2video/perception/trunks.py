"""The convolution trunks of AlexNet and VGG16, made tolerant of small shifts by blurred pooling.

AlexNet's plain trunk is here, too: LPIPS itself has it.

Source: Ghildyal and Liu, *Shift-tolerant Perceptual Similarity Metric*, ECCV 2022 (arXiv
2207.13686). Wherever the plain trunk halves its picture this one takes every position, blurs, and
then halves (Zhang 2019, arXiv 1904.11486); the edge is mirrored by two pixels, so that every pixel
of the border is seen as often as others. AlexNet's first convolution has stride 1, with the blur
after it.
"""

from __future__ import annotations

import torch
from torch import nn
from torch.nn.functional import conv2d, pad

MIN_SIDE_PX = 32  # below it the deepest map has nothing left to mirror
_EDGE_PX = 2


def _conv(channels, features, size, edge, stride=1):
    return ("conv", channels, features, size, edge, stride)


def _convs(channels, features, count):
    """Convolutions of 3 x 3, each of which lets through what is positive."""
    chain = [_conv(channels if i == 0 else features, features, 3, 1) for i in range(count)]
    return tuple(part for conv in chain for part in (conv, "relu"))


# Network -> its five stages; the features of a stage are what leaves its last part. `plain alex` is
# AlexNet as torchvision has it (Krizhevsky 2014, arXiv 1404.5997).
LAYOUTS = {
    "plain alex": (
        (_conv(3, 64, 11, 2, stride=4), "relu"),
        ("pool 3 / 2", _conv(64, 192, 5, 2), "relu"),
        ("pool 3 / 2", *_convs(192, 384, 1)),
        _convs(384, 256, 1),
        _convs(256, 256, 1),
    ),
    "alex": (
        (_conv(3, 64, 11, 2), "blur", "relu"),
        ("pool 3", "blur", _conv(64, 192, 5, 2), "relu"),
        ("pool 3", "blur", *_convs(192, 384, 1)),
        _convs(384, 256, 1),
        _convs(256, 256, 1),
    ),
    "vgg": (
        _convs(3, 64, 2),
        ("pool 2", "blur", *_convs(64, 128, 2)),
        ("pool 2", "blur", *_convs(128, 256, 3)),
        ("pool 2", "blur", *_convs(256, 512, 3)),
        ("pool 2", "blur", *_convs(512, 512, 3)),
    ),
}


def features(net) -> list[int]:
    """How many features each stage of a network gives."""
    return [[part[2] for part in stage if isinstance(part, tuple)][-1] for stage in LAYOUTS[net]]


class BlurredHalving(nn.Module):
    """Blur each channel by [1, 2, 1] x [1, 2, 1] / 16 and take every second pixel."""

    def forward(self, maps):
        """`(N, C, H, W)` to `(N, C, H // 2 + 1, W // 2 + 1)`, for even sizes."""
        row = maps.new_tensor([1.0, 2.0, 1.0])
        kernel = (row[:, None] * row / 16).expand(maps.shape[1], 1, 3, 3)
        mirrored = pad(maps, [_EDGE_PX] * 4, mode="reflect")
        return conv2d(mirrored, kernel, stride=2, groups=maps.shape[1])


class FeatureTrunk(nn.Module):
    """The five stages of one network.

    Args:
        net: Its name in `LAYOUTS`.
    """

    def __init__(self, net):
        super().__init__()
        self.stages = nn.ModuleList(
            nn.Sequential(*(_module(part) for part in stage)) for stage in LAYOUTS[net]
        )

    def forward(self, pictures) -> list[torch.Tensor]:
        """The features of every stage, `(N, C, h, w)` each, of pictures `(N, 3, H, W)`.

        The pictures are normalised as the network was taught, see `distance`.
        """
        found = []
        for stage in self.stages:
            pictures = stage(pictures)
            found.append(pictures)
        return found


def _module(part):
    if part == "blur":
        return BlurredHalving()
    if part == "relu":
        return nn.ReLU()
    if isinstance(part, str):
        size, _, stride = part.removeprefix("pool ").partition(" / ")
        return nn.MaxPool2d(int(size), stride=int(stride or 1))
    _, channels, features, size, edge, stride = part
    return nn.Conv2d(channels, features, size, stride, edge)
