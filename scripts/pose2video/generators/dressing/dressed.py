"""A body that wears the photograph: everything that is found out once per character."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from pose2video.bodies.body import Body
from pose2video.bodies.parts import PARTS
from pose2video.characters.preparation.person import pure_colours
from pose2video.generators.dressing.outline import align
from pose2video.generators.dressing.pages import BACK, Page, build_pages
from pose2video.generators.dressing.photograph import AlignedBody, Photograph
from pose2video.generators.dressing.places import places
from pose2video.generators.dressing.surface import Surface
from pose2video.generators.dressing.unseen import hidden_hands

TURNED = 0.3  # cosine to the line of sight at which the hair of the crown becomes that of the back


@dataclass(frozen=True, eq=False)
class Dressed:
    """A body with its texture.

    Attributes:
        body: The `Body`, its vertices at rest moved so that in the stance they fit the picture.
        vertex: `(N,)` int, the body's vertex of each drawn one: one per page that it is read from.
        faces: `(F, 3)` int32 of drawn vertices.
        uv: `(N, 2)` float32, place in the texture in pixels from the centre of the first.
        texture: float32 RGB `(h, w, 3)`, all pages one below the other, without light.
        light: `(3,)` the photograph's light, see `light.estimate`.
        head: Page of the head's front; `head_row`: its first row in the texture.
    """

    body: Body
    vertex: np.ndarray
    faces: np.ndarray
    uv: np.ndarray
    texture: np.ndarray
    light: np.ndarray
    head: Page
    head_row: int


def dress(body: Body, character) -> Dressed:
    """Put the photograph of a character on its body.

    Args:
        body: The character's body in its own shape.
        character: A `Character` with `body`, its stance.
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
    lost = [f"{side}_hand" for side in hidden_hands(character)]
    face = character.poses.part("face")[0]
    photograph = Photograph.build(there, colours, character.mask, lost, face)
    light = photograph.light(there)
    pages, long = build_pages(there, photograph, light)
    rows = [pages[name] for name in (*PARTS, BACK)]
    texture, first = _stacked(rows)
    page_of = np.where(_back(there, long), len(PARTS), surface.face_parts)
    pairs = np.stack([surface.faces, np.broadcast_to(page_of[:, None], surface.faces.shape)], 2)
    pairs, number = np.unique(pairs.reshape(-1, 2), axis=0, return_inverse=True)
    place = places(surface, aligned, camera)
    corners = np.array([page.corner for page in rows])
    sizes = np.array([page.image.shape[1::-1] for page in rows])
    uv = np.clip(place[pairs[:, 0]] - corners[pairs[:, 1]] - 0.5, 0, sizes[pairs[:, 1]] - 1)
    uv[:, 1] += first[pairs[:, 1]]
    return Dressed(
        body=replace(body, vertices=at_rest(body, transforms, aligned)),
        vertex=pairs[:, 0],
        faces=number.reshape(-1, 3).astype(np.int32),
        uv=uv.astype(np.float32),
        texture=texture,
        light=light,
        head=pages["head"],
        head_row=int(first[PARTS.index("head")]),
    )


def at_rest(body, transforms, points):
    """Where points `(V, 3)` of the surface, posed by `transforms` `(J, 4, 4)`, are at rest."""
    blend = (body.model.weights @ transforms[:, :3].reshape(-1, 12)).reshape(-1, 3, 4)
    rest = np.linalg.solve(blend[..., :3], (points - blend[..., 3])[..., None])[..., 0]
    return rest.astype(np.float32)


def _back(there, long):
    """Triangles `(F,)` bool that are read from the back of the head.

    Those behind the ears; above the brows those that turn away, of the neck that look away. Under
    long hair ears and neck too as soon as they turn away.
    """
    surface = there.surface
    facing = there.cosine[surface.faces].mean(axis=1)
    behind, crown, cheeks = (
        of[surface.faces].sum(axis=1)
        for of in (surface.behind_ears, surface.crown, surface.cheeks | surface.face)
    )
    neck = surface.face_parts == PARTS.index("neck")
    skull = (behind > 1) | ((behind > 0) & (cheeks == 0))
    skull |= (crown > 0) & (facing < TURNED)
    if long:
        beside = surface.cheeks[surface.faces].any(axis=1)
        return skull | ((neck | beside) & (facing < TURNED))
    return skull | (neck & (facing < 0))


def _stacked(pages):
    """All pages in one picture, and the first row of each."""
    width = max(page.image.shape[1] for page in pages)
    rows = [
        cv2.copyMakeBorder(page.image, 0, 2, 0, width - page.image.shape[1], cv2.BORDER_REPLICATE)
        for page in pages
    ]
    first = np.cumsum([0] + [len(row) for row in rows[:-1]])
    return np.concatenate(rows), first
