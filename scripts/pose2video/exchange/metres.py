"""Whether points in metres are a body's: other tools write them in many units."""

from __future__ import annotations

import numpy as np

from pose2video.poses.lifting.depth import HEIGHT_M, SEGMENTS, SIDES, TRUNK

SHOULDERS = 0.23  # their distance as a share of the height, between the joints
LEAST, MOST = 0.3, 3.0  # a body's size as a share of an adult's: a toddler's, a giant figure's
OFF_M = 0.3  # by which the hips lie off the origin where metres count from elsewhere
LEFT_OUT = (
    "the metres of the file do not fit a body and are left out: they are measured by the lengths "
    "of arms, legs and trunk"
)


def fit_a_body(world, layout) -> bool:
    """Whether shoulders, trunk and limbs have the lengths of a body.

    Args:
        world: `(T, K, 3)`, metres where it fits, NaN where unknown.
        layout: The skeleton that orders the points.
    """
    sizes = [size for size in _sizes(world.astype(np.float64), layout) if np.isfinite(size)]
    return bool(sizes) and LEAST <= float(np.median(sizes)) <= MOST


def in_metres(world, frame_size, layout):
    """Points in metres of numbers that may be the frame's size times as large.

    pose-format multiplies x and y by the frame's width and height, as it does with the points in
    the picture, and leaves z as it is.

    Args:
        world: `(T, K, 3)`, NaN where unknown.
        frame_size: `(width, height)`.
        layout: The skeleton that orders the points.

    Returns:
        Metres `(T, K, 3)`; None where neither the numbers nor those divided fit a body.
    """
    choices = (world, world / (*frame_size, 1.0))
    return next((points for points in choices if fit_a_body(points, layout)), None)


def from_the_hips(world, layout):
    """Metres `(T, K, 3)` that count from between the hips, also where they did from elsewhere."""
    names = [f"{side}_hip" for side in SIDES]
    hips = world[:, layout.indices(*names)].mean(axis=1) if set(names) <= set(layout.names) else []
    known = np.isfinite(hips).all(axis=-1)
    if not np.any(known):
        return world
    middle = np.median(hips[known], axis=0)
    return world - middle if np.linalg.norm(middle) > OFF_M else world


def _sizes(world, layout):
    """The sizes of body parts as shares of an adult's, medians over the frames."""
    for (a, b), share in SEGMENTS.items():
        for side in SIDES:
            yield _length(world, layout, [f"{side}_{a}"], [f"{side}_{b}"]) / (share * HEIGHT_M)
    shoulders, hips = ([f"{side}_{name}" for side in SIDES] for name in ("shoulder", "hip"))
    yield _length(world, layout, shoulders[:1], shoulders[1:]) / (SHOULDERS * HEIGHT_M)
    yield _length(world, layout, shoulders, hips) / (TRUNK * HEIGHT_M)


def _length(world, layout, a, b):
    """Median distance between the middles of two groups of points; NaN where one is unknown."""
    if not set(a + b) <= set(layout.names):
        return np.nan
    ends = [world[:, layout.indices(*names)].mean(axis=1) for names in (a, b)]
    lengths = np.linalg.norm(ends[1] - ends[0], axis=1)
    lengths = lengths[np.isfinite(lengths)]
    return np.median(lengths) if lengths.size else np.nan
