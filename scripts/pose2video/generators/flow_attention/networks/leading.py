"""Where the parts of a body come from, as far as its joints alone can say.

A part is a rod between two joints. A place beside a rod of the new pose comes from the same place
beside that rod of the old one: along it in proportion, across it and beyond its ends as far as it
is. A place belongs to the parts that it is near, nearer ones more.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F

from pose2video.generators.pose_to_picture.points import POINTS, SIDES

SOFT = 0.35  # of a part's half width: how softly one part goes over into another
LONGER = (0.25, 4.0)  # times as long a part may be in the other pose
BROADER = (0.4, 2.5)  # times as broad the trunk may be
SHORTEST = 0.02  # of the height: a shorter rod has no direction of its own
FAR = 1e4
REACH = 2.0  # half widths that may belong to a part, with what it wears
# of each part: the joints whose middles its ends are, and its half width as a share of the height
TRUNK = ("hip", "shoulder")
PARTS = (
    ((("left_hip", "right_hip"), ("left_shoulder", "right_shoulder")), 0.085),
    ((("left_shoulder", "right_shoulder"), ("left_ear", "right_ear", "nose")), 0.05),
    *(
        (((f"{side}_{a}",), (f"{side}_{b}",)), width)
        for side in SIDES
        for a, b, width in (
            ("shoulder", "elbow", 0.03),
            ("elbow", "wrist", 0.025),
            ("wrist", "index", 0.02),
            ("hip", "knee", 0.045),
            ("knee", "ankle", 0.03),
            ("ankle", "foot_index", 0.02),
        )
    ),
)
ACROSS = [[POINTS.index(f"{side}_{joint}") for joint in TRUNK] for side in SIDES]


def leading(to, sure_to, start, sure_start, size):
    """Where each pixel of a new pose comes from in an old one.

    Args:
        to, start: Points of the new and of the old pose, `(N, 21, 2)` in pixels.
        sure_to, sure_start: `(N, 21)`; 0 for those that are missing.
        size: `(width, height)` in pixels.

    Returns:
        Flow `(N, 2, height, width)`, x and y in pixels, from each pixel to where it comes from; and
        `(N, 1, height, width)` in [0, 1], how near each pixel is to a part that both poses have.
        Where they have none in common nothing moves.
    """
    ends, known = _rods(to, sure_to)
    from_ends, from_known = _rods(start, sure_start)
    known = known & from_known  # (N, parts)
    x = torch.arange(size[0], device=to.device, dtype=to.dtype)
    y = torch.arange(size[1], device=to.device, dtype=to.dtype)
    place = torch.stack(torch.meshgrid(x, y, indexing="xy"))  # (2, height, width)
    e, length = _direction(ends, size)
    e_from, length_from = _direction(from_ends, size)
    beside = place - ends[:, :, 0, :, None, None]  # (N, parts, 2, height, width)
    along = (beside * e[..., None, None]).sum(2)
    across = beside[:, :, 1] * e[..., 0, None, None] - beside[:, :, 0] * e[..., 1, None, None]
    within = along.clamp(min=0).minimum(length[..., None, None])
    beyond = along - within
    near = (beyond**2 + across**2).sqrt()
    along = within * (length_from / length).clamp(*LONGER)[..., None, None] + beyond
    wide = _wide(to, sure_to, e[:, 0]), _wide(start, sure_start, e_from[:, 0])
    across = across * _broader(*wide, known)[..., None, None]
    found = from_ends[:, :, 0, :, None, None] + along[:, :, None] * e_from[..., None, None]
    turned = torch.stack([-e_from[..., 1], e_from[..., 0]], dim=-1)
    found = found + across[:, :, None] * turned[..., None, None]
    widths = torch.tensor([width for _, width in PARTS], device=to.device) * size[1]
    apart = near / widths[:, None, None]
    apart = apart.masked_fill(~known[..., None, None], FAR)
    share = torch.softmax(-apart / SOFT, dim=1)
    flow = (share[:, :, None] * (found - place)).sum(1)
    flow = flow * known.any(1)[:, None, None, None]
    return flow, torch.sigmoid((REACH - apart.amin(1, keepdim=True)) / SOFT)


def carried(picture, flow):
    """A picture `(N, C, height, width)` as a flow brings it; nothing, 0, from beyond its border."""
    height, width = picture.shape[2:]
    size = torch.tensor([width, height], device=flow.device, dtype=flow.dtype)
    x = torch.arange(width, device=flow.device, dtype=flow.dtype)
    y = torch.arange(height, device=flow.device, dtype=flow.dtype)
    place = torch.stack(torch.meshgrid(x, y, indexing="xy"))
    there = (place + flow).permute(0, 2, 3, 1)
    grid = (2 * there + 1) / size - 1
    return F.grid_sample(picture, grid, "bilinear", "zeros", align_corners=False)


def _rods(points, sure):
    """The ends of all parts, `(N, parts, 2, 2)`, and which are known."""
    ends, known = [], []
    for joints, _ in PARTS:
        which = [[POINTS.index(name) for name in names] for names in joints]
        share = [(sure[:, at] > 0).to(points) for at in which]
        counts = [s.sum(1, keepdim=True) for s in share]
        middles = [
            (points[:, at] * s[..., None]).sum(1) / n.clamp(min=1)
            for at, s, n in zip(which, share, counts, strict=True)
        ]
        ends.append(torch.stack(middles, dim=1))
        known.append(((counts[0] > 0) & (counts[1] > 0))[:, 0])
    return torch.stack(ends, dim=1), torch.stack(known, dim=1)


def _direction(ends, size):
    rod = ends[:, :, 1] - ends[:, :, 0]
    length = rod.norm(dim=-1)
    floor = SHORTEST * size[1]
    return rod / length.clamp(min=1e-3)[..., None], length.clamp(min=floor)


def _wide(points, sure, along):
    """From the right to the left side across the trunk, pixels `(N,)`; 0 where one is missing."""
    left, right = (points[:, at].mean(1) for at in ACROSS)
    beside = torch.stack([-along[:, 1], along[:, 0]], dim=1)
    known = (sure[:, ACROSS[0] + ACROSS[1]] > 0).all(1)
    return ((left - right) * beside).sum(1) * known


def _broader(wide, wide_from, known):
    """How many times as broad each part is in the old pose, `(N, parts)`; the trunk may be other.

    Below 0 where left and right have changed sides.
    """
    found = torch.ones_like(known, dtype=wide.dtype)
    ratio = (wide_from.abs() / wide.abs().clamp(min=1e-3)).clamp(*BROADER)
    both = (wide != 0) & (wide_from != 0)
    found[:, 0] = torch.where(both, ratio * torch.sign(wide * wide_from), found[:, 0])
    return found
