"""Local attention about a flow: a source's patches, weighted by what they and the target are.

For every position a patch of `k x k` is taken from the source where the flow points; a small
network sees it beside the target's own patch and says how much each of its cells counts. Source:
Ren et al. 2020, section 3.2; its CUDA extension is one `grid_sample` here, and the convolution over
the target's patches an ordinary one.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from pose2video.generators.flow_attention.networks.blocks import act

HIDDEN = 128


class LocalAttention(nn.Module):
    """Moves a source's features to where a target wants them."""

    def __init__(self, channels, window):
        """`window` is the side of a patch."""
        super().__init__()
        self.window = window
        self.fully_connect_layer = nn.Sequential(
            nn.Conv2d(2 * channels, HIDDEN, window, window),
            act(),
            nn.Conv2d(HIDDEN, window * window, 1),
            nn.Softmax(dim=1),
        )

    def forward(self, source, target, flow):
        """Where the flow points, the source's patch by its weights.

        The mean over the patch, as published: the weights' sum of 1 is divided by `k * k` again.

        Args:
            source: `(N, channels, h, w)`.
            target: The same shape.
            flow: `(N, 2, h, w)`, x and y in pixels of that size, from the target to the source.

        Returns:
            `(N, channels, h, w)`.
        """
        return self.weighted(patches(source, flow, self.window), self.weights(source, target, flow))

    def weights(self, source, target, flow, cells=None):
        """How much each cell of a patch counts: `(N, k * k, h, w)`, sums of 1."""
        first, rest = self.fully_connect_layer[0], self.fully_connect_layer[1:]
        channels, window = target.shape[1], self.window
        cells = patches(source, flow, window) if cells is None else cells
        # of the target's own patch every cell lies on a pixel: a convolution without a stride
        before = window // 2
        after = window - 1 - before
        around = F.pad(target, (before, after, before, after), mode="replicate")
        seen = F.conv2d(around, first.weight[:, :channels], first.bias)
        seen = seen + F.conv2d(cells, first.weight[:, channels:], stride=window)
        return rest(seen)

    def weighted(self, cells, weights):
        """The mean over each patch of its cells by their weights."""
        return F.avg_pool2d(cells * F.pixel_shuffle(weights, self.window), self.window)


def patches(source, flow, window):
    """The patch of the source about where the flow points, for every position.

    Bilinear; beyond the border the border's value holds.

    Args:
        source: `(N, channels, h, w)`.
        flow: `(N, 2, h, w)`, x and y in pixels.
        window: The side `k` of a patch; its cells lie `-(k // 2)` ... pixels about the place.

    Returns:
        `(N, channels, k * h, k * w)`: cell `(i, j)` of position `(y, x)` at `(k y + i, k x + j)`.
    """
    height, width = source.shape[2:]
    there = grid_of(flow) + flow  # (N, 2, h, w)
    offsets = torch.arange(window, device=flow.device, dtype=flow.dtype) - window // 2
    x = (there[:, 0, :, None, :, None] + offsets).expand(-1, -1, window, -1, -1)
    y = (there[:, 1, :, None, :, None] + offsets[:, None, None]).expand(-1, -1, -1, -1, window)
    places = torch.stack([x, y], dim=-1).reshape(len(flow), window * height, window * width, 2)
    return sampled(source, places)


def sampled(source, places):
    """Values of `source` at `places` in pixels, `(N, H, W, 2)`, x first; borders go on."""
    height, width = source.shape[2:]
    size = torch.tensor([width, height], device=places.device, dtype=places.dtype)
    grid = places * (2 / (size - 1).clamp(min=1)) - 1
    return F.grid_sample(source, grid, "bilinear", "border", align_corners=True)


def grid_of(like):
    """Every pixel's own place, x and y: `(1, 2, h, w)` for a `like` of `(N, ..., h, w)`."""
    y = torch.arange(like.shape[-2], device=like.device, dtype=like.dtype)
    x = torch.arange(like.shape[-1], device=like.device, dtype=like.dtype)
    y, x = torch.meshgrid(y, x, indexing="ij")
    return torch.stack([x, y])[None]
