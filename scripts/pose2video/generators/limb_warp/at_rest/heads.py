"""The picture's head: face, mesh, eyes and the colours of its mouth."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pose2video.generators.limb_warp.at_rest.eyes import Eye, build_eyes
from pose2video.generators.limb_warp.at_rest.face_measures import face_points
from pose2video.generators.limb_warp.at_rest.faces import Face, build_face
from pose2video.generators.limb_warp.at_rest.head_mesh import HeadMesh, build_mesh
from pose2video.generators.limbs.puppet import Puppet

MARGIN = 0.12  # face heights of transparent pixels around the head's texture, to move into
OWN_MOUTH = 0.03  # face heights of opening in the picture from which its own teeth are used
CHEEKS = (50, 280)


@dataclass(frozen=True, eq=False)
class RestingHead:
    """A picture's head that can move.

    Attributes:
        textures: Head and torso; the torso's neck goes with the chin.
        face: Its face.
        mesh: Of the head.
        eyes: Those whose irises move.
        cheeks: Their colour, whose light the inside of the mouth has; None where the picture
            shows that.
    """

    textures: dict
    face: Face
    mesh: HeadMesh
    eyes: list[Eye]
    cheeks: np.ndarray | None


def rest_head(puppet: Puppet) -> RestingHead | None:
    """Prepare the head of a puppet; None where its face is not seen from the front."""
    if "head" not in puppet.textures:
        return None
    face = build_face(face_points(puppet.pose)[0], puppet.face[[7, 8]].mean(axis=0))
    if face is None:
        return None
    textures = {n: puppet.textures[n] for n in ("head", "torso") if n in puppet.textures}
    texture = textures["head"] = _wider(textures["head"], round(MARGIN * face.height))
    flat = face.points[:, :2] - texture.origin
    return RestingHead(
        textures=textures,
        face=face,
        mesh=build_mesh(face.points, face.axes, face.height, texture),
        eyes=build_eyes(texture.image, flat),
        cheeks=None if face.gaps["mouth"].max() > OWN_MOUTH else cheek_colour(texture.image, flat),
    )


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
