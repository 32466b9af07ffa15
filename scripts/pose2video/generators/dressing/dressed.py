"""A body that wears the photograph: everything that is found out once per character."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from pose2video.bodies.body import Body
from pose2video.bodies.hands.tones import skin_tone
from pose2video.bodies.parts import PARTS
from pose2video.characters.preparation.person import pure_colours
from pose2video.generators.dressing.hair import back_of_head, contrast_of
from pose2video.generators.dressing.limbs import DressedLimbs, dress_limbs
from pose2video.generators.dressing.outline import align
from pose2video.generators.dressing.pages import BACK, Page, build_pages
from pose2video.generators.dressing.photograph import HANDS, AlignedBody, Photograph
from pose2video.generators.dressing.places import neighbourhoods, places
from pose2video.generators.dressing.scalp import Scalp, combed
from pose2video.generators.dressing.surface import Surface
from pose2video.generators.dressing.worn_skin import WornSkin, wear

SOFT_ROUNDS = 3  # smoothing over the mesh of where the back of the head begins
HAIR = (0.02, 0.05)  # metres from the neck between which the outline becomes that of hair
SHOWN = 0.1  # of the points of feet, from which the photograph shows them
TURNED = 0.45  # cosine to the line of sight at which the hair of the crown becomes that of the back


@dataclass(frozen=True, eq=False)
class Dressed:
    """A body with its texture.

    Attributes:
        body: The `Body`, its vertices at rest moved so that in the stance they fit the picture.
        vertex: `(N,)` int, the body's vertex of each drawn one: one per page that it is read from.
        parts: `(N,)` int, the part of `PARTS` that it belongs to.
        faces: `(F, 3)` int32 of drawn vertices, without the hands.
        uv: `(N, 2)` float32, place in the texture in pixels from the centre of the first.
        behind: `(V, 3)` float32, place on the page of the head's back, and how much of a point's
            colour is read there, in [0, 1].
        texture: float32 RGB `(h, w, 3)`, all pages one below the other, without light, and the
            strips of the sleeves, which begin at the row `strips`.
        limbs: The `DressedLimbs`; None without.
        light: `(3,)` the photograph's light, see `light.estimate`.
        head: Page of the head's front; `head_row`: its first row in the texture.
        filmed: The skin from the character's film; None without.
        filmed_at: `(N, 3)` float32, place on its pages in pixels from the centre of the first, and
            in [0, 1] how far a point may show it: the face is the photograph's.
    """

    body: Body
    vertex: np.ndarray
    parts: np.ndarray
    faces: np.ndarray
    uv: np.ndarray
    behind: np.ndarray
    texture: np.ndarray
    strips: int
    limbs: DressedLimbs | None
    light: np.ndarray
    head: Page
    head_row: int
    filmed: WornSkin | None
    filmed_at: np.ndarray


def dress(body: Body, character, millimetre=None) -> Dressed:
    """Put the photograph of a character on its body.

    Args:
        body: The character's body in its own shape.
        character: A `Character` with `body`, its stance.
        millimetre: Of the largest hand of the clip, in pixels; None for no arms and hands.
    """
    stance, camera = character.body, character.body.camera
    surface = Surface.build(body.model)
    transforms = body.transforms(stance)[0]
    posed = body.posed(transforms)
    aligned = align(surface, posed, camera, character.mask)
    there = AlignedBody.build(surface, aligned, camera)
    colours = pure_colours(
        character.picture, character.mask.astype(np.float32) / 255, character.background
    )
    face = character.poses.part("face")[0]
    photograph = Photograph.build(there, colours, character.mask, face)
    light = photograph.light(there)
    tone = skin_tone(character.picture, character.poses, character.pieces).tone
    pages, head = build_pages(there, photograph, light, tone)
    long = head is not None and head.long
    if long:
        body = replace(body, model=_with_hair(body, surface, np.abs(aligned - posed)))
    fitted = at_rest(body, transforms, aligned)
    limbs = dress_limbs(character, body, fitted, millimetre) if millimetre else None
    place = places(surface, aligned, camera)
    back_place = place
    if head is not None:
        pages[BACK], back_place = _scalp(surface, body.model.reference, pages[BACK], head, place)
    names = (*PARTS, BACK)
    strips = [limbs.strips] if limbs else []
    texture, first = _stacked([pages[name].image for name in names] + strips)
    drawn = ~np.isin(surface.face_parts, [PARTS.index(name) for name in HANDS])
    corners = surface.faces[drawn]
    of_part = np.broadcast_to(surface.face_parts[drawn][:, None], corners.shape)
    filmed = wear(character.skin, surface, body.model.reference) if character.skin else None
    of_film = filmed.charts.faces[drawn] if filmed else np.zeros_like(corners)
    used = np.stack([corners, of_part, of_film], 2).reshape(-1, 3)
    used, number = np.unique(used, axis=0, return_inverse=True)
    pairs = used[:, :2]

    def on(place, of, page):
        """Places of vertices on the pages of these numbers."""
        low = np.array([pages[name].corner for name in names])[page]
        size = np.array([pages[name].image.shape[1::-1] for name in names])[page]
        at = np.clip(place[of] - low - 0.5, 0, size - 1)
        at[:, 1] += first[page]
        return at.astype(np.float32)

    hair = _back(there, long)
    behind = on(back_place, np.arange(len(place)), np.full(len(place), names.index(BACK)))
    return Dressed(
        body=replace(body, vertices=fitted),
        vertex=pairs[:, 0],
        parts=pairs[:, 1],
        faces=number.reshape(-1, 3).astype(np.int32),
        uv=on(place, *pairs.T),
        behind=np.column_stack([behind, hair]).astype(np.float32),
        texture=texture,
        strips=int(first[len(names)]) if limbs else 0,
        limbs=limbs,
        light=light,
        head=pages["head"],
        head_row=int(first[PARTS.index("head")]),
        filmed=filmed,
        filmed_at=_on_film(filmed, photograph, surface, hair, *used.T[[0, 2]]),
    )


def _on_film(filmed, photograph, surface, hair, vertex, corner):
    """Where drawn vertices lie on the pages of a filmed skin, see `Dressed.filmed_at`.

    Shoes are alike all around, and trousers hang over them otherwise in each frame: those of the
    photograph stay, too.
    """
    if filmed is None:
        return np.zeros((len(vertex), 3), np.float32)
    share = np.where(surface.of("head"), hair, 1)
    feet = surface.of("left_foot", "right_foot")
    if photograph.visible[feet].mean() > SHOWN:
        share = share * ~feet
    share = share[vertex]
    return np.column_stack([filmed.charts.uv[corner] - 0.5, share]).astype(np.float32)


def at_rest(body, transforms, points):
    """Where points `(V, 3)` of the surface, posed by `transforms` `(J, 4, 4)`, are at rest."""
    blend = (body.model.weights @ transforms[:, :3].reshape(-1, 12)).reshape(-1, 3, 4)
    rest = np.linalg.solve(blend[..., :3], (points - blend[..., 3])[..., None])[..., 0]
    return rest.astype(np.float32)


def _with_hair(body, surface, away):
    """The model whose head takes the hair along that hangs beside the neck.

    Args:
        body: The `Body`. surface: Its `Surface`.
        away: `(V, 3)` metres, how far the picture's outline lies from the body's.
    """
    share = _beside_neck(surface, away)
    weights = body.model.weights * (1 - share[:, None])
    weights[:, body.rig.index("head")] += share
    return replace(body.model, weights=weights.astype(np.float32))


def _beside_neck(surface, away):
    """How far the outline at vertices of the neck is not the neck's own, `(V,)` in [0, 1]."""
    share = np.clip((np.linalg.norm(away, axis=1) - HAIR[0]) / np.ptp(HAIR), 0, 1)
    share, mean = share * surface.of("neck"), neighbourhoods(surface)
    for _ in range(SOFT_ROUNDS):
        share = mean @ share
    return share


def _scalp(surface, reference, page, head, place):
    """The page of the head's back, its hair combed, and the places of vertices on it."""
    of_head = np.isin(surface.face_parts, [PARTS.index(part) for part in ("head", "neck")])
    scalp = Scalp.build(reference, head.size, head.long)
    back, hair = back_of_head(page, head)
    at, faces = place - page.corner, surface.faces[of_head]
    image = combed(scalp, back, hair, contrast_of(page, head), at, faces)
    return Page(image, np.ones(image.shape[:2], np.float32), (0, 0)), scalp.places


def _back(there, long):
    """How much of the colour of vertices is read from the back of the head, `(V,)` in [0, 1].

    All of those behind the ears; above brows and ears of those that turn away, of the neck of those
    that look away. Under long hair ears and neck too as soon as they turn away, else ears never.
    Front and back go over into each other within a few triangles.
    """
    surface = there.surface
    facing = there.cosine[surface.faces].mean(axis=1)
    behind, above, cheeks, ears = (
        of[surface.faces].sum(axis=1)
        for of in (
            surface.behind_ears,
            surface.crown | surface.temples,
            surface.cheeks | surface.face,
            surface.ears,
        )
    )
    of_head = np.isin(surface.face_parts, [PARTS.index(part) for part in ("head", "neck")])
    neck = surface.face_parts == PARTS.index("neck")
    back = (behind > 1) | ((behind > 0) & (cheeks == 0))
    back |= (above > 0) & (facing < TURNED)
    if long:
        beside = surface.cheeks[surface.faces].any(axis=1)
        back |= (neck | beside) & (facing < TURNED)
    else:
        back &= ears < 2
        back |= neck & (facing < 0)
    total, count = np.zeros((2, len(surface.parts)))
    np.add.at(total, surface.faces[of_head], back[of_head, None])
    np.add.at(count, surface.faces[of_head], 1)
    share, mean = total / np.maximum(count, 1), neighbourhoods(surface)
    for _ in range(SOFT_ROUNDS):
        share = mean @ share
    share = np.clip((share - 0.2) / 0.6, 0, 1)
    return share * surface.of("head", "neck")


def _stacked(images):
    """Pictures one below the other, float32, and the first row of each."""
    width = max(image.shape[1] for image in images)
    rows = [
        cv2.copyMakeBorder(image, 0, 2, 0, width - image.shape[1], cv2.BORDER_REPLICATE)
        for image in images
    ]
    first = np.cumsum([0] + [len(row) for row in rows[:-1]])
    return np.concatenate(rows).astype(np.float32), first
