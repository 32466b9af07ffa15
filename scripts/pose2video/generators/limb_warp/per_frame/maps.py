"""For pixels of the frame, the place of the picture at rest that is seen there.

All maps go from the posed frame back to the rest, so nothing can tear. Around a joint the pixels
keep their distance to it and their polar angle is stretched or squeezed between the two bones, on
either side of them, so that a bent limb keeps its width and both bones' pieces show the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pose2video.generators.limb_warp.at_rest.necks import Neck

STIFF = 0.9  # radians on either side of a bone that turn with it as a whole
NEAR, FAR = 1.3, 2.2  # half widths from a joint between which its influence ends
SEARCHES = 10  # steps in which what is seen of a neck is found
ABOVE = 1.25  # spines above the hips: so high a neck does not turn with the trunk


@dataclass(frozen=True, eq=False)
class Joint:
    """Where a bone meets its neighbour.

    Attributes:
        radius: Half the width of the limb at rest in pixels.
        opening: Angle from this bone to the neighbour, both seen from the joint, counted in the
            sense from x to y, radians in [0, 2 pi).
        rest_opening: The same at rest.
        along: The neighbour's length over its length at rest.
    """

    radius: float
    opening: float
    rest_opening: float
    along: float


@dataclass(frozen=True, eq=False)
class Limb:
    """One bone in one frame, with what it needs to know of its neighbours; angles in radians.

    Attributes:
        start: `(2,)`, where it begins in the frame.
        rest_start: `(2,)`, at rest.
        rest_length: Length at rest in pixels.
        angle: Direction in the frame.
        rest_angle: At rest.
        along: Length over length at rest.
        across: Width over width at rest.
        first: The joint where it begins.
        last: The joint where it ends; None where nothing hangs there.
        lean: How far it leans aside on the ground, pixels per pixel down from its beginning.
    """

    start: np.ndarray
    rest_start: np.ndarray
    rest_length: float
    angle: float
    rest_angle: float
    along: float
    across: float
    first: Joint
    last: Joint | None
    lean: float = 0.0


def limb_map(limb, x, y):
    """Where pixels of the frame lie at rest, seen from one limb.

    Args:
        limb: A `Limb`.
        x: float32 `(height, width)`, canvas pixels.
        y: The same.

    Returns:
        `(x, y)` at rest, as `x`.
    """
    cos, sin = np.cos(limb.angle), np.sin(limb.angle)
    dx, dy = x - limb.start[0], y - limb.start[1]
    if limb.lean:
        aside_x, aside_y = leaning(limb, dx, dy).T
        dx, dy = dx - aside_x.T, dy - aside_y.T
    along = cos * dx + sin * dy
    across = -sin * dx + cos * dy
    length = limb.rest_length * limb.along
    rest_x, rest_y = _around(limb.first, limb, along, across)
    if limb.last:  # seen from the other end the bone points the other way
        far_x, far_y = _around(limb.last, limb, length - along, -across)
        beyond = along > 0.5 * length
        rest_x = np.where(beyond, limb.rest_length - far_x, rest_x)
        rest_y = np.where(beyond, -far_y, rest_y)
    cos, sin = np.cos(limb.rest_angle), np.sin(limb.rest_angle)
    return (
        limb.rest_start[0] + cos * rest_x - sin * rest_y,
        limb.rest_start[1] + sin * rest_x + cos * rest_y,
    )


def leaning(limb, dx, dy):
    """How far a leaning limb is moved at pixels from its beginning, `(..., 2)`."""
    tilt = limb.angle - limb.rest_angle
    cos, sin = np.cos(tilt), np.sin(tilt)
    aside = limb.lean * np.maximum(cos * dy - sin * dx, 0)
    return np.stack([cos * aside, sin * aside], axis=-1)


def _around(joint, limb, along, across):
    """Undo the pose around a joint; coordinates from the joint along and across the bone."""
    angle = np.arctan2(across, along)
    one = _share(np.abs(angle), joint.opening, joint.rest_opening)
    other = _share(np.abs(angle), 2 * np.pi - joint.opening, 2 * np.pi - joint.rest_opening)
    share = np.where(angle > 0, one, other)
    share = share * _fold(joint.opening) * _fold(joint.rest_opening)
    reach = min(joint.radius * limb.across, 0.45 * limb.rest_length * limb.along / NEAR)
    distance = np.hypot(along, across) / reach
    share = share * np.clip((FAR - distance) / (FAR - NEAR), 0, 1)
    # into the axis between the two bones, unscaled there, and back at rest
    turn = share * (joint.opening - np.pi)
    cos, sin = np.cos(turn), np.sin(turn)
    a = (cos * along + sin * across) / (limb.along + share * (joint.along - limb.along))
    b = (-sin * along + cos * across) / limb.across
    turn = share * (joint.rest_opening - np.pi)
    cos, sin = np.cos(turn), np.sin(turn)
    return cos * a - sin * b, sin * a + cos * b


def _fold(opening):
    """0 where a joint is folded so sharply that its bones lie over each other, 1 where not."""
    return float(np.clip((min(opening, 2 * np.pi - opening) - 0.4) / 0.5, 0, 1))


def _share(angle, opening, rest_opening):
    """How much a pixel at an angle from this bone turns with the neighbour: 0 to 1."""
    stiff = min(STIFF, 0.45 * opening, 0.45 * rest_opening)
    t = np.clip((angle - stiff) / max(opening - 2 * stiff, 1e-3), 0, 1)
    return t * t * (3 - 2 * t)


@dataclass(frozen=True, eq=False)
class Trunk:
    """Trunk and head in one frame.

    Attributes:
        hips: `(2,)`, middle of the hips in the frame; `rest_hips` at rest.
        spine: `(2,)`, from there to the middle of the shoulders; `rest_spine` at rest.
        sides: Where one pixel to the side goes, at hips and shoulders, `(2, 2)`; `rest_sides`
            unit vectors at rest.
        head: `(2,)`, middle of the ears; `rest_head` at rest.
        head_angle: Turn of the head against rest in radians.
        size: Size of the head over that at rest.
        chin: `(2,)` at rest.
        turns: `(2,)`, how far the middle of its front is moved along the sides, at hips and
            shoulders, in units of `half`, half the width of the trunk at rest.
        outline: `(n, 2)` in rows from the hips to the shoulders, see `trunk_outlines`.
        neck: Where it is free to go with the head; None where that is not known.
    """

    hips: np.ndarray
    rest_hips: np.ndarray
    spine: np.ndarray
    rest_spine: np.ndarray
    sides: np.ndarray
    rest_sides: np.ndarray
    head: np.ndarray
    rest_head: np.ndarray
    head_angle: float
    size: float
    chin: np.ndarray
    turns: np.ndarray
    half: float
    outline: np.ndarray
    neck: Neck | None = None


def trunk_map(trunk, x, y, of_head=False):
    """Where pixels of the frame lie at rest, seen from trunk and head: see `limb_map`.

    What is the trunk's alone does not go with the head, so that what is seen at a pixel of the neck
    is found step by step. Where the chin has come down over the collar a pixel may show either: the
    head's piece looks for it from the head, the trunk's from the trunk.
    """
    body, head = np.stack(_body(trunk, x, y)), np.stack(head_map(trunk, x, y))
    share = head_share(trunk, x, y)
    if trunk.neck is None:
        return tuple(body + share * (head - body))
    place = head if of_head else body
    for _ in range(SEARCHES):
        free = trunk.neck.at(*place, of_head)
        place = (place + body + share * free * (head - body)) / 2
    return tuple(place)


def head_share(trunk, x, y):
    """How far pixels of the frame go with the head: 0 on the trunk, 1 from the chin upwards."""
    cos, sin = np.cos(trunk.head_angle), np.sin(trunk.head_angle)
    neck = trunk.hips + trunk.spine
    down = trunk.chin - trunk.rest_head
    chin = trunk.head + trunk.size * np.array(
        [cos * down[0] - sin * down[1], sin * down[0] + cos * down[1]]
    )
    axis = chin - neck
    up = trunk.spine / np.linalg.norm(trunk.spine)
    reach = max(axis @ up, 0.5 * np.linalg.norm(trunk.chin - trunk.rest_hips - trunk.rest_spine))
    height = ((x - neck[0]) * up[0] + (y - neck[1]) * up[1]) / reach
    beside = np.abs((y - neck[1]) * up[0] - (x - neck[0]) * up[1]) / reach
    height = height - 0.8 * np.maximum(beside - 0.4, 0)  # shoulders do not go with the head
    share = np.clip((height - 0.1) / 0.85, 0, 1)
    return share * share * (3 - 2 * share)


def head_map(trunk, x, y):
    """Where pixels of the frame lie at rest, seen from the head alone: see `limb_map`."""
    cos, sin = np.cos(trunk.head_angle), np.sin(trunk.head_angle)
    dx, dy = (x - trunk.head[0]) / trunk.size, (y - trunk.head[1]) / trunk.size
    return (
        trunk.rest_head[0] + cos * dx + sin * dy,
        trunk.rest_head[1] - sin * dx + cos * dy,
    )


def _body(trunk, x, y):
    """Undo the trunk: a spine with a side vector that changes from hips to shoulders.

    Its sides follow the outline of the body; as it turns, what lies between them is moved to one.
    """
    dx, dy = x - trunk.hips[0], y - trunk.hips[1]
    low, high = trunk.sides
    spine = trunk.spine
    s = np.clip((dx * spine[0] + dy * spine[1]) / (spine @ spine), 0, 1)
    for _ in range(3):
        t = np.clip(s, 0, 1)
        vx, vy = low[0] + t * (high[0] - low[0]), low[1] + t * (high[1] - low[1])
        determinant = spine[0] * vy - spine[1] * vx
        s = (dx * vy - dy * vx) / determinant
        c = (spine[0] * dy - spine[1] * dx) / determinant
    t, below = np.clip(s, 0, 1), np.clip((ABOVE - s) / (ABOVE - 1), 0, 1)
    rows = np.linspace(0, 1, len(trunk.outline))
    wider, aside = (np.interp(t, rows, column) for column in trunk.outline.T)
    c = (c - below * aside * trunk.half) / (1 + below * (wider - 1))
    between = np.clip(c / trunk.half, -1, 1)
    low, high = trunk.turns * trunk.half
    turn = (low + t * (high - low)) * below
    c = c - turn * (1 - between * between)
    low, high = trunk.rest_sides
    return (
        trunk.rest_hips[0] + s * trunk.rest_spine[0] + c * (low[0] + t * (high[0] - low[0])),
        trunk.rest_hips[1] + s * trunk.rest_spine[1] + c * (low[1] + t * (high[1] - low[1])),
    )
