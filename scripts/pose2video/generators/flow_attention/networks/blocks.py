"""The blocks that the networks of Global-Flow-Local-Attention are made of.

Names of layers are those of the published checkpoints. Source: Ren et al., "Deep Image Spatial
Transformation for Person Image Generation", CVPR 2020, and its dance generator.
"""

from __future__ import annotations

from torch import nn

SLOPE = 0.1  # of every leaky ReLU


def act():
    """The activation of every block."""
    return nn.LeakyReLU(SLOPE)


def norm(channels):
    """Instance norm with weights and without memory: a picture alone is as in a batch."""
    return nn.InstanceNorm2d(channels, affine=True)


class EncoderBlock(nn.Module):
    """Half the size: norm, act, conv 4 x 4 of stride 2, norm, act, conv 3 x 3."""

    def __init__(self, inputs, channels):
        """From `inputs` to `channels`."""
        super().__init__()
        self.model = nn.Sequential(
            norm(inputs),
            act(),
            nn.Conv2d(inputs, channels, 4, 2, 1),
            norm(channels),
            act(),
            nn.Conv2d(channels, channels, 3, 1, 1),
        )

    def forward(self, x):
        """`(N, inputs, h, w)` -> `(N, channels, h / 2, w / 2)`."""
        return self.model(x)


class SameBlock(nn.Module):
    """Norm, act, conv 3 x 3, twice, around which the input goes."""

    def __init__(self, channels):
        """Of as many channels."""
        super().__init__()
        layers = []
        for _ in range(2):
            layers += [norm(channels), act(), nn.Conv2d(channels, channels, 3, 1, 1)]
        self.model = nn.Sequential(*layers)

    def forward(self, x):
        """The same shape."""
        return x + self.model(x)


class SameBlocks(nn.Module):
    """Several `SameBlock`s, one after the other."""

    def __init__(self, channels, count=1):
        """`count` of them."""
        super().__init__()
        self.model = nn.Sequential(*(SameBlock(channels) for _ in range(count)))

    def forward(self, x):
        """The same shape."""
        return self.model(x)


class DecoderBlock(nn.Module):
    """Twice the size: conv and transposed conv; the input goes around by another of these."""

    def __init__(self, inputs, channels, hidden):
        """From `inputs` over `hidden` to `channels`."""
        super().__init__()
        self.model = nn.Sequential(
            norm(inputs),
            act(),
            nn.Conv2d(inputs, hidden, 3, 1, 1),
            norm(hidden),
            act(),
            _twice(hidden, channels),
        )
        self.shortcut = nn.Sequential(_twice(inputs, channels))

    def forward(self, x):
        """`(N, inputs, h, w)` -> `(N, channels, 2 h, 2 w)`."""
        return self.model(x) + self.shortcut(x)


class Reflected(nn.Module):
    """Act and a conv 3 x 3 over a reflected border; with `tanh`, the layer that paints."""

    def __init__(self, inputs, channels, tanh=False):
        """From `inputs` to `channels`."""
        super().__init__()
        layers = [act(), nn.ReflectionPad2d(1), nn.Conv2d(inputs, channels, 3)]
        self.model = nn.Sequential(*layers, *([nn.Tanh()] if tanh else []))

    def forward(self, x):
        """The same size."""
        return self.model(x)


class Encoder(nn.Module):
    """`EncoderBlock`s, each of which halves; gives what each has seen, the smallest first."""

    def __init__(self, inputs, widths):
        """`widths` of each half."""
        super().__init__()
        add_encoder(self, inputs, widths)

    def forward(self, x):
        """`(N, inputs, h, w)` -> a list of `(N, widths[i], h / 2 ** (i + 1), ...)`, last first."""
        return encoded(self, x)


def add_encoder(module, inputs, widths):
    """Give `module` the blocks `block0`, `encoder0`, `encoder1` ... under their published names."""
    before = inputs
    for number, width in enumerate(widths):
        name = f"encoder{number - 1}" if number else "block0"
        module.add_module(name, EncoderBlock(before, width))
        before = width
    module.halvings = len(widths)


def encoded(module, x):
    """What the blocks of `add_encoder` see, the smallest first."""
    seen = []
    for number in range(module.halvings):
        x = getattr(module, f"encoder{number - 1}" if number else "block0")(x)
        seen.insert(0, x)
    return seen


def _twice(inputs, channels):
    return nn.ConvTranspose2d(inputs, channels, 3, 2, 1, output_padding=1)
