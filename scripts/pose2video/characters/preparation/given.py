"""Keypoints given by hand: of a drawn figure, say, in which no estimator finds anybody."""

from __future__ import annotations

import numpy as np

from pose2video.characters.preparation.plan import SIDES
from pose2video.errors import UserError
from pose2video.exchange import read_any
from pose2video.exchange.assembly import Given
from pose2video.poses.geometry import resize
from pose2video.poses.lifting.holistic import to_holistic
from pose2video.poses.mirroring import mirror_poses

FPS = 25.0  # a picture has no rate; its one frame is given some
SHAPE = 0.02  # by which the file's frame may be of another shape than the picture
SURE, ASSUMED = 0.5, 0.3  # confidence of what the other points of a head say, and of the rest
NEEDED = ("nose", *(f"{side}_shoulder" for side in SIDES))  # hips may lie below the edge
# Of heads and hands the neutral stance of the body model, seen from the front. Head: from the nose,
# over the distance of the ears, x to the person's left.
HEAD = {
    "nose": (0, 0), "eye_inner": (0.11, -0.22), "eye": (0.22, -0.23), "eye_outer": (0.31, -0.24),
    "ear": (0.50, -0.22), "mouth": (0.17, 0.25),
}  # fmt: skip
# The 21 points of a flat hand over the length of the forearm: onwards from the wrist, and across.
ONWARDS = (0, .15, .22, .34, .43, .44, .55, .65, .76, .44, .58, .69, .80, .41, .53, .64, .75, .37,
           .46, .53, .61)  # fmt: skip
ACROSS = (0, .11, .21, .30, .36, .11, .12, .12, .13, 0, 0, 0, 0, -.08, -.09, -.10, -.11, -.15, -.17,
          -.17, -.19)  # fmt: skip
OF_HAND = {"thumb": 4, "index": 5, "pinky": 17}  # points of the body that lie on it
BELOW, OUT = {"heel": 0.12, "foot_index": 0.18}, {"heel": 0.0, "foot_index": 0.08}  # of the shin


def read_given(path, size, person=None, mirror=False):
    """The keypoints of a character's picture from a file in any format of `exchange`.

    Args:
        path: The file, of one picture.
        size: `(width, height)` of the picture in pixels.
        person: Who of several is meant, see `persons.read_person`.
        mirror: Whether the picture is mirrored afterwards.

    Returns:
        A `holistic` sequence of one frame in the picture's pixels.

    Raises:
        UserError: It cannot be read, is of another picture, or lacks points that are needed.
    """
    try:
        poses, _ = read_any(path, Given(FPS, None, person=person))
    except UserError as error:
        if "does not say the size" not in str(error):
            raise
        poses, _ = read_any(path, Given(FPS, size, person=person))
    width, height = poses.frame_size
    if abs(width * size[1] / (height * size[0]) - 1) > SHAPE:
        raise UserError(
            f"{path} is of a picture of {width} x {height}, the character's has {size[0]} x "
            f"{size[1]}, which is another shape: give the keypoints of this picture"
        )
    found, _ = to_holistic(resize(poses, size))
    there = np.flatnonzero((found.confidence > 0).any(axis=1))
    found = found.frame(int(there[0]))
    found = mirror_poses(found) if mirror else found
    at, known = found.layout.index, found.confidence[0] > 0
    lost = [name for name in NEEDED if not known[at(name)]]
    if not any(known[at(f"{s}_{e}")] for s in SIDES for e in ("eye", "ear")):
        lost.append("an eye or ear")
    if lost:
        raise UserError(
            f"{path} lacks {', '.join(name.replace('_', ' ') for name in lost)}: nose, an eye or "
            "ear and both shoulders are needed at least; add them"
        )
    return _assumed(found)


def _assumed(poses):
    """The poses with what follows from other points: the head's, ends of hands and feet."""
    at = poses.layout.index
    keypoints, confidence = poses.keypoints.copy(), poses.confidence.copy()
    points = {name: keypoints[0, at(name)].astype(float) for name in poses.layout.names[:33]}
    ends = {name: (xy, SURE) for name, xy in _head(points).items()}
    for side in SIDES:
        wrist, elbow, shin = (points[f"{side}_{j}"] for j in ("wrist", "elbow", "ankle"))
        hand = flat_hand(elbow, wrist, _outwards(points, wrist, side))
        ends |= {f"{side}_{end}": (hand[i], ASSUMED) for end, i in OF_HAND.items()}
        long = np.linalg.norm(shin - points[f"{side}_knee"])
        out = _outwards(points, shin, side)
        for end, below in BELOW.items():
            ends[f"{side}_{end}"] = (shin + long * np.array([out * OUT[end], below]), ASSUMED)
    for name, (xy, sure) in ends.items():
        if not confidence[0, at(name)] and np.isfinite(xy).all():
            keypoints[0, at(name)], confidence[0, at(name)] = xy, sure
    return poses.changed(keypoints=keypoints, confidence=confidence)


def _head(points):
    """Points of the head by name, where the known ones put a usual head."""
    usual = {}
    for name, (x, y) in HEAD.items():
        names = [name] if name == "nose" else [
            f"{name}_{side}" if name == "mouth" else f"{side}_{name}" for side in SIDES
        ]  # fmt: skip
        for one, turn in zip(names, (1, -1), strict=False):
            usual[one] = complex(turn * x, y)
    known = [name for name in usual if np.isfinite(points[name]).all()]
    template = np.array([usual[name] for name in known])
    seen = np.array([complex(*points[name]) for name in known])
    a, b = template - template.mean(), seen - seen.mean()
    turn = (np.conj(a) @ b) / (np.conj(a) @ a)  # the best turn and size of the plane
    shift = seen.mean() - turn * template.mean()
    placed = {name: turn * place + shift for name, place in usual.items()}
    return {name: np.array([place.real, place.imag]) for name, place in placed.items()}


def _outwards(points, place, side):
    """1 where away from the trunk is to the right of the picture, else -1."""
    middle = np.mean([points[f"{s}_hip"][0] for s in SIDES])
    facing = 1 if points["left_shoulder"][0] > points["right_shoulder"][0] else -1
    away = place[0] - middle
    return np.sign(away) if np.isfinite(away) and away else facing * (1 if side == "left" else -1)


def flat_hand(elbow, wrist, out):
    """The 21 points `(21, 2)` of a flat hand that goes on from a forearm, the thumb to the trunk.

    Args:
        elbow, wrist: `(2,)` pixels. out: 1 where the trunk is to the left of it, else -1.
    """
    along = wrist - elbow
    across = np.array([along[1], -along[0]])
    across = -across if np.sign(across[0]) == np.sign(out) else across
    return wrist + np.outer(ONWARDS, along) + np.outer(ACROSS, across)


def hands_of(poses) -> dict:
    """The 21 points of each hand; flat ones where the file has none but a forearm."""
    at, found = poses.layout.index, {}
    for side in SIDES:
        elbow, wrist, pinky, thumb = (
            poses.keypoints[0, at(f"{side}_{j}")].astype(float)
            for j in ("elbow", "wrist", "pinky", "thumb")
        )
        if poses.found(f"{side}_hand")[0]:
            found[side] = poses.part(f"{side}_hand")[0]
        elif np.isfinite(elbow + wrist + pinky + thumb).all():
            found[side] = flat_hand(elbow, wrist, np.sign(pinky[0] - thumb[0]) or 1)
        else:
            found[side] = None
    return found
