"""Where a body is drawn beside the person: parts moved in the picture, while it is learned from."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from pose2video.bodies.parts import PARTS

LARGEST = 0.04  # of the window's height that a part is moved by
SMOOTH_S = 0.12  # seconds over which corrections are alike
SOFT = 0.05  # of the window's height over which parts that are moved otherwise hang together
COARSE = 4  # pixels of the window for one in which parts are joined


class Corrections(nn.Module):
    """For every frame of a film how far each part of the body is moved, and all together.

    The fitted body is never quite where the person is. A texture that is learned without saying so
    becomes soft: each of its places would be many of the person's. So parts may move in the
    picture, a little and smoothly over time; what is painted later is not moved.

    Attributes:
        shifts: `(frames, parts + 1, 2)`, in `LARGEST` of the height; the last one is of all.
    """

    def __init__(self, frames, fps, height):
        """For so many frames; `height` of the window in pixels."""
        super().__init__()
        self.largest = LARGEST * height
        self.shifts = nn.Parameter(torch.zeros(frames, len(PARTS) + 1, 2))
        reach = max(1, round(2 * SMOOTH_S * fps))
        near = torch.arange(-reach, reach + 1)
        kernel = torch.exp(-0.5 * (near / (SMOOTH_S * fps)) ** 2)
        self.register_buffer("near", near, persistent=False)
        self.register_buffer("kernel", kernel / kernel.sum(), persistent=False)

    def forward(self, frames):
        """Shifts of the parts in some frames `(N,)`: `(N, parts, 2)` pixels of the window."""
        at = (frames[:, None] + self.near).clamp(0, len(self.shifts) - 1)
        smooth = (self.shifts[at] * self.kernel[:, None, None]).sum(dim=1)
        return self.largest * torch.tanh(smooth[:, :-1] + smooth[:, -1:])

    def size(self, frames):
        """How large they are: the mean square in `LARGEST`, a number."""
        return self.shifts[frames].square().mean()


def shifted(known, moved, parts, shifts, window):
    """What is known of frames with parts of the body moved, seen through a moved window.

    Args:
        known: `(N, channels, height, width)`. moved: `(N, height, width, 2)`, see
            `network.brought`.
        parts: `(N, parts, height, width)`, where the parts are.
        shifts: `(N, parts, 2)` pixels. window: `(N, 2, 3)`, from its pixels to those of `known`.

    Returns:
        `known` and `moved`, so changed.
    """
    count, _, height, width = known.shape
    coarse = F.avg_pool2d(parts, COARSE)
    field = torch.einsum("nphw,npc->nchw", coarse, shifts)
    reach = max(1, round(SOFT * height / COARSE))
    both = torch.cat([field, coarse.sum(dim=1, keepdim=True)], dim=1)
    for _ in range(2):
        both = F.avg_pool2d(both, 2 * reach + 1, 1, reach, count_include_pad=False)
    field = both[:, :2] / both[:, 2:].clamp_min(1e-3)
    y, x = (torch.arange(n, device=known.device, dtype=torch.float32) for n in (height, width))
    x, y = torch.meshgrid(x, y, indexing="xy")
    flat = torch.stack([x, y, torch.ones_like(x)], dim=-1).reshape(-1, 3)
    there = (flat @ window.transpose(1, 2)).reshape(count, height, width, 2) + 0.5

    def grid(places):
        return 2 * places / places.new_tensor([width, height]) - 1

    field = F.grid_sample(field, grid(there), align_corners=False).permute(0, 2, 3, 1)
    stack = torch.cat([known, moved.permute(0, 3, 1, 2)], dim=1)
    stack = F.grid_sample(stack, grid(there - field), align_corners=False)
    scale = window[:, 0, 0][:, None, None, None]
    return stack[:, :-2], stack[:, -2:].permute(0, 2, 3, 1) / scale
