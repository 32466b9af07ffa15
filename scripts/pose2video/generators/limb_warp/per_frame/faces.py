"""Where the points of the picture's face lie when it makes a driver's expression and turn."""

from __future__ import annotations

import numpy as np

from pose2video.generators.limb_warp.at_rest.face_measures import smooth_step
from pose2video.generators.limb_warp.at_rest.glasses import flattened
from pose2video.generators.limb_warp.at_rest.turns import (
    MOST,
    angles_of,
    axes_of,
    limited,
    most_yaw,
)
from pose2video.generators.limb_warp.over_clip.heads import HeadMotion
from pose2video.generators.limb_warp.per_frame.lips import keep_lips
from pose2video.poses.skeletons import face_mesh

LID_SHARES = (0.55, 0.2)  # how much the rows above the upper lid move with it
LOWER_LID = 0.1  # share of a blink that the lower lid makes
# face heights that skin about the eyes moves at most: where a face was found to do more, its eyes
# were found in the wrong place
ABOUT_EYES = 0.015
WITH_GLASSES = 0.4  # share of the usual limit of a turn: they end at the outline, which is held
SMALL = 0.03  # eye widths of a difference to the picture's look that is none
SHUT = (0.1, 0.3)  # openings of an eye between which the iris comes to be seen


def face_points_at(head: HeadMotion, index, strength) -> np.ndarray:
    """Where the face's points lie in one frame.

    Args:
        head: The picture's and the driver's.
        index: The frame.
        strength: Has the numbers `brows`, `eyes`, `mouth` and `head`: 0 as in the picture.

    Returns:
        float64 `(478, 3)`, pixels of the canvas with the head still upright as in the picture.
    """
    face, expression = head.rest.face, head.expression
    shares = face.regions @ np.array([strength.brows, strength.eyes, strength.mouth])
    offsets = expression.offsets[index] + expression.trusted[index] * head.closing
    offsets *= shares[:, None]
    too_far = 1 - ABOUT_EYES / np.maximum(np.linalg.norm(offsets, axis=1), ABOUT_EYES)
    offsets *= (1 - face.regions[:, 1] * too_far)[:, None]
    plate = head.rest.plate
    if plate is not None:
        offsets *= (1 - plate)[:, None]
    keep_lips(offsets, face.upright)
    for name, opening in openings_at(head, index, strength).items():
        _blink(offsets, name, face.gaps[name], opening)
    moved = face.points + (face.height * face.inner[:, None] * offsets) @ face.axes[:, :2].T
    yaw, pitch, roll = angles_of(face.axes)
    turn = expression.turns[index]
    aside = strength.head * (turn[0] - yaw)
    most = 1.0 if plate is None else WITH_GLASSES
    yaw_to = yaw + limited(aside, most * most_yaw(yaw, aside))
    pitch_to = pitch + limited(strength.head * turn[1], most * MOST)
    rotation = axes_of(yaw_to, pitch_to, roll) @ face.axes.T
    shift = face.pivot + (moved - face.pivot) @ rotation.T - moved
    if plate is not None:
        shift[:, :2] = flattened(shift[:, :2], moved[:, :2], plate)
    inward = np.minimum((shift[:, :2] * face.aside).sum(axis=1), 0)
    shift[:, :2] -= (face.held * inward)[:, None] * face.aside
    return moved + shift


def openings_at(head: HeadMotion, index, strength) -> dict[str, float]:
    """How open the eyes are, 0 closed and 1 as in the picture; `strength` has the number `eyes`."""
    eyes = head.expression.eyes_open
    return {name: 1 + strength.eyes * (opened[index] - 1) for name, opened in eyes.items()}


def _blink(offsets, name, gaps, openness):
    """Open an eye to a share of the picture's opening, in place."""
    mesh = face_mesh()
    change = gaps * (max(openness, 0.0) - 1)
    rim = mesh["rims"][name]
    offsets[rim["upper"][1:-1], 1] = -change * (1 - LOWER_LID)
    offsets[rim["lower"][1:-1], 1] = change * LOWER_LID
    for row, share in zip(mesh["lids"][name], LID_SHARES, strict=True):
        offsets[row, 1] = (1 - share) * offsets[row, 1] - share * change


def gaze_at(head: HeadMotion, index, strength) -> dict[str, np.ndarray]:
    """How far the picture's irises move in their eyes, in eye widths: see `gaze_of`.

    Args:
        head: The picture's and the driver's.
        index: The frame.
        strength: Has the numbers `gaze` and `eyes`.

    Returns:
        Eye -> `(2,)`; 0 where the eye is closed.
    """
    shift = np.nan_to_num(head.expression.gaze[index] - (head.rest.face.gaze, 0.0))
    far = np.linalg.norm(shift)
    shift = strength.gaze * shift * max(far - SMALL, 0.0) / max(far, 1e-9)
    opened = openings_at(head, index, strength)
    return {name: smooth_step(opening, *SHUT) * shift for name, opening in opened.items()}
