"""BVH files of a few hierarchies, written by hand: somebody in a known stance."""

from __future__ import annotations

# joint -> parent, offset in centimetres, Y up, facing +Z: a T with arms to the sides
_CENTRE = {
    "Hips": (None, (0, 0, 0)),
    "Spine": ("Hips", (0, 10, 0)),
    "Neck": ("Spine", (0, 42, 0)),
    "Head": ("Neck", (0, 10, 1)),
    "Head end": ("Head", (0, 18, 0)),
}
_SIDE = {
    "Shoulder": ("Spine", (6, 38, 0)),
    "Arm": ("Shoulder", (12, 0, 0)),
    "ForeArm": ("Arm", (30, 0, 0)),
    "Hand": ("ForeArm", (26, 0, 0)),
    "UpLeg": ("Hips", (9, -2, 0)),
    "Leg": ("UpLeg", (0, -42, 0)),
    "Foot": ("Leg", (0, -42, 0)),
    "ToeBase": ("Foot", (0, -7, 13)),
    "ToeBase end": ("ToeBase", (0, 0, 6)),
}
_FINGERS = {"Thumb": 3, "Index": 2.5, "Middle": 0.5, "Ring": -1.5, "Pinky": -3.5}


def _mixamo():
    joints = dict(_CENTRE)
    for side, sign in (("Left", 1), ("Right", -1)):
        for name, (parent, (x, y, z)) in _SIDE.items():
            above = parent if parent in _CENTRE else side + parent
            joints[side + name] = (above, (sign * x, y, z))
        for finger, z in _FINGERS.items():
            above, first = f"{side}Hand", 3 if finger == "Thumb" else 9
            for k in range(1, 5):
                step = first if k == 1 else 3
                name = f"{side}Hand{finger}{k}" if k < 4 else f"{above} end"
                joints[name] = (above, (sign * step, 0, z if k == 1 else 0))
                above = name
    return joints


def _renamed(joints, change):
    return {change(n): (p and change(p), offset) for n, (p, offset) in joints.items()}


MIXAMO = _renamed(_mixamo(), lambda name: f"mixamorig:{name}")
CMU = {name: joint for name, joint in _mixamo().items() if "Hand" not in name or name in
       ("LeftHand", "RightHand")}  # fmt: skip
_POSER = {"Shoulder": "Collar", "Arm": "Shoulder", "ForeArm": "Elbow", "Hand": "Wrist",
          "UpLeg": "Hip", "Leg": "Knee", "Foot": "Ankle", "ToeBase": "Toe"}  # fmt: skip


def _poser(name):
    for side in ("Left", "Right"):
        word, _, end = name.removeprefix(side).partition(" ")
        if name.startswith(side) and word in _POSER:
            return f"{side}{_POSER[word]}" + (f" {end}" if end else "")
    return name


POSER = _renamed(CMU, _poser)


def skeleton_text(joints, n_frames=3, turns=None, unit=1.0, axes=(0, 1, 2), order="ZXY", hips=None):
    """The text of a file.

    Args:
        joints: One of the hierarchies above.
        n_frames: Number of frames, 25 a second.
        turns: Joint -> channel letter -> degrees, the same in all frames.
        unit: Of a centimetre.
        axes: Which of x, y, z stands in each place; a negative number is turned round, -3 is z.
        order: Of the rotation channels.
        hips: `(x, y, z)` of the hips in each frame, centimetres; None for where they stand.
    """
    turns, lines, values = turns or {}, [], []

    def placed(offset):
        return [unit * (offset[a] if a >= 0 else -offset[-a - 1]) for a in axes]

    def write(name, depth):
        parent, offset = joints[name]
        tabs, end = "\t" * depth, name.endswith(" end")
        kind = "End Site" if end else f"{'JOINT' if parent else 'ROOT'} {name}"
        numbers = " ".join(f"{v:.6f}" for v in placed(offset))
        lines.extend([f"{tabs}{kind}", f"{tabs}{{", f"{tabs}\tOFFSET {numbers}"])
        if not end:
            channels = [] if parent else ["Xposition", "Yposition", "Zposition"]
            channels += [f"{axis}rotation" for axis in order]
            lines.append(f"{tabs}\tCHANNELS {len(channels)} {' '.join(channels)}")
            values.extend(turns.get(name, {}).get(axis, 0) for axis in order)
        for other, (above, _) in joints.items():
            if above == name:
                write(other, depth + 1)
        lines.append(f"{tabs}}}")

    write(next(iter(joints)), 0)
    rows = []
    for t in range(n_frames):
        place = placed((0, 93, 0) if hips is None else hips[t])
        rows.append(" ".join(f"{v:.6f}" for v in [*place, *values]))
    head = ["MOTION", f"Frames: {n_frames}", "Frame Time: 0.04"]
    return "\n".join(["HIERARCHY", *lines, *head, *rows]) + "\n"
