"""What joints can do and like to do: ranges, resting places, liveliness.

Ranges: the averages of the American Academy of Orthopaedic Surgeons as in Norkin and White,
"Measurement of Joint Motion", 2016, rounded outwards by about 5 degrees; hinges hyperextend by
10 degrees at most. Collarbone: Inman, Saunders and Abbott, "Observations on the function of the
shoulder joint", 1944. Forearm: 0 is the thumb forward, between pronation and supination.
"""

from __future__ import annotations

import numpy as np

from pose2video.bodies.angles import FINGERS
from pose2video.bodies.body import GROUPS

# angle, without its side -> (least, most, at rest, pull to rest, acceleration); degrees, the pull
# as the deviation that is as unlikely as 1 sigma, the acceleration in radians / s^2 likewise
ANGLES = {
    "spine_x": (-35, 80, 0, 25, 8),
    "spine_y": (-50, 50, 0, 15, 8),
    "spine_z": (-40, 40, 0, 12, 8),
    "neck_x": (-60, 60, 0, 35, 15),
    "neck_y": (-85, 85, 0, 45, 15),
    "neck_z": (-50, 50, 0, 30, 15),
    "clavicle_raise": (-10, 45, 0, 7, 20),
    "clavicle_forward": (-20, 30, 0, 7, 20),
    "elbow_bend": (-5, 150, 20, 90, 60),
    "forearm_twist": (-95, 95, 10, 45, 60),
    "wrist_bend": (-75, 85, 0, 40, 80),
    "wrist_side": (-38, 25, 0, 15, 60),
    "knee_bend": (-8, 150, 0, 90, 25),
    "ankle_twist": (-35, 35, 0, 20, 25),
    "ankle_bend": (-55, 35, 0, 35, 25),
    "ankle_roll": (-30, 30, 0, 12, 25),
    "thumb_close": (-40, 60, 6, 25, 40),
    "thumb_lift": (-40, 45, 0, 20, 40),
    "thumb_mcp": (-15, 65, 8, 25, 40),
    "thumb_ip": (-20, 85, 8, 35, 40),
}
_FINGER = {
    "spread": (-25, 25, 0, 8, 60),
    "mcp": (-25, 95, 22, 35, 70),
    "pip": (-8, 112, 30, 45, 70),
    "dip": (-8, 85, 14, 35, 70),
}
ANGLES |= {f"{finger}_{angle}": row for finger in FINGERS for angle, row in _FINGER.items()}
# ball joint -> pull to neutral in degrees, acceleration in radians / s^2, range of its twist, and
# the pull of the twist to 0
BALLS = {
    "root": (None, 15, None, None),
    "shoulder": (80, 60, (-85, 85), 30),
    "hip": (60, 25, (-45, 45), 25),
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
    """Rows of `ANGLES` for angles with their sides, degrees as radians, `(A, 5)`."""
    rows = [ANGLES[name.split("_", 1)[1] if name.startswith(("left", "right")) else name]
            for name in names]  # fmt: skip
    rows = np.array(rows, dtype=np.float64)
    rows[:, :4] = np.radians(rows[:, :4])
    return rows
