"""The closed form: a pose for every frame from its own keypoints, by directions and frames.

Torso, head, palms and feet are frames of three or more points; limbs and fingers are directions.
Every observed frame is compared with the same construction on the model in its neutral stance.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from pose2video.bodies.angles import FINGERS, SIDES
from pose2video.bodies.fitting.chain import JointChain, State
from pose2video.bodies.fitting.directions import frame_of, rigid, unit
from pose2video.bodies.fitting.sight import Sight
from pose2video.bodies.fitting.turns import logarithm, shortest
from pose2video.poses.steady import angle_of, applied

# landmarks of the face mesh on bone: they move with the head only
RIGID_FACE = (
    *(6, 168, 197, 195, 5, 4, 33, 133, 362, 263, 127, 356, 162, 389, 21, 251, 10, 67, 297),
    *(109, 338, 151, 9, 8, 116, 345, 117, 346, 50, 280, 98, 327, 129, 358, 234, 454, 93, 323),
)
PALM = ("wrist", "index_mcp", "middle_mcp", "ring_mcp", "pinky_mcp")
MUCH_ODDER = 2.0  # squares of standard deviations by which a wrist turned over must be better
FOOT = ("ankle", "heel", "foot_index")
MIRROR = np.diag([-1.0, 1.0, 1.0])


def closed_form(chain: JointChain, reference, sight: Sight) -> State:
    """The pose of every frame by itself, without the translation.

    Args:
        chain: The joints. reference: `(553, 3)`, keypoints of the body in the neutral stance.
        sight: The keypoints. Where nobody is seen the pose means nothing; limbs of which nothing
            is known are as in the neutral stance.
    """
    layout = sight.poses.layout
    state = chain.neutral(len(sight.person))
    angles = state.angles
    world, weight = sight.world, sight.weight
    body = {name: world[:, i] for i, name in enumerate(layout.names[layout.parts["body"]])}
    known = {name: sight.measured[:, i] for i, name in enumerate(body)}
    model = {name: reference[i] for i, name in enumerate(layout.names[layout.parts["body"]])}

    def put(name, values):
        angles[:, chain.names.index(name)] = values

    def torso(points, share):
        hips, shoulders = (points[f"left_{p}"] - points[f"right_{p}"] for p in ("hip", "shoulder"))
        down = sum(points[f"{s}_hip"] - points[f"{s}_shoulder"] for s in SIDES) / 2
        level = np.linalg.norm(down, axis=-1, keepdims=True) * (0, 1.0, 0)
        down = share * down + (1 - share) * level
        chest = frame_of(shoulders, down, np.eye(3))
        return frame_of(share * hips + (1 - share) * shoulders, down, chest), chest

    hips = weight[:, layout.indices("left_hip", "right_hip")].min(axis=1)[:, None]
    root, chest = (a @ b.T for a, b in zip(torso(body, hips), torso(model, 1.0), strict=True))
    state.balls[:, 0] = root
    angles[:, :3] = logarithm(np.swapaxes(root, 1, 2) @ chest)
    face = layout.parts["face"].start + np.array(RIGID_FACE)
    seen = np.concatenate([sight.pixels[:, face], sight.depth[:, face, None]], axis=2)
    head = rigid(reference[face], seen, weight[:, face] + 1e-9)
    there = weight[:, face].max(axis=1) > 0
    nod = logarithm(np.swapaxes(chest, 1, 2) @ head)
    angles[:, 3:6] = np.where(there[:, None], nod, 0)
    for b, side in enumerate(SIDES):
        arm = [f"{side}_{p}" for p in ("shoulder", "elbow", "wrist")]
        upper, bend = _limb(*_bones(body, known, arm), chest, None)
        state.balls[:, 1 + b] = np.swapaxes(chest, 1, 2) @ upper
        put(f"{side}_elbow_bend", bend)
        _hand(put, chain, reference, sight, side, upper @ _about_x(-bend))
        feet = [layout.index(f"{side}_{p}") for p in FOOT]
        foot = world[:, feet]
        whole = sight.measured[:, feet].all(axis=1)
        leg = [f"{side}_{p}" for p in ("hip", "knee", "ankle")]
        backwards = np.where(whole[:, None], foot[:, 1] - foot[:, 2], 0)
        thigh, bend = _limb(*_bones(body, known, leg), root, backwards)
        state.balls[:, 3 + b] = np.swapaxes(root, 1, 2) @ thigh
        put(f"{side}_knee_bend", bend)
        turn = rigid(reference[feet], foot, np.ones((len(foot), 3)))
        turn = _as_left(np.swapaxes(thigh @ _about_x(bend), 1, 2) @ turn, side)
        for name, angle in (
            ("twist", angle_of(turn[:, 0, 2], turn[:, 2, 2])),
            ("bend", np.arcsin(np.clip(turn[:, 1, 2], -1, 1))),
            ("roll", angle_of(turn[:, 1, 0], turn[:, 1, 1])),
        ):
            put(f"{side}_ankle_{name}", np.where(whole, angle, 0))
    return state


def _about_x(angle):
    c, s, one, zero = np.cos(angle), np.sin(angle), np.ones_like(angle), np.zeros_like(angle)
    return np.stack([one, zero, zero, zero, c, -s, zero, s, c], axis=-1).reshape(-1, 3, 3)


def _as_left(turns, side):
    return turns if side == "left" else MIRROR @ turns @ MIRROR


def _bones(points, known, names):
    """Directions `(T, 3)` of the two bones between three points; 0 where one is not known."""
    return [
        np.where((known[a] & known[b])[:, None], unit(points[b] - points[a]), 0)
        for a, b in pairwise(names)
    ]


def _limb(along, after, base, backwards):
    """Turn `(T, 3, 3)` of an upper arm or thigh, and the bend of its hinge.

    The hinge stands square to both bones; where the limb is straight, where the smallest swing
    from `base` puts it, or (a leg) square to the foot. An upper bone without a direction stays as
    it is at `base`.

    Args:
        along, after: Directions `(T, 3)` of both bones, 0 where they are not known.
        base: `(T, 3, 3)`. backwards: `(T, 3)`, from toe to heel; None for an arm.
    """
    swing = shortest(np.broadcast_to((0.0, 1.0, 0.0), along.shape), _into(base, along))
    default = swung = (base @ swing)[..., 0]
    if backwards is None:
        hinge = np.cross(after, along)
    else:
        hinge = np.cross(along, after)
        default = unit(np.cross(along, unit(backwards)))
        default = np.where(_some(default), default, swung)
    bend = angle_of(np.linalg.norm(hinge, axis=1), np.sum(along * after, axis=1))
    x = hinge + 0.15 * default
    x = unit(x - along * np.sum(x * along, axis=1, keepdims=True))
    x = np.where(_some(x), x, swung)
    turn = np.stack([x, along, np.cross(x, along)], axis=-1)
    return np.where(_some(along)[..., None], turn, base), bend


def _some(directions):
    """Which of directions `(T, 3)` are of length 1 and not 0, `(T, 1)` bool."""
    return np.linalg.norm(directions, axis=1, keepdims=True) > 0.5


def _into(base, vectors):
    return np.einsum("tba,tb->ta", base, vectors)


def _hand(put, chain, reference, sight, side, fore):
    """Forearm twist, wrist and fingers of the frames in which a hand is seen."""
    layout = sight.poses.layout
    at = {n.split("hand_")[1]: i for i, n in enumerate(layout.names) if f"{side}_hand_" in n}
    points = {n: np.append(sight.pixels[:, i], sight.depth[:, i, None], 1) for n, i in at.items()}
    found = {n: sight.poses.confidence[:, i] > 0 for n, i in at.items()}
    flip = np.array([1.0 if side == "left" else -1.0, 1, 1])
    palm = [at[name] for name in PALM]
    sure = np.stack([found[name] for name in PALM], axis=1).astype(np.float64)
    away = np.array([1.0, 1.0, -1.0])
    ways = []
    for sign in (1.0, away):
        seen = sign * np.stack([points[name] for name in PALM], axis=1)
        hand = rigid(reference[palm], seen, sure)
        turn = _as_left(np.swapaxes(fore, 1, 2) @ hand, side)
        twist = angle_of(-turn[:, 2, 0], turn[:, 0, 0])
        bend = np.arcsin(np.clip(turn[:, 1, 0], -1, 1))
        lean = angle_of(turn[:, 1, 2], turn[:, 1, 1])
        odd = (twist / 1.2) ** 2 + (bend / 0.8) ** 2 + (lean / 0.35) ** 2
        ways.append((hand, twist, bend, lean, odd))
    other = _inside_out(ways[0][4] - ways[1][4], sight.hands[side])
    hand, twist, bend, lean = (
        np.where(other.reshape(-1, *[1] * (a.ndim - 1)), b, a)
        for a, b in zip(ways[0][:4], ways[1][:4], strict=True)
    )
    points = {n: np.where(other[:, None], away, 1.0) * p for n, p in points.items()}
    put(f"{side}_forearm_twist", np.clip(twist, -1.7, 1.7))
    put(f"{side}_wrist_bend", np.clip(bend, -1.3, 1.4))
    put(f"{side}_wrist_side", np.clip(lean, -0.6, 0.5))

    def direction(finger, first, last):
        """A bone's direction in the axes of the left hand, seen and in the neutral stance."""
        a, b = f"{finger}_{first}", f"{finger}_{last}"
        still = unit(reference[at[b]] - reference[at[a]]) * flip
        seen = unit(_into(hand, points[b] - points[a])) * flip
        return np.where((found[a] & found[b])[:, None], seen, 0), still

    for finger in FINGERS:
        along, still = direction(finger, "mcp", "pip")
        lean = angle_of(-still[2], still[1])
        flat = np.hypot(along[:, 1], along[:, 2])
        spread = angle_of(-along[:, 2], np.abs(along[:, 1]) + 0.3) - lean
        spread = np.clip(spread * np.minimum(flat / 0.5, 1), -0.5, 0.5)
        mcp = angle_of(-along[:, 0], np.sign(along[:, 1]) * flat)
        mcp = np.where(mcp < -1.8, mcp + 2 * np.pi, mcp)
        put(f"{side}_{finger}_spread", spread)
        bent = np.clip(mcp, -0.5, 1.65)
        put(f"{side}_{finger}_mcp", bent)
        for name, first, last in (("pip", "pip", "dip"), ("dip", "dip", "tip")):
            along, still = direction(finger, first, last)
            # in the plane of the finger, which the spread has turned about x
            along = _into(_about_x(-spread), along)
            level = angle_of(-still[0], still[1])
            more = angle_of(-along[:, 0], along[:, 1]) - bent - level
            # what is beyond any joint is a finger bent so far that its depth is lost
            more = np.clip((more + 1.2) % (2 * np.pi) - 1.2, -0.15, 1.9 if name == "pip" else 1.4)
            put(f"{side}_{finger}_{name}", more)
            bent = bent + more
    _thumb(put, chain, side, direction, flip)


def _inside_out(gain, seen):
    """Frames `(T,)` in which a hand's depth is the wrong way round.

    A hand seen from its edge looks the same with palm and back exchanged, and the estimator
    guesses. Its depth is turned over where the wrist then is much less twisted, for a time.

    Args:
        gain: `(T,)`, how much odder the wrist is as seen than turned over. seen: `(T,)` bool.
    """
    gain = np.where(seen, np.clip(gain, -12, 12), 0)
    return np.convolve(np.pad(gain, 4, "edge"), np.ones(9) / 9, "valid") > MUCH_ODDER


def _thumb(put, chain, side, direction, flip):
    """Closing and lifting of the thumb, then its two hinges: parts of the smallest turns."""
    close, lift = chain.rig.thumb_axes[side]
    if side == "right":
        close, lift = close * (1, -1, -1), lift * (1, -1, -1)
    along, still = direction("thumb", "cmc", "mcp")
    turn = shortest(np.broadcast_to(still, along.shape), along)
    vector = logarithm(turn)
    put(f"{side}_thumb_close", np.sum(vector * unit(close), axis=1))
    put(f"{side}_thumb_lift", np.sum(vector * unit(lift), axis=1))
    for name, first, last in (("mcp", "mcp", "ip"), ("ip", "ip", "tip")):
        along, still = direction("thumb", first, last)
        now = applied(turn, still)
        more = shortest(now, along)
        angle = np.sum(logarithm(more) * applied(turn, unit(close)), axis=1)
        put(f"{side}_thumb_{name}", angle)
        turn = more @ turn
