"""Trousers about the hips: two sheets, one with each leg, which are the same above the crotch.

Each hangs on the trunk and on both thighs, so that nothing parts hips from legs however far these
spread; see `generators.limbs.seats`. Trunk and thighs end where the sheets begin.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import cv2
import numpy as np

from pose2video.characters.character import Piece
from pose2video.characters.preparation.belongings import ids_of, without_scraps
from pose2video.characters.preparation.borders import nearest_of
from pose2video.characters.preparation.flanks import behind_others, without_holes
from pose2video.characters.preparation.legs import gap_of
from pose2video.characters.preparation.materials import GRID_SIDE, is_made_of
from pose2video.characters.preparation.outlines import RING, disc
from pose2video.characters.preparation.person import box_of, spread_colours
from pose2video.characters.preparation.plan import ORDER, SIDES
from pose2video.characters.preparation.skirts import leg_below, skirt_of

# All in lengths of the thighs, from the hips down.
TOP, OVER = -0.3, 0.1  # where a sheet begins, and over how much the trunk ends from there on
CROTCH, USUAL = 0.35, 0.25  # where legs part at the lowest, and where it is not seen
THIGH, ENDS = (0.5, 0.56), (0.56, 0.66)  # where a thigh begins, and a sheet ends
UPRIGHT = 0.6  # of its length is a thigh at least long from top to bottom
SEAM = 0.15  # of the reach: so far what is painted goes over into what is seen
SQUEEZED = 6  # what is hidden is looked for so many times as far beside it as above
ISLAND = 0.1  # of the cloth
BEHIND = 0.2  # so far cloth goes on up behind the hem of a shirt
INNER = 0.3  # of the reach, from its border: what it is painted like behind a shirt
STRAIGHT = 0.05  # so far up and down sides are evened that hands hide
ODD = 60.0  # levels by which painted cloth differs from what is seen beside it, at most
STREAK = 0.08  # less high is no cloth behind a hand
SOFT = (1.0, 4.0)  # pixels across and down, of a side that hands hide
LAP = 2.0  # pixels by which one sheet lies over the other
APART = 0.25  # of a thigh's length lie hips apart from side to side, at least


def seats_shown(shares, joints) -> bool:
    """Whether the picture shows hips and both legs about from the front or from behind."""
    if not {f"{side}_shin" for side in SIDES} <= set(shares):
        return False
    hips, knees = (_both(joints, joint) for joint in ("hip", "knee"))
    long = np.linalg.norm(knees - hips, axis=1)
    across = hips[1, 0] - hips[0, 0]
    return bool(
        ((knees - hips)[:, 1] > UPRIGHT * long).all()
        and abs(across) > APART * long.mean()
        and (knees[1, 0] - knees[0, 0]) * across > 0
    )


def thigh_length(joints) -> float:
    """From the hips down to the knees, rows."""
    return float((_both(joints, "knee") - _both(joints, "hip"))[:, 1].mean())


def with_seats(pieces, colours, mask, sharp, materials, joints, reach, rim):
    """Pieces with the two sheets of the hips, or a skirt, and the others without what these show.

    Args:
        pieces: List of `Piece`, far to near.
        colours: uint8 RGB `(height, width, 3)`, free of the background's colours.
        mask: float32 `(height, width)`, share of the person.
        sharp: int `(height, width)`, index in `ORDER` of every pixel's piece.
        materials: uint8, as `materials_of` gives it.
        joints: `{joint: (2,)}` in pixels.
        reach: Pixels by which a piece goes on behind what lies beside it.
        rim: Pixels, softness of a border between pieces.
    """
    named, person = {piece.name: piece for piece in pieces}, mask > 0.5
    skirt = skirt_of(person, sharp, materials, joints)
    cloth = ~is_made_of(materials, "upper") if skirt is None else skirt
    owned = ids_of("torso", "thigh") + ids_of("shin") * (skirt is not None)
    owned = np.isin(sharp, owned) & person
    cloth = _refined(colours, _without_islands(cloth & owned), owned, reach)
    cloth = _beside(cloth, owned, STREAK * thigh_length(joints))
    even = max(mask.shape) / GRID_SIDE  # materials are told apart on a coarser grid
    cloth = cv2.GaussianBlur(np.float32(cloth), (0, 0), even) > 0.5
    hidden = _beside_hands(person, sharp, materials, joints, reach)
    whole, image = _about_hips(named, colours, owned & ~hidden, person, cloth, joints, reach)
    gate = np.maximum(whole, np.minimum(1, 2 * cv2.GaussianBlur(np.float32(whole), (0, 0), rim)))
    before = cv2.dilate(np.uint8(person & ~owned), np.ones((5, 5), np.uint8)) > 0
    gate = np.where(before, _softened(whole), gate)
    if skirt is None:
        sheets = _halves(image, gate * mask, person, joints)
    else:
        sheets = [_piece("skirt", image, without_scraps(np.float32(gate * mask)))]
    found = []
    for piece in pieces:
        if piece.name.endswith("thigh") and skirt is None:
            side = piece.name.split("_")[0]
            found.append(_faded(piece, partial(_begun, side, joints)))
        elif piece.name.endswith(("thigh", "shin")) and skirt is not None:
            own = (sharp == ORDER.index(piece.name)) & person & ~hidden
            found.append(leg_below(piece, own & ~skirt, skirt, colours, mask, joints))
        elif piece.name == "torso":
            upper = (sharp == ORDER.index("torso")) & person & ~cloth
            worn = _without_cloth(piece, colours, upper, owned & cloth & ~hidden, joints, reach)
            found += [*sheets, _faded(worn, partial(_above, cloth, joints))]
        else:
            found.append(piece)
    return found


def _softened(region):
    """A region, bool, with soft sides, float32."""
    return cv2.GaussianBlur(np.float32(region), (0, 0), sigmaX=SOFT[0], sigmaY=SOFT[1])


def _without_islands(cloth):
    """A region without what hangs together with less than a tenth of it, bool."""
    _, parts, stats, _ = cv2.connectedComponentsWithStats(np.uint8(cloth))
    areas = stats[:, cv2.CC_STAT_AREA] * (np.arange(len(stats)) > 0)
    return (areas > ISLAND * areas.sum())[parts]


def _refined(colours, cloth, owned, reach):
    """Cloth whose border runs where the colours change, bool.

    Args:
        colours: uint8 RGB. cloth: bool. owned: bool, it and what it ends in.
        reach: Pixels, see `INNER`.
    """
    misfit, inside, border = [], disc(INNER * reach), owned
    for side in (cloth & owned, owned & ~cloth):
        inner = cv2.erode(np.float32(side), inside)
        if not inner.any():
            return cloth
        border = border & (cv2.dilate(np.uint8(side), inside) > 0)
        misfit.append(np.abs(np.float32(spread_colours(colours, inner)) - colours).mean(axis=2))
    soft = max(1.0, INNER * reach / 4)
    own, other = (cv2.GaussianBlur(values, (0, 0), soft) for values in misfit)
    return np.where(border, own < other, cloth)


def _beside(cloth, known, least):
    """Of which pixels that are not known what is known beside them, hardly above, is cloth: bool.

    A hem goes on straight behind a hand; what is less than so many pixels high, a drawstring,
    does not.
    """
    height, width = known.shape
    size = (max(1, width // SQUEEZED), height)
    sure, there = (
        cv2.resize(np.float32(v), size, interpolation=cv2.INTER_AREA)
        for v in (cloth & known, known)
    )
    if not (there > 0).any():
        return cloth
    near = nearest_of(sure / np.maximum(there, 1e-6), there > 0)
    near = cv2.resize(near, (width, height), interpolation=cv2.INTER_LINEAR) > 0.5
    upright = np.ones((2 * round(least / 2) + 1, 1), np.uint8)
    near = cv2.morphologyEx(np.uint8(np.where(known, cloth, near)), cv2.MORPH_OPEN, upright) > 0
    return np.where(known, cloth, near)


def _without_cloth(piece, colours, own, cloth, joints, reach):
    """A trunk's `Piece` without what of it looks like the cloth about the hips, in its rows.

    There what is not seen of it looks like its own cloth beside it: a drawstring does not go on.

    Args:
        piece: The `Piece`. colours: uint8 RGB. own: bool, where the trunk's own cloth is seen.
        cloth: bool, where that about the hips is. joints, reach: See `with_seats`.
    """
    inner = [cv2.erode(np.float32(side), disc(INNER * reach)) for side in (own, cloth)]
    if not all(side.any() for side in inner):
        return piece
    (x, y), (height, width) = piece.origin, piece.image.shape[:2]
    there = slice(y, y + height), slice(x, x + width)
    image = np.float32(piece.image[..., :3])
    usual = [np.float32(spread_colours(colours, side)[there]) for side in inner]
    misfit = [np.abs(values - image).mean(axis=2) for values in usual]
    low = np.arange(height)[:, None] + y > top_of(joints) + OVER * thigh_length(joints)
    odd = np.uint8(~own[there] & low & (misfit[0] > ODD) & (misfit[1] > ODD))
    odd = cv2.dilate(odd, disc(SEAM * reach))
    other = (inner[0][there] == 0) & low & (odd == 0) & (misfit[1] < misfit[0])
    kept = 1 - cv2.GaussianBlur(np.float32(other), (0, 0), 1.0)
    odd = cv2.GaussianBlur(np.float32(odd), (0, 0), 1.0)[..., None]
    image = np.rint(image + odd * (usual[0] - image)).astype(np.uint8)
    alpha = np.rint(piece.image[..., 3] * kept).astype(np.uint8)
    return replace(piece, image=np.dstack([image, alpha]))


def _halves(image, alpha, person, joints):
    """The two sheets of trousers, see `with_seats`."""
    line, top = parting(person, joints)
    yy, xx = np.mgrid[: person.shape[0], : person.shape[1]].astype(np.float32)
    sheets = []
    hips = _both(joints, "hip")[:, 0]
    for side, sign in zip(SIDES, np.sign(hips - hips[::-1]), strict=True):
        own = np.where(yy < top, 1, np.clip(sign * (xx - line[:, None]) + LAP, 0, 1))
        ends = np.clip((ENDS[1] - down(side, joints, xx, yy)) / np.ptp(ENDS), 0, 1)
        sheets.append(_piece(f"{side}_seat", image, without_scraps(np.float32(own * ends * alpha))))
    return sheets


def _begun(side, joints, x, y):
    """How much of a thigh is left below its sheet."""
    return (down(side, joints, x, y) - THIGH[0]) / np.ptp(THIGH)


def _above(cloth, joints, x, y):
    """How much of a trunk is left: where there is a sheet of `cloth`, what lies above it."""
    soft = cv2.GaussianBlur(np.float32(cloth), (0, 0), 0.7)
    row, column = (
        np.clip(v.astype(int), 0, most - 1) for v, most in zip((y, x), cloth.shape, strict=True)
    )
    return np.maximum(
        1 - soft[row, column], 1 - (y - top_of(joints)) / (OVER * thigh_length(joints))
    )


def parting(person, joints):
    """Where the legs part.

    Returns:
        The column between them in every row, `(height,)`, and the row of the crotch.
    """
    hips, knees = (_both(joints, joint).mean(axis=0) for joint in ("hip", "knee"))
    y, x = np.nonzero(gap_of(person, joints))
    lowest, usual = (hips[1] + share * thigh_length(joints) for share in (CROTCH, USUAL))
    rows = np.unique(y)
    among = [float(np.mean(x[y == row])) for row in rows]
    places = {hips[1]: hips[0]} | dict(zip(rows.tolist(), among, strict=True))
    if not len(rows) or rows[-1] < knees[1]:
        places[knees[1]] = knees[0]
    line = np.interp(np.arange(len(person)), list(places), list(places.values()))
    return line, float(rows[0] if len(rows) and rows[0] <= lowest else usual)


def down(side, joints, x, y):
    """How far pixels lie down along a thigh: 0 at the hip, 1 at the knee."""
    start, end = joints[f"{side}_hip"], joints[f"{side}_knee"]
    axis = (end - start) / max((end - start) @ (end - start), 1e-6)
    return (x - start[0]) * axis[0] + (y - start[1]) * axis[1]


def top_of(joints) -> float:
    """The row where sheets begin."""
    return float(_both(joints, "hip")[:, 1].mean() + TOP * thigh_length(joints))


def _about_hips(named, colours, seen, person, cloth, joints, reach):
    """What the cloth about the hips covers, bool, and its colours, uint8 RGB, as the picture.

    It is what is seen of it on trunk and thighs, what hands hide of it, and what the hem of a shirt
    hides above.

    Args:
        named: `{name: Piece}`. colours: See `with_seats`. joints, reach: Likewise.
        seen: bool, where trunk and thighs are seen. person: bool. cloth: bool, where they would
            show this cloth.
    """
    rows = np.arange(len(person))[:, None]
    below, above = rows >= top_of(joints), rows < parting(person, joints)[1]
    shown = seen & cloth & below
    around = _hull(seen & below & (rows < _both(joints, "knee")[:, 1].max()))
    inner = cv2.erode(np.float32(shown), disc(INNER * reach))  # a hem's colours are mixed
    painted, done = spread_colours(colours, inner), np.zeros_like(shown)
    for name in (*(f"{side}_thigh" for side in SIDES), "torso"):
        alpha, image = _laid(named[name], person.shape)
        there = (alpha > 0.5) & below & cloth & around & ~done
        painted[there] = image[there]
        done |= there
    whole = shown | done
    behind = np.ones((max(1, round(BEHIND * thigh_length(joints))), 1), np.uint8)
    raised = cv2.dilate(np.uint8(whole), behind, anchor=(0, 0)) > 0
    hull, worn = _hull(whole & above), rows > shown.any(axis=1).argmax()
    whole |= ((hull | raised) & seen | hull & person & ~seen & worn) & above & below
    whole = _straight(whole, person & ~shown, thigh_length(joints))
    near = cv2.distanceTransform(np.uint8(shown), cv2.DIST_L2, 5) / (SEAM * reach)
    share = np.where(whole & ~shown, 0, np.clip(near, 0, 1))[..., None]
    beside = cv2.dilate(np.uint8(done & ~shown), disc(SEAM * reach)) > 0  # not at an outline
    share[shown & ~beside] = 1
    return whole, np.rint(painted + share * (np.float32(colours) - painted)).astype(np.uint8)


def _straight(whole, hidden, length):
    """A region, bool, without holes where it is `hidden`, and there with straight sides."""
    size = 2 * round(STRAIGHT * length) + 1
    even = cv2.blur(np.float32(whole), (1, size)) > 0.5
    return np.where(hidden, even, whole) | (without_holes(whole) & hidden)


def _hull(region):
    """The convex hull of a region, bool."""
    hull = np.zeros(region.shape, np.uint8)
    points = cv2.findNonZero(np.uint8(region))
    if points is not None:
        cv2.fillConvexPoly(hull, cv2.convexHull(points), 1)
    return hull > 0


def _beside_hands(person, sharp, materials, joints, reach):
    """Pixels of trunk and thighs in the shadow of hands, or theirs, bool."""
    hands = np.isin(sharp, ids_of("hand", "forearm")) & person
    near = cv2.dilate(np.uint8(hands), disc(RING["thigh"] * reach)) > 0
    for side in SIDES:
        own = (sharp == ORDER.index(f"{side}_thigh")) & person
        ends = joints[f"{side}_hip"], joints[f"{side}_knee"]
        near |= behind_others(own, hands, person, materials, *ends)[1]
    return near


def _faded(piece, kept) -> Piece:
    """A piece of which `kept(x, y)` is left at the picture's pixels."""
    left, top = piece.origin
    y, x = np.mgrid[: piece.image.shape[0], : piece.image.shape[1]].astype(np.float32)
    image = piece.image.copy()
    share = np.clip(kept(x + left, y + top), 0, 1)
    image[..., 3] = np.rint(image[..., 3] * share)
    if not image[..., 3].any():
        return replace(piece, image=image)
    y, x = box_of(image[..., 3] > 0, 0.01)
    return replace(piece, image=image[y, x], origin=(left + x.start, top + y.start))


def _laid(piece, shape):
    """A piece's alpha in [0, 1] and colours on the whole picture."""
    alpha, image = np.zeros(shape, np.float32), np.zeros((*shape, 3), np.uint8)
    (x, y), (height, width) = piece.origin, piece.image.shape[:2]
    alpha[y : y + height, x : x + width] = piece.image[..., 3] / 255
    image[y : y + height, x : x + width] = piece.image[..., :3]
    return alpha, image


def _piece(name, image, alpha) -> Piece:
    y, x = box_of(alpha > 1 / 255, 0.01)
    alpha8 = np.rint(alpha[y, x] * 255).astype(np.uint8)
    return Piece(name, np.dstack([image[y, x], alpha8]), (x.start, y.start), 0.0)


def _both(joints, joint):
    """The joint of both sides, `(2, 2)`."""
    return np.array([joints[f"{side}_{joint}"] for side in SIDES], float)
