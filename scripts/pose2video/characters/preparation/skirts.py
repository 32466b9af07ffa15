"""Skirts and dresses: one surface about both thighs, and the legs that come out of its hem."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from pose2video.characters.preparation.belongings import ids_of
from pose2video.characters.preparation.fills import along_the_bone
from pose2video.characters.preparation.flanks import without_holes
from pose2video.characters.preparation.materials import is_made_of
from pose2video.characters.preparation.plan import BONES, SIDES

# Lengths of the thighs, from the hips down, unless said otherwise.
LEAST = 0.45  # a skirt's hem lies lower
EVEN = 0.2  # so far its hem goes up or down from one leg to the other, at most
FLARE = 0.9  # of its width at the hips: a skirt is at least so wide at its hem
HIPS = 0.1  # where that width is
CLOSED = 0.04  # what is thinner is a fold or a pattern
LITTLE = 0.1  # half widths times lengths of a limb: less than that of it is not seen
UNDER = 0.3  # so far legs go on under a hem
BESIDE = (0.02, 0.1)  # below the hem, where their width is seen


def skirt_of(person, sharp, materials, joints):
    """Where the picture shows a skirt or the lower part of a dress or coat, bool; None if nowhere.

    It is cloth that hangs together between the thighs, ends in one hem below where trousers part,
    and is as wide there as at the hips.

    Args:
        person: bool `(height, width)`. sharp: int, index in `ORDER` of every pixel's piece.
        materials: uint8, as `materials_of` gives it. joints: `{joint: (2,)}` in pixels.
    """
    hips, knees, ankles = (
        np.array([joints[f"{side}_{joint}"] for side in SIDES])
        for joint in ("hip", "knee", "ankle")
    )
    top, length = hips[:, 1].mean(), (knees - hips)[:, 1].mean()
    rows = np.arange(max(0, round(top)), min(len(person), round(ankles[:, 1].min())))
    chains = np.stack([hips, knees, ankles], axis=1)
    legs = np.stack([np.interp(rows, chain[:, 1], chain[:, 0]) for chain in chains])
    columns = np.rint(np.vstack([legs, legs.mean(axis=0)])).astype(int)
    columns = np.clip(columns, 0, person.shape[1] - 1)
    owned = np.isin(sharp, ids_of("torso", "thigh", "shin")) & person
    size = 2 * round(CLOSED * length) + 1
    for material in ("lower", "upper"):
        cloth = np.uint8(owned & is_made_of(materials, material))
        closed = cv2.morphologyEx(cloth, cv2.MORPH_CLOSE, np.ones((size, size))) > 0
        closed &= person
        worn = closed[rows, columns]
        worn[:, rows < top + HIPS * length] = True  # a shirt hides the waist
        hems = [len(line) if line.all() else int(line.argmin()) for line in worn]
        if min(hems) < LEAST * length or np.ptp(hems) > EVEN * length or max(hems) == len(rows):
            continue
        wide = owned.sum(axis=1)
        hem = wide[rows[max(0, min(hems) - size)]]
        if hem >= FLARE * wide[round(top + HIPS * length)]:
            below = np.arange(len(person))[:, None] > top - length
            return without_holes(cloth > 0) & owned & below
    return None


def leg_below(piece, own, skirt, colours, mask, joints):
    """A thigh or a shin that comes out of a hem, and goes on under it; nothing where that hides it.

    Args:
        piece: Its `Piece`. own: bool `(height, width)`, what the picture shows of it.
        skirt: bool, the cloth. colours: uint8 RGB `(height, width, 3)`. mask: float32
            `(height, width)`. joints: `{joint: (2,)}` in pixels.
    """
    bone = BONES[piece.name]
    start, end = joints[bone.start], joints[bone.end]
    length = max(np.linalg.norm(end - start), 1.0)
    axis = (end - start) / length
    yy, xx = np.mgrid[: own.shape[0], : own.shape[1]].astype(np.float32)
    along = ((xx - start[0]) * axis[0] + (yy - start[1]) * axis[1]) / length
    across = (yy - start[1]) * axis[0] - (xx - start[0]) * axis[1]
    size = 2 * round(0.015 * length) + 1
    own = own & (cv2.dilate(np.uint8(skirt), np.ones((size, size), np.uint8)) == 0)
    if own.sum() < LITTLE * length * piece.half_width:
        hidden = piece.image.copy()
        hidden[..., 3] = 0
        return replace(piece, image=hidden)
    if not (skirt & (along > 0) & (np.abs(across) < piece.half_width)).any():
        return piece
    hem = np.percentile(along[own], 2)
    seen = across[own & (along > hem + BESIDE[0]) & (along < hem + BESIDE[1])]
    if not len(seen):
        return piece
    low, high = np.percentile(seen, (1, 99))
    under = (along > hem - UNDER) & (along < hem + BESIDE[0]) & (across > low) & (across < high)
    known = cv2.erode(np.uint8(own), np.ones((5, 5), np.uint8)) > 0
    image = colours.copy()
    painted = along_the_bone(colours, known, start, end) if known.any() else colours
    image[under & ~known] = painted[under & ~known]
    alpha = cv2.GaussianBlur(np.float32(own | under), (0, 0), 0.8)
    alpha = np.where(own, 1, alpha) * np.where(under, 1, mask)
    old = piece.image[..., 3]
    (x, y), (height, width) = piece.origin, old.shape
    alpha, image = alpha[y : y + height, x : x + width], image[y : y + height, x : x + width]
    past = along[y : y + height, x : x + width] > hem + BESIDE[1]  # the knee is as it was
    alpha8 = np.where(past, old, np.rint(255 * alpha)).astype(np.uint8)
    image = np.where(past[..., None], piece.image[..., :3], image)
    return replace(piece, image=np.dstack([image, alpha8]))
