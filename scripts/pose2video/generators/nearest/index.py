"""The index over a character's film: the joints of its frames, and which frames they are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from pose2video.errors import UserError
from pose2video.files import writing
from pose2video.generators.nearest.features import features_of, joints_of, points_of
from pose2video.weights.folders import TRAINED, write_record

FILE = "index.safetensors"
MIN_JOINTS = 5  # that two poses must share to be compared
SMALLEST = 1e-3  # share of the frame: a mask of less is of nobody
LEAN = 0.5  # how much the whole pose counts where a part of it is looked for
PAIRS = 20_000  # of poses that are compared at a time: a hundred megabytes


@dataclass(frozen=True, eq=False)
class Index:
    """Frames of a film by their poses.

    Attributes:
        joints: `(N, 13, 2)` pixels, see `joints_of`.
        frames: Number of each frame in the film, ascending, int `(N,)`.
        points: `(N, 18, 2)` pixels, see `points_of`; None where nobody is moved.
        size: `(width, height)` of the frames whose pixels these are; None likewise.
    """

    joints: np.ndarray
    frames: np.ndarray
    points: np.ndarray | None = None
    size: tuple[int, int] | None = None

    def nearest(self, joints) -> tuple[np.ndarray, np.ndarray]:
        """The nearest frame of each pose: see `candidates`, `(T,)` of each."""
        numbers, distances = self.candidates(joints, 1)
        return numbers[:, 0], distances[:, 0]

    def candidates(self, joints, count, part=None) -> tuple[np.ndarray, np.ndarray]:
        """The nearest frames of each pose, by the features of the joints that both have.

        Args:
            joints: `(T, 13, 2)` pixels.
            count: How many.
            part: Numbers of joints that count alone, and all of them a little; None for all.

        Returns:
            Numbers of frames in the film, `(T, count)`, nearest first, -1 where nothing can be
            compared; and the root mean square distance of the joints in heights of the pose, NaN
            there.
        """
        count = min(count, len(self.joints))
        chosen = np.full((len(joints), count), -1)
        distances = np.full((len(joints), count), np.nan)
        asked = np.isfinite(joints).all(axis=2)
        at_once = max(1, PAIRS // max(len(self.joints), 1))
        for first in range(0, len(joints), at_once):
            rows = slice(first, first + at_once)
            away = self._away(joints[rows], asked[rows])
            if part is not None:
                of_part = np.isin(np.arange(joints.shape[1]), part)
                away = LEAN * away + self._away(joints[rows], asked[rows] & of_part)
            best = np.argsort(away, axis=1, kind="stable")[:, :count]
            least = np.take_along_axis(away, best, axis=1)
            found = np.isfinite(least)
            chosen[rows] = np.where(found, self.frames[best], -1)
            distances[rows] = np.where(found, least, np.nan)
        return chosen, distances

    def _away(self, joints, counting):
        """The distances of poses from all frames, `(T, N)`; infinite where they do not compare."""
        shared = counting[:, None] & np.isfinite(self.joints).all(axis=2)[None]
        away = features_of(joints[:, None], shared) - features_of(self.joints, shared)
        known = shared.sum(axis=2)
        squares = np.where(shared, (away**2).sum(axis=3), 0).sum(axis=2)
        comparable = (known >= MIN_JOINTS) & np.isfinite(squares)
        return np.sqrt(np.where(comparable, squares / np.maximum(known, 1), np.inf))

    def points_at(self, number, size) -> np.ndarray:
        """The points of a frame of the film, `(18, 2)` in pixels of pictures of a size."""
        row = int(np.searchsorted(self.frames, number))
        return self.points[row] * (np.array(size) / np.array(self.size))


def write_index(out, footage, made_by, cut_out=False):
    """Index the packed footage of one film into the folder `out`, whole or not at all.

    Args:
        out: The folder.
        footage: The `Footage`.
        made_by: What is said of how it was made.
        cut_out: Whether only frames count whose masks show somebody.

    Raises:
        UserError: It shows nobody whose hips or shoulders are found, or no outline.
    """
    joints = joints_of(footage.poses)
    usable = np.isfinite(features_of(joints)).all(axis=2).sum(axis=1) >= MIN_JOINTS
    if not usable.any():
        raise UserError(
            f"no frame of the footage of {', '.join(footage.people)} shows a person whose hips or "
            "shoulders are found: give a film in which they are seen"
        )
    if cut_out and footage.masks is not None:
        usable &= np.array([(mask > 127).mean() > SMALLEST for mask in footage.masks])
        if not usable.any():
            raise UserError(
                f"in no frame of the footage of {', '.join(footage.people)} the person's outline "
                "is found: set the generator's place to whole, or film before another wall"
            )
    with writing(out) as beside:
        beside.mkdir()
        points = points_of(footage.poses)
        kept = {"joints": joints[usable].astype(np.float32), "frames": usable.nonzero()[0]}
        kept |= {"points": points[usable].astype(np.float32), "size": np.array(footage.size)}
        save_file(kept, beside / FILE)
        write_record(beside, TRAINED, [FILE], made_by)


def read_index(folder) -> Index:
    """Read what `write_index` wrote.

    Raises:
        UserError: It is damaged.
    """
    path = Path(folder) / FILE
    try:
        tensors = load_file(path)
        joints, points = (tensors[name].astype(np.float64) for name in ("joints", "points"))
        return Index(joints, tensors["frames"], points, tuple(int(v) for v in tensors["size"]))
    except (SafetensorError, OSError, KeyError) as error:
        raise UserError(f"{path} is damaged ({error}): delete {folder} and run again") from None
