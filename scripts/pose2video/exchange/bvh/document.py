"""The text of a BVH file: its joints, its channels, its frames; every fault one sentence.

A joint's position channels stand in the place of its offset, as Blender and MotionBuilder have it;
its rotations are multiplied in the order of its channels.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

import numpy as np

from pose2video.errors import UserError
from pose2video.exchange.documents import check_count

MOST_JOINTS = 1000
CHANNELS = tuple(f"{axis}{kind}" for kind in ("position", "rotation") for axis in "xyz")
# rates whose Frame Time is often written with few decimals
USUAL_RATES = (range(1, 241), [n * 1000 / 1001 for n in (24, 30, 60, 120)])


@dataclass
class BvhJoint:
    """A joint.

    Attributes:
        name: As written; that of an End Site is its parent's and `" end"`.
        parent: Index, -1 for the root.
        offset: `(3,)` from the parent, in the file's units and axes.
        channels: Of `CHANNELS`, in their order.
        first: Column of the first of them.
    """

    name: str
    parent: int
    offset: np.ndarray = field(default_factory=lambda: np.zeros(3))
    channels: tuple[str, ...] = ()
    first: int = 0


@dataclass(frozen=True, eq=False)
class BvhFile:
    """A whole file: its joints, parents first, values `(T, columns)` and frames per second."""

    joints: list[BvhJoint]
    values: np.ndarray
    fps: float


def parse(text, path) -> BvhFile:
    """Read the text of a file.

    Raises:
        UserError: It is damaged, or of a kind that is not known.
    """
    found = re.search(r"^\s*MOTION\s*$", text, re.MULTILINE)
    if found is None:
        raise UserError(f"{path} has no MOTION, only a skeleton: export it with its animation")
    joints = _joints(text[: found.start()], path)
    lines = [line for line in text[found.end() :].splitlines() if line.strip()]
    told = [re.fullmatch(rf"\s*{key}\s*:?\s*(\S+)\s*", line, re.IGNORECASE) for key, line in
            zip(("Frames", r"Frame\s+Time"), lines[:2], strict=False)]  # fmt: skip
    if len(told) < 2 or None in told:
        raise UserError(f"{path} has no Frames and Frame Time behind MOTION: export it again")
    count, step = told[0].group(1), told[1].group(1)
    if not re.fullmatch(r"\d{1,12}", count):
        raise UserError(f"{path}: Frames is {count[:20]!r}, not a whole number: export it again")
    check_count(int(count), path)
    rows = lines[2:]
    if len(rows) != int(count):
        what = "cut short" if len(rows) < int(count) else "damaged"
        raise UserError(
            f"{path} speaks of {int(count)} frames and holds {len(rows)}: it is {what}, export it "
            "again"
        )
    return BvhFile(joints, _values(rows, joints, path), _rate(step, path))


def _joints(text, path):
    """The joints of the part before MOTION."""
    joints, stack, columns = [], [], 0
    text = re.sub(r"[{}]", r"\n\g<0>\n", text)
    text = re.sub(r"[ \t]+(OFFSET|CHANNELS)\b(?=\s+[-+.\d])", r"\n\1", text)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    opened = False
    for line in lines[1:]:
        key, _, rest = line.replace("\t", " ").partition(" ")
        key = key.upper()
        if line == "{":
            if not opened:
                raise UserError(f"{path}: a {{ stands before any joint: export it again")
            stack.append(len(joints) - 1)
            opened = False
        elif line == "}":
            if not stack:
                raise UserError(f"{path}: a }} stands without its {{: export it again")
            stack.pop()
        elif key in ("ROOT", "JOINT", "END"):
            if not stack and joints:
                raise UserError(
                    f"{path} holds the skeletons of several people: export each by itself"
                )
            if not stack and key != "ROOT":
                raise UserError(f"{path}: its first joint is no ROOT: export it again")
            parent = stack[-1] if stack else -1
            name = f"{joints[parent].name} end" if key == "END" else rest.strip()
            joints.append(BvhJoint(name, parent))
            opened = True
            if len(joints) > MOST_JOINTS:
                raise UserError(
                    f"{path} has more than {MOST_JOINTS} joints: export the skeleton of one person"
                )
        elif key == "OFFSET" and stack:
            joints[stack[-1]].offset = _offset(rest.split(), joints[stack[-1]].name, path)
        elif key == "CHANNELS" and stack:
            joint = joints[stack[-1]]
            joint.channels, joint.first = _channels(rest.split(), joint.name, path), columns
            columns += len(joint.channels)
        else:
            raise UserError(f"{path}: {line[:40]!r} is unknown in a HIERARCHY: export it again")
    if not joints or stack or opened:
        raise UserError(f"{path}: its HIERARCHY is not whole: export it again")
    return joints


def _offset(words, name, path):
    try:
        offset = np.array([float(word) for word in words])
    except ValueError:
        offset = np.empty(0)
    if offset.shape != (3,) or not np.isfinite(offset).all() or np.abs(offset).max() > 1e9:
        raise UserError(f"{path}: the OFFSET of {name} is not three numbers: export it again")
    return offset


def _channels(words, name, path):
    count, names = words[:1], tuple(word.lower() for word in words[1:])
    unknown = next((w for w in words[1:] if w.lower() not in CHANNELS), None)
    if unknown is not None:
        raise UserError(
            f"{path}: {name} has the channel {unknown[:40]!r}, Xposition to Zrotation are known: "
            "export it again without it"
        )
    if count != [str(len(names))] or len(set(names)) != len(names):
        raise UserError(f"{path}: the CHANNELS of {name} are not those that it counts: correct it")
    return names


def _values(rows, joints, path):
    columns = sum(len(joint.channels) for joint in joints)
    out = np.empty((len(rows), columns))
    for i, row in enumerate(rows):
        words = row.split()
        if len(words) != columns:
            raise UserError(
                f"{path}: frame {i} has {len(words)} numbers, its {columns} channels need as many: "
                "it is damaged, export it again"
            )
        try:
            out[i] = words
        except ValueError:
            out[i] = math.nan
        if not (np.abs(out[i]) < 1e9).all():
            raise UserError(
                f"{path}: frame {i} holds what is no number that can be: export it again"
            )
    return out


def _rate(word, path):
    """Frames per second of a Frame Time, the usual rate that it is where it is a rounded one."""
    try:
        step = float(word)
    except ValueError:
        step = math.nan
    if not 0 < step < math.inf:
        raise UserError(f"{path}: Frame Time is {word[:20]!r}, not seconds above 0: correct it")
    decimals = len(word.partition(".")[2]) if "e" not in word.lower() else 12
    for rates in USUAL_RATES:
        near = min(rates, key=lambda rate: abs(1 / rate - step))
        if abs(1 / near - step) <= 0.51 * 10.0**-decimals + 1e-9:
            return float(near)
    return 1 / step


def placed(file: BvhFile, wanted, frames=slice(None)):
    """Where joints are and how they are turned.

    Args:
        file: The file. wanted: Indices of joints. frames: Some of the frames.

    Returns:
        Index -> positions `(T, 3)` in the file's units, and index -> rotations `(T, 3, 3)` from
        the skeleton at rest, both in the file's axes; of these joints and all above them.
    """
    needed = set()
    for j in wanted:
        while j >= 0 and j not in needed:
            needed.add(j)
            j = file.joints[j].parent
    values = file.values[frames]
    at, turned = {}, {}
    for j in sorted(needed):
        joint = file.joints[j]
        own = values[:, joint.first : joint.first + len(joint.channels)]
        offset = np.tile(joint.offset, (len(values), 1))
        moved = {c[0]: own[:, i] for i, c in enumerate(joint.channels) if c.endswith("position")}
        for axis, path in moved.items():
            offset[:, "xyz".index(axis)] = path
        if joint.parent >= 0 and moved:
            offset = _nearer(offset, joint.offset)
        turn = _turn(joint.channels, own)
        if joint.parent < 0:
            at[j], turned[j] = offset, turn
            continue
        above = turned[joint.parent]
        at[j] = at[joint.parent] + np.einsum("tab,tb->ta", above, offset)
        turned[j] = above @ turn
    return at, turned


def _nearer(path, offset):
    """A joint's place `(T, 3)`: the channels, or the offset and they where that is its length."""
    long = np.linalg.norm(offset)
    gaps = [abs(np.median(np.linalg.norm(p, axis=1)) - long) for p in (path, path + offset)]
    return path if gaps[0] <= gaps[1] else path + offset


def _turn(channels, own):
    """Rotations `(T, 3, 3)` of a joint's channels."""
    from scipy.spatial.transform import Rotation

    of = [i for i, channel in enumerate(channels) if channel.endswith("rotation")]
    if not of:
        return np.broadcast_to(np.eye(3), (len(own), 3, 3))
    turn = Rotation.identity(len(own))
    for i in of:
        turn = turn * Rotation.from_euler(channels[i][0], own[:, [i]], degrees=True)
    return turn.as_matrix()
