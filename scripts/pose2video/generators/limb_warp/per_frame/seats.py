"""Cloth about the hips, drawn over the thighs and under the trunk."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from pose2video.characters.preparation.plan import SIDES
from pose2video.generators.limb_warp.per_frame.limbs import limb_at
from pose2video.generators.limb_warp.per_frame.maps import trunk_map
from pose2video.generators.limbs.seats import HALVES
from pose2video.triangles.raster import interpolate, rasterise

ENDS = (0.36, 0.44)  # along a thigh, over which a sheet ends in a leg of the model's
CLOSING = 0.25  # radians by which thighs close until one passes the other
ROUNDS = 8  # in which places of the frame are found that show given places of the picture


def lay_sheets(frame, covered, clip, trunk, index):
    """Draw sheets of cloth over a frame.

    Args:
        frame: uint8 RGB, changed. covered: uint8 `(height, width)`, raised to its coverage; None.
        clip: The `OverClip`. trunk: The `Trunk` of the frame. index: The frame's number.
    """
    if not clip.rest.sheets:
        return
    puppet, tracks = clip.rest.puppet, clip.tracks
    sides = SIDES[::-1] if tracks.behind[index] else SIDES  # whose tracks the picture's legs follow
    order = [name.replace("thigh", "seat") for name in clip.orders[index]] + ["skirt"]
    shares = [clip.leg_shares[s][index] if s in clip.leg_shares else 0.0 for s in sides]
    for name in sorted(clip.rest.sheets, key=order.index):
        sheet = clip.rest.sheets[name]
        bones = [down_to_hem(puppet, tracks, clip.leans, s, index, sheet.below) for s in sides]
        xy = hung(sheet, trunk, bones)
        side = sides[HALVES.index(name)] if name in HALVES else None
        gone = shares[sides.index(side)] if side and sheet.cloth is None else 0  # a hem stays
        kept = 1 - gone * np.clip((sheet.along - ENDS[0]) / np.ptp(ENDS), 0, 1)
        _lay(frame, covered, sheet, xy, kept, _shown(sheet, shares))


def _shown(sheet, shares):
    """A sheet's image, of whose left and right bare leg a share is the model's."""
    image = sheet.texture.image
    for share, without in zip(shares, sheet.cloth or (), strict=False):
        if share:  # each differs from the sheet beside its own leg alone
            image = cv2.addWeighted(image, 1 - share, cv2.min(image, without), share, 0)
    return image


def down_to_hem(puppet, tracks, leans, side, index, below):
    """A thigh as a `Limb`; of a skirt that goes below the knees, one from the hip to its hem.

    Args:
        puppet: The `Puppet`. tracks: Its `Tracks`. leans: See `OverClip`. side: Whose tracks.
        index: The frame's number. below: How far down the shin it ends, see `Sheet`.
    """
    thigh, _ = limb_at(puppet, tracks, leans, f"{side}_thigh", index)
    if not below:
        return thigh
    shin, _ = limb_at(puppet, tracks, leans, f"{side}_shin", index)
    now = shin.start + below * _way(shin.angle, shin.rest_length * shin.along) - thigh.start
    then = shin.rest_start + below * _way(shin.rest_angle, shin.rest_length) - thigh.rest_start
    return replace(
        thigh,
        angle=float(np.arctan2(now[1], now[0])),
        rest_angle=float(np.arctan2(then[1], then[0])),
        along=float(np.linalg.norm(now) / max(np.linalg.norm(then), 1.0)),
    )


def _way(angle, length):
    return length * np.array([np.cos(angle), np.sin(angle)])


def hung(sheet, trunk, limbs) -> np.ndarray:
    """Where the points of a `Sheet` go, `(V, 2)` canvas pixels.

    A point turns about each hip by its share of the thigh's turn, and is longer and wider by that
    share; it lies between where both thighs take it.

    Args:
        sheet: The `Sheet`. trunk: A `Trunk`. limbs: The left and the right thigh's `Limb`.
    """
    points, matrix = sheet.points, _about(trunk)
    hips = posed_on_trunk(trunk, trunk.rest_hips[None])[0]
    plain = hips + (points - trunk.rest_hips) @ matrix.T
    sides, legs = _shares(sheet, limbs)
    held = 1 - (sides * legs).sum(axis=1, keepdims=True)
    places = held * (posed_on_trunk(trunk, points) - plain)
    turned = np.arctan2(-matrix[0, 1], matrix[1, 1])
    for side, leg, limb in zip(sides.T, legs.T, limbs, strict=True):
        hip = hips + matrix @ (limb.rest_start - trunk.rest_hips)
        turn = (limb.angle - limb.rest_angle - turned + np.pi) % (2 * np.pi) - np.pi
        own = _turn(limb.angle) @ np.diag([limb.along, limb.across]) @ _turn(-limb.rest_angle)
        off = points - limb.rest_start
        still = off @ matrix.T + leg[:, None] * (off @ (_turn(-turn) @ own - matrix).T)
        moved = np.einsum("vij,vj->vi", np.moveaxis(_turn(leg * turn), 2, 0), still)
        places += side[:, None] * (hip + leg[:, None] * (limb.start - hip) + moved)
    return places


def _shares(sheet, limbs):
    """`sides` and `legs` of a `Sheet`, now that the thighs have opened or closed."""
    if sheet.closed is None:
        return sheet.sides, sheet.legs
    left, right = limbs
    closed = np.sin(left.angle - right.angle) - np.sin(left.rest_angle - right.rest_angle)
    closed *= np.sign(left.rest_start[0] - right.rest_start[0])
    closing = np.clip(closed / CLOSING, 0, 1)
    plain = sheet.sides, sheet.legs
    return tuple(a + closing * (b - a) for a, b in zip(plain, sheet.closed, strict=True))


def posed_on_trunk(trunk, points) -> np.ndarray:
    """Where places of the picture at rest `(V, 2)` lie in the frame, seen from the trunk."""
    matrix = _about(trunk)
    found = trunk.hips + (points - trunk.rest_hips) @ matrix.T
    for _ in range(ROUNDS):
        there = np.stack(trunk_map(trunk, *found.T), axis=1)
        found = found + (points - there) @ matrix.T
    return found


def _about(trunk):
    """What the trunk does to directions about the hips, `(2, 2)`."""
    (a, b), (c, d) = trunk.rest_sides[0], trunk.rest_spine
    now = np.stack([trunk.sides[0], trunk.spine], axis=1)
    return now @ np.array([[d, -c], [-b, a]]) / (a * d - b * c)


def _turn(angle):
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


def _lay(frame, covered, sheet, xy, kept, image):
    """Draw a sheet whose points lie at `xy` `(V, 2)`, canvas pixels, `kept` `(V,)` of it.

    The image is its texture's or in place of that.
    """
    height, width = frame.shape[:2]
    used = xy[np.unique(sheet.faces)]
    low = np.clip(np.floor(used.min(axis=0)).astype(int), 0, (width, height))
    high = np.clip(np.ceil(used.max(axis=0)).astype(int) + 1, 0, (width, height))
    if (high <= low).any():
        return
    local, near = xy - low + 0.5, np.ones(len(xy))  # the middle of a canvas pixel is its number
    keys = rasterise(local, near, sheet.faces, tuple(high - low))
    places = np.column_stack([sheet.points - sheet.texture.origin, kept])
    found = interpolate(keys, local, sheet.faces, places, near)
    found[keys == 0] = -9
    at = np.ascontiguousarray(found[..., :2])
    patch = cv2.remap(image, at, None, cv2.INTER_LINEAR)
    if kept.min() < 1:
        patch = np.rint(patch * np.clip(found[..., 2:], 0, 1)).astype(np.uint8)
    alpha = patch[..., 3]
    here = slice(low[1], high[1]), slice(low[0], high[0])
    seen = cv2.multiply(frame[here], cv2.merge([255 - alpha] * 3), scale=1 / 255)
    cv2.add(seen, cv2.cvtColor(patch, cv2.COLOR_RGBA2RGB), dst=frame[here])
    if covered is not None:
        np.maximum(covered[here], alpha, out=covered[here])
