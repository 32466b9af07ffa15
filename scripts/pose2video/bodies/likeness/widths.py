"""How wide limbs and trunk look: in the picture's mask, and on the model."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pose2video.bodies.angles import SIDES
from pose2video.bodies.body import group_of
from pose2video.triangles.raster import rasterise, seen

HEIGHT = 640  # pixels, of the grid on which the mask is measured
# part -> keypoints of its axis, groups of bones that it is made of, stations along the axis
PARTS = {
    **{
        f"{s}_{name}": ((f"{s}_{start}", f"{s}_{end}"), groups, stations)
        for s in SIDES
        for name, start, end, groups, stations in (
            ("upper_arm", "shoulder", "elbow", ("upper_arm",), (0.4, 0.5, 0.6, 0.7)),
            ("forearm", "elbow", "wrist", ("forearm",), (0.4, 0.55, 0.7, 0.85)),
            ("thigh", "hip", "knee", ("thigh",), (0.35, 0.5, 0.65, 0.8)),
            ("shin", "knee", "ankle", ("shin",), (0.15, 0.3, 0.5, 0.7, 0.85)),
        )
    },
    "trunk": ((), ("trunk", "hips"), (0.35, 0.5, 0.65, 0.8, 0.95, 1.05)),
    "neck": ((), ("neck", "head"), (0.35, 0.55)),
}
SLAB = 0.06  # half the thickness of a station, of the axis
SHORTEST = 4.0  # times its half width: a limb that looks shorter points at the camera
GAP = 4  # grid pixels of background that make a side free
WIDEST = 1.9  # times the model's: a run beyond this met something else


@dataclass(frozen=True, eq=False)
class Widths:
    """Half widths of the stations on both sides of their axes.

    Attributes:
        model: `(N,)` pixels. mask: `(N,)` pixels, NaN where the side is not free.
        parts: Name of the part of each.
    """

    model: np.ndarray
    mask: np.ndarray
    parts: tuple[str, ...]


def axis_of(part, pixels, layout):
    """Ends `(2, 2)` of a part's axis from the model's keypoints in pixels `(553, 2)`."""
    names = PARTS[part][0]
    if names:
        return pixels[layout.indices(*names)]

    def middle(joint):
        return pixels[layout.indices(f"left_{joint}", f"right_{joint}")].mean(axis=0)

    if part == "trunk":
        return np.stack([middle("shoulder"), middle("hip")])
    return np.stack([middle("shoulder"), middle("ear")])


def part_vertices(model) -> dict[str, np.ndarray]:
    """Part -> `(V,)` bool, the vertices that it is made of."""
    main = np.asarray(model.weights).argmax(axis=1)
    names = [f"{group_of(b)}.{b[-1]}" for b in model.bones]
    of = np.array([n.split(".")[0] for n in names])[main]
    side = np.array([n[-1] for n in names])[main]
    out = {}
    for part, (_, groups, _) in PARTS.items():
        own = np.isin(of, groups)
        if part.startswith(SIDES):
            own &= side == part[0].upper()
        out[part] = own
    return out


def model_widths(xy, pixels, layout, members):
    """Half widths of all stations on the model, in pixels.

    Args:
        xy: `(V, 2)` vertices in pixels. pixels: `(553, 2)` the model's keypoints.
        layout: The skeleton. members: From `part_vertices`.

    Returns:
        `(N,)`, NaN on a limb that points at the camera; part, point on the axis and direction
        across of each.
    """
    widths, where = [], []
    for part, (_, _, stations) in PARTS.items():
        start, end = axis_of(part, pixels, layout)
        length = max(float(np.linalg.norm(end - start)), 1e-6)
        along = (end - start) / length
        across = np.array([-along[1], along[0]])
        relative = xy[members[part]] - start
        t, n = relative @ along / length, relative @ across
        for station in stations:
            near = n[np.abs(t - station) < SLAB]
            for sign in (1, -1):
                reach = np.sort(sign * near)[-4:].mean() if len(near) >= 8 else np.nan
                short = part.startswith(SIDES) and length < SHORTEST * reach
                widths.append(np.nan if short else reach)
                where.append((part, start + station * (end - start), sign * across))
    return np.array(widths), where


def mask_widths(mask, xy, depth, faces, members, where, model):
    """Half widths in the mask and, measured in the same way, of the model as it is drawn.

    A side is free if on the model, as it is seen, only the part itself lies between the axis and
    the background, and if the run in the mask is not far longer than the model is wide.

    Args:
        mask: uint8 `(height, width)`.
        xy, depth, faces: The model in the picture's pixels and metres, `(V, 2)`, `(V,)`, `(F, 3)`.
        members, where, model: From `part_vertices` and `model_widths`.

    Returns:
        `(N,)` pixels each, NaN where the side is not free.
    """
    scale = HEIGHT / mask.shape[0]
    size = (max(2, round(mask.shape[1] * scale)), HEIGHT)
    inside = cv2.resize(mask, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    keys = rasterise(xy * scale, 1 / depth, faces, size)
    drawn = keys != 0
    vertex = faces[seen(keys)[0], 0]
    parts = {part: np.float32(drawn & members[part][vertex]) for part in PARTS}
    out = np.full((2, len(where)), np.nan)
    for i, (part, point, across) in enumerate(where):
        if not np.isfinite(model[i]):
            continue
        steps = np.arange(0, WIDEST * model[i] * scale + 4, 0.25)
        line = point * scale + steps[:, None] * across
        if (line < 1).any() or (line >= np.array(size) - 1).any():
            continue
        line = np.float32(line[None] - 0.5)
        own, body, values = (
            cv2.remap(grid, line, None, cv2.INTER_LINEAR)[0] > 0.5
            for grid in (parts[part], np.float32(drawn), inside)
        )
        if body[0] and not own[0]:
            continue  # the axis itself is hidden
        ends = np.flatnonzero(~own & (steps > 0.3 * model[i] * scale))
        if not len(ends) or body[ends[0] :][1 : 1 + round(GAP / 0.25)].any():
            continue  # something else of the body comes next
        free = np.flatnonzero(~values)
        if len(free) and free[0] > 0:
            out[:, i] = steps[free[0]] / scale, steps[ends[0]] / scale
    return out


def silhouette_iou(mask, xy, depth, faces, top=0.0) -> float:
    """Overlap of the model's silhouette and the mask over their union, below the row `top`."""
    scale = HEIGHT / mask.shape[0]
    size = (max(2, round(mask.shape[1] * scale)), HEIGHT)
    inside = cv2.resize(mask, size, interpolation=cv2.INTER_AREA) > 127
    drawn = rasterise(xy * scale, 1 / depth, faces, size) != 0
    rows = slice(max(0, round(top * scale)), None)
    union = (inside | drawn)[rows].sum()
    return float((inside & drawn)[rows].sum() / max(union, 1))
