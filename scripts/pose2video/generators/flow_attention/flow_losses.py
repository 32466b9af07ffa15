"""Losses on where the parts of a picture come from, and on how its features are mixed.

Source: Ren et al., "Deep Image Spatial Transformation for Person Image Generation", CVPR 2020,
equations 6 to 9; the Gram matrix of Johnson et al., ECCV 2016.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import torch
import torch.nn.functional as F

from pose2video.generators.flow_attention.networks.local_attention import grid_of

EPS = 1e-8
TAPS, SIGMA = 4, 2.0  # of the Gaussian by which the source is warped


def affine_irregularity(flow, window):
    """How far a flow is from an affine map of its neighbourhood; 0 for an affine flow.

    Of every `window x window` neighbourhood wholly inside, what no affine map of the grid
    explains, squared and summed over cells; the mean over neighbourhoods, of x and y together.

    Args:
        flow: `(N, 2, h, w)`, x and y in pixels.
        window: The neighbourhood's side.
    """
    cells = F.unfold((grid_of(flow) + flow).flatten(0, 1)[:, None], window)  # (2 N, k * k, places)
    # the projection is applied once to both: K is symmetric and K^T K = -K
    rest = torch.einsum("ij,njp->nip", _unexplained(window).to(flow), cells)
    return 2 * (rest * rest).sum(1).mean()


@cache
def _unexplained(window):
    """What is left of a neighbourhood's values without their best affine map: `(k * k, k * k)`."""
    y, x = np.mgrid[:window, :window].reshape(2, -1).astype(float)
    a = np.stack([x, y, np.ones_like(x)], axis=1)
    return torch.from_numpy(np.eye(window**2) - a @ np.linalg.pinv(a)).float()


def sampling_mistake(target, source, flow, mask=None):
    """How badly a flow finds features like the target's, by the best that the source has.

    The mean of `exp(-c / best) - exp(-1)`: `c` is the cosine of the target's feature and that of
    the source where the flow points, `best` its largest cosine with any of the source.

    Args:
        target: Features `(N, C, h, w)` of the true picture.
        source: Features of the picture that the flow points into, the same shape.
        flow: `(N, 2, h', w')`; of another size it is repeated or thinned, its values as they are.
        mask: `(N, 1, H, W)`: where the mean is taken, everywhere if None.
    """
    if flow.shape[2:] != target.shape[2:]:
        flow = F.interpolate(flow, target.shape[2:])
    found = warped(source, flow)
    # the best of every target's place, without gradients: features come from a frozen network
    lengths = target.flatten(2).norm(dim=1) + EPS, source.flatten(2).norm(dim=1) + EPS
    cosines = torch.einsum("ncp,ncq->npq", target.flatten(2), source.flatten(2))
    cosines = cosines / (lengths[0][:, :, None] * lengths[1][:, None])
    best = cosines.amax(2).view(len(target), *target.shape[2:])
    cosine = (target * found).sum(1) / ((target.norm(dim=1) + EPS) * (found.norm(dim=1) + EPS))
    mistake = torch.exp(-cosine / (best + EPS)) - np.exp(-1.0)
    if mask is None:
        return mistake.mean()
    mask = F.interpolate(mask, target.shape[2:])[:, 0]
    return (mistake * mask).sum() / mask.sum().clamp(min=EPS)


def warped(source, flow, taps=TAPS, sigma=SIGMA):
    """`source` where a flow points, by a small Gaussian, so that gradients reach some pixels.

    Args:
        source: `(N, C, h, w)`; beyond its border the border's values hold.
        flow: `(N, 2, h, w)`, x and y in pixels.
        taps: Pixels that count, along each axis; even.
        sigma: Pixels.
    """
    height, width = source.shape[2:]
    there = grid_of(flow) + flow
    first = there.detach().floor()
    offsets = torch.arange(taps, device=flow.device) - (taps // 2 - 1)
    near = first[:, :, None] + offsets.view(1, 1, -1, 1, 1)  # (N, 2, taps, h, w)
    weights = torch.exp(-((there[:, :, None] - near) ** 2) / (2 * sigma**2))
    weights = weights[:, 0, None, :] * weights[:, 1, :, None]  # (N, taps of y, taps of x, h, w)
    x = near[:, 0].clamp(0, width - 1).long()[:, None]
    y = near[:, 1].clamp(0, height - 1).long()[:, :, None]
    places = (y * width + x).flatten(1)  # (N, taps * taps * h * w)
    values = source.flatten(2).gather(2, places[:, None].expand(-1, source.shape[1], -1))
    values = values.view(*source.shape[:2], taps * taps, height, width)
    weights = weights.flatten(1, 2)[:, None]
    return (values * weights).sum(2) / weights.sum(2)


def gram(features):
    """How features go together: `(N, C, h, w)` -> `(N, C, C)`, divided by `C * h * w`."""
    flat = features.flatten(2)
    return flat @ flat.transpose(1, 2) / (features.shape[1] * flat.shape[2])
