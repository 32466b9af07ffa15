"""The driver's rotations on the character's own body."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pose2video.bodies.angles import SPINE, between
from pose2video.bodies.body import Body
from pose2video.bodies.retargeting.anchors import heads_at_rest, pulls
from pose2video.bodies.retargeting.feet import flattened, planted, stances, standing_runs
from pose2video.bodies.retargeting.ground import ground_plane
from pose2video.bodies.retargeting.limbs import LIMBS, BonePaths, reach
from pose2video.bodies.rotations import IDENTITY, slerp, to_quaternions

KNOWN = 0.3  # mean confidence of the thighs from which the driver's legs count as seen
ROUNDS = 3
CALM_S = 0.2  # seconds, sigma: what is faster in a driver's depth is noise
HIPS = ("root", "pelvis")
LOWER = ("upperleg", "lowerleg", "foot", "toe")


def retarget_body(model, driver, stance):
    """Let a character's body make a driver's motion.

    The rotations are the driver's. The path of the hips is scaled by the legs' length and starts at
    the picture's place; it runs along the picture's floor as the driver's along theirs, which their
    camera may have looked down on; feet that stand stay where they stand, flat as in the picture;
    arms are corrected so that hands keep what they touch. Legs that the driver's film does not
    show stay as in the picture, and so do the hips.

    Args:
        model: The `BodyModel`.
        driver: The clip's `BodyMotion`.
        stance: The character's, of one frame, in the picture's pixels.

    Returns:
        A `BodyMotion` on the character's shape, before the picture's camera.
    """
    own, body = Body.build(model, driver.shape), Body.build(model, stance.shape)
    legs = [j for j, b in enumerate(driver.bones) if b.startswith("upperleg01")]
    there = driver.confidence.any(axis=1)  # who is away does not hide the legs
    legs_seen = bool(there.any()) and float(driver.confidence[there][:, legs].mean()) >= KNOWN
    motion = replace(
        driver,
        shape=stance.shape,
        camera=stance.camera,
        translation=np.repeat(stance.translation, driver.n_frames, axis=0),
    )
    motion = _walk(own, driver, body, stance, motion) if legs_seen else _sit(body, motion, stance)
    return _touch(own, driver, body, motion)


def _walk(own, driver, body, stance, motion):
    """Hips and feet of a driver whose legs are seen."""
    from scipy.ndimage import gaussian_filter1d

    before, there = BonePaths.of(own, driver), BonePaths.of(body, stance)
    ratio = _leg(body) / _leg(own)
    ankles = [own.rig.index(f"foot.{s}") for s in "LR"]
    height, rise = ground_plane(before.heads[:, ankles, 2], before.heads[:, ankles, 1])
    floor = height + rise * gaussian_filter1d(driver.translation[:, 2], CALM_S * driver.fps)
    own_floor = there.heads[0, ankles, 1].max()
    path = driver.translation - driver.translation[0]
    place = stance.translation + ratio * path
    # never nearer, for its distance, than the driver comes: it must not walk through the camera
    near = driver.translation[:, 2] / driver.translation[0, 2]
    place[:, 2] = np.maximum(place[:, 2], stance.translation[0, 2] * near)
    place[:, 1] = own_floor - ratio * (floor - driver.translation[:, 1])
    motion = replace(motion, translation=place)
    after = BonePaths.of(body, motion)
    share = stances(before.heads[:, ankles], _leg(own), driver.fps)
    for foot, (ankle, s) in enumerate(zip(ankles, "LR", strict=True)):
        runs = standing_runs(before.heads[:, ankle], _leg(own), driver.fps)
        path = planted(after.heads[:, ankle], runs, driver.fps)
        motion = reach(body, motion, "leg", s, path)
        motion = flattened(body, motion, s, there.turns[0, ankle], share[:, foot])
    return motion


def _sit(body, motion, stance):
    """Hips and legs as in the picture; the trunk takes up how the driver turns.

    How far a trunk leans whose hips are not seen is a guess: over the clip it leans as in the
    picture. Head and arms keep their directions in space.
    """
    rotations, confidence = motion.rotations.copy(), motion.confidence.copy()
    spine = [motion.index(bone) for bone in SPINE]
    free = [motion.index(bone) for bone in ("neck01", "upperarm01.L", "upperarm01.R")]
    before = body.rig.turns(rotations)
    own = body.rig.turns(stance.rotations)
    chest, own_chest = before[:, spine[-1]], own[0, spine[-1]]
    up = np.median(chest[:, :, 1], axis=0)
    chest = between(up, own_chest[:, 1]) @ chest
    away = (chest[:, 2, 2] * own_chest[2, 2] < 0)[:, None, None]  # from behind: the hips too
    root = np.where(away, np.diag([-1.0, 1.0, -1.0]) @ own[0, 0], own[0, 0])
    rotations[:, 0] = to_quaternions(root)
    total = to_quaternions(np.swapaxes(root, 1, 2) @ chest)
    rotations[:, spine] = slerp(IDENTITY, total, 1 / len(SPINE))[:, None]
    for j, bone in enumerate(motion.bones):
        if bone.startswith(LOWER):
            rotations[:, j] = stance.rotations[0, j]
            confidence[:, j] = stance.confidence[0, j]
        elif bone.startswith(HIPS):
            confidence[:, j] = confidence[:, spine[0]]
    after = body.rig.turns(rotations)
    for j in free:
        above = after[:, body.rig.parents[j]]
        rotations[:, j] = to_quaternions(np.swapaxes(above, 1, 2) @ before[:, j])
    return replace(motion, rotations=rotations, confidence=confidence)


def _touch(own, driver, body, motion):
    """Hands kept at what they touch, in a few rounds, because each hand may touch the other."""
    before = own.transforms(driver)
    known = {side: _known(driver, side)[:, None] for side in ("left", "right")}
    start = {side: _wrist(body, motion, side) for side in known}
    moved = {side: np.zeros_like(path) for side, path in start.items()}
    for _ in range(ROUNDS):
        transforms = body.transforms(motion)
        for side in known:
            moved[side] += known[side] * pulls(own, before, body, transforms, side, moved[side])
        for side in known:
            motion = reach(body, motion, "arm", side[0].upper(), start[side] + moved[side])
    return motion


def _wrist(body, motion, side):
    """Path of a wrist, `(T, 3)`."""
    return BonePaths.of(body, motion).heads[:, body.rig.index(f"wrist.{side[0].upper()}")]


def _known(driver, side):
    """Whether an arm is known, `(T,)` in [0, 1]."""
    arm = [driver.index(f"{bone}.{side[0].upper()}") for bone in LIMBS["arm"][:4]]
    return np.clip(driver.confidence[:, arm].min(axis=1) / 0.5, 0, 1)


def _leg(body):
    """Hip to ankle, metres."""
    leg = heads_at_rest(body)
    hip, knee, ankle = (leg[body.rig.index(f"{b}.L")] for b in ("upperleg01", "lowerleg01", "foot"))
    return float(np.linalg.norm(knee - hip) + np.linalg.norm(ankle - knee))
