"""Two views of one background laid over each other, by all its edges at once."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pose2video.characters.plates import after, backward

LEVELS = 4  # sizes of a view, each half the one before
FLAT_SIGMA = 5.0  # pixels: what is softer is light and not background
EDGE = 1.2  # grey levels per pixel: less is noise
MOST = 2_500  # pixels of a level that count, those with the steepest slopes
FEWEST = 60  # pixels of the finest level: fewer, and there is nothing to hold on to
ROUNDS = 10
SETTLED_PX = 0.02
ROBUST = 4.7  # Tukey's constant, in standard deviations
NOISE = 1.0  # grey levels, at least
ALIKE = 0.45  # correlation of what lies over each other
OVERLAP = 0.15  # share of the key's pixels that both views show


@dataclass(frozen=True, eq=False)
class Level:
    """One size of a view.

    Attributes:
        picture: float32, grey without what is softer than edges.
        behind: float32, 1 where the background is seen.
        points: `(n, 2)` x and y of the pixels that count.
        values: Their values `(n,)`.
        slopes: Change of the picture there by each number of a change of view `(n, 5)`: larger,
            turned, right, down, and more contrast.
    """

    picture: np.ndarray
    behind: np.ndarray
    points: np.ndarray
    values: np.ndarray
    slopes: np.ndarray


def levels_of(grey, behind) -> list[Level]:
    """The sizes of a view, coarse to fine.

    Args:
        grey: uint8 `(height, width)`.
        behind: Where it shows what is to be laid over each other, bool of its shape.
    """
    found = []
    grey, seen = grey.astype(np.float32), behind.astype(np.float32)
    for _ in range(LEVELS):
        found.insert(0, _level(grey, seen))
        if min(grey.shape) < 40:
            break
        size = ((grey.shape[1] + 1) // 2, (grey.shape[0] + 1) // 2)
        grey = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
        seen = cv2.resize(seen, size, interpolation=cv2.INTER_AREA)
    return found


def _level(grey, seen, most=MOST):
    picture = _among(grey, seen, 0.8) - _among(grey, seen, FLAT_SIGMA)
    dx = (np.roll(picture, -1, 1) - np.roll(picture, 1, 1)) / 2
    dy = (np.roll(picture, -1, 0) - np.roll(picture, 1, 0)) / 2
    steep = np.hypot(dx, dy)
    counts = (steep > EDGE) & (seen > 0.99)
    counts[:2] = counts[-2:] = counts[:, :2] = counts[:, -2:] = False
    y, x = np.nonzero(counts)
    if most and len(x) > most:
        best = np.argpartition(-steep[y, x], most)[:most]
        y, x = y[best], x[best]
    height, width = grey.shape
    u, v = (x - (width - 1) / 2) / width, (y - (height - 1) / 2) / width
    gx, gy, values = dx[y, x], dy[y, x], picture[y, x]
    slopes = np.stack([gx * u + gy * v, gy * u - gx * v, gx, gy, values], axis=1)
    return Level(picture, seen, np.stack([x, y], axis=1), values, slopes.astype(np.float64))


def _among(grey, seen, sigma):
    """The picture blurred, of what is seen alone, so that nothing of a person's rim comes in."""
    share = cv2.GaussianBlur(seen, (0, 0), sigma)
    blurred = cv2.GaussianBlur(grey * seen, (0, 0), sigma) / np.maximum(share, 1e-3)
    return np.where(seen > 0.5, blurred, 0)


def edges_of(grey, behind) -> int:
    """How many pixels of a view lie on edges, at its own size."""
    return len(_level(grey.astype(np.float32), behind.astype(np.float32), most=None).points)


def has_edges(levels) -> bool:
    """Whether a view has something to hold on to."""
    return len(levels[-1].points) >= FEWEST


def lay_over(key, view, guess):
    """The turn, scale and shift that lays a view over another one.

    Inverse compositional search of Baker and Matthews ("Lucas-Kanade 20 years on", IJCV 56, 2004),
    coarse to fine, with Tukey's weights: what moves by itself, or is seen by one only, does not
    count.

    Args:
        key: Levels of the one that holds still, with edges.
        view: Levels of the other, of the same size.
        guess: About what is looked for, `(2, 3)`.

    Returns:
        float64 `(2, 3)` from pixels of the view to pixels of the key, None where they are not
        alike; and how much they are, a correlation.
    """
    to_view, alike = backward(guess), 0.0
    for number, (one, other) in enumerate(zip(key, view, strict=True)):
        shrink = 2.0 ** (len(key) - 1 - number)
        if len(one.points) < FEWEST:
            continue
        at_level = _resized(to_view, 1 / shrink)
        at_level, alike = _settled(one, other, at_level)
        if at_level is not None:  # else too little is seen at this size
            to_view = _resized(at_level, shrink)
    return (backward(to_view) if alike > ALIKE else None), alike


def _settled(key, view, to_view):
    """The map from key to view at one size, None where little is seen, and how alike both are."""
    height, width = key.picture.shape
    middle = np.array([(width - 1) / 2, (height - 1) / 2])
    for _ in range(ROUNDS):
        values, both = _sampled(view, to_view, key.points)
        if both.sum() < max(FEWEST / 2, OVERLAP * len(both)):
            return None, 0.0
        off = (values - key.values)[both]
        spread = max(NOISE, 1.4826 * float(np.median(np.abs(off[::3]))))
        weight = np.clip(1 - (off / (ROBUST * spread)) ** 2, 0, 1) ** 2
        slopes = key.slopes[both]
        weighted = slopes * weight[:, None]
        normal = weighted.T @ slopes + 1e-6 * np.diag((slopes**2).sum(axis=0) + 1)
        larger, turned, right, down, _ = np.linalg.solve(normal, weighted.T @ off)
        larger, turned = larger / width, turned / width
        turn = np.array([[1 + larger, -turned], [turned, 1 + larger]])
        change = np.hstack([turn, (middle + (right, down) - turn @ middle)[:, None]])
        to_view = after(to_view, backward(change))
        scale = np.sqrt(abs(np.linalg.det(to_view[:, :2])))
        if not 0.3 < scale < 3:
            return None, 0.0
        if np.abs([larger * width, turned * width, right, down]).max() < SETTLED_PX:
            break
    values, both = _sampled(view, to_view, key.points)
    if both.sum() < max(FEWEST / 2, OVERLAP * len(both)):
        return None, 0.0
    a, b = values[both], key.values[both]
    alike = float((a * b).sum() / max(np.sqrt((a**2).sum() * (b**2).sum()), 1e-9))
    return to_view, alike


def _sampled(view, to_view, points):
    """The view's values where points of the key lie in it, and which of them are background."""
    at = (points @ to_view[:, :2].T + to_view[:, 2]).astype(np.float32)
    rows = -(-len(at) // 256)  # `remap` takes no long rows
    padded = np.full((rows * 256, 2), -9, np.float32)
    padded[: len(at)] = at
    padded = padded.reshape(rows, 256, 2)
    values = cv2.remap(view.picture, padded, None, cv2.INTER_LINEAR).ravel()[: len(at)]
    seen = cv2.remap(view.behind, padded, None, cv2.INTER_LINEAR).ravel()[: len(at)]
    return values.astype(np.float64), seen > 0.99


def _resized(camera, factor):
    """A map between pictures, for both `factor` times as large."""
    to = np.array([[factor, 0, (factor - 1) / 2], [0, factor, (factor - 1) / 2]])
    return after(to, after(camera, backward(to)))
