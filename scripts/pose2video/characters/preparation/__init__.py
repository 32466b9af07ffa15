"""Once per character: upright picture, pose, mask, filled background, pieces, a sheet to check."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pose2video.characters.character import Piece
from pose2video.characters.preparation.backgrounds import fill_background
from pose2video.characters.preparation.corrections import painted_mask
from pose2video.characters.preparation.drawn_masks import core_of, is_cut_out, mask_of_given
from pose2video.characters.preparation.floors import without_floor
from pose2video.characters.preparation.foresight import foreseen
from pose2video.characters.preparation.given import hands_of
from pose2video.characters.preparation.labels import label_pixels
from pose2video.characters.preparation.materials import materials_of
from pose2video.characters.preparation.meant import cut_out
from pose2video.characters.preparation.person import (
    exact_mask,
    pure_colours,
    rough_mask,
    sharp_mask,
)
from pose2video.characters.preparation.pieces import cut_pieces
from pose2video.characters.preparation.plan import BONES, JOINTS, SIDES, joints_of
from pose2video.characters.preparation.seeds import HALF_WIDTHS, half_widths, shown_bones
from pose2video.characters.preparation.shadows import without_shadow
from pose2video.characters.preparation.sheet import check_sheet
from pose2video.errors import UserError
from pose2video.films.limits import thin
from pose2video.poses.geometry import resize
from pose2video.poses.sequence import PoseSequence
from pose2video.poses.skeletons import face_mesh, load_hand

SHORT_SIDE = 1024  # pixels; larger pictures are shrunk to it
SMALLEST_PERSON = 0.01  # share of the picture


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
        estimator: An estimator that gives the `holistic` skeleton.
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
    framed, noticed = None, []
    if person is not None and given is None:
        picture, person, framed, noticed = cut_out(picture, estimator, person)
        alpha = None
    picture, warnings = shrink(picture)
    warnings = noticed + warnings
    size = (picture.shape[1], picture.shape[0])
    if given is None:
        # the same frame three times: the estimator's tracking settles
        poses, doubts = estimator.follow([picture] * 3, 25, person)
        poses = poses.frame(poses.n_frames - 1)
    else:
        poses, doubts = resize(given, size), []
    body = poses.part("body")[0]
    trunk = [poses.layout.index(f"{s}_{j}") for s in SIDES for j in ("shoulder", "hip")]
    needed = np.concatenate([body[:11], poses.keypoints[0, trunk]])
    if not np.isfinite(needed).all():
        raise UserError(
            "nobody was found in the character's picture: take one that shows a person from the "
            "head to at least the chest, or give the keypoints by hand (`poses: FILE` beside "
            "`image`), for a drawing, say"
        )
    joints = {name: xy[0] for name, xy in joints_of(poses).items()}
    face = face_outline(poses, body)
    seen = {s: poses.part(f"{s}_hand")[0] if poses.found(f"{s}_hand")[0] else None for s in SIDES}
    hands = seen if given is None else hands_of(poses)
    shown = shown_bones(
        joints, _confidence(poses), {s: p is not None for s, p in hands.items()}, size
    )
    unit = body_unit(joints)
    mask_shape = picture.shape[:2]
    certain = _certain(mask_shape, joints, _confidence(poses), face, seen, unit)
    feet = _feet(mask_shape, joints, shown, unit)
    core = core_of(mask_shape, joints, face, seen, unit)
    if alpha is not None and alpha.shape != mask_shape:
        alpha = cv2.resize(alpha, size, interpolation=cv2.INTER_AREA)
    if painted is not None:
        mask = painted_mask(cv2.resize(painted, size, interpolation=cv2.INTER_AREA), core)
    elif is_cut_out(alpha, core):
        mask = alpha.astype(np.float32) / 255
    elif given is not None:
        mask = mask_of_given(picture, core, face, unit, certain, feet)
    else:
        rough = rough_mask(picture, feet)
        _refuse_small(rough)
        mask = sharp_mask(picture, rough, certain, feet)
        mask = without_floor(picture, mask, joints, shown, unit)
    _refuse_small(mask)
    widths = half_widths(joints, shown, mask > 0.5, unit)
    behind = fill_background(picture, mask)
    mask = exact_mask(picture, mask, behind)
    colours = pure_colours(picture, mask, behind)
    lit, shadow = without_shadow(picture, mask, _floor(joints, shown))
    background = fill_background(lit, mask) if shadow.any() else behind
    shares = label_pixels(picture, mask, joints, hands, face, shown, widths)
    materials = materials_of(picture, mask > 0.5, joints, hands, face, shown, widths)
    pieces = cut_pieces(
        colours, mask, shares, joints, widths, _neck(joints, face), 0.15 * unit, materials
    )
    check = check_sheet(picture, mask, background, poses, pieces, framed)
    if doubts and person is None:
        warnings.append(
            "several people seem to be on the picture: say by `person` who is meant, or crop it"
        )
    if not (poses.confidence[0, poses.layout.parts["face"]] > 0).any():
        warnings.append("the picture shows no face: it will not move; take one from the front")
    # of the hands the generators speak, and `fit_character`: some draw others
    warnings += missing_sentences({p.name for p in pieces} | {f"{s}_hand" for s in SIDES})
    warnings += foreseen(materials, joints, hands, shown, widths, _confidence(poses))
    mask8 = np.rint(mask * 255).astype(np.uint8)
    return Prepared(picture, mask8, background, poses, tuple(pieces), check, tuple(warnings))


def _refuse_small(mask):
    if mask.mean() < SMALLEST_PERSON:
        raise UserError(
            f"the person covers only {mask.mean():.1%} of the character's picture: "
            f"crop it closer to the person"
        )


def body_unit(joints):
    """A length that stands for the size of a body: the width of its shoulders, in pixels.

    Seen from the side the shoulders nearly coincide; then 0.7 of the trunk's length counts
    (ratio of biacromial width to shoulder-hip length, about 0.7 to 0.8 in adults).
    """
    shoulders, hips = (np.array([joints[f"{s}_{j}"] for s in SIDES]) for j in ("shoulder", "hip"))
    trunk = np.linalg.norm(shoulders.mean(axis=0) - hips.mean(axis=0))
    return float(max(np.linalg.norm(shoulders[0] - shoulders[1]), 0.55 * trunk))


def face_outline(poses, body):
    """Points around the face with the ears, `(n, 2)`; from eyes, ears and mouth if need be."""
    rough = body[:11]
    face = poses.part("face")[0]
    outline = face[face_mesh()["oval"]] if poses.found("face")[0] else rough
    return np.concatenate([outline, body[7:9]]).astype(np.float64)


def _confidence(poses):
    index = poses.layout.index
    names = {"knuckle": "wrist", "toe": "foot_index"}
    of = {joint: joint.split("_")[1] for joint in JOINTS}
    return {
        joint: float(poses.confidence[0, index(f"{joint.split('_')[0]}_{names.get(n, n)}")])
        for joint, n in of.items()
    }


def _certain(shape, joints, confidence, face, hands, unit):
    """Pixels that are the person for sure: face, bones and fingers, as bool."""
    drawn = np.zeros(shape, np.uint8)
    centre = face.mean(axis=0)
    hull = cv2.convexHull(np.float32(centre + 0.9 * (face - centre)))
    cv2.fillConvexPoly(drawn, np.rint(hull).astype(np.int32), 1)
    for bone in BONES.values():
        if min(confidence[bone.start], confidence[bone.end]) > 0.6:
            ends = [tuple(int(v) for v in np.rint(joints[j])) for j in (bone.start, bone.end)]
            width = HALF_WIDTHS[bone.name.split("_", 1)[1]] * unit
            if not bone.name.endswith("hand"):
                cv2.line(drawn, *ends, 1, max(1, round(0.7 * width)))
    for points in hands.values():
        if points is None:
            continue
        for finger in load_hand().fingers:
            cv2.polylines(drawn, [np.rint(points[list(finger)]).astype(np.int32)], False, 1, 2)
    return drawn > 0


def _floor(joints, shown):
    """The row below which floor is to be expected; None where the picture shows no shins."""
    shins = [BONES[name] for name in shown if name.endswith("shin")]
    rows = [joints[b.end][1] - 0.25 * (joints[b.end][1] - joints[b.start][1]) for b in shins]
    return min(rows) if rows else None


def _feet(shape, joints, shown, unit):
    """The surroundings of the feet that the picture shows, bool of `shape`."""
    drawn = np.zeros(shape, np.uint8)
    for name in shown:
        if name.endswith("foot"):
            ends = [np.rint(joints[j]).astype(int) for j in (BONES[name].start, BONES[name].end)]
            cv2.line(drawn, *map(tuple, ends), 1, max(1, round(0.5 * unit)))
    return drawn > 0


def _neck(joints, face):
    """Disc around the chin that trunk and head share: x, y, radius in pixels."""
    shoulders = np.mean([joints[f"{s}_shoulder"] for s in SIDES], axis=0)
    centre = face.mean(axis=0)
    chin = face[np.argmax((face - centre) @ (shoulders - centre))]
    ears = np.linalg.norm(face[-1] - face[-2])
    return (*chin, 0.4 * max(ears, 0.8 * np.linalg.norm(chin - centre)))


def missing_sentences(names):
    """What the picture does not show, one sentence each."""
    sentences = []
    for limb, pieces in (("arm", ("upper_arm",)), ("leg", ("thigh",))):
        lost = [s for s in SIDES if not any(f"{s}_{p}" in names for p in pieces)]
        if len(lost) == 2:
            sentences.append(f"the picture does not show the {limb}s: they are left out")
        elif lost:
            sentences.append(f"the picture does not show the {lost[0]} {limb}: it is left out")
        end = "hand" if limb == "arm" else "foot"
        ends = [s for s in SIDES if s not in lost and f"{s}_{end}" not in names]
        if len(ends) == 2:
            plural = "hands" if end == "hand" else "feet"
            sentences.append(f"the {plural} were not found in the picture: they are left out")
        elif ends:
            sentences.append(f"the {ends[0]} {end} was not found in the picture: it is left out")
    return sentences
