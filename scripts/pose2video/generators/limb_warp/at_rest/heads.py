"""The picture's head: face, mesh, eyes and the colours of its mouth."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pose2video.generators.limb_warp.at_rest.eyes import Eye, build_eyes
from pose2video.generators.limb_warp.at_rest.face_borders import within_head
from pose2video.generators.limb_warp.at_rest.face_measures import face_points
from pose2video.generators.limb_warp.at_rest.faces import Face, build_face
from pose2video.generators.limb_warp.at_rest.glasses import plate, wears_glasses
from pose2video.generators.limb_warp.at_rest.head_mesh import HeadMesh, build_mesh
from pose2video.generators.limb_warp.at_rest.turns import CHIN
from pose2video.generators.limbs.puppet import Puppet

MARGIN = 0.12  # face heights of transparent pixels around the head's texture, to move into
OWN_MOUTH = 0.03  # face heights of opening in the picture from which its own teeth are used
CHEEKS = (50, 280)
SHARED = 0.12  # face heights above the chin, where a trunk and a head share a neck that is seen


@dataclass(frozen=True, eq=False)
class RestingHead:
    """A picture's head that can move.

    Attributes:
        textures: Head and torso, whose neck goes with the chin; of a bearded one the head alone.
        face: Its face.
        mesh: Of the head.
        eyes: Those whose irises move.
        beard: Pixels below the chin at which a beard that hides the neck ends; 0 for none.
        cheeks: Their colour, whose light the inside of the mouth has.
        plate: Share of every face point that moves as one plate, `(478,)`: spectacles do not bend.
            None without any.
        open: How far the picture's mouth is open, face heights; 0 where nothing of its inside is
            seen.
    """

    textures: dict
    face: Face
    mesh: HeadMesh
    eyes: list[Eye]
    beard: float
    cheeks: np.ndarray
    plate: np.ndarray | None
    open: float


def rest_head(puppet: Puppet) -> RestingHead | None:
    """Prepare the head of a puppet; None where its face is not seen from the front."""
    if "head" not in puppet.textures:
        return None
    points, ears = face_points(puppet.pose)[0], puppet.face[[7, 8]].mean(axis=0)
    face = build_face(points, ears)
    if face is None:
        return None
    textures = {n: puppet.textures[n] for n in ("head", "torso") if n in puppet.textures}
    face = build_face(within_head(points, face.height, textures.values()), ears)
    texture = textures["head"] = _wider(textures["head"], round(MARGIN * face.height))
    flat = face.points[:, :2] - texture.origin
    gap = face.gaps["mouth"].max()
    beard = _beard(face, texture, textures.get("torso"))
    if beard:
        del textures["torso"]
    stiff = plate(face.upright) if wears_glasses(texture.image, flat) else None
    return RestingHead(
        textures=textures,
        face=face,
        mesh=build_mesh(face.points, face.axes, face.height, texture, beard, stiff),
        beard=beard,
        eyes=build_eyes(texture.image, flat),
        cheeks=cheek_colour(texture.image, flat),
        plate=stiff,
        open=float(gap) if gap > OWN_MOUTH else 0.0,
    )


def _beard(face, texture, torso):
    """See `RestingHead.beard`: there trunk and head do not share the chin."""
    down = face.axes[:2, 1] / np.linalg.norm(face.axes[:2, 1])
    chin = face.points[CHIN, :2]
    if torso is None or _alpha_at(torso, chin - SHARED * face.height * down) > 127:
        return 0.0
    steps = np.arange(0, 2 * face.height)
    gone = np.flatnonzero([_alpha_at(texture, chin + step * down) < 128 for step in steps])
    return float(steps[gone[0]]) if len(gone) else float(steps[-1])


def _alpha_at(texture, place):
    """Alpha of a texture at a place `(2,)` of the canvas; 0 outside."""
    x, y = np.rint(place - texture.origin).astype(int)
    height, width = texture.image.shape[:2]
    return int(texture.image[y, x, 3]) if 0 <= x < width and 0 <= y < height else 0


def _wider(texture, margin):
    """A texture with transparent pixels all around."""
    image = np.pad(texture.image, ((margin, margin), (margin, margin), (0, 0)))
    x, y = texture.origin
    corners = margin * np.array([[-1, -1], [1, -1], [-1, 1], [1, 1]])
    outline = (texture.outline[:, None] + corners).reshape(-1, 2)
    return replace(texture, image=image, origin=(x - margin, y - margin), outline=outline)


def cheek_colour(image, points):
    """Colour of the cheeks, float64 `(3,)`, sRGB.

    Args:
        image: RGB, uint8 `(height, width, 3 or 4)`.
        points: The face's in pixels of the image, `(478, 2)`.
    """
    x, y = np.rint(points[list(CHEEKS)]).astype(int).T
    rows, columns = np.clip(y, 0, image.shape[0] - 1), np.clip(x, 0, image.shape[1] - 1)
    return np.median(image[rows, columns, :3], axis=0).astype(np.float64)
