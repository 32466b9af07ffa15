"""Depth as other tools write it: a share of the frame's width, or pixels, from any zero."""

from __future__ import annotations

import numpy as np

from pose2video.poses.skeletons import load_skeleton

DEEP = 4.0  # widths of the frame; numbers that reach farther are pixels
OFF = 0.25  # widths by which a part's root lies off zero where depth counts from elsewhere
UNROOTED = 2.0  # the same where the root is not in the file and another point stands for it
# what MediaPipe counts the depth of a part from; a face's from its middle
ROOTS = {
    "body": ("left_hip", "right_hip"),
    "left_hand": ("left_hand_wrist",),
    "right_hand": ("right_hand_wrist",),
}


def to_pixels(people, skeleton, width):
    """Bring the depth (column 3) of everybody to pixels from the root of each part, in place.

    Args:
        people: Arrays `(K, C)`, `C` at least 4, NaN where unknown.
        skeleton: Name of the skeleton that orders the points.
        width: The frame's, in pixels.
    """
    layout = load_skeleton(skeleton)
    for person in people:
        _forget_flat(person, layout)
    depth = np.stack([person[:, 3] for person in people])
    parts = {part: place for part, place in layout.parts.items() if _known(depth[:, place])}
    roots = {part: _root(depth, layout, part) for part in parts}
    reaches = [
        np.nanpercentile(np.abs(depth[:, place] - roots[part][0]), 90)
        for part, place in parts.items()
    ]
    unit = 1.0 if max(reaches, default=0.0) > DEEP else width
    for part, place in parts.items():
        root, most = roots[part]
        off = root if abs(root * unit) > most * width else 0.0
        for person in people:
            person[place, 3] = (person[place, 3] - off) * unit


def _forget_flat(person, layout):
    """Make depth NaN, in place, in parts of which every point has the same: it was not known."""
    for place in layout.parts.values():
        depth = person[place, 3]
        found = depth[np.isfinite(depth)]
        if len(found) > 1 and (found == found[0]).all():
            depth[:] = np.nan


def _root(depth, layout, part):
    """Median of a part's root, and how many widths it may lie off zero."""
    names = [name for name in ROOTS.get(part, ()) if name in layout.names]
    if names and _known(found := depth[:, layout.indices(*names)]):
        return float(np.nanmedian(found)), OFF
    most = UNROOTED if part in ROOTS else OFF
    return float(np.nanmedian(depth[:, layout.parts[part]])), most


def _known(numbers):
    return np.isfinite(numbers).any()
