"""Square crops about a point, moved so that they lie within, and laid back without a seam."""

from __future__ import annotations

import torch

SOFT = 0.25  # of a crop's side over which what is laid back fades


def corners_of(middles, side, size):
    """Top left corners, in whole pixels, of crops of a side.

    Args:
        middles: `(N, 2)` pixels. side: Of the crops. size: `(width, height)` of the pictures.

    Returns:
        int64 `(N, 2)`: as near to the middle as the picture allows.
    """
    corners = (middles - (side - 1) / 2).round().long()
    most = corners.new_tensor([length - side for length in size])
    return corners.clamp_min(0).minimum(most)


def cut(pictures, corners, side):
    """Crops `(N, channels, side, side)` of pictures `(N, channels, height, width)`."""
    places = zip(pictures, corners.tolist(), strict=True)
    return torch.stack([one[:, y : y + side, x : x + side] for one, (x, y) in places])


def laid(pictures, crops, corners):
    """Pictures with crops added, which fade towards their edges."""
    side, (height, width) = crops.shape[-1], pictures.shape[-2:]
    soft = crops * feather(side, crops.device)
    rows = zip(soft, corners.tolist(), strict=True)
    return pictures + torch.stack(
        [
            torch.nn.functional.pad(one, (x, width - side - x, y, height - side - y))
            for one, (x, y) in rows
        ]
    )


def feather(side, device):
    """Shares `(side, side)`, 1 in the middle and nothing beyond the edge."""
    away = torch.arange(side, device=device, dtype=torch.float32)
    inward = torch.minimum(away, side - 1 - away) + 0.5
    along = torch.sin((inward / (SOFT * side)).clamp_max(1) * torch.pi / 2).square()
    return along[:, None] * along
