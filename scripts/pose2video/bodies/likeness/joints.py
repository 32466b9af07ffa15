"""What a stance may be: every angle's usual value, how far it strays, and where it stops."""

from __future__ import annotations

from functools import cache

import numpy as np

from pose2video.bodies.angles import ANGLES, FINGERS

# joint -> angle -> (usual, stray, least, most) in degrees. The ranges are those of textbooks of
# goniometry (Norkin, White, "Measurement of Joint Motion"), the stray is how weakly the usual
# value pulls where the picture says little.
RANGES = {
    "spine": {"bend": (3, 8, -25, 70), "lean": (0, 6, -35, 35), "turn": (0, 8, -45, 45)},
    "head": {"nod": (0, 10, -50, 50), "tilt": (0, 10, -40, 40), "turn": (0, 20, -75, 75)},
    "clavicle": {"raise": (0, 5, -12, 35), "forward": (0, 5, -22, 28)},
    "shoulder": {
        "flex": (5, 40, -60, 180),
        "abduct": (12, 35, -45, 175),
        "twist": (0, 25, -95, 95),
    },
    "elbow": {"bend": (15, 50, 0, 150)},
    "forearm": {"twist": (15, 35, -95, 100)},
    "wrist": {"bend": (5, 18, -75, 85), "side": (0, 9, -30, 38)},
    "thumb": {
        "close": (4, 12, -35, 55),
        "lift": (0, 10, -35, 35),
        "mcp": (6, 14, -20, 65),
        "ip": (6, 18, -25, 85),
    },
    "hip": {"flex": (3, 20, -25, 125), "abduct": (4, 10, -25, 60), "twist": (6, 12, -40, 50)},
    "knee": {"bend": (4, 15, 0, 150)},
    "ankle": {"bend": (0, 10, -50, 30), "twist": (4, 6, -20, 25), "roll": (0, 4, -20, 20)},
    "toes": {"bend": (0, 5, -10, 45)},
    "eyes": {"up": (0, 1, -25, 25), "left": (0, 1, -30, 30)},
    **{
        finger: {
            "mcp": (mcp, 30, -30, 98),
            "pip": (pip, 32, -5, 115),
            "dip": (13, 22, -10, 85),
            "spread": (0, 5, -18, 18),
        }
        for finger, mcp, pip in zip(FINGERS, (14, 17, 19, 20), (20, 23, 25, 25), strict=True)
    },
}


@cache
def angle_table() -> np.ndarray:
    """Usual, stray, least and most of every angle of `ANGLES`, `(A, 4)` degrees."""
    return np.array(
        [RANGES[joint.removeprefix("left_").removeprefix("right_")][a] for joint, a in ANGLES],
        np.float64,
    )


def usual_angles() -> np.ndarray:
    """A person at ease, `(A,)` degrees."""
    return angle_table()[:, 0].copy()
