"""The index over a character's film: the features of its frames, and which frames they are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from pose2video.errors import UserError
from pose2video.files import writing
from pose2video.generators.nearest.features import features_of
from pose2video.weights.folders import TRAINED, write_record

FILE = "index.safetensors"
MIN_JOINTS = 5  # that two poses must share to be compared
AT_ONCE = 64  # poses that are compared with all of the index at a time


@dataclass(frozen=True, eq=False)
class Index:
    """Frames of a film by their poses.

    Attributes:
        features: `(N, 13, 2)`, see `features_of`; NaN where a joint is missing.
        frames: Number of each frame in the film, int `(N,)`.
    """

    features: np.ndarray
    frames: np.ndarray

    def nearest(self, features) -> tuple[np.ndarray, np.ndarray]:
        """The nearest frame of each pose, by the mean distance of the joints that both have.

        Args:
            features: `(T, 13, 2)`.

        Returns:
            Numbers of frames in the film, `(T,)`, -1 where nothing can be compared; and the root
            mean square distance of the joints in heights of the pose, NaN there.
        """
        chosen, distances = np.full(len(features), -1), np.full(len(features), np.nan)
        there = np.isfinite(self.features).all(axis=2)
        mine = np.where(there[..., None], self.features, 0)
        for first in range(0, len(features), AT_ONCE):
            part = features[first : first + AT_ONCE]
            asked = np.isfinite(part).all(axis=2)
            part = np.where(asked[..., None], part, 0)
            shared = asked[:, None] & there[None]
            squares = ((part[:, None] - mine[None]) ** 2).sum(axis=3)
            count = shared.sum(axis=2)
            mean = (squares * shared).sum(axis=2) / np.maximum(count, 1)
            mean[count < MIN_JOINTS] = np.inf
            best = mean.argmin(axis=1)
            least = mean[np.arange(len(part)), best]
            found = np.isfinite(least)
            rows = np.arange(first, first + len(part))[found]
            chosen[rows], distances[rows] = self.frames[best[found]], np.sqrt(least[found])
        return chosen, distances


def write_index(out, footage, made_by):
    """Index the packed footage of one film into the folder `out`, whole or not at all.

    Raises:
        UserError: It shows nobody whose hips are found.
    """
    features = features_of(footage.poses)
    usable = np.isfinite(features).all(axis=2).sum(axis=1) >= MIN_JOINTS
    if not usable.any():
        raise UserError(
            f"no frame of the footage of {', '.join(footage.people)} shows a person whose hips are "
            "found: give a film in which they are seen"
        )
    with writing(out) as beside:
        beside.mkdir()
        kept = {"features": features[usable].astype(np.float32), "frames": usable.nonzero()[0]}
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
        return Index(tensors["features"].astype(np.float64), tensors["frames"])
    except (SafetensorError, OSError, KeyError) as error:
        raise UserError(f"{path} is damaged ({error}): delete {folder} and run again") from None
