"""What hides before a plain wall: light and colour go straight on, mostly from side to side.

A membrane that is stretched into the hole (Laplace's equation) has no step at its border. It is
stiffer across than down: light falls off along a wall, and a line between wall and floor is level.
"""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.preparation.person import spread_colours

SIDE = 128  # shorter side of the picture on which the membrane is worked out, in pixels
ACROSS = 80.0  # times as stiff from side to side as up and down
GRAIN = 1.0  # pixels of the small picture: what is finer is no colour of the wall
STEP = 100.0  # grey levels: a step at the border of a hole is never larger


def plain_fill(picture, hole):
    """A picture with a membrane in its hole, float32 `(height, width, 3)`.

    Args:
        picture: uint8 RGB `(height, width, 3)`. hole: bool `(height, width)`, not everything.
    """
    height, width = hole.shape
    scale = min(1.0, SIDE / min(height, width))
    size = (max(4, round(width * scale)), max(4, round(height * scale)))
    known = np.float32(~hole)[..., None]
    weight = _soft(cv2.resize(known, size, interpolation=cv2.INTER_AREA)[..., None])
    colours = _soft(cv2.resize(picture * known, size, interpolation=cv2.INTER_AREA))
    inside = cv2.resize(np.float32(hole), size, interpolation=cv2.INTER_AREA) > 0.5
    if inside.all():
        return spread_colours(picture, known[..., 0]).astype(np.float32)
    small = _stretched(colours / np.maximum(weight, 1e-3), inside)
    fill = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
    # what the small one has missed at the border
    steps = np.clip(picture - fill, -STEP, STEP) * known
    sigma = max(GRAIN / scale, 1.0)
    steps = (
        cv2.GaussianBlur(steps, (0, 0), sigma)
        / np.maximum(cv2.GaussianBlur(known[..., 0], (0, 0), sigma), 1e-3)[..., None]
    )
    steps = spread_colours(np.clip(128 + steps, 0, 255), known[..., 0]).astype(np.float32) - 128
    return np.where(hole[..., None], fill + steps, picture).astype(np.float32)


def _soft(image):
    soft = cv2.GaussianBlur(image, (0, 0), GRAIN)
    return soft if soft.ndim == 3 else soft[..., None]


def _stretched(image, inside):
    """A small image whose inside is a membrane, float32 `(h, w, 3)`."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.linalg import splu

    ys, xs = np.nonzero(inside)
    number = np.full(inside.shape, -1)
    number[ys, xs] = every = np.arange(len(ys))
    diagonal, sides = np.zeros(len(ys)), np.zeros((len(ys), 3))
    rows, columns, values = [every], [every], [diagonal]
    for dy, dx in ((0, 1), (0, -1), (1, 0), (-1, 0)):
        ny, nx = ys + dy, xs + dx
        p = np.flatnonzero((ny >= 0) & (ny < len(inside)) & (nx >= 0) & (nx < inside.shape[1]))
        q, stiff = number[ny[p], nx[p]], ACROSS if dx else 1.0
        diagonal[p] += stiff
        free = q >= 0
        sides[p[~free]] += stiff * image[ny[p[~free]], nx[p[~free]]]
        rows.append(p[free])
        columns.append(q[free])
        values.append(np.full(int(free.sum()), -stiff))
    at = np.concatenate(rows), np.concatenate(columns)
    solve = splu(coo_matrix((np.concatenate(values), at)).tocsc()).solve
    result = image.astype(np.float32)
    result[ys, xs] = np.column_stack([solve(sides[:, k]) for k in range(3)])
    return result
