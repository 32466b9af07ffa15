"""The character at rest on the canvas: joints, lengths, widths and the textures of its pieces."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pose2video.characters.framing.cloth import cloth_below
from pose2video.characters.preparation.joint_discs import joint_radius
from pose2video.characters.preparation.measures import body_unit
from pose2video.characters.preparation.plan import BONES, SIDES, joints_of
from pose2video.poses.geometry import resize
from pose2video.poses.sequence import PoseSequence

PAD = 2  # transparent pixels around a texture
BELOW = 0.2  # of the canvas: what its lower edge cuts goes on below by this


@dataclass(frozen=True, eq=False)
class Texture:
    """A piece on the canvas at rest.

    Attributes:
        image: RGB times alpha, and alpha, uint8 `(height, width, 4)`, transparent at its border.
        origin: `(x, y)` of its top left pixel on the canvas.
        outline: Convex hull of what is not transparent, float64 `(n, 2)` in canvas pixels.
    """

    image: np.ndarray
    origin: tuple[int, int]
    outline: np.ndarray


@dataclass(frozen=True, eq=False)
class Puppet:
    """The character at rest, in canvas pixels.

    Attributes:
        joints: `{joint: float64 (2,)}`.
        textures: `{piece: Texture}`, far to near.
        radii: `{bone: half width at its first joint}`.
        unit: Width of the shoulders.
        face: Body points 0 to 10 (nose, eyes, ears, mouth), float64 `(11, 2)`.
        background: uint8 RGB `(height, width, 3)`.
        pose: The picture's own `holistic` pose on the canvas, one frame.
    """

    joints: dict[str, np.ndarray]
    textures: dict[str, Texture]
    radii: dict[str, float]
    unit: float
    face: np.ndarray
    background: np.ndarray
    pose: PoseSequence

    def bone(self, bone):
        """Length (at least 1 pixel) and direction in radians of a bone at rest."""
        vector = self.joints[bone.end] - self.joints[bone.start]
        return max(float(np.linalg.norm(vector)), 1.0), float(np.arctan2(vector[1], vector[0]))

    def side(self, joint):
        """From the right to the left shoulder (or hip) at rest, and whether it can be relied on.

        In a picture from the side the two nearly coincide; then a vector across the spine.
        """
        spine = middle(self.joints, "shoulder") - middle(self.joints, "hip")
        vector = self.joints[f"left_{joint}"] - self.joints[f"right_{joint}"]
        across = np.array([-spine[1], spine[0]])
        share = vector @ across / (spine @ spine)
        if abs(share) > 0.25 and np.linalg.norm(vector) < 2 * abs(share) * np.linalg.norm(spine):
            return vector, True
        return (0.4 if share >= 0 else -0.4) * across, False


def lay_out(character, size) -> Puppet:
    """Scale a character to the canvas.

    Args:
        character: A `Character` with pieces.
        size: `(width, height)` of the canvas in pixels.
    """
    scale = np.array(size) / character.size
    joints = {name: xy[0] * scale for name, xy in joints_of(character.poses).items()}
    unit = body_unit(joints)
    margin = _beyond(character)
    textures = {
        piece.name: _texture(piece, character.size, size, margin) for piece in character.pieces
    }
    return Puppet(
        joints=joints,
        textures=textures,
        radii=_radii(character.pieces, float(scale.mean())),
        unit=unit,
        face=character.poses.part("body")[0, :11] * scale,
        background=cv2.resize(character.behind, size, interpolation=cv2.INTER_AREA),
        pose=resize(character.poses, size),
    )


def _beyond(character):
    """Pixels by which a piece lies outside of the picture, at most: a view may cut it."""
    width, height = character.size
    away = [0]
    for piece in character.pieces:
        (x, y), (high, wide) = piece.origin, piece.image.shape[:2]
        away += [-x, -y, x + wide - width, y + high - height]
    return max(away)


def _texture(piece, picture_size, size, margin):
    """One piece, scaled exactly as the whole picture is, with a margin around it."""
    height, width = piece.image.shape[:2]
    scale = np.array(size) / picture_size
    around = np.rint(scale * margin).astype(int)
    x, y = piece.origin[0] + margin, piece.origin[1] + margin
    whole = np.zeros((picture_size[1] + 2 * margin, picture_size[0] + 2 * margin, 4), np.uint8)
    part = whole[y : y + height, x : x + width]
    part[:] = _multiplied(piece.image)
    whole = cv2.resize(whole, tuple(np.array(size) + 2 * around), interpolation=cv2.INTER_AREA)
    edge = around[1] + size[1]
    cut = whole[edge - 1, :, 3].any() and not whole[edge:, :, 3].any()
    if piece.name.endswith(("torso", "thigh")) and cut:
        below = round(BELOW * size[1])  # so that the cut does not show when the figure rises
        whole = np.vstack([whole[:edge], _multiplied(cloth_below(whole[:edge], below))])
    x, y, width, height = cv2.boundingRect((whole[..., 3] > 2).astype(np.uint8))
    points = cv2.findNonZero((whole[..., 3] > 2).astype(np.uint8))
    outline = np.zeros((1, 2)) if points is None else cv2.convexHull(points)[:, 0].astype(float)
    outline -= around
    image = cv2.copyMakeBorder(
        whole[y : y + height, x : x + width], PAD, PAD, PAD, PAD, cv2.BORDER_CONSTANT
    )
    return Texture(image, (int(x - PAD - around[0]), int(y - PAD - around[1])), outline)


def _multiplied(image):
    """Colours times alpha, and alpha, uint8 as `image`."""
    alpha = image[..., 3]
    colours = cv2.multiply(image[..., :3], cv2.merge([alpha] * 3), scale=1 / 255)
    return np.dstack([colours, alpha])


def _radii(pieces, scale):
    """Radius of the joint where each bone begins, as when pieces are cut."""
    half_widths = {piece.name: piece.half_width * scale for piece in pieces}
    return {name: joint_radius(BONES[name], half_widths) for name in half_widths if name in BONES}


def middle(joints, joint):
    """Middle between the left and the right joint of a name."""
    return (joints[f"{SIDES[0]}_{joint}"] + joints[f"{SIDES[1]}_{joint}"]) / 2
