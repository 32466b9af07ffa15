"""What a stance usually is: every angle's usual value, and how far it strays.

How far joints go is in `bodies.joint_ranges`.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from pose2video.bodies.angles import ANGLES, FINGERS
from pose2video.bodies.joint_ranges import range_of

# joint -> angle -> (usual, stray) in degrees; the stray is how weakly the usual value pulls where
# the picture says little
HABITS = {
    "spine": {"bend": (3, 8), "lean": (0, 6), "turn": (0, 8)},
    "head": {"nod": (0, 10), "tilt": (0, 10), "turn": (0, 20)},
    "clavicle": {"raise": (0, 5), "forward": (0, 5)},
    "shoulder": {
        "flex": (5, 40),
        "abduct": (12, 35),
        "twist": (0, 25),
    },
    "elbow": {"bend": (15, 50)},
    "forearm": {"twist": (15, 35)},
    "wrist": {"bend": (5, 18), "side": (0, 9)},
    "thumb": {
        "close": (4, 12),
        "lift": (0, 10),
        "mcp": (6, 14),
        "ip": (6, 18),
    },
    "hip": {"flex": (3, 20), "abduct": (4, 10), "twist": (6, 12)},
    "knee": {"bend": (4, 15)},
    "ankle": {"bend": (0, 10), "twist": (4, 6), "roll": (0, 4)},
    "toes": {"bend": (0, 5)},
    "eyes": {"up": (0, 1), "left": (0, 1)},
    **{
        finger: {
            "mcp": (mcp, 30),
            "pip": (pip, 32),
            "dip": (13, 22),
            "spread": (0, 5),
        }
        for finger, mcp, pip in zip(FINGERS, (14, 17, 19, 20), (20, 23, 25, 25), strict=True)
    },
}


@cache
def angle_table() -> np.ndarray:
    """Usual, stray, least and most of every angle of `ANGLES`, `(A, 4)` degrees."""
    usual = [HABITS[joint.removeprefix("left_").removeprefix("right_")][a] for joint, a in ANGLES]
    ranges = [range_of(joint, angle) for joint, angle in ANGLES]
    return np.hstack([usual, ranges]).astype(np.float64)


def usual_angles() -> np.ndarray:
    """A person at ease, `(A,)` degrees."""
    return angle_table()[:, 0].copy()
