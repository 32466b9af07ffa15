"""Hand shapes by name, in angles of the joints."""

from __future__ import annotations

from pose2video.bodies.angles import FINGERS

STRAIGHT, CURLED, HOOKED = (2, 4, 2, 0), (82, 98, 62, 0), (8, 78, 52, 0)


def _hand(thumb, index=STRAIGHT, middle=STRAIGHT, ring=STRAIGHT, pinky=STRAIGHT):
    shape = {"thumb": dict(zip(("close", "lift", "mcp", "ip"), thumb, strict=True))}
    for finger, angles in zip(FINGERS, (index, middle, ring, pinky), strict=True):
        shape[finger] = dict(zip(("mcp", "pip", "dip", "spread"), angles, strict=True))
    return shape


# thumb: close, lift, mcp, ip; fingers: mcp, pip, dip, spread; degrees
HAND_SHAPES = {
    "relaxed": _hand((6, 0, 8, 8), (16, 22, 12, 1), (20, 26, 14, 0), (23, 28, 15, 0),
                     (25, 28, 15, 0)),
    "flat": _hand((10, 0, 0, 0), (0, 2, 0, -2), (0, 2, 0, 0), (0, 2, 0, 2), (0, 2, 0, 5)),
    "open": _hand((-12, 0, -4, -8), (-2, 3, 2, 7), (0, 3, 2, 1), (0, 3, 2, -6), (-2, 3, 2, -14)),
    "fist": _hand((34, 0, 26, 40), CURLED, CURLED, CURLED, CURLED),
    "point": _hand((34, 0, 26, 36), (0, 2, 1, 0), CURLED, CURLED, CURLED),
    "v": _hand((38, 0, 30, 40), (0, 2, 1, 9), (0, 2, 1, -8), CURLED, CURLED),
    "claw": _hand((-6, 0, 10, 34), (2, 58, 42, 6), (2, 60, 44, 1), (2, 60, 44, -5),
                  (2, 56, 42, -11)),
    "o": _hand((26, 0, 20, 28), (46, 44, 26, 0), (48, 46, 26, 0), (50, 46, 26, 0), (52, 44, 26, 0)),
    "thumb_up": _hand((-24, 0, -8, -12), CURLED, CURLED, CURLED, CURLED),
    "horns": _hand((36, 0, 28, 40), (0, 2, 1, 4), CURLED, CURLED, (0, 2, 1, -8)),
    "y": _hand((-26, 0, -6, -8), CURLED, CURLED, CURLED, (0, 2, 1, -14)),
    "hook": _hand((34, 0, 26, 40), HOOKED, CURLED, CURLED, CURLED),
}  # fmt: skip
