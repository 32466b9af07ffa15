"""A second network that paints what is missing at the face, finer than the whole.

Source: the face stage of Chan et al., "Everybody Dance Now", ICCV 2019: a residual on a crop about
the face, laid onto what was painted.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from pose2video.generators.pose_to_picture.limbs import LIMBS, draw_limbs
from pose2video.generators.pose_to_picture.networks.unet import UNet
from pose2video.generators.pose_to_picture.points import POINTS

HEAD = [POINTS.index(f"{s}_{part}") for s in ("left", "right") for part in ("ear", "eye")]
HEAD.append(POINTS.index("nose"))
SIDE = 0.3  # of the shorter side of what is painted
PIXELS = 32  # of the crop, at least
WIDTHS = (16, 32, 48)


class FaceFinisher(nn.Module):
    """Adds a residual at the face; nothing before it has learned."""

    def __init__(self, size):
        """`size` is `(width, height)` of what is painted."""
        super().__init__()
        self.size = size
        self.pixels = max(PIXELS, round(SIDE * min(size)) // 4 * 4)
        self.network = UNet(4 + len(LIMBS), 4, WIDTHS)

    def forward(self, layer, points, sure):
        """A layer `(N, 4, height, width)` with its face; as it is where no face is seen.

        Args:
            layer: As `Painter` gives it. points: `(N, 21, 2)` pixels. sure: `(N, 21)`.
        """
        weight = sure[:, HEAD]
        there = weight.sum(dim=1) > 0
        middle = (points[:, HEAD] * weight[..., None]).sum(dim=1)
        middle = middle / weight.sum(dim=1).clamp_min(1e-6)[:, None]
        whole = middle.new_tensor([side - 1 for side in self.size])
        scale = (SIDE * min(self.size) / whole).expand_as(middle)
        shift = 2 * middle / whole - 1
        seen = torch.cat([layer, draw_limbs(points, sure, self.size)], dim=1)
        crop = _through(seen, scale, shift, (self.pixels, self.pixels))
        residual = torch.tanh(self.network(crop).float())
        laid = _through(residual, 1 / scale, -shift / scale, layer.shape[-2:])
        return (layer + laid * there[:, None, None, None]).clamp(0, 1)


def _through(pictures, scale, shift, shape):
    """Pictures scaled and shifted, in units of half of them; nothing lies outside."""
    zero = torch.zeros_like(scale[:, 0])
    rows = torch.stack([scale[:, 0], zero, shift[:, 0], zero, scale[:, 1], shift[:, 1]], dim=1)
    size = (*pictures.shape[:2], *shape)
    grid = F.affine_grid(rows.reshape(-1, 2, 3), size, align_corners=True)
    return F.grid_sample(pictures, grid, align_corners=True)
