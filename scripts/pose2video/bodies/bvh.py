"""A body's motion as BVH: what programs for animation read.

Metres, Y up; at rest the body stands in a T with its palms down and faces +Z, its left is +X. Hips
have six channels, the path of the hips and Z, X, Y rotations; all others three. The hips start
above the origin, the feet stand at height 0. The joints bear Mixamo's names. Exact to a tenth of a
millimetre; lost are the twist within an upper arm, forearm, thigh and shin, which a joint below
takes up, toes one by one, eyes and confidence. No face.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pose2video.bodies.angles import ANGLE_INDEX, ANGLES, DOWN, SIDES
from pose2video.bodies.body import Body
from pose2video.bodies.rotations import to_matrices, to_quaternions
from pose2video.files import writing
from pose2video.jobs.progress import progress

ORDER = "ZXY"
AXES = np.diag([1.0, -1.0, -1.0])  # from a camera's axes
STANDS = 10  # percentile of the lowest toes' heights that is the floor
_FINGERS = ("Thumb", "Index", "Middle", "Ring", "Pinky")
_SPINE = [(f"Spine{i or ''}", f"spine0{5 - i}") for i in range(5)]
_NECK = [("Neck", "neck01"), ("Neck1", "neck02"), ("Neck2", "neck03"), ("Head", "head")]
# joint -> bone whose head it is, bone whose turn it takes where that is another
_ARM = {
    "Shoulder": ("clavicle", "shoulder01"),
    "Arm": ("upperarm01", "upperarm02"),
    "ForeArm": ("lowerarm01", "lowerarm02"),
    "Hand": ("wrist", "wrist"),
}
_LEG = {
    "UpLeg": ("upperleg01", "upperleg02"),
    "Leg": ("lowerleg01", "lowerleg02"),
    "Foot": ("foot", "foot"),
    "ToeBase": ("toe2-1", "toe2-1"),
}
_AIMED = {"Arm": "ForeArm", "ForeArm": "Hand", "UpLeg": "Leg", "Leg": "Foot"}


@dataclass(frozen=True)
class Link:
    """A joint: its name, its parent's index, the bones at its head and of its turn, its end."""

    name: str
    parent: int
    head: str
    turn: str
    end: str = ""  # a point of `holistic`, or `top`
    aim: str = ""  # the joint that it shall point at


def links() -> list[Link]:
    """The hierarchy, parents first."""
    out = [Link("Hips", -1, "root", "root")]

    def add(name, head, turn, end="", aim=""):
        parent = next(i for i, link in enumerate(out) if link.name == above[-1])
        out.append(Link(name, parent, head, turn, end, aim))
        above.append(name)

    for side, s in (("Left", "L"), ("Right", "R")):
        above = ["Hips"]
        for name, (head, turn) in _LEG.items():
            end = f"{side.lower()}_foot_index" if name == "ToeBase" else ""
            aim = side + _AIMED[name] if name in _AIMED else ""
            add(side + name, f"{head}.{s}", f"{turn}.{s}", end, aim)
    above = ["Hips"]
    for name, bone in _SPINE:
        add(name, bone, bone)
    for name, bone in _NECK:
        add(name, bone, bone, "top" if name == "Head" else "")
    for side, s in (("Left", "L"), ("Right", "R")):
        above = ["Spine4"]
        for name, (head, turn) in _ARM.items():
            aim = side + _AIMED[name] if name in _AIMED else ""
            add(side + name, f"{head}.{s}", f"{turn}.{s}", "", aim)
        for number, finger in enumerate(_FINGERS, 1):
            above = [f"{side}Hand"]
            for k in (1, 2, 3):
                bone = f"finger{number}-{k}.{s}"
                tip = f"{side}_hand_{finger}_tip".lower() if k == 3 else ""
                add(f"{side}Hand{finger}{k}", bone, bone, tip)
    return out


def write_bvh(path, model, motion):
    """Write a `BodyMotion` as one file, whole or not at all.

    Args:
        path: Where to. model: The `BodyModel`. motion: What.
    """
    body, joints = Body.build(model, motion.shape), links()
    at, offsets, ends, turns = _measured(body, motion, joints)
    local = np.stack(
        [
            turns[:, j] if link.parent < 0 else np.swapaxes(turns[:, link.parent], 1, 2)
            @ turns[:, j]
            for j, link in enumerate(joints)
        ],
        axis=1,
    )  # fmt: skip
    angles = _angles(local)
    toes = [j for j, link in enumerate(joints) if link.name.endswith("ToeBase")]
    floor = np.percentile(at[:, toes, 1].min(axis=1) + _sole(body), STANDS)
    path_of_hips = at[:, 0] - (at[0, 0, 0], floor, at[0, 0, 2])
    with writing(path) as beside, open(beside, "w", encoding="ascii", newline="\n") as file:
        file.write("HIERARCHY\n" + _hierarchy(joints, offsets, ends))
        file.write(f"MOTION\nFrames: {motion.n_frames}\nFrame Time: {1 / motion.fps:.8f}\n")
        for t in progress(range(motion.n_frames), "frames", motion.n_frames):
            numbers = [*(f"{v:.6f}" for v in path_of_hips[t])]
            numbers += [f"{v:.5f}" for v in angles[t].ravel()]
            file.write(" ".join(numbers) + "\n")


def joint_paths(model, motion):
    """Where the joints of `links` are, `(T, joints, 3)` metres in the axes of the file, but from
    the camera."""
    return _measured(Body.build(model, motion.shape), motion, links())[0]


def _measured(body, motion, joints):
    """Paths `(T, n, 3)`, offsets and ends in the T, and turns `(T, n, 3, 3)` from it."""
    rig = body.rig
    heads = [rig.index(link.head) for link in joints]
    bones = [rig.index(link.turn) for link in joints]
    still = np.zeros((1, len(ANGLES)))
    for side in SIDES:
        still[:, ANGLE_INDEX[f"{side}_shoulder", "abduct"]] = 90
    rest = rig.rotations(still, np.eye(4)[None])
    tee, now = rig.turns(rest), rig.turns(motion.rotations)
    stance = rig.place(rest, np.zeros((1, 3)), body.stretch)
    standing = rig.joints(stance)[0][heads] @ AXES
    at = rig.heads_at(now, motion.translation, body.stretch)[:, heads] @ AXES
    offsets = np.array(
        [standing[j] - standing[max(link.parent, 0)] for j, link in enumerate(joints)]
    )
    points = body.points.at(stance)[0] @ AXES
    top = (body.posed(stance[0]) @ AXES)[:, 1].max()
    ends = {}
    for j, link in enumerate(joints):
        if link.end == "top":
            ends[j] = np.array([0, top - standing[j, 1], 0])
        elif link.end:
            ends[j] = points[_point(link.end)] - standing[j]
    turns = AXES @ now[:, bones] @ np.swapaxes(tee[:, bones], 2, 3) @ AXES
    names = [link.name for link in joints]
    for j, link in enumerate(joints):
        if link.aim:
            towards = at[:, names.index(link.aim)] - at[:, j]
            turns[:, j] = _aimed(turns[:, j], offsets[names.index(link.aim)], towards)
    return at, offsets, ends, turns


def _point(name):
    from pose2video.poses.skeletons import load_skeleton

    return load_skeleton("holistic").index(name)


def _aimed(turns, offset, towards):
    """Turns `(T, 3, 3)`, turned by the least that brings `offset` to the directions `towards`."""
    now = turns @ (offset / np.linalg.norm(offset))
    to = towards / np.linalg.norm(towards, axis=1, keepdims=True)
    axis, cosine = np.cross(now, to), np.sum(now * to, axis=1)
    half = np.column_stack([axis, 1 + cosine])
    return to_matrices(half / np.linalg.norm(half, axis=1, keepdims=True)) @ turns


def _sole(body):
    """How far the soles lie below the toes' joints, metres, negative."""
    toe = body.rig.heads[body.rig.index("toe2-1.L")]
    return -float((body.vertices @ DOWN).max() - toe @ DOWN)


def _angles(local):
    """Degrees `(T, n, 3)` in `ORDER`, of each of the two ways the one nearer to the frame before.

    The other way of Z, X, Y: Z + 180, 180 - X, Y + 180.
    """
    from scipy.spatial.transform import Rotation

    frames, n = local.shape[:2]
    one = Rotation.from_quat(to_quaternions(local).reshape(-1, 4)).as_euler(ORDER, degrees=True)
    one = one.reshape(frames, n, 3)
    for t in range(1, frames):
        before = one[t - 1]
        ways = np.stack([one[t], one[t] * (1, -1, 1) + 180])
        ways -= 360 * np.round((ways - before) / 360)
        best = np.abs(ways - before).sum(axis=2).argmin(axis=0)
        one[t] = np.take_along_axis(ways, best[None, :, None], axis=0)[0]
    return one


def _hierarchy(joints, offsets, ends):
    """The text of the skeleton."""
    lines = []

    def offset(values, depth):
        lines.append("\t" * depth + "OFFSET " + " ".join(f"{v + 0.0:.6f}" for v in values))

    def write(j, depth):
        tabs = "\t" * depth
        lines.extend([f"{tabs}{'JOINT' if j else 'ROOT'} {joints[j].name}", f"{tabs}{{"])
        offset(offsets[j], depth + 1)
        turns = " ".join(f"{axis}rotation" for axis in ORDER)
        lines.append(
            f"{tabs}\tCHANNELS "
            + (f"3 {turns}" if j else f"6 Xposition Yposition Zposition {turns}")
        )
        for i, link in enumerate(joints):
            if link.parent == j:
                write(i, depth + 1)
        if j in ends:
            lines.extend([f"{tabs}\tEnd Site", f"{tabs}\t{{"])
            offset(ends[j], depth + 2)
            lines.append(f"{tabs}\t}}")
        lines.append(f"{tabs}}}")

    write(0, 0)
    return "\n".join(lines) + "\n"
