"""A net of our own: what the Motion Extraction Net sees, without what makes it hang on its window.

Its layers are those of `published`, narrower. They are normalised in every frame by itself and
there is no code of the whole sequence: a frame hangs on 40 frames before and after it and on no
others, so that cutting a clip into windows leaves no seams. It gives what is to be added to joints
that a filter has smoothed; new, it adds nothing.
"""

from __future__ import annotations

from torch import nn
from torch.nn import functional as F

from pose2video.smoothers.motion_net.applying import DILATIONS, SLOPE


class CleaningNet(nn.Module):
    """Rows of `rows_of` to additions, two for each joint, in sizes of the person.

    Args:
        inputs, outputs: Rows. channels: Width.
    """

    reach = 1 + sum(DILATIONS)

    def __init__(self, inputs, outputs, channels):
        super().__init__()
        self.first = nn.Conv1d(inputs, channels, 3)
        self.wide = nn.ModuleList(nn.Conv1d(channels, channels, 3, dilation=d) for d in DILATIONS)
        self.deep = nn.ModuleList(nn.Conv1d(channels, channels, 1) for _ in DILATIONS)
        self.norms = nn.ModuleList(nn.LayerNorm(channels) for _ in range(2 * len(DILATIONS) + 1))
        self.last = nn.Conv1d(channels, outputs, 1)
        for parameter in self.parameters():
            if parameter.dim() == 3:
                nn.init.orthogonal_(parameter)
        nn.init.zeros_(self.last.weight)
        nn.init.zeros_(self.last.bias)

    def forward(self, x):
        """`(N, inputs, T)` -> `(N, outputs, T - 2 * reach)`."""
        x = self._active(self.first(x), 0)
        for i, dilation in enumerate(DILATIONS):
            more = self._active(self.wide[i](x), 2 * i + 1)
            x = x[:, :, dilation:-dilation] + self._active(self.deep[i](more), 2 * i + 2)
        return self.last(x) / 10

    def _active(self, x, norm):
        x = self.norms[norm](x.transpose(1, 2)).transpose(1, 2)
        return F.leaky_relu(x, SLOPE)
