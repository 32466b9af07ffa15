"""The head as a mesh: the face's points with their depth, and rings out over hair and neck.

The rings follow the oval of the face less and less, so that the outermost one rests: what turns
into view at the far side is stretched from there, and collar and long hair stay where they are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pose2video.poses.skeletons import face_mesh

# share of the oval's motion that each ring makes, on hair and on the neck
HAIR, NECK = (0.94, 0.78, 0.55, 0.3, 0.1, 0.0, 0.0), (0.6, 0.25, 0.08, 0.02, 0.0, 0.0, 0.0)
BESIDE_GLASSES = (1.0, 1.0, 0.8, 0.5, 0.2, 0.0, 0.0)  # their rims and arms go on beyond the face
BEARD = (1.0, 0.98, 0.95, 0.92, 0.88, 0.85, 0.0)  # likewise of a beard, which hangs on the chin
REACH = {"above": 0.42, "beside": 0.34, "below": 0.42}  # of the rings, in face heights
HAIR_BESIDE = 0.7  # likewise where hair goes on: what turns is spread over more of it
LONGER = 1.5  # of a beard's length: so far it is looked for to the sides
NARROWEST = 0.08  # face heights that the rings reach at least
BEYOND = 0.2  # face heights from them to a last one, which rests: hair goes on beyond their reach


@dataclass(frozen=True, eq=False)
class HeadMesh:
    """A head at rest on the canvas.

    Attributes:
        points: float64 `(478 + rings, 3)` in pixels, the face's own points first.
        height: Of the face in pixels.
        follows: Share of the oval's motion that each ring's points make, `(rings, 36)`.
        box: `(x0, y0, x1, y1)`, whole pixels: all that may move.
    """

    points: np.ndarray
    height: float
    follows: np.ndarray
    box: tuple[int, int, int, int]


def build_mesh(points, axes, height, texture, beard=0.0, plate=None) -> HeadMesh:
    """Continue a face over the head.

    Beside and above the face the rings end at the outline of the head, which a turn does not
    move, as that of a ball; below they end on the neck.

    Args:
        points: Face points `(478, 3)` on the canvas in pixels.
        axes: Of the head: see `head_axes`.
        height: Of the face in pixels.
        texture: The `Texture` of the head.
        beard: See `RestingHead`; the rings end beyond its outline.
        plate: See `RestingHead`.
    """
    oval = points[face_mesh()["oval"]]
    outward = oval[:, :2] - oval[:, :2].mean(axis=0)
    outward /= np.linalg.norm(outward, axis=1, keepdims=True)
    down = outward @ axes[:2, 1]
    side = 1 - down**2
    ends = np.where(down < 0, REACH["above"], REACH["below"])
    reach = height * (side * REACH["beside"] + (1 - side) * ends)
    neck = neck_ends = np.clip((down - 0.1) / 0.5, 0, 1)
    if beard:  # it has an outline of its own
        reach = np.maximum(reach, neck * LONGER * beard)
    far = reach + height * side * (HAIR_BESIDE - REACH["beside"])
    outline = np.maximum(_outline(oval[:, :2], outward, far, texture), NARROWEST * height)
    if beard:
        outline, neck_ends = outline + neck * NARROWEST * height, 0 * neck
    reach = reach + (1 - neck_ends) * (outline - reach)
    rings = []
    shares = np.arange(1, len(HAIR)) / (len(HAIR) - 1)
    for away in (*np.outer(shares, reach), reach + BEYOND * height):
        rings.append(np.column_stack([oval[:, :2] + away[:, None] * outward, oval[:, 2]]))
    whole = np.concatenate([points, *rings])
    low, high = np.floor(whole[:, :2].min(axis=0)), np.ceil(whole[:, :2].max(axis=0))
    follows = np.outer(HAIR, 1 - neck) + np.outer(BEARD if beard else NECK, neck)
    if plate is not None:
        beside = np.outer(BESIDE_GLASSES, plate[face_mesh()["oval"]] * (1 - neck))
        follows = np.maximum(follows, beside)
    return HeadMesh(whole, height, follows, (int(low[0]), int(low[1]), int(high[0]), int(high[1])))


def _outline(oval, outward, reach, texture):
    """How far the head goes on beyond the oval `(36, 2)`, at most `reach`, pixels `(36,)`."""
    shares = np.linspace(0, 1, 33)
    places = oval[:, None] + shares[:, None] * (reach[:, None] * outward)[:, None]
    x, y = np.rint(places - texture.origin).astype(int).transpose(2, 0, 1)
    height, width = texture.image.shape[:2]
    inside = (x >= 0) & (y >= 0) & (x < width) & (y < height)
    covered = inside & (texture.image[y % height, x % width, 3] > 127)
    ends = np.where(covered.all(axis=1), 1.0, shares[np.argmin(covered, axis=1)])
    padded = np.concatenate([ends[-2:], ends, ends[:2]])
    return reach * np.convolve(padded, np.full(5, 0.2), "valid")
