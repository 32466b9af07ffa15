"""The networks of DeepDance: a picture from 26 numbers, or from a drawing, and what judges it.

Source: DeepDance (Bakr Asskali, Taichi-Skeleton), whose networks are of 64 x 64 pixels; here any
size that halves often enough.
"""

from __future__ import annotations

from torch import nn

WIDEST, NARROWEST = 512, 32  # channels
LEAST = 4  # pixels of the shorter side where it is smallest


def halvings(size) -> int:
    """How often a size halves until its shorter side is `LEAST` pixels: 4 of 64."""
    count = 0
    while min(size) % 2 ** (count + 1) == 0 and min(size) >> (count + 1) >= LEAST:
        count += 1
    return count


class VectorToPicture(nn.Module):
    """26 numbers (or more) to a picture: transposed convolutions without a bias, ReLU, tanh.

    With 26 numbers, 3 channels and 64 x 64 pixels DeepDance's VanillaNN 1 and its GAN's generator.
    """

    def __init__(self, numbers, channels, size):
        """Of `(width, height)`, each a multiple of `2 ** halvings(size)`."""
        super().__init__()
        count = halvings(size)
        smallest = (size[1] >> count, size[0] >> count)
        widths = [max(NARROWEST, WIDEST >> i) for i in range(count)]
        layers = [nn.ConvTranspose2d(numbers, widths[0], smallest, 1, 0, bias=False)]
        for wide, narrow in zip(widths, [*widths[1:], channels], strict=True):
            layers += [nn.BatchNorm2d(wide), nn.ReLU(inplace=True)]
            layers += [nn.ConvTranspose2d(wide, narrow, 4, 2, 1, bias=False)]
        self.main = nn.Sequential(*layers, nn.Tanh())

    def forward(self, numbers):
        """`(N, numbers, 1, 1)` -> `(N, channels, height, width)` in [-1, 1]."""
        return self.main(numbers)


class MapToPicture(nn.Module):
    """A drawing to a picture through a narrow middle, without skips: DeepDance's VanillaNN 2."""

    def __init__(self, inputs, channels, widths=(64, 128, 256)):
        """A drawing's sides are multiples of `2 ** len(widths)`."""
        super().__init__()
        layers, before = [], inputs
        for width in widths:
            layers += [nn.Conv2d(before, width, 4, 2, 1, bias=False)]
            layers += [nn.BatchNorm2d(width), nn.ReLU(inplace=True)]
            before = width
        for width in widths[-2::-1]:
            layers += [nn.ConvTranspose2d(before, width, 4, 2, 1, bias=False)]
            layers += [nn.BatchNorm2d(width), nn.ReLU(inplace=True)]
            before = width
        last = nn.ConvTranspose2d(before, channels, 4, 2, 1, bias=False)
        self.main = nn.Sequential(*layers, last, nn.Tanh())

    def forward(self, drawing):
        """`(N, inputs, height, width)` in [0, 1] -> `(N, channels, height, width)` in [-1, 1]."""
        return self.main(drawing)


class PatchJudge(nn.Module):
    """DeepDance's discriminator: for every patch whether it is of a true picture.

    Its last layer is a sigmoid; with `logits` the numbers before it are given.
    """

    def __init__(self, channels, dropout=0.25, logits=False, widths=(64, 128, 256)):
        """`channels` of the picture, and of what it is judged by."""
        super().__init__()
        layers, before = [], channels
        for i, width in enumerate(widths):
            layers += [nn.Conv2d(before, width, 4, 2, 1, bias=False)]
            layers += [nn.BatchNorm2d(width)] if i else []
            layers += [nn.LeakyReLU(0.2, inplace=True), nn.Dropout2d(dropout)]
            before = width
        last = nn.Conv2d(before, 1, 4, 2, 1, bias=False)
        self.main = nn.Sequential(*layers, last, nn.Identity() if logits else nn.Sigmoid())

    def forward(self, pictures):
        """`(N, channels, height, width)` -> `(N, 1, height / 16, width / 16)`."""
        return self.main(pictures)
