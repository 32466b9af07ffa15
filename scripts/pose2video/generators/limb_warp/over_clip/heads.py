"""What the driver's face asks of the picture's over the clip."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pose2video.generators.limb_warp.at_rest import prepare
from pose2video.generators.limb_warp.at_rest.faces import is_frontal
from pose2video.generators.limb_warp.at_rest.heads import RestingHead
from pose2video.generators.limb_warp.at_rest.turns import angles_of
from pose2video.generators.limb_warp.over_clip.covered_mouths import seen_mouths
from pose2video.generators.limb_warp.over_clip.expressions import (
    FEWEST,
    Expression,
    read_expression,
)
from pose2video.generators.limb_warp.over_clip.smiles import smile_of
from pose2video.poses.geometry import resize
from pose2video.poses.skeletons import face_mesh

LOWER_LIP = 0.75  # share of an opening that the lower lip makes
LOST = 0.2  # share of the frames without the driver's face from which it is said


@dataclass(frozen=True, eq=False)
class HeadMotion:
    """A picture's head and what a driver's face does over a clip.

    Attributes:
        rest: The picture's.
        expression: The driver's.
        closing: Offsets `(478, 2)` in face heights that bring the picture's mouth to the driver's
            neutral one: open or closed, and smiling.
        roll: How the driver's head is tilted against the picture's, radians `(frames,)`, NaN
            where its face is lost.
    """

    rest: RestingHead
    expression: Expression
    closing: np.ndarray
    roll: np.ndarray


def follow_head(rest: RestingHead | None, poses) -> HeadMotion | None:
    """Read a driver's face for a head; None where the face of one of them is not seen.

    Args:
        rest: The picture's head.
        poses: A `holistic` sequence on the canvas.
    """
    expression = read_expression(poses) if rest else None
    if expression is None:
        return None
    face = rest.face
    covered = np.outer(1 - seen_mouths(poses), face.regions[:, 2])
    offsets = expression.offsets * (1 - covered)[..., None]
    expression = replace(expression, offsets=offsets)
    return HeadMotion(
        rest=rest,
        expression=expression,
        closing=_closing(face.upright, expression.mouth_gap - face.gaps["mouth"])
        + smile_of(face.upright, *expression.smile),
        roll=expression.roll - angles_of(face.axes)[2],
    )


def face_of(character, poses) -> HeadMotion | None:
    """The picture's face, in its pixels, and the driver's expression; None as in `follow_head`."""
    rest = prepare(character, character.size, moves_head=True)
    return follow_head(rest.head, resize(poses, character.size))


def _closing(points, change):
    """Offsets that widen the mouth by `change` (one number a pair), in face heights."""
    rim = face_mesh()["rims"]["mouth"]
    left, right = points[rim["upper"][0]], points[rim["upper"][-1]]
    middle, half = (left + right) / 2, np.linalg.norm(right - left) / 2
    across = np.clip(1 - ((points[:, 0] - middle[0]) / (1.3 * half)) ** 2, 0, 1)
    near = np.exp(-(((points[:, 1] - middle[1]) / (0.9 * half)) ** 2))
    below = points[:, 1] > middle[1]
    below[rim["lower"]], below[rim["upper"]] = True, False
    share = np.where(below, LOWER_LIP, LOWER_LIP - 1) * across * near
    offsets = np.zeros((len(points), 2))
    inner = rim["lower"][1:-1], rim["upper"][1:-1]
    at = (points[inner[0], 0] + points[inner[1], 0]) / 2
    order = np.argsort(at)
    offsets[:, 1] = share * np.interp(points[:, 0], at[order], change[order])
    offsets[inner[0], 1] = LOWER_LIP * change
    offsets[inner[1], 1] = (LOWER_LIP - 1) * change
    return offsets


def head_sentences(character, motion) -> list[str]:
    """What the head leaves out."""
    if not is_frontal(character.poses.part("face")[0]):
        return ["the picture shows no face from the front: the face does not move"]
    expression = read_expression(motion)
    if expression is None and motion.n_frames < FEWEST:
        number = f"{motion.n_frames} frame{'s' * (motion.n_frames > 1)}"
        return [
            f"the clip has only {number}, of fewer than {FEWEST} no expression is read: the face "
            "does not move"
        ]
    if expression is None:
        return ["the driving film shows no face: the face does not move"]
    if expression.seen < 1 - LOST:
        return [
            f"the driver's face is not found in {1 - expression.seen:.0%} of the frames: there "
            "the face rests and the head turns on"
        ]
    return []
