"""A character's own film on the character's own body: everything stays where the film has it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pose2video.bodies.body import Body
from pose2video.bodies.retargeting.limbs import LIMBS, BonePaths, reach


def as_filmed(model, film, stance):
    """Put a character's body where its film shows it.

    The rotations are the film's. The two bodies differ a little, because they were fitted to
    different pictures of one person: the character's is moved along the line of sight until it is
    seen as large, and its hands and feet are brought to where the film's are seen.

    Args:
        model: The `BodyModel`.
        film: The `BodyMotion` fitted to the film.
        stance: The character's, of one frame, whose shape is taken.

    Returns:
        A `BodyMotion` on the character's shape, before the film's camera.
    """
    own, body = Body.build(model, film.shape), Body.build(model, stance.shape)
    motion = replace(film, shape=stance.shape)
    before, after = BonePaths.of(own, film), BonePaths.of(body, motion)
    trunk = [own.rig.index(bone) for bone in ("head", "upperleg01.L", "upperleg01.R")]
    size = _size(after.heads[:, trunk]) / _size(before.heads[:, trunk])
    place = size * before.heads[:, trunk].mean(axis=1)
    motion = replace(
        motion, translation=film.translation + place - after.heads[:, trunk].mean(axis=1)
    )
    for limb, bones in LIMBS.items():
        for s in "LR":
            end = own.rig.index(f"{bones[-1]}.{s}")
            motion = reach(body, motion, limb, s, size * before.heads[:, end])
    return motion


def _size(points):
    """How large some points of bodies `(T, n, 3)` are together, metres; the median frame's."""
    away = points - points.mean(axis=1, keepdims=True)
    return float(np.median(np.linalg.norm(away, axis=2).mean(axis=1)))
