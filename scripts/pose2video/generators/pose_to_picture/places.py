"""Where in a frame a person stands and how large: a window that goes with them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter1d

from pose2video.generators.nearest.features import JOINTS, joints_of

BONES = tuple(
    tuple(JOINTS.index(name) for name in pair)
    for pair in (
        ("left_shoulder", "right_shoulder"),
        ("left_hip", "right_hip"),
        *((f"{s}_shoulder", f"{s}_hip") for s in ("left", "right")),
        *((f"{s}_hip", f"{s}_knee") for s in ("left", "right")),
        *((f"{s}_knee", f"{s}_ankle") for s in ("left", "right")),
        *((f"{s}_shoulder", f"{s}_elbow") for s in ("left", "right")),
        *((f"{s}_elbow", f"{s}_wrist") for s in ("left", "right")),
    )
)
TRUNK = [JOINTS.index(f"{s}_{joint}") for joint in ("shoulder", "hip") for s in ("left", "right")]
LONGEST = 90  # per cent: a bone that is seen in its length, not from its end
SCALE_S, PLACE_S = 0.5, 0.1  # what moves slower is followed
ENVELOPE = (0.5, 99.5)  # per cent of what is ever seen of the person on a side
MARGIN = 0.06  # of the window's longer side


@dataclass(frozen=True, eq=False)
class Window:
    """A window about a person, in units of that person's size.

    Attributes:
        bones: Typical lengths of `BONES` in pixels of the film, NaN for those never seen; the unit.
        box: `(left, top, right, bottom)` from the middle of the trunk, in these pixels.
    """

    bones: np.ndarray
    box: np.ndarray

    def places(self, poses) -> np.ndarray:
        """Middle and size of the person in every frame of a film.

        Args:
            poses: A `PoseSequence` of T frames that follow each other.

        Returns:
            `(T, 3)`: x, y of the middle of the trunk in pixels, and how many times as large as
            usual in the footage the person is; all NaN where nobody is ever seen.
        """
        joints = joints_of(poses)
        with np.errstate(invalid="ignore", divide="ignore"):
            shares = lengths_of(joints) / self.bones
        sizes = by_row(shares, lambda row: np.percentile(row, 75))
        middles = np.stack([by_row(joints[:, TRUNK, axis], np.mean) for axis in (0, 1)], axis=1)
        size = _smooth(sizes[:, None], SCALE_S * poses.fps)
        return np.concatenate([_smooth(middles, PLACE_S * poses.fps), size], axis=1)

    def to_frame(self, place, size) -> np.ndarray:
        """From pixels of the window, drawn at a size, to pixels of the frame.

        Args:
            place: `(..., 3)` of `places`. size: `(width, height)` in pixels.

        Returns:
            float64 `(..., 2, 3)`; pixels have their centre at whole numbers.
        """
        place, size = np.asarray(place, float), np.asarray(size, float)
        corner = self.box[:2] * place[..., 2:] + place[..., :2]
        step = (self.box[2:] - self.box[:2]) * place[..., 2:] / size
        shift = corner + step / 2 - 0.5
        zero = np.zeros_like(step[..., 0])
        rows = [step[..., 0], zero, shift[..., 0], zero, step[..., 1], shift[..., 1]]
        return np.stack(rows, axis=-1).reshape(*place.shape[:-1], 2, 3)


@dataclass(frozen=True, eq=False)
class Whole:
    """The whole frame, or its middle square, wherever the person stands.

    Attributes:
        frame_size: `(width, height)` of the film in pixels.
    """

    frame_size: tuple[int, int]

    def places(self, poses) -> np.ndarray:
        """`(T, 3)` as of a `Window`: the middle of the frame, and 1."""
        middle = np.array([*poses.frame_size, 2.0]) / 2
        return np.repeat(middle[None], poses.n_frames, axis=0)

    def to_frame(self, place, size) -> np.ndarray:
        """As of a `Window`: the shorter side fits; what juts out beyond the frame is outside."""
        place, size = np.asarray(place, float), np.asarray(size, float)
        step = 2 * place[..., :2].min(axis=-1) / size.min()
        shift = place[..., :2] - 0.5 - step[..., None] * (size - 1) / 2
        zero = np.zeros_like(step)
        rows = [step, zero, shift[..., 0], zero, step, shift[..., 1]]
        return np.stack(rows, axis=-1).reshape(*place.shape[:-1], 2, 3)


def window_of(poses, masks) -> Window:
    """The window that holds the person of a film in nearly all frames.

    Args:
        poses: A `PoseSequence` of N frames. masks: uint8 `(N, height, width)` of the person.
    """
    with np.errstate(invalid="ignore"):
        lengths = lengths_of(joints_of(poses))
    seen = np.isfinite(lengths).any(axis=0)
    bones = np.full(len(BONES), np.nan)
    bones[seen] = np.nanpercentile(lengths[:, seen], LONGEST, axis=0)
    bones[bones < 1] = np.nan
    bare = Window(bones, np.array([-1.0, -1.0, 1.0, 1.0]))
    sides = []
    for place, mask in zip(bare.places(poses), masks, strict=True):
        columns, rows = (
            np.flatnonzero((mask > 127).any(axis=0)),
            np.flatnonzero((mask > 127).any(1)),
        )
        if len(columns) and np.isfinite(place).all():
            box = np.array([columns[0], rows[0], columns[-1] + 1, rows[-1] + 1], float)
            sides.append((box - np.tile(place[:2], 2)) / place[2])
    low, high = np.percentile(sides, ENVELOPE, axis=0)
    box = np.array([low[0], low[1], high[2], high[3]])
    edge = MARGIN * (box[2:] - box[:2]).max()
    return Window(bones, box + np.array([-edge, -edge, edge, edge]))


def shaped(window, proportion) -> Window:
    """The window made wider or higher about its middle, to a proportion of width and height."""
    box = window.box.copy()
    width, height = box[2:] - box[:2]
    wanted = np.array([max(width, height * proportion), max(height, width / proportion)])
    more = (wanted - (width, height)) / 2
    return Window(window.bones, box + np.concatenate([-more, more]))


def lengths_of(joints) -> np.ndarray:
    """Lengths of `BONES`, `(T, 12)` pixels, of joints `(T, 13, 2)`; NaN where missing."""
    a, b = (joints[:, [bone[end] for bone in BONES]] for end in (0, 1))
    return np.linalg.norm(a - b, axis=-1)


def by_row(values, reduce) -> np.ndarray:
    """What `reduce` makes of the known numbers of each row, `(T,)`; NaN where there are none."""
    found = np.full(len(values), np.nan)
    for number, row in enumerate(values):
        known = row[np.isfinite(row)]
        if len(known):
            found[number] = reduce(known)
    return found


def _smooth(values, sigma):
    """Columns with gaps closed, smoothed over time."""
    result = np.full(values.shape, np.nan)
    for column in range(values.shape[1]):
        known = np.flatnonzero(np.isfinite(values[:, column]))
        if len(known):
            whole = np.interp(np.arange(len(values)), known, values[known, column])
            result[:, column] = gaussian_filter1d(whole, sigma, mode="nearest")
    return result
