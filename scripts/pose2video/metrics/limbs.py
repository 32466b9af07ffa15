"""How much of every part of a body a film shows, and what hangs on it that is no body.

A part that is torn off, thinned or gone lets its place on the body empty. A rag lies where neither
the body is nor what the picture itself shows around it: hair, sleeves, a skirt. A shred hangs
together with nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np

STATURE = 360  # pixels of a body in an outline, from head to foot
OFF = 4  # pixels by which a body may lie beside the person: 1.1% of stature
WORN = 99.0  # percentile of how far the picture's clothes and hair reach beyond the body
LEAST = 0.25  # of a part's area in the picture: of which less is seen, it is not asked for
UNFIT = 0.6  # share of a part: where the picture meets less of the body, it is not asked for
NOTABLE = 0.15  # of an upper arm's area: a smaller shred is grain
NOBODY = -1


@dataclass(frozen=True, eq=False)
class Outline:
    """Where a person is and where their body is, `STATURE` pixels tall.

    Attributes:
        person: bool `(height, width)`.
        parts: int8 `(height, width)`, the index of the part of the body there, or `NOBODY`.
        asked: bool `(parts,)`, what the person should show.
    """

    person: np.ndarray
    parts: np.ndarray
    asked: np.ndarray


@dataclass(frozen=True, eq=False)
class Limbs:
    """How well the parts of a body hold together in a film.

    Attributes:
        names: Of the parts.
        shown: float64 `(frames, parts)`, share of each part that is there, less what hangs on it;
            NaN where it is not asked for.
    """

    names: tuple[str, ...]
    shown: np.ndarray


def limbs_of(names, rest: Outline, outlines: Iterable[Outline]) -> Limbs:
    """Compare the outlines of a film with the body's.

    Args:
        names: Of the parts.
        rest: That of the character's picture, which says what is worn and how well the body fits.
        outlines: Those of the film, frame by frame.
    """
    usual = _Usual.of(rest, len(names))
    return Limbs(tuple(names), np.array([_shown(one, usual) for one in outlines]))


@dataclass(frozen=True, eq=False)
class _Usual:
    """What the picture says of each part: area, share that is met, reach of what is worn."""

    area: np.ndarray
    met: np.ndarray
    reach: np.ndarray

    @classmethod
    def of(cls, rest, count):
        area = _areas(rest.parts, count)
        met = _met(rest, count)
        distance, nearest = _around(rest.parts)
        reach = np.full(count, float(OFF))
        for part in range(count):
            away = distance[(nearest == part) & rest.person]
            if len(away):
                reach[part] += np.percentile(away, WORN)
        usual = np.median(area[area > 0]) if area.any() else 1.0
        return cls(np.where(area > 0.1 * usual, area, usual), met, reach)


def _shown(outline, usual):
    """The share of each part `(parts,)`, see `Limbs`."""
    count = len(usual.area)
    area = _areas(outline.parts, count)
    there = _met(outline, count) / np.maximum(usual.met, UNFIT)
    distance, nearest = _around(outline.parts)
    shred = _shreds(outline.person, NOTABLE * np.median(usual.area))
    extra = outline.person & ((distance > usual.reach[nearest]) | shred)
    more = np.bincount(nearest[extra], minlength=count) / usual.area
    asked = outline.asked & (usual.met >= UNFIT) & ((area > LEAST * usual.area) | (more > 0))
    return np.where(asked, np.clip(np.minimum(there, 1) - more, 0, 1), np.nan)


def _areas(parts, count):
    return np.bincount(parts[parts != NOBODY], minlength=count).astype(float)


def _met(outline, count):
    """The share of each part near which the person is; 1 where nothing of it is seen."""
    size = 2 * OFF + 1
    near = cv2.dilate(
        outline.person.astype(np.uint8), cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    )
    area = _areas(outline.parts, count)
    met = _areas(np.where(near > 0, outline.parts, NOBODY), count)
    return np.where(area > 0, met / np.maximum(area, 1), 1.0)


def _around(parts):
    """How far every pixel is from the body, and which part is nearest."""
    empty = (parts == NOBODY).astype(np.uint8)
    if empty.all():
        return np.full(parts.shape, np.inf), np.zeros(parts.shape, int)
    distance, label = cv2.distanceTransformWithLabels(
        empty, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    of_label = np.zeros(label.max() + 1, int)
    body = empty == 0
    of_label[label[body]] = parts[body]
    return distance, of_label[label]


def _shreds(person, least):
    """Pieces of some size that do not hang together with the largest; none at the edge."""
    count, label, stats, _ = cv2.connectedComponentsWithStats(
        cv2.dilate(person.astype(np.uint8), np.ones((3, 3), np.uint8))
    )
    if count <= 2:
        return np.zeros(person.shape, bool)
    left, top, width, height, area = stats.T
    edge = (left == 0) | (top == 0)
    edge |= (left + width == person.shape[1]) | (top + height == person.shape[0])
    apart = (area > least) & ~edge
    apart[[0, 1 + int(area[1:].argmax())]] = False
    return apart[label] & person
