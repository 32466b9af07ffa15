"""Whether a picture shows enough of a person for a body, and what it does not show."""

from __future__ import annotations

import numpy as np

from pose2video.bodies.angles import SIDES
from pose2video.bodies.likeness.evidence import VISIBLE, Evidence, stature_px, upright_world
from pose2video.errors import UserError

SMALLEST_PX = 160  # stature
TRUNK_SHOWN = 0.15  # share of the line from shoulders to hips
ON_LINE = 2e-3  # sine of the angle between shoulders and spine below which they are one line
STEEPEST_DEG = 60.0  # of the trunk from upright, in the picture
WIDEST_TURN_DEG = 65.0  # of the trunk from facing the camera
LARGEST_ERROR = 0.025  # mean distance of the body's keypoints, in statures
# bones whose names begin so -> the keypoints of their side that say how they are turned
SAID_BY = {
    "clavicle": ("shoulder",),
    "shoulder01": ("shoulder",),
    "upperarm": ("shoulder", "elbow"),
    "lowerarm": ("elbow", "wrist"),
    "upperleg": ("knee",),
    "lowerleg": ("knee", "ankle"),
    "foot": ("ankle", "foot_index"),
    "toe": ("foot_index",),
}
HANDS = ("wrist", "metacarpal", "finger")
FACES = ("neck", "head", "eye", "jaw", "tongue", "special", "oris", "levator", "orbicularis")


def refuse(poses):
    """Say no to a picture that does not show enough of a person.

    Refused are: nobody, or one of the shoulders not in the picture; a person of less than
    `SMALLEST_PX` pixels; less than `TRUNK_SHOWN` of the trunk (only a face); someone who lies or
    hangs (`STEEPEST_DEG`), who is seen from behind, or in profile (`WIDEST_TURN_DEG`).

    Args:
        poses: `holistic`, its first frame is taken.

    Raises:
        UserError: One sentence.
        ValueError: The poses have no metres.
    """
    index, size = poses.layout.indices, np.array(poses.frame_size)
    trunk = index("left_shoulder", "right_shoulder", "left_hip", "right_hip")
    points = poses.keypoints[0, trunk].astype(np.float64)
    if not np.isfinite(points).all():
        raise _no("nobody was found", "that shows a person from the head to at least the waist")
    shoulders, hips = points[:2], points[2:]
    inside = (shoulders >= 0).all() and (shoulders < size).all()
    if not inside or poses.confidence[0, trunk[:2]].min() < VISIBLE:
        raise _no("a shoulder is hidden or beyond the edge", "that shows both shoulders")
    stature = stature_px(poses)
    if stature < SMALLEST_PX:
        raise _no(
            f"the person would be only {stature:.0f} pixels tall",
            f"in which the whole person would be at least {SMALLEST_PX} pixels tall",
        )
    line = shoulders.mean(axis=0) + np.linspace(0, 1, 50)[:, None] * (hips - shoulders).mean(axis=0)
    shown = ((line >= 0) & (line < size)).all(axis=1).mean()
    if shown < TRUNK_SHOWN:
        raise _no(
            "little more than a face is seen",
            "that shows shoulders and chest (arms that it cuts off are made up), or use a recipe "
            "without a body (a retargeter bone_lengths, a generator limb_warp with hands: picture)",
        )
    world = upright_world(poses)[trunk]
    if not np.isfinite(world).all():
        raise ValueError("a body needs poses with metres")
    across = world[0] - world[1] + world[2] - world[3]
    down = world[2:].mean(axis=0) - world[:2].mean(axis=0)
    fall = (hips - shoulders).mean(axis=0)
    if np.degrees(np.arctan2(abs(fall[0]), fall[1])) > STEEPEST_DEG:
        raise _no("the person lies or hangs", "of someone who stands or sits upright")
    forward = np.cross(across, down)  # away from the camera where the chest is towards it
    if not np.linalg.norm(forward) > ON_LINE * np.linalg.norm(across) * np.linalg.norm(down):
        raise _no("its shoulders and hips lie on one line", "from the front or half from the side")
    turned = np.degrees(np.arccos(forward[2] / np.linalg.norm(forward)))
    if turned > 180 - WIDEST_TURN_DEG:
        raise _no("the person is seen from behind", "from the front")
    if turned > WIDEST_TURN_DEG:
        raise _no("the person is seen from the side", "from the front or half from the side")


def refuse_bad_fit(error):
    """Say no where the body did not come onto the picture.

    Args:
        error: Mean distance of the keypoints that are seen, in statures.

    Raises:
        UserError: One sentence.
    """
    if not error < LARGEST_ERROR:
        raise _no(
            f"the keypoints found there are {error:.1%} of the height away from any human body",
            "on which the person is seen more clearly",
        )


def _no(what, wanted):
    return UserError(f"no body can be fitted to the character's picture, {what}: take one {wanted}")


def bone_confidence(bones, poses, evidence: Evidence) -> np.ndarray:
    """How sure the rotations are, `(J,)` float32; 0 where a rotation is only assumed."""
    index = poses.layout.index
    sure = np.where(evidence.seen, poses.confidence[0], 0)
    trunk = [f"{s}_{j}" for s in SIDES for j in ("shoulder", "hip")]
    middle = float(np.mean([sure[index(n)] for n in trunk]))
    head = 1.0 if evidence.face else 0.5 * float(sure[index("nose")])
    out = np.full(len(bones), middle, np.float32)
    for j, bone in enumerate(bones):
        side = "left" if bone.endswith(".L") else "right"
        if bone.startswith(FACES):
            out[j] = head
        elif bone.startswith(HANDS):
            out[j] = evidence.hands[side] * sure[index(f"{side}_hand_wrist")]
        for word, points in SAID_BY.items():
            if bone.startswith(word):
                out[j] = min(sure[index(f"{side}_{p}")] for p in points)
    return out


def sentences(bones, confidence, evidence: Evidence) -> list[str]:
    """What the picture does not show, one sentence each."""
    said = []
    sure = dict(zip(bones, confidence, strict=True))
    for words, bone, assumed in (
        (("leg", "legs"), "upperleg01", "straight"),
        (("lower leg", "lower legs"), "lowerleg01", "straight"),
        (("foot", "feet"), "foot", "level"),
        (("arm", "arms"), "upperarm01", "as the estimator guesses"),
        (("forearm", "forearms"), "lowerarm01", "as the estimator guesses"),
        (("hand", "hands"), "wrist", "at ease, of a size that suits the head"),
    ):
        lost = [s for s in SIDES if sure[f"{bone}.{s[0].upper()}"] == 0]
        above = {"lowerleg01": "upperleg01", "foot": "lowerleg01", "lowerarm01": "upperarm01"}
        if bone in above:
            lost = [s for s in lost if sure[f"{above[bone]}.{s[0].upper()}"] > 0]
        if len(lost) == 2:
            said.append(f"the picture does not show the {words[1]}: the body's are {assumed}")
        elif lost:
            said.append(
                f"the picture does not show the {lost[0]} {words[0]}: the body's is {assumed}"
            )
    if not evidence.face:
        said.append(
            "no face was found in the picture: the size and direction of the head are rough"
        )
    return said
