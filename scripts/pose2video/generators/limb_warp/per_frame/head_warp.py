"""The head's pixels moved with its mesh.

Nearer triangles hide the others, so that a cheek goes behind the nose and an ear behind a cheek.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import cv2
import numpy as np

from pose2video.generators.limb_warp.at_rest.head_mesh import HAIR
from pose2video.poses.skeletons import face_mesh
from pose2video.triangles.raster import rasterise, seen

BACK = 0.9  # how far a ring lies behind the oval, in its distance from it
FINE = 2  # samples a pixel across and down: parts that hide others have smooth edges
STILL = 0.25  # pixels; smaller motion is not drawn
LEAST = 0.4  # of its width at rest that a ring keeps: what turns into view pushes the outline out


def moved_mesh(mesh, target):
    """All points of a mesh whose face lies at `target` `(478, 3)`.

    No ring folds over the next; the last one rests.
    """
    oval = face_mesh()["oval"]
    points = mesh.points.copy()
    points[: len(target)] = target
    shift = target[oval] - mesh.points[oval]
    rings = points[len(target) :].reshape(-1, len(oval), 3)
    from_oval = rings[..., :2] - mesh.points[oval, :2]
    away = np.linalg.norm(from_oval, axis=2)
    outward = from_oval[-1] / np.maximum(away[-1:].T, 1e-9)
    before, width_before, pushed = shift[:, :2], 0.0, np.zeros(len(oval))
    for number, (ring, share, width) in enumerate(zip(rings, mesh.follows, away, strict=True), 1):
        moved = share[:, None] * shift[:, :2]
        closer = ((before - moved) * outward).sum(axis=1)
        pushed += np.maximum(closer - (1 - LEAST) * (width - width_before), 0)
        pushed *= number < len(rings)
        before, width_before = moved, width
        ring[:, :2] += moved + pushed[:, None] * outward
        ring[:, 2] = target[oval, 2] + BACK * width
    return points


def motion_map(mesh, target):
    """For samples of the mesh's box, the place on the canvas at rest that is seen there.

    Args:
        mesh: The head at rest.
        target: Where the face's points lie now, `(478, 3)` on the canvas.

    Returns:
        float32 `(height, width, 2)`, `FINE` samples a pixel; None where nothing moves.
    """
    if np.abs(target - mesh.points[: len(target)])[:, :2].max() < STILL:
        return None
    points = moved_mesh(mesh, target)
    x0, y0, x1, y1 = mesh.box
    corner = np.array([x0, y0], np.float64)
    triangles = _triangles()
    depth = points[:, 2]
    scale = 0.6 / max(np.ptp(depth), 1e-9)
    near = 0.2 + scale * (depth.max() - depth)
    size = FINE * (x1 - x0), FINE * (y1 - y0)
    keys = rasterise(FINE * (points[:, :2] - corner), near, triangles, size)
    maps = _affine(points[triangles][..., :2] - corner, mesh.points[triangles][..., :2])
    maps = maps.astype(np.float32)
    maps[:, :, 2] -= 0.5  # pixel i lies at i + 0.5
    rows, columns = np.mgrid[: size[1], : size[0]].astype(np.float32)
    rows, columns = ((v + 0.5) / FINE - 0.5 for v in (rows, columns))
    which, _ = seen(keys)
    own = maps[which]
    place = own[..., 0] * (columns[..., None] + 0.5) + own[..., 1] * (rows[..., None] + 0.5)
    rest = np.dstack([columns + x0, rows + y0])
    return np.where((keys > 0)[..., None], place + own[..., 2], rest)


def warp(texture, mesh, place):
    """A texture with the part in the mesh's box moved by a `motion_map`."""
    (x, y), (height, width) = texture.origin, texture.image.shape[:2]
    x0, y0 = max(x, mesh.box[0]), max(y, mesh.box[1])
    x1, y1 = min(x + width, mesh.box[2]), min(y + height, mesh.box[3])
    if x1 <= x0 or y1 <= y0:
        return texture
    left, top = mesh.box[:2]
    seen_at = [
        slice(FINE * low, FINE * high)
        for low, high in ((y0 - top, y1 - top), (x0 - left, x1 - left))
    ]
    part = place[tuple(seen_at)] - np.float32([x, y])
    image = texture.image.copy()
    moved = cv2.remap(texture.image, part, None, cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT)
    moved = cv2.resize(moved, (x1 - x0, y1 - y0), interpolation=cv2.INTER_AREA)
    moved[..., :3] = np.minimum(moved[..., :3], moved[..., 3:])
    image[y0 - y : y1 - y, x0 - x : x1 - x] = moved
    return replace(texture, image=image)


@cache
def _triangles():
    """The face's mesh with eyes and mouth filled, and the rings."""
    mesh = face_mesh()
    rows = [tuple(t) for t in mesh["triangles"]]
    for rim in mesh["rims"].values():
        rows += _strip(rim["upper"], rim["lower"])
    ring = mesh["oval"]
    for number in range(len(HAIR)):
        outer = 478 + number * len(ring) + np.arange(len(ring))
        rows += _strip(np.append(ring, ring[0]), np.append(outer, outer[0]))
        ring = outer
    return np.array([t for t in rows if len(set(t)) == 3])


def _strip(one, other):
    """Triangles between two rows of points."""
    pairs = range(len(one) - 1)
    return [
        t
        for i in pairs
        for t in ((one[i], one[i + 1], other[i]), (other[i], one[i + 1], other[i + 1]))
    ]


def _affine(target, source):
    """Maps `(n, 2, 3)` that take triangles `target` `(n, 3, 2)` to `source`."""
    a, b = target[:, 1] - target[:, 0], target[:, 2] - target[:, 0]
    area = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
    area = np.where(np.abs(area) < 1e-6, 1e-6, area)
    inverse = np.stack([b[:, 1], -b[:, 0], -a[:, 1], a[:, 0]], axis=1).reshape(-1, 2, 2)
    inverse = inverse / area[:, None, None]
    edges = np.stack([source[:, 1] - source[:, 0], source[:, 2] - source[:, 0]], axis=2)
    linear = edges @ inverse
    shift = source[:, 0] - np.einsum("nij,nj->ni", linear, target[:, 0])
    return np.concatenate([linear, shift[..., None]], axis=2)
