"""A window about any person, of one proportion, as large as the body in it."""

from __future__ import annotations

import numpy as np

from pose2video.errors import UserError
from pose2video.generators.nearest.features import joints_of
from pose2video.generators.pose_to_picture.places import LONGEST, Window, lengths_of

# lengths of `places.BONES` as shares of a grown-up's height (Drillis and Contini 1966, rounded)
SHARES = np.array([0.2, 0.11, *2 * [0.29], *4 * [0.245], *2 * [0.186], *2 * [0.146]])
LASTING = slice(2, None)  # those that do not shorten where a person turns
USUAL = 75  # per cent of them that are no longer than the height says
# from the middle of the trunk to the sides of the window, in heights: arms reach above and aside
BOX = np.array([-0.5, -0.6, 0.5, 0.7333])


def body_window(poses) -> Window:
    """The window of a person.

    Args:
        poses: A `PoseSequence` of that person, of one frame or more.

    Raises:
        UserError: No limb is ever seen.
    """
    with np.errstate(invalid="ignore"):
        lengths = lengths_of(joints_of(poses))
    return window_by(lengths)


def window_by(lengths) -> Window:
    """The window for lengths of `places.BONES` in pixels, `(T, 12)`."""
    seen = np.isfinite(lengths).any(axis=0)
    bones = np.full(lengths.shape[1], np.nan)
    bones[seen] = np.nanpercentile(lengths[:, seen], LONGEST, axis=0)
    bones[bones < 1] = np.nan
    tall = (bones / SHARES)[LASTING]
    if not np.isfinite(tall).any():
        raise UserError(
            "no limb of the person is seen, so nobody can say how tall they are: take a picture in "
            "which shoulders and hips, or an arm or a leg, are seen"
        )
    return Window(bones, BOX * np.nanpercentile(tall, USUAL))
