"""BVH, the motion of a skeleton by its joints' rotations, as a clip without a film.

Read are the joints of the usual hierarchies (`joints`), their places by forward kinematics, in any
order of channels and from any stance at rest; unit, upright axis and front are judged (`axes`). A
camera that the whole performance fits before takes the place of a film.

Holds the body, the head's turn, and hands that have fingers; no face, no size of frames. Written
from fitted bodies: `pose2video.bodies.bvh`.
"""

from __future__ import annotations

import numpy as np

from pose2video.errors import UserError
from pose2video.exchange import documents
from pose2video.exchange.bvh.axes import how_tall, in_metres, towards_camera
from pose2video.exchange.bvh.document import parse, placed
from pose2video.exchange.bvh.joints import joints_of
from pose2video.exchange.bvh.points import chest_of, points_of
from pose2video.exchange.plausible import believable
from pose2video.poses.lifting.depth import SEGMENTS, SIDES
from pose2video.poses.sequence import PoseSequence
from pose2video.poses.skeletons import load_skeleton

SIZE = (1280, 720)
FOCAL, MARGIN, NEAREST_M = 1.5, 0.06, 1.5  # of the longer side; shares of a side; metres
LEVEL = 0.8  # of the body's axes at rest along the file's, from which that is a stance
NO_HEAD = "the file names no head: how it is turned is not known"


def recognises(data: bytes) -> bool:
    """Whether bytes begin as a BVH file does."""
    return data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()[:9].upper() == b"HIERARCHY"


def read(path, given):
    """Read a file, as `assembly.assembled` does those of other formats.

    Raises:
        UserError: It is damaged, its joints are not found, or it is to go with a film.
    """
    if given.n_frames is not None:
        raise UserError(f"{path} has no camera and fits no film: empty the column video")
    if isinstance(given.person, int) and given.person > 1:
        raise UserError(f"{path} holds one person, the column person asks for {given.person}")
    data = documents.read_bytes(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    file = parse(text, path)
    fps = given.fps or file.fps
    if not believable(fps):
        raise UserError(f"{path} says {fps:g} frames a second: fill the column fps")
    named, hands = joints_of(file.joints, path)
    wanted = [*named.values(), *(j for f in hands.values() for c in f.values() for j in c)]
    paths, turns = placed(file, wanted)
    at = {point: paths[j] for point, j in named.items()}
    rest = _stance(file, named)
    head, words = _head(named, at, turns, rest)
    fingers = {
        (side, finger, k): paths[j]
        for side, chains in hands.items()
        for finger, chain in chains.items()
        for k, j in enumerate(chain)
    }
    _check_limbs(at, path)
    metric, more = in_metres(at | fingers)
    turn = towards_camera(metric)
    metric = {name: path @ turn.T for name, path in metric.items()}
    hands = {
        side: {
            finger: [metric[side, finger, k] for k in range(len(chain))]
            for finger, chain in chains.items()
        }
        for side, chains in hands.items()
    }
    head = None if head is None else turn @ head
    points = points_of(metric, head, hands, how_tall(metric), _drops(rest))
    poses = _filmed(points, fps, tuple(given.frame_size or SIZE))
    return poses, [*words, *more]


def _check_limbs(at, path):
    """Refuse a skeleton whose limbs have no length."""
    for a, b in SEGMENTS:
        for side in SIDES:
            if not np.linalg.norm(at[f"{side}_{a}"] - at[f"{side}_{b}"], axis=1).min() > 1e-6:
                raise UserError(
                    f"{path}: the {side} {a} and {b} lie on one spot: export the skeleton with "
                    "its offsets"
                )


def _stance(file, named):
    """Where the joints are at rest, `(1, 3)` each, if somebody stands there upright; else None."""
    rest = _at_rest(file, named)
    still = chest_of(rest)[0]
    up = still[:, 1]
    legs = sum(rest[f"{s}_hip"] - rest[f"{s}_ankle"] for s in SIDES)[0]
    stands = legs @ up > LEVEL * np.linalg.norm(legs)
    return rest if stands and np.abs(still).max(axis=0).min() > LEVEL else None


def _head(named, at, turns, rest):
    """Turns of the head `(T, 3, 3)`, columns left, up, forwards, in the file's axes.

    From the stance at rest where there is one, else so that it looks straight ahead on the mean.
    """
    if "head" not in named:
        return None, [NO_HEAD]
    chest, turned = chest_of(at), turns[named["head"]]
    if rest is not None:
        return turned @ chest_of(rest)[0], []
    u, _, v = np.linalg.svd(np.mean(np.swapaxes(turned, 1, 2) @ chest, axis=0))
    if np.linalg.det(u @ v) < 0:
        u[:, 2] *= -1
    return turned @ (u @ v), []


def _drops(rest):
    """Side -> how far the toes lie below the ankle at rest, a share of their distance."""
    drops = {}
    for side in SIDES if rest is not None else ():
        if f"{side}_toes" in rest:
            foot = (rest[f"{side}_toes"] - rest[f"{side}_ankle"])[0]
            down = -foot @ chest_of(rest)[0][:, 1] / max(np.linalg.norm(foot), 1e-9)
            drops[side] = float(np.clip(down, 0, 0.8))
    return drops


def _at_rest(file, named):
    """Where the joints are without any rotation, `(1, 3)` each."""
    at = {}
    for point, j in named.items():
        place = np.zeros(3)
        while j >= 0:
            place, j = place + file.joints[j].offset, file.joints[j].parent
        at[point] = place[None]
    return at


def _filmed(points, fps, size):
    """What a camera sees before which the whole performance fits."""
    layout = load_skeleton("holistic")
    focal, half = FOCAL * max(size), (0.5 - MARGIN) * np.array(size)
    flat = points.reshape(-1, 3)
    flat = flat[np.isfinite(flat[:, 0])]
    middle = (flat[:, :2].min(axis=0) + flat[:, :2].max(axis=0)) / 2
    away = np.abs(flat[:, :2] - middle) * focal / half
    distance = max((away.max(axis=1) - flat[:, 2]).max(), NEAREST_M - flat[:, 2].min())
    placed = points - (*middle, -distance)
    pixels = np.array(size) / 2 + focal * placed[..., :2] / placed[..., 2:]
    depth = np.full(points.shape[:2], np.nan)
    hips = points[:, layout.indices("left_hip", "right_hip")].mean(axis=1)
    for part, where in layout.parts.items():
        root = hips[:, 2] if part == "body" else points[:, where.start, 2]
        scale = focal / (root + distance)
        depth[:, where] = (points[:, where, 2] - root[:, None]) * scale[:, None]
    world = np.full(points.shape, np.nan)
    body = layout.parts["body"]
    world[:, body] = points[:, body] - hips[:, None]
    known = np.isfinite(points[..., 0]).astype(np.float32)
    return PoseSequence.build(pixels, known, fps, size, "holistic", depth, world)
