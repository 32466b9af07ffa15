"""How far joints go: one table for all who fit bodies.

A positive angle does what its name says; of the wrist `side` is towards the thumb, of the forearm
`twist` turns the palm from the thigh to the front, of the ankle `bend` lifts the toes.

Source: the averages of the American Academy of Orthopaedic Surgeons as in Norkin and White,
"Measurement of Joint Motion", 2016 (the wrist: 80 degrees of flexion, 70 of extension, 20 towards
the thumb, 30 away from it), rounded outwards by about 5 degrees; hinges hyperextend by 10 degrees
at most. Collarbone: Inman, Saunders and Abbott, "Observations on the function of the shoulder
joint", 1944. Forearm: 0 is the thumb forward, between pronation and supination.
"""

from __future__ import annotations

from pose2video.bodies.angles import FINGERS

# joint, without its side -> angle -> (least, most) in degrees
RANGES = {
    "spine": {"bend": (-35, 80), "lean": (-40, 40), "turn": (-50, 50)},
    "head": {"nod": (-60, 60), "tilt": (-50, 50), "turn": (-85, 85)},
    "clavicle": {"raise": (-10, 45), "forward": (-20, 30)},
    "shoulder": {"flex": (-60, 180), "abduct": (-45, 175), "twist": (-85, 85)},
    "elbow": {"bend": (-5, 150)},
    "forearm": {"twist": (-95, 95)},
    "wrist": {"bend": (-75, 85), "side": (-38, 25)},
    "thumb": {"close": (-40, 60), "lift": (-40, 45), "mcp": (-15, 65), "ip": (-20, 85)},
    "hip": {"flex": (-25, 125), "abduct": (-25, 60), "twist": (-45, 45)},
    "knee": {"bend": (-8, 150)},
    "ankle": {"bend": (-55, 35), "twist": (-35, 35), "roll": (-30, 30)},
    "toes": {"bend": (-10, 45)},
    "eyes": {"up": (-25, 25), "left": (-30, 30)},
    **{
        finger: {"spread": (-25, 25), "mcp": (-25, 95), "pip": (-8, 112), "dip": (-8, 85)}
        for finger in FINGERS
    },
}


def range_of(joint, angle) -> tuple[float, float]:
    """Least and most of an angle in degrees; the joint's name may have its side."""
    return RANGES[joint.removeprefix("left_").removeprefix("right_")][angle]
