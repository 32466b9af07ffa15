"""Which joint is which, by the names of the usual hierarchies.

CMU (cgspeed), Mixamo, Rokoko, Xsens, LAFAN1, SFU, Poser and Daz, Truebones, Biped of 3ds Max,
Unreal, SMPL, MakeHuman and Blender (Rigify), with whatever stands before their names.
"""

from __future__ import annotations

import re
from collections import Counter

from pose2video.errors import UserError

# point of one side -> names of its joint without the side; the first group that occurs counts, for
# a LeftShoulder is a collar bone beside a LeftArm and a LeftFoot a ball of the toes beside an ankle
LIMBS = {
    "shoulder": (("arm", "upperarm", "uparm", "shldr", "humerus"), ("shoulder",)),
    "elbow": (("forearm", "lowerarm", "lowarm", "loarm", "elbow", "radius"),),
    "wrist": (("wrist",), ("hand",)),
    "hip": (("upleg", "upperleg", "thigh", "femur"), ("hip",)),
    "knee": (("knee",), ("leg", "lowerleg", "lowleg", "loleg", "shin", "calf", "tibia")),
    "ankle": (("ankle",), ("foot",)),
}
TOES = ("toebase", "toe", "toes", "ball", "foot")
FINGERS = ("thumb", "index", "middle", "ring", "pinky")
_FINGER_WORDS = {"mid": "middle", "little": "pinky", "pinkie": "pinky"}
# words that say nothing of the joint
_IDLE = {"def", "org", "bend", "jnt", "joint", "bone", "proximal", "intermediate", "medial",
         "distal", "f", "in", "b", "c"}  # fmt: skip
_HELPERS = {"twist", "roll", "ik", "pole", "metacarpal", "meta", "nub", "helper", "tweak"}
_PREFIX = re.compile(r"^([A-Za-z]+\d*)[_ \-.]")
_SIDES = {"left": "left", "l": "left", "right": "right", "r": "right"}


def joints_of(joints, path):
    """The points that joints are.

    Args:
        joints: The file's `BvhJoint`s. path: The file, for messages.

    Returns:
        Name such as `left_elbow`, `neck`, `head`, `left_toes` -> index; and side -> finger ->
        indices of its joints from the palm outwards, its End Site too.

    Raises:
        UserError: Joints of arms or legs are not found.
    """
    words = [_words(name) for name in _bare([joint.name for joint in joints])]
    named = {}
    for j, (side, word) in enumerate(words):
        named.setdefault((side, word), j)
    found = {}
    for point, groups in LIMBS.items():
        both = [{s: _first(named, s, group) for s in ("left", "right")} for group in groups]
        sides = next((g for g in both if set(g.values()) != {None}), {})
        found |= {f"{side}_{point}": j for side, j in sides.items() if j is not None}
    for side in ("left", "right"):
        below = [t for word in TOES if (t := named.get((side, word))) is not None]
        ankle = found.get(f"{side}_ankle")
        toes = next((t for t in below if t != ankle and _is_below(joints, t, ankle)), None)
        toes = _end_of(joints, ankle) if toes is None and ankle is not None else toes
        if toes is not None:
            found[f"{side}_toes"] = toes
    lost = [f"{side} {point}" for point in LIMBS for side in ("left", "right")
            if f"{side}_{point}" not in found]  # fmt: skip
    if lost:
        raise UserError(
            f"{path}: no joint is named as the {', '.join(lost)}: rename its joints as Mixamo or "
            "CMU do (LeftArm, LeftForeArm, LeftHand, LeftUpLeg, LeftLeg, LeftFoot)"
        )
    for point in ("neck", "head"):
        if (None, point) in named:
            found[point] = named[None, point]
    hands = {
        side: _fingers(joints, words, found[f"{side}_wrist"], side) for side in ("left", "right")
    }
    return found, hands


def _bare(names):
    """Names without what stands before most of them."""
    names = [name.rpartition(":")[2] for name in names]
    firsts = Counter(m.group(1) for name in names if (m := _PREFIX.match(name)))
    for first, n in firsts.most_common(1):
        if n > 0.6 * len(names) and first.lower() not in _SIDES:
            return [re.sub(rf"^{re.escape(first)}[_ \-.]", "", name) for name in names]
    return names


def _words(name):
    """Side or None, and the other words of a name as one: `("left", "forearm")`."""
    name = re.sub(r" end$", " nub", name)
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", name)
    # LHipJoint, lfemur: the letter of a side that sticks to the word
    if parts and (m := re.fullmatch(r"(L|R)([A-Z]\w*)", parts[0])):
        parts[:1] = [m.group(1), m.group(2)]
    words = [part.lower() for part in parts]
    if words and words[0] in ("lfemur", "rfemur", "ltibia", "rtibia", "lhumerus", "rhumerus",
                              "lradius", "rradius", "lwrist", "rwrist", "lhand", "rhand",
                              "lfoot", "rfoot", "ltoes", "rtoes", "lthumb", "rthumb"):  # fmt: skip
        words[:1] = [words[0][0], words[0][1:]]
    side = next((_SIDES[word] for word in words if word in _SIDES), None)
    rest = [word for word in words if word not in _SIDES]
    if _HELPERS & set(rest):
        return side, "helper " + "".join(rest)
    numbers = [word for word in rest if word.isdigit()]
    plain = "".join(word for word in rest if not word.isdigit() and word not in _IDLE)
    if plain.startswith("finger") and numbers:  # MakeHuman, Rokoko, Biped
        return side, f"finger{numbers[0][0]}"
    return side, plain


def _first(named, side, group):
    """The highest joint of a side that has one of some names; None for none."""
    return min((named[side, word] for word in group if (side, word) in named), default=None)


def _is_below(joints, j, above):
    while j >= 0 and j != above:
        j = joints[j].parent
    return above is not None and j == above


def _end_of(joints, j):
    """The joint's first child; None where it has none, or where that lies upon it."""
    return next((i for i, one in enumerate(joints) if one.parent == j and one.offset.any()), None)


def _fingers(joints, words, wrist, side):
    """Finger -> indices of its joints, of a hand that has three fingers or more."""
    chains = {}
    bases = {w for s, w in words if s == side and re.fullmatch(r"finger\d", w)}
    lowest = 0 if "finger0" in bases else 1
    for j, (_, word) in enumerate(words):
        if not _is_below(joints, j, wrist) or j == wrist:
            continue
        finger = _finger(word.removeprefix("hand"), lowest)
        parent = joints[j].parent
        last = next((f for f, c in chains.items() if c[-1] == parent), None)
        if finger is None and word.startswith("helper") and joints[j].name.endswith(" end"):
            finger = last
        if finger and (finger not in chains or last == finger):
            chains.setdefault(finger, []).append(j)
    whole = {finger: chain for finger, chain in chains.items() if len(chain) >= 3}
    return whole if len(whole) >= 3 else {}


def _finger(word, lowest):
    if re.fullmatch(r"finger\d", word):
        number = int(word[-1]) - lowest
        return FINGERS[number] if 0 <= number < len(FINGERS) else None
    word = word.replace("finger", "")
    word = _FINGER_WORDS.get(word, word)
    return word if word in FINGERS else None
