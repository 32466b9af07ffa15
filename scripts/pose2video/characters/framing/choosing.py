"""Which view holds a performance."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import cv2
import numpy as np
from scipy.ndimage import gaussian_filter1d

from pose2video.characters.character import canvas_size
from pose2video.characters.framing import AUTO, SIDES
from pose2video.characters.framing.extents import (
    crown_height,
    extents,
    hip_height,
    shows_feet,
)
from pose2video.characters.framing.grounds import best_ground, hardness
from pose2video.characters.framing.views import PictureView
from pose2video.poses.geometry import resize

FRAMINGS = ("fitted", "as_filmed", "tracked")
ASPECTS = {"picture": None, "9:16": (9, 16), "16:9": (16, 9), "1:1": (1, 1)}
MARGIN = 0.025  # of the view, that stays free around the figure
WIDEST = 1.5  # times the picture, to hold a figure that travels; farther, and its path is shortened
LOST = (0.0, 0.2, 0.4, 0.6, 0.8)  # shares of its travel that a figure may lose to what is shown
# Shapes, times the picture's proportions, that a film may have so that less need be invented, and
# what another shape costs, in frames of invention.
SHAPES, SHAPED = (1.0, 1.15, 1.33, 1.6, 0.87, 0.75), 0.06
EMPTY = 0.12  # what a frame of room above the figure costs, of which its picture has none
LESS_FAR = 0.3  # what a lost travel as long as the picture is wide costs, in frames of invention
FOLLOWS_S = 0.5  # of `tracked`: what is slower is travel
BELOW = 0.3  # of the picture: what its lower edge cuts is continued by at most this


def framed_motion(
    retargeter, motion, reference, background, framing, aspect, short_side_px, sets_back=True
):
    """Fit a motion to a character, and find the view that holds it.

    Args:
        retargeter: Of the table. motion: The driver's `Motion`.
        reference: The character's pose, one frame, in the picture's pixels.
        background: The picture without the person, uint8 RGB, or None: then a view goes on beyond
            the picture wherever that is needed.
        framing, aspect: See `choose_view`.
        short_side_px: Of the film, or `auto`, see `side_of`.
        sets_back: Whether the figure may be set back before its background.

    Returns:
        The fitted poses on the film's canvas, and the `PictureView`.
    """
    side = side_of(reference.frame_size, short_side_px)
    whole = PictureView.whole(reference.frame_size, side)
    on_canvas = resize(reference, whole.canvas)
    moves = motion.before(whole)
    fitted = retargeter(moves, on_canvas)
    in_picture = resize(fitted, whole.picture)
    seen = background if sets_back else None
    view = choose_view(in_picture, reference, framing, aspect, side, seen)
    side = side_of(view.box[2:], short_side_px)  # a wider view holds more pixels
    view = replace(view, canvas=canvas_size(view.canvas, side))
    if view.is_whole:
        return fitted, view
    if motion.body is not None and view.shift is not None:
        moved = replace(moves, body=view.moved_body(moves.body))
        in_picture = resize(retargeter(moved, on_canvas), whole.picture)
    else:
        in_picture = view.moved(in_picture)
    return view.on_canvas(in_picture), view


def side_of(shown, wanted) -> int:
    """The shorter side of a film in pixels.

    Args:
        shown: `(width, height)` of what it shows, in pixels of the character's picture.
        wanted: A number, or `auto`: the largest of `SIDES` that this holds.
    """
    if wanted != AUTO:
        return wanted
    return max((side for side in SIDES if side <= min(shown)), default=SIDES[0])


def choose_view(poses, reference, framing, aspect, short_side_px, background=None) -> PictureView:
    """The view of one film.

    `fitted` moves and widens the view, no more than it must, until it holds crown, fingertips and
    soles of all frames; a figure that travels farther than a view of 1.5 times the picture holds
    travels in proportion less. `tracked` keeps the figure at its place. `as_filmed` shows the
    picture as it is. What a picture cuts off stays cut at the film's edge: a head at the upper one,
    a body at the lower one, or where the hips are, so that the hands have room above them.

    Args:
        poses: The fitted poses, `holistic`, in the picture's pixels.
        reference: The character's own, one frame, likewise.
        framing: One of `FRAMINGS`. aspect: One of `ASPECTS`.
        short_side_px: Shorter side of the film in pixels.
        background: The picture without the person, uint8 RGB. Where it is hard to go on with, the
            figure travels less and is set back into it; None: the view goes on beyond it.
    """
    view = _of_aspect(
        PictureView.whole(reference.frame_size, short_side_px), poses, aspect, short_side_px
    )
    feet = shows_feet(reference)
    above = crown_height(reference)[0]  # below 0 the picture cuts the head off
    reach = extents(poses, feet, crown=not above < 0)
    if above < 0 and np.isfinite(reach).any():
        reach[:, 1] = _below_the_cut(reach[:, 1], crown_height(poses) - above, view)
    if framing == "as_filmed" or not np.isfinite(reach).any():
        return view
    if framing == "tracked":
        view = replace(view, shift=-_travel(poses, poses.fps))
        reach = _shifted(reach, view.shift)
    lowest, path = _lowest(poses, reach, reference, feet), _travel(poses)
    least = 0.0
    if framing == "fitted":
        least = _shortened(reach, path, WIDEST * view.box[2] * (1 - 2 * MARGIN))
    if background is None:
        return _holding(*_less_far(view, reach, path, least), lowest)
    shares = least + (1 - least) * np.array(LOST if framing == "fitted" else LOST[:1])
    shapes = SHAPES if ASPECTS[aspect] is None else (1.0,)
    hard = hardness(cv2.resize(background, view.picture, interpolation=cv2.INTER_AREA))
    own = extents(reference, feet)
    best, cheapest = None, np.inf
    for shape, share in product(shapes, shares):
        shaped = _of_shape(view, shape, short_side_px)
        found = _holding(*_less_far(shaped, reach, path, share), lowest)
        ground, cost = best_ground(found.box, found.picture, hard, lowest is not None)
        cost += LESS_FAR * share * np.ptp(path) / view.box[2] + SHAPED * abs(np.log(shape))
        cost += EMPTY * max(0.0, _room_above(found.box, reach) - _room_above(view.box, own))
        if cost < cheapest - 1e-9:
            best, cheapest = (
                replace(found, ground=None if found.is_inside(ground) else ground),
                cost,
            )
    return best


def _of_shape(view, shape, short_side_px):
    """A view so many times as wide for its height: its upper part is left out, or its sides."""
    x, y, width, height = view.box
    wide, high = width * min(shape, 1), height / max(shape, 1)
    box = (x + (width - wide) / 2, y + height - high, wide, high)
    return replace(view, box=box, canvas=canvas_size((wide, high), short_side_px))


def _less_far(view, reach, path, share):
    """A view in which a figure loses a share of its travel, and how far it reaches then."""
    if not share:
        return view, reach
    view = replace(view, shift=-share * path)
    return view, _shifted(reach, view.shift)


def _of_aspect(view, poses, aspect, short_side_px):
    """The picture, cut or widened at its sides, so that the film has an aspect."""
    if ASPECTS[aspect] is None:
        return view
    width, height = ASPECTS[aspect]
    wide = round(view.picture[1] * width / height)
    middle = np.nanmean(poses.keypoints[..., 0]) if (poses.confidence > 0).any() else None
    left = round((view.picture[0] / 2 if middle is None else float(middle)) - wide / 2)
    if wide <= view.picture[0]:
        left = min(max(left, 0), view.picture[0] - wide)
    else:
        left = min(max(left, view.picture[0] - wide), 0)
    box = (left, 0, wide, view.picture[1])
    return replace(view, box=box, canvas=canvas_size((width * 1000, height * 1000), short_side_px))


def _below_the_cut(tops, cut, view):
    """The highest that must be shown, `(T,)`: of a head that is cut off the cut, as it mostly lies.

    Args:
        tops: Of the figure without the crown. cut: Where the picture's edge cut the head, `(T,)`.
    """
    line = np.nanmedian(cut) if np.isfinite(cut).any() else 0.0
    return np.minimum(tops, line) + MARGIN * view.box[3]  # the margin would show what lies above


def _room_above(box, reach):
    """The share of a box that is above the highest of a reach."""
    return (np.nanmin(reach[:, 1]) - box[1]) / box[3]


def _lowest(poses, reach, reference, feet):
    """Lower edge of the view where the picture cuts the body off, in pixels; None with feet."""
    if feet:
        return None
    height = reference.frame_size[1]
    hips = hip_height(poses)
    wanted = np.nanmax(np.r_[hips, reach[:, 3]]) if np.isfinite(hips).any() else height
    return float(np.clip(wanted, height, (1 + BELOW) * height))


def _holding(view, reach, lowest):
    """The view moved and widened, no more than it must, until it holds a performance."""
    left, top = np.nanmin(reach[:, :2], axis=0)
    right, bottom = np.nanmax(reach[:, 2:], axis=0)
    x, y, width, height = view.box
    cut = lowest is not None
    if cut:
        bottom = min(max(bottom, y + height), lowest)
    below = 0 if cut else MARGIN
    larger = max(
        1.0,
        (right - left) / (width * (1 - 2 * MARGIN)),
        (bottom - top) / (height * (1 - MARGIN - below)),
    )
    wide, high = larger * width, larger * height
    gap = MARGIN * np.array([wide, high])
    new_x = _nearest(x + (width - wide) / 2, right + gap[0] - wide, left - gap[0])
    lower = bottom + below * high - high
    new_y = lower if cut else _nearest(y + height - high, lower, top - gap[1])
    return replace(view, box=tuple(round(v) for v in (new_x, new_y, wide, high)))


def _nearest(wanted, least, most):
    """The number between two that is nearest to a wanted one; their middle where they cross."""
    return min(max(wanted, least), most) if least <= most else (least + most) / 2


def _shifted(reach, shift):
    return reach + np.stack([shift, 0 * shift, shift, 0 * shift], axis=1)


def _travel(poses, fps=None):
    """How far the hips are to the right of where they begin, `(T,)` pixels; slow parts with fps."""
    hips = poses.keypoints[:, poses.layout.indices("left_hip", "right_hip"), 0]
    path = hips.mean(axis=1).astype(np.float64)
    known = np.flatnonzero(np.isfinite(path))
    if not len(known):
        return np.zeros(len(path))
    path = np.interp(np.arange(len(path)), known, path[known])
    if fps:
        path = gaussian_filter1d(path, FOLLOWS_S * fps, mode="nearest")
    return path - path[0]


def _shortened(reach, path, width):
    """The least share of its travel that a figure must lose to stay within a width."""
    for share in np.linspace(0, 1, 101):
        moved = _shifted(reach, -share * path)
        if np.nanmax(moved[:, 2]) - np.nanmin(moved[:, 0]) <= width:
            return float(share)
    return 1.0
