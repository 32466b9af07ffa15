"""A leg behind a hand: its sides go on even."""

from __future__ import annotations

import cv2
import numpy as np

BINS = 72  # places along a bone
BEHIND = 0.15  # of the bone's length: so far it is looked at beyond its end
FREE = 6  # places, at least, at which a side must be seen


def behind_others(own, over, person, materials, start, end):
    """Pixels of nearer pieces behind which a limb goes on, and its own that are scraps, bool.

    In every place along the bone the limb is as wide as where its side is seen, between two such
    places in between; what lies farther out beside a nearer piece is a scrap. Bare skin is as
    wide as where skin is seen, cloth as where cloth is.

    Args:
        own: bool `(height, width)`, the limb's pixels.
        over: bool, pixels of pieces that lie before it.
        person: bool, the person. materials: uint8, as `materials_of` gives it.
        start, end: The bone's joints, `(2,)` in pixels.
    """
    found, scraps = np.zeros_like(own), np.zeros_like(own)
    length = float(np.linalg.norm(end - start))
    if length < 4 or not own.any():
        return found, scraps
    axis = (end - start) / length
    y, x = np.nonzero(own | over)
    along, across = _places(x, y, start, axis)
    step = np.floor(along / length / (1 + BEHIND) * BINS).astype(int)
    inside = (step >= 0) & (step < BINS)
    y, x, across, step = (values[inside] for values in (y, x, across, step))
    mine = own[y, x]
    for sign in (-1, 1):
        side = np.full(BINS, -np.inf)
        np.maximum.at(side, step[mine], sign * across[mine])
        at = np.flatnonzero(np.isfinite(side))
        middle = start + ((at + 0.5) / BINS * (1 + BEHIND))[:, None] * length * axis
        normal = sign * np.array([-axis[1], axis[0]])
        beyond = middle + (side[at] + 3)[:, None] * normal
        seen, hidden = at[~_at(person, beyond)], at[_at(over, beyond)]
        if len(seen) < FREE:
            continue
        made_of = np.zeros(BINS, int)
        made_of[at] = _at(materials, middle)
        wide = np.interp(np.arange(BINS), seen, side[seen])
        for kind in np.unique(made_of[at]):
            same = seen[made_of[seen] == kind]
            if len(same) >= FREE:
                bins = at[made_of[at] == kind]
                wide[bins] = np.interp(bins, same, side[same])
        wide = cv2.blur(np.pad(wide, 4, mode="edge")[:, None], (1, 5))[4:-4, 0]
        held = ~mine & (sign * across > 0) & (sign * across <= wide[step])
        found[y[held], x[held]] = True
        loose = mine & np.isin(step, hidden) & (sign * across > wide[step] + 1)
        scraps[y[loose], x[loose]] = True
    filled = without_holes(own | found) & ~own & over
    return found | filled, scraps


def without_holes(region):
    """A region with what it encloses, bool."""
    _, parts = cv2.connectedComponents((~region).astype(np.uint8), connectivity=4)
    edge = np.unique(np.concatenate([parts[0], parts[-1], parts[:, 0], parts[:, -1]]))
    return region | ~np.isin(parts, edge)


def _at(image, points):
    """The pixels of an image that are nearest to points `(n, 2)`."""
    x, y = np.clip(np.rint(points).astype(int), 0, np.array(image.shape[::-1]) - 1).T
    return image[y, x]


def _places(x, y, start, axis):
    """How far pixels lie along and across a bone."""
    dx, dy = x - start[0], y - start[1]
    return dx * axis[0] + dy * axis[1], -dx * axis[1] + dy * axis[0]
