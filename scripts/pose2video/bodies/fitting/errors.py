"""Errors of a fitted motion against the true one of a synthetic performer.

Only what is seen counts: bones whose fitted confidence is at least `SEEN`, frame by frame, so
hands that were found, and legs inside the picture. Figures are means over bones and frames:

- body and fingers: angle between true and fitted directions of bones in the camera's axes;
- turns: angle of the rotation from true to fitted turns, which counts twists too, of the body's
  bones against the camera and of finger bones against their parents;
- millimetres: between joints, against the hips and the wrist, after the best scale.
"""

from __future__ import annotations

import numpy as np

from pose2video.bodies.angles import SIDES
from pose2video.bodies.body import Body
from pose2video.bodies.fitting.turns import logarithm
from pose2video.bodies.rotations import angle_between

SEEN = 0.5
COLUMNS = ("body deg", "finger deg", "body turn deg", "finger turn deg", "body mm", "finger mm")
LIMBS = (("upperarm01", "lowerarm01"), ("lowerarm01", "wrist"), ("upperleg01", "lowerleg01"),
         ("lowerleg01", "foot"))  # fmt: skip
TRUNK = (("root", "neck01"), ("neck01", "head"), ("upperarm01.L", "upperarm01.R"),
         ("upperleg01.L", "upperleg01.R"))  # fmt: skip
TURNS = ("root", "spine01", "head")
LIMB_TURNS = ("upperarm01", "lowerarm01", "wrist", "upperleg01", "lowerleg01", "foot")


def errors(model, truth, fitted):
    """The row of figures of one clip, `(6,)`, NaN where nothing is seen.

    Args:
        model: The `BodyModel`. truth, fitted: `BodyMotion` of the same frames.
    """
    true, own = Body.build(model, truth.shape), Body.build(model, fitted.shape)
    bones = list(fitted.bones)
    seen = fitted.confidence >= SEEN
    a, b = (body.rig.joints(body.transforms(m)) for body, m in ((true, truth), (own, fitted)))
    limbs = [(f"{x}.{s}", f"{y}.{s}") for s in "LR" for x, y in LIMBS]
    body = _directions(a, b, seen, bones, (*TRUNK, *limbs))
    wide, narrow = (true.rig.turns(m.rotations) for m in (truth, fitted))
    turn = np.degrees(np.linalg.norm(logarithm(np.swapaxes(wide, -1, -2) @ narrow), axis=-1))
    turned = [bones.index(n) for n in (*TURNS, *(f"{x}.{s}" for s in "LR" for x in LIMB_TURNS))]
    fingers = [j for j, name in enumerate(bones) if name.startswith("finger")]
    local = angle_between(truth.rotations, fitted.rotations)
    hips = [bones.index(f"upperleg01.{s}") for s in "LR"]
    joints = [bones.index(n) for n in ("head", *(y for _, y in limbs))]
    places = [x[:, joints] - x[:, hips].mean(axis=1, keepdims=True) for x in (a, b)]
    tips = [body.keypoints(m) for body, m in ((true, truth), (own, fitted))]
    finger, spots = _hands(tips, seen, bones)
    return np.array([
        _mean(*body), _mean(*finger),
        _mean(turn[:, turned], seen[:, turned]), _mean(local[:, fingers], seen[:, fingers]),
        _millimetres(*places, seen[:, joints]), _millimetres(*spots[:2], spots[2]),
    ])  # fmt: skip


def _mean(values, seen):
    return values[seen].mean() if seen.any() else np.nan


def _angles(a, b):
    lengths = np.linalg.norm(a, axis=-1) * np.linalg.norm(b, axis=-1)
    cosine = np.sum(a * b, axis=-1) / np.maximum(lengths, 1e-9)
    return np.degrees(np.arccos(np.clip(cosine, -1, 1)))


def _directions(a, b, seen, bones, pairs):
    first, last = (np.array([bones.index(p[i]) for p in pairs]) for i in (0, 1))
    return _angles(a[:, last] - a[:, first], b[:, last] - b[:, first]), seen[:, first]


def _hands(keypoints, seen, bones):
    """Angles of finger bones with where they are seen, and places against the wrist."""
    from pose2video.poses.skeletons import load_hand, load_skeleton

    parts = load_skeleton("holistic").parts
    angles, there, places = [], [], [[], []]
    for side, s in zip(SIDES, "LR", strict=True):
        hands = [x[:, parts[f"{side}_hand"]] for x in keypoints]
        first = np.array([a for finger in load_hand().fingers for a in finger[1:-1]])
        angles.append(_angles(*(x[:, first + 1] - x[:, first] for x in hands)))
        there.append(np.repeat(seen[:, [bones.index(f"wrist.{s}")]], len(first), axis=1))
        for place, x in zip(places, hands, strict=True):
            place.append(x[:, first + 1] - x[:, :1])
    there = np.concatenate(there, axis=1)
    return (np.concatenate(angles, axis=1), there), (
        *(np.concatenate(place, axis=1) for place in places), there,
    )  # fmt: skip


def _millimetres(a, b, seen):
    a, b = a[seen], b[seen]
    if not len(a):
        return np.nan
    scale = np.sum(a * b) / np.sum(b * b)
    return 1000 * np.linalg.norm(a - scale * b, axis=1).mean()
