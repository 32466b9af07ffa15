"""Long hair that the picture shows before one shoulder falls down behind a head that turns."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from pose2video.generators.limb_warp.at_rest.turns import CHIN
from pose2video.generators.limbs.puppet import Texture
from pose2video.poses.skeletons import face_mesh

STAYS_BELOW = (-0.45, -0.15)  # face heights below the chin between which the picture's hair stays
FALLS_BELOW = (-0.75, -0.45)  # likewise what falls down, which begins behind the head
SIDE = 0.15  # face heights from the middle over which one side becomes the other
LONG = 0.1  # squared face heights of hair below the chin: less does not fall
WIDER = 1.06  # times the face: its rim is no hair
BEHIND = 0.3  # face heights from the chin: there the middle of the hair falls


def falling_hair(head, towards) -> Texture | None:
    """The hair that falls behind a head which looks to one side, in canvas pixels at rest.

    Where the picture shows more long hair on the side to which the head turns than on the other,
    it is moved there as its mirror image.

    Args:
        head: The `RestingHead`. towards: -1 or 1, to the left or the right of the canvas.
    """
    texture, face = head.textures["head"], head.face
    aside, down = seen_from_chin(head)
    alpha = texture.image[..., 3] / np.float32(255)
    hair = alpha * np.clip((down - FALLS_BELOW[0]) / (FALLS_BELOW[1] - FALLS_BELOW[0]), 0, 1)
    hair = hair * _is_hair(texture, face)
    before = hair * np.clip(0.5 + towards * aside / (2 * SIDE), 0, 1)
    amount, other = (
        float(part[down > 0].sum()) / face.height**2 for part in (before, hair - before)
    )
    if amount < max(LONG, other):
        return None
    columns = np.arange(alpha.shape[1])
    middle = float((before.sum(axis=0) * columns).sum() / before.sum())
    chin = face.points[CHIN, :2]
    share = np.divide(before, alpha, out=np.zeros_like(alpha), where=alpha > 0)[..., None]
    image = np.rint(texture.image * share).astype(np.uint8)[:, ::-1]
    there = chin[0] - towards * BEHIND * face.height
    left = round(float(there - (alpha.shape[1] - 1 - middle)))
    moved = texture.outline * [-1, 1] + [left + texture.origin[0] + alpha.shape[1] - 1, 0]
    return replace(texture, image=np.ascontiguousarray(image), origin=(left, texture.origin[1]),
                   outline=moved)  # fmt: skip


def _is_hair(texture, face):
    """Pixels beside the face that look rather like hair than like cheeks, float32 in [0, 1]."""
    oval = face.points[face_mesh()["oval"], :2] - texture.origin
    oval = oval.mean(axis=0) + WIDER * (oval - oval.mean(axis=0))
    inside = np.zeros(texture.image.shape[:2], np.uint8)
    cv2.fillPoly(inside, [np.rint(oval).astype(np.int32)], 1)
    solid = texture.image[..., 3] > 250
    colours = cv2.cvtColor(texture.image[..., :3], cv2.COLOR_RGB2LAB).astype(np.float32)
    known = [solid & (inside == of) for of in (0, 1)]
    if not all(part.any() for part in known):
        return np.zeros(inside.shape, np.float32)
    off = [np.linalg.norm(colours - np.median(colours[part], axis=0), axis=2) for part in known]
    hair = ((off[0] < off[1]) & (inside == 0)).astype(np.uint8)
    hair = cv2.morphologyEx(hair, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    return cv2.GaussianBlur(hair.astype(np.float32), (0, 0), 1.0)


def seen_from_chin(head):
    """How far the pixels of a head lie to the right and below of its chin, in face heights."""
    texture, face = head.textures["head"], head.face
    rows, columns = np.indices(texture.image.shape[:2], np.float32)
    chin = face.points[CHIN, :2] - texture.origin
    x, y = (columns - chin[0]) / face.height, (rows - chin[1]) / face.height
    aside, down = (x * axis[0] + y * axis[1] for axis in face.axes[:2])
    return aside, down
