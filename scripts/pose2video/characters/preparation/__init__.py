"""Once per character: upright picture, pose, mask, filled background, pieces, a sheet to check."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pose2video.characters.character import Piece
from pose2video.characters.preparation.absences import missing_sentences
from pose2video.characters.preparation.backgrounds import fill_background
from pose2video.characters.preparation.finding import find_person
from pose2video.characters.preparation.floor_shadows import floor_shadow
from pose2video.characters.preparation.foresight import foreseen
from pose2video.characters.preparation.labels import label_pixels
from pose2video.characters.preparation.leg_gaps import without_leg_gaps
from pose2video.characters.preparation.masks import mask_of
from pose2video.characters.preparation.materials import is_made_of, materials_of
from pose2video.characters.preparation.meant import part_of
from pose2video.characters.preparation.measures import floor_row, neck_disc
from pose2video.characters.preparation.parsed import parsed_materials
from pose2video.characters.preparation.person import exact_mask, pure_colours
from pose2video.characters.preparation.pieces import cut_pieces
from pose2video.characters.preparation.plan import SIDES
from pose2video.characters.preparation.pockets import without_pockets
from pose2video.characters.preparation.seeds import half_widths
from pose2video.characters.preparation.shadows import without_shadow
from pose2video.characters.preparation.sheet import check_sheet
from pose2video.characters.preparation.spill import without_spill
from pose2video.characters.preparation.strands import strands
from pose2video.errors import UserError
from pose2video.films.limits import thin
from pose2video.poses.sequence import PoseSequence

SHORT_SIDE = 1024  # pixels; larger pictures are shrunk to it


@dataclass(frozen=True, eq=False)
class Prepared:
    """What is known about a character.

    Attributes:
        picture: uint8 RGB `(height, width, 3)`.
        mask: uint8 `(height, width)`, 255 = person.
        background: uint8 RGB `(height, width, 3)`.
        poses: `holistic` sequence of one frame, in the picture's pixels.
        pieces: The person in pieces, far to near.
        check: uint8 RGB, a sheet to look at.
        warnings: Sentences.
    """

    picture: np.ndarray
    mask: np.ndarray
    background: np.ndarray
    poses: PoseSequence
    pieces: tuple[Piece, ...]
    check: np.ndarray
    warnings: tuple[str, ...]


def shrink(picture):
    """The picture with a short side of at most `SHORT_SIDE` pixels, and what to say about it."""
    short = min(picture.shape[:2])
    if short <= SHORT_SIDE:
        return picture, []
    scale = SHORT_SIDE / short
    height, width = (round(side * scale) for side in picture.shape[:2])
    said = (
        f"the picture has {picture.shape[1]} x {picture.shape[0]} pixels and was shrunk to "
        f"{width} x {height}"
    )
    return cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA), [said]


def prepare_character(
    picture, estimator, person=None, given=None, alpha=None, painted=None
) -> Prepared:
    """Find the person in a picture and take the picture apart.

    Args:
        picture: Upright sRGB picture, uint8 `(height, width, 3)`.
        estimator: An estimator that gives the `holistic` skeleton. What is worn is told by its
            `parse`, where it has one.
        person: Who of several is meant, as `persons.read_person` gives it: of the picture, only
            the part around them is taken. None: there is one.
        given: Keypoints of the picture, see `given.read_given`; None to look for somebody.
        alpha: uint8 `(height, width)`, how opaque the picture is; None where it does not say.
        painted: uint8 `(height, width)`, a mask painted by hand; None to find one.

    Raises:
        UserError: Nobody is found, the person is too small, or the picture is a thin strip.
    """
    if fault := thin(*picture.shape[1::-1]):
        raise UserError(
            f"nobody was found in the character's picture: it has {picture.shape[1]} x "
            f"{picture.shape[0]} pixels, {fault}; crop it to the person"
        )
    framed, warnings = None, []
    if person is not None and given is None:
        where, person, framed, warnings = part_of(picture, estimator, person)
        picture, alpha = np.ascontiguousarray(picture[where]), None
        painted = None if painted is None else np.ascontiguousarray(painted[where])
    picture, shrunk = shrink(picture)
    found, doubts = find_person(picture, estimator, person, given)
    joints, hands, face, shown = found.joints, found.hands, found.face, found.shown
    mask = mask_of(picture, found, given is not None, alpha, painted)
    widths = half_widths(joints, shown, mask > 0.5, found.unit)
    if alpha is None and painted is None:
        mask = without_leg_gaps(picture, mask, joints, widths)
        widths = half_widths(joints, shown, mask > 0.5, found.unit)
    behind = fill_background(picture, mask)
    shoulders = np.array([joints[f"{side}_shoulder"] for side in SIDES])
    if painted is None:
        mask = without_pockets(picture, mask, behind, face, shoulders)
    mask = exact_mask(picture, mask, behind)
    lit, shadow = without_shadow(picture, mask, floor_row(joints, shown))
    on_floor = floor_shadow(picture, mask, joints, shown, found.unit)
    background = _without_shadows(lit, mask, shadow, on_floor, behind)
    shares = label_pixels(picture, mask, joints, hands, face, shown, widths)
    if hasattr(estimator, "parse"):
        materials = parsed_materials(estimator.parse(picture), mask > 0.5)
    else:
        materials = materials_of(picture, mask > 0.5, joints, hands, face, shown, widths)
    mask = strands(picture, mask, is_made_of(materials, "hair"))
    colours = pure_colours(picture, mask, behind)
    above = np.arange(len(mask)) < shoulders[:, 1].max()
    for part in (shares["head"], shares["torso"] * above[:, None]):
        if painted is None and alpha is None:
            colours, mask = without_spill(colours, mask, behind, part > 0.5)
    pieces = cut_pieces(
        colours, mask, shares, joints, widths, neck_disc(joints, face), 0.15 * found.unit, materials
    )
    check = check_sheet(picture, mask, background, found.poses, pieces, framed)
    warnings = warnings + shrunk
    if doubts and person is None:
        warnings.append(
            "several people seem to be on the picture: say by `person` who is meant, or crop it"
        )
    if not found.has_face:
        warnings.append("the picture shows no face: it will not move; take one from the front")
    # of the hands the generators speak, and `fit_character`: some draw others
    warnings += missing_sentences({p.name for p in pieces} | {f"{s}_hand" for s in SIDES})
    warnings += foreseen(materials, joints, hands, shown, widths, found.confidence)
    mask8 = np.rint(mask * 255).astype(np.uint8)
    return Prepared(picture, mask8, background, found.poses, tuple(pieces), check, tuple(warnings))


def _without_shadows(lit, mask, shadow, on_floor, behind):
    """The background without the person's shadows; where there is none, as it was filled."""
    if not (shadow.any() or on_floor.any()):
        return behind
    return fill_background(lit, np.maximum(mask, on_floor), shadow)
