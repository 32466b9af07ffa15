"""What joints like to do, and bodies and cameras are: resting places, liveliness, what is usual.

How far joints go is in `bodies.joint_ranges`.
"""

from __future__ import annotations

import numpy as np

from pose2video.bodies.angles import FINGERS
from pose2video.bodies.body import GROUPS
from pose2video.bodies.joint_ranges import range_of

# angle, without its side -> (at rest, pull to rest, acceleration); degrees, the pull as the
# deviation that is as unlikely as 1 sigma, the acceleration in radians / s^2 likewise
ANGLES = {
    "spine_x": (0, 25, 8),
    "spine_y": (0, 15, 8),
    "spine_z": (0, 12, 8),
    "neck_x": (0, 35, 15),
    "neck_y": (0, 45, 15),
    "neck_z": (0, 30, 15),
    "clavicle_raise": (0, 7, 20),
    "clavicle_forward": (0, 7, 20),
    "elbow_bend": (20, 90, 60),
    "forearm_twist": (10, 45, 60),
    "wrist_bend": (0, 40, 80),
    "wrist_side": (0, 15, 60),
    "knee_bend": (0, 90, 25),
    "ankle_twist": (0, 20, 25),
    "ankle_bend": (0, 35, 25),
    "ankle_roll": (0, 12, 25),
    "thumb_close": (6, 25, 40),
    "thumb_lift": (0, 20, 40),
    "thumb_mcp": (8, 25, 40),
    "thumb_ip": (8, 35, 40),
}
_FINGER = {
    "spread": (0, 8, 60),
    "mcp": (22, 35, 70),
    "pip": (30, 45, 70),
    "dip": (14, 35, 70),
}
ANGLES |= {f"{finger}_{angle}": row for finger in FINGERS for angle, row in _FINGER.items()}
# ball joint -> pull to neutral in degrees, acceleration in radians / s^2, pull of its twist to 0
BALLS = {"root": (None, 15, None), "shoulder": (80, 60, 30), "hip": (60, 25, 25)}
# the turns of the trunk about the body's axes -> joint and angle of `joint_ranges`
TRUNK = {
    **{"spine_x": ("spine", "bend"), "spine_y": ("spine", "turn"), "spine_z": ("spine", "lean")},
    **{"neck_x": ("head", "nod"), "neck_y": ("head", "turn"), "neck_z": ("head", "tilt")},
}
# the last hinge of a finger follows the one before it: Rijpkema and Girard, "Computer animation of
# knowledge-based human grasping", SIGGRAPH 1991; the deviation in radians is ours
DIP_OF_PIP, DIP_SPREAD = 2 / 3, 0.35
TRANSLATION = (3.0, 3.0, 2.0)  # metres / s^2
# deviation of a group's scale from the mean of all; of hips and shoulders it holds that keypoints
# mean other spots than the joints; deviation of the mean from 1
SCALES = dict.fromkeys(GROUPS, 0.05) | {"hips": 0.10, "shoulders": 0.10, "neck": 0.08}
SIZE = 0.10
CENTRE_SPREAD = 0.08  # deviation of the centre's height, over the longer side: films are cropped
INDEPENDENT = 5.0  # what the frames of a clip count for: their errors are alike
FOCAL, FOCAL_SPREAD = 1.5, 0.6  # focal length over the longer side, deviation of its logarithm
BEYOND = np.radians(3)  # beyond a range by this is as unlikely as 1 sigma


def table(names):
    """Least, most, and the row of `ANGLES`, for angles with their sides; degrees as radians.

    Returns:
        `(A, 5)` float64.
    """
    rows = np.array([(*_range(name), *ANGLES[_sideless(name)]) for name in names], np.float64)
    rows[:, :4] = np.radians(rows[:, :4])
    return rows


def _sideless(name):
    return name.removeprefix("left_").removeprefix("right_")


def _range(name):
    joint, _, angle = _sideless(name).rpartition("_")
    return range_of(*TRUNK.get(name, (joint, angle)))
