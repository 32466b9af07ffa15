"""The Motion Extraction Net of Global-Flow-Local-Attention, in plain PyTorch.

Source: Ren et al., "Deep Spatial Transformation for Pose-Guided Person Image Generation and
Animation", IEEE TIP 29, 2020. Written from the description; names of tensors are the published
ones. A temporal convolution sees 81 frames; its layers are normalised over channel and time, then
scaled and shifted by a code of the whole sequence.
"""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional as F

REACH = 40  # frames that one of the output sees on either side: 1 + 3 + 9 + 27
PREFIX = "kp_input."  # of the published names
EPS, SLOPE, DROPOUT = 1e-5, 0.1, 0.15


class CodedNorm(nn.Module):
    """Layer norm over channel and time, scaled and shifted by what a code says (ADALN)."""

    def __init__(self, channels, code, hidden=128):
        super().__init__()
        self.mlp_shared = nn.Sequential(nn.Linear(code, hidden), nn.ReLU())
        self.mlp_gamma = nn.Linear(hidden, channels)
        self.mlp_beta = nn.Linear(hidden, channels)

    def forward(self, x, code):
        """`(N, C, T)` and `(N, code)` -> `(N, C, T)`."""
        said = self.mlp_shared(code)
        gamma, beta = self.mlp_gamma(said)[..., None], self.mlp_beta(said)[..., None]
        return F.layer_norm(x, x.shape[1:], eps=EPS) * (1 + gamma) + beta


class SequenceNorm(nn.Module):
    """Layer norm over channel and time with a scale and a shift for every channel."""

    def __init__(self, channels):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels, 1))
        self.bias = nn.Parameter(torch.zeros(channels, 1))

    def forward(self, x):
        """`(N, C, T)` -> `(N, C, T)`."""
        return F.layer_norm(x, x.shape[1:], eps=EPS) * self.weight + self.bias


class MotionExtractionNet(nn.Module):
    """Coordinates of found joints to those of true ones.

    Args:
        inputs, outputs: Rows, two for a joint. channels: Width.
        layers: 4 for dilations of 1, 3, 9 and 27 frames.
    """

    def __init__(self, inputs=34, outputs=34, channels=256, layers=4):
        super().__init__()
        self.dilations = [3**i for i in range(1, layers)]
        self.expand_conv = nn.Conv1d(inputs, channels, 3, bias=False)
        self.expand_ln = SequenceNorm(channels)
        self.shrink = nn.Conv1d(channels, outputs, 1)
        self.layers_conv, self.layers_ln = nn.ModuleList(), nn.ModuleList()
        for dilation in self.dilations:
            self.layers_conv.append(nn.Conv1d(channels, channels, 3, dilation=dilation, bias=False))
            self.layers_conv.append(nn.Conv1d(channels, channels, 1, bias=False))
            self.layers_ln.extend(CodedNorm(channels, channels) for _ in range(2))
        self.feature_conv_1 = nn.Conv1d(inputs, channels, 3, stride=2, bias=False)
        self.feature_conv_2 = nn.Conv1d(channels, channels, 3, stride=2, bias=False)
        self.feature_conv_3 = nn.Conv1d(channels, channels, 3, stride=2, bias=False)
        for name, parameter in self.named_parameters():
            if name.endswith("weight") and parameter.dim() > 1 and "expand_ln" not in name:
                nn.init.orthogonal_(parameter)

    @property
    def reach(self):
        """Frames that the output is shorter at either end."""
        return 1 + sum(self.dilations)

    def code(self, x):
        """What the whole sequence `(N, inputs, T)` is like, `(N, channels)`."""
        for convolve in (self.feature_conv_1, self.feature_conv_2, self.feature_conv_3):
            x = _active(convolve(x))
        return x.mean(dim=2)

    def forward(self, x):
        """`(N, inputs, T)` -> `(N, outputs, T - 2 * reach)`."""
        code, drop = self.code(x), self.training
        x = F.dropout(_active(self.expand_ln(self.expand_conv(x))), DROPOUT, drop)
        for i, dilation in enumerate(self.dilations):
            rest = x[:, :, dilation:-dilation]
            for k in (2 * i, 2 * i + 1):
                x = _active(self.layers_ln[k](self.layers_conv[k](x), code))
                x = F.dropout(x, DROPOUT, drop)
            x = rest + x
        return self.shrink(x)


def _active(x):
    return F.leaky_relu(x, SLOPE)
