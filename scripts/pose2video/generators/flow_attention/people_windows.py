"""A window about any person, of one proportion, as large as the body in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pose2video.generators.nearest.features import joints_of
from pose2video.generators.pose_to_picture.places import LONGEST, Window, lengths_of

# lengths of `places.BONES` as shares of a grown-up's height (Drillis and Contini 1966, rounded)
SHARES = np.array([0.2, 0.11, *2 * [0.29], *4 * [0.245], *2 * [0.186], *2 * [0.146]])
LASTING = slice(2, None)  # those that do not shorten where a person turns
USUAL = 75  # per cent of them that are no longer than the height says
# from the middle of the trunk to the sides of the window, in heights: arms reach above and aside
BOX = np.array([-0.54, -0.64, 0.54, 0.8])
PROPORTION = 0.75


@dataclass(frozen=True)
class AnyBody:
    """Where people stand and how tall they are, by their own bodies; as `places.Window`."""

    def places(self, poses) -> np.ndarray:
        """Middle of the trunk and height of the person in every frame.

        Args:
            poses: A `PoseSequence` of T frames of one person that follow each other.

        Returns:
            `(T, 3)` pixels; all NaN where no limb is ever seen.
        """
        joints = joints_of(poses)
        with np.errstate(invalid="ignore"):
            lengths = lengths_of(joints)
        seen = np.isfinite(lengths).any(axis=0)
        bones = np.full(lengths.shape[1], np.nan)
        bones[seen] = np.nanpercentile(lengths[:, seen], LONGEST, axis=0)
        bones[bones < 1] = np.nan
        tall = (bones / SHARES)[LASTING]
        if not np.isfinite(tall).any():
            return np.full((poses.n_frames, 3), np.nan)
        found = Window(bones, BOX).places(poses)
        return found * [1, 1, np.nanpercentile(tall, USUAL)]

    def to_frame(self, place, size) -> np.ndarray:
        """From pixels of the window, drawn at a size, to pixels of the frame; see `Window`."""
        width, height = BOX[2:] - BOX[:2]
        wider = (max(width, height * size[0] / size[1]) - width) / 2
        higher = (max(height, width * size[1] / size[0]) - height) / 2
        box = BOX + np.array([-wider, -higher, wider, higher])
        return Window(np.empty(0), box).to_frame(place, size)
