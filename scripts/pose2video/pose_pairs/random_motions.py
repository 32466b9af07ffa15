"""Choreographies that nobody wrote: random key poses within the ranges of joints.

They are what `load_choreography` gives, so they may be rendered as well as projected.
"""

from __future__ import annotations

import numpy as np

from pose2video.bodies.angles import SIDES
from pose2video.bodies.hand_shapes import HAND_SHAPES
from pose2video.bodies.joint_ranges import range_of
from pose2video.bodies.marks import HAND_POINTS, PLACES

KINDS = ("sign", "gesture", "walk", "dance", "exercise")
HALF_HIPS = 0.13  # leg lengths from the middle to a standing foot
# angle -> mean and spread in degrees of arms that sign before the chest
SIGNING = {
    ("shoulder", "flex"): (30, 16),
    ("shoulder", "abduct"): (24, 14),
    ("shoulder", "twist"): (5, 40),
    ("elbow", "bend"): (98, 26),
    ("forearm", "twist"): (15, 50),
    ("wrist", "bend"): (0, 22),
    ("wrist", "side"): (-2, 12),
}
LOW = {
    ("shoulder", "flex"): (4, 6),
    ("shoulder", "abduct"): (12, 5),
    ("shoulder", "twist"): (8, 8),
    ("elbow", "bend"): (35, 15),
    ("forearm", "twist"): (24, 15),
}
WIDE = {
    ("shoulder", "flex"): (45, 55),
    ("shoulder", "abduct"): (50, 45),
    ("shoulder", "twist"): (0, 40),
    ("elbow", "bend"): (55, 40),
    ("forearm", "twist"): (10, 50),
    ("wrist", "bend"): (0, 20),
}
LEGS = {
    ("hip", "flex"): (35, 35),
    ("hip", "abduct"): (12, 14),
    ("hip", "twist"): (0, 15),
    ("knee", "bend"): (45, 35),
    ("ankle", "bend"): (0, 12),
}
TRUNK = {("spine", "bend"): (4, 8), ("spine", "lean"): (0, 7), ("spine", "turn"): (0, 10)}
HEAD = {("head", "nod"): (2, 9), ("head", "tilt"): (0, 8), ("head", "turn"): (0, 16)}


def random_choreography(rng, kind, seconds) -> dict:
    """A choreography of a kind.

    Args:
        rng: A numpy generator. kind: One of `KINDS`. seconds: How long it lasts.
    """
    make = {"walk": _walk, "dance": _dance}.get(kind, _in_place)
    keys, contacts = make(rng, kind, seconds)
    upper = kind == "sign" or (kind == "gesture" and rng.random() < 0.5)
    return {
        "title": f"A random motion ({kind})",
        "duration_s": seconds,
        "framing": "upper" if upper else "full",
        "size": [512, 512] if upper else [512, 640],
        "zoom": float(rng.uniform(0.7, 0.95)),
        "keys": sorted(keys, key=lambda key: key["at_s"]),
        "contacts": contacts,
    }


def _in_place(rng, kind, seconds):
    keys, contacts, at = [], [], float(rng.uniform(0, 0.3))
    both, pace = rng.random() < 0.55, float(rng.uniform(0.22, 0.7))
    wide = 0.6 if kind == "sign" else 1.0
    while at < seconds:
        key = {"at_s": at, "joints": {}, "hands": {}}
        for side in SIDES if both or rng.random() < 0.3 else SIDES[1:]:
            arm = SIGNING if kind == "sign" or rng.random() < 0.4 else WIDE
            arm = LOW if rng.random() < 0.12 else arm
            _put(key, rng, arm, side)
            key["hands"][side] = str(rng.choice(list(HAND_SHAPES)))
        if both and rng.random() < 0.35:
            _mirror(key)
        if kind == "exercise":
            for side in SIDES:
                _put(key, rng, LEGS, side)
            key["root"] = {"y": float(rng.uniform(0, 0.3)), "turn": float(rng.normal(0, 40))}
            key["root"] |= {"lean": float(rng.normal(5, 12)), "sway": float(rng.normal(0, 6))}
        if rng.random() < 0.6:
            _put(key, rng, {name: (m, wide * s) for name, (m, s) in (TRUNK | HEAD).items()})
        keys.append(key)
        hold = float(rng.uniform(0.1, 0.5)) if rng.random() < 0.3 else 0.0
        if hold:
            keys.append(key | {"at_s": at + hold})
            if kind == "sign" and rng.random() < 0.5:
                contacts.append(_touch(rng, at, at + hold))
        at += hold + pace * float(rng.uniform(0.6, 1.7))
    return keys, contacts


def _touch(rng, start, end):
    side = str(rng.choice(SIDES))
    places = [place for place in PLACES if not place.endswith(f"{side}_cheek")]
    point, place = str(rng.choice(HAND_POINTS)), str(rng.choice(places))
    return {"hand": side, "point": point, "touches": place, "from_s": start, "to_s": end}


def _walk(rng, kind, seconds):
    """Steps along a way that turns."""
    turn, place = float(rng.uniform(-180, 180)), np.zeros(2)
    pace, length = float(rng.uniform(0.4, 0.65)), float(rng.uniform(0.3, 0.75))
    keys, feet = [{"at_s": 0.0, "root": _root(place, turn)}], {side: [] for side in SIDES}
    for side in SIDES:
        feet[side].append(_stand(side, place, turn, 0.0))
    bend, swing, at, number = float(rng.normal(0, 25)), float(rng.uniform(8, 30)), 0.3, 0
    while at < seconds:
        side = SIDES[number % 2]
        bend = 0.6 * bend + float(rng.normal(0, 14))
        turn += bend
        heading = np.radians(turn)
        ahead = np.array([np.sin(heading), -np.cos(heading)])  # turn 0 faces the camera
        place = place + ahead * length * (0.5 if number == 0 else 1.0)
        if np.abs(place).max() > 2.2:  # back to the middle
            turn += 35
        feet[side][-1]["to_s"] = at
        feet[side].append(_stand(side, place + 0.25 * length * ahead, turn, at + 0.8 * pace))
        sign = 1 if side == "left" else -1
        joints = {
            "left_shoulder": {"flex": -sign * swing},
            "right_shoulder": {"flex": sign * swing},
            "left_elbow": {"bend": float(rng.normal(28, 6))},
            "right_elbow": {"bend": float(rng.normal(28, 6))},
            "spine": {"turn": -sign * float(rng.uniform(2, 9))},
        }
        bob = float(rng.uniform(0.0, 0.03))
        keys.append({"at_s": at + 0.7 * pace, "joints": joints, "root": _root(place, turn, bob)})
        at, number = at + pace, number + 1
    return keys, [foot for side in SIDES for foot in feet[side]]


def _dance(rng, kind, seconds):
    """Steps, turns and dips, with arms that reach."""
    turn, place, at, number = float(rng.normal(0, 40)), np.zeros(2), 0.25, int(rng.integers(2))
    keys, _ = _in_place(rng, "gesture", seconds)
    keys.append({"at_s": 0.0, "root": _root(place, turn)})
    feet = {side: [_stand(side, place, turn, 0.0)] for side in SIDES}
    while at < seconds:
        pace = float(rng.uniform(0.25, 0.6))
        side = SIDES[number % 2]
        turn += float(rng.normal(0, 28)) + (float(rng.uniform(-110, 110)) * (rng.random() < 0.25))
        place = np.clip(place + rng.normal(0, 0.22, 2), -0.8, 0.8)
        feet[side][-1]["to_s"] = at
        feet[side].append(_stand(side, place, turn, at + 0.8 * pace))
        dip = float(rng.uniform(0.0, 0.3) if rng.random() < 0.2 else rng.uniform(0, 0.06))
        keys.append({"at_s": at + 0.7 * pace, "root": _root(place, turn, dip)})
        at, number = at + pace, number + 1
    return keys, [foot for side in SIDES for foot in feet[side]]


def _root(place, turn, low=0.0):
    return {"x": float(place[0]), "z": float(place[1]), "y": float(low), "turn": float(turn)}


def _stand(side, place, turn, start):
    """A foot on the floor beside a place of the body, for a body that is turned."""
    sign = 1 if side == "left" else -1
    c, s = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    x, z = place[0] + sign * HALF_HIPS * (c - 1), place[1] + sign * HALF_HIPS * s
    where = {"at": [float(x), float(z)], "turn": float(turn)}
    return {"foot": side, "touches": "floor", "from_s": start, "to_s": 1e9, **where}


def _put(key, rng, table, side=None):
    """Draw angles into a key, within the ranges of their joints."""
    for (joint, angle), (mean, spread) in table.items():
        low, high = range_of(joint, angle)
        name = f"{side}_{joint}" if side else joint
        value = float(np.clip(rng.normal(mean, spread), low, high))
        key["joints"].setdefault(name, {})[angle] = value


def _mirror(key):
    """Let the left arm and hand do what the right ones do."""
    for name in [name for name in key["joints"] if name.startswith("right_")]:
        key["joints"][name.replace("right_", "left_")] = dict(key["joints"][name])
    if "right" in key["hands"]:
        key["hands"]["left"] = key["hands"]["right"]
