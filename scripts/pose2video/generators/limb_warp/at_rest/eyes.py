"""The picture's eyes taken apart: white and iris behind the lids."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from pose2video.poses.skeletons import face_mesh

SUPER = 4  # samples a pixel
SMALLEST = 1.2  # pixels of an iris' radius, and of the opening of an eye, that can still be moved
DARK = 50  # percent of what is not the iris that does not count as white
EVEN = 0.35  # share that the white keeps of its shades
LASH = 10  # percent of an eye and its surroundings that are darker than its lashes
SHADE, SHADE_WIDE = 0.78, 0.07  # of its light that the white keeps at the lids; widths of the eye
CORNER = 0.75  # radii of the iris that stay between its middle and a corner of the eye
UP = 0.45  # radii by which it moves up or down at most


@dataclass(frozen=True, eq=False)
class Eye:
    """An eye of the picture, taken apart; pixels are those of the texture.

    Attributes:
        name: `right_eye` or `left_eye`.
        corner: `(x, y)` of the patch in the texture.
        opening: Share of every sample between the lids, float32 `(height, width)`, `SUPER`
            samples a pixel.
        whole: The picture there, float32 `(height, width, 3)`; `white` the eye without its iris,
            of one colour in both eyes; `lash` the colour of its lashes, `(3,)`.
        iris: The iris with what the lids hide of it; `disc` its share of every sample.
        room: How far the iris may move, `(left, right, up, down)` in pixels along the eye.
        along: Unit vector to the person's left, through the corners; `down` across it.
        width: Of the eye in pixels.
    """

    name: str
    corner: tuple[int, int]
    opening: np.ndarray
    whole: np.ndarray
    white: np.ndarray
    lash: np.ndarray
    iris: np.ndarray
    disc: np.ndarray
    room: tuple[float, float, float, float]
    along: np.ndarray
    down: np.ndarray
    width: float


def build_eyes(image, points) -> list[Eye]:
    """Take apart those eyes of a face that are open and large enough.

    Args:
        image: RGB times alpha, and alpha, uint8 `(height, width, 4)`.
        points: The face's in pixels of the image, `(478, 2)`.
    """
    eyes = []
    for name, iris in face_mesh()["irises"].items():
        rim = face_mesh()["rims"][name]
        upper, lower = points[rim["upper"]], points[rim["lower"]]
        middle, ring = points[iris], points[iris + 1 : iris + 5]
        radius = float(np.linalg.norm(ring - middle, axis=1).mean())
        gap = np.linalg.norm(lower - upper, axis=1).max()
        if min(radius, gap) >= SMALLEST:
            eye = _eye(image, np.concatenate([upper, lower[-2:0:-1]]), middle, radius, name)
            eyes += [eye] if eye else []
    return _alike(eyes)


def _alike(eyes):
    """The eyes with whites of the colour of the plainest, shaded by their lids.

    What is seen of a white may be little, and red from the skin around it.
    """
    own = [
        np.average(eye.white.reshape(-1, 3), axis=0, weights=eye.opening.ravel()) for eye in eyes
    ]
    plainest = max(own, key=min, default=None)
    alike = []
    for eye, colour in zip(eyes, own, strict=True):
        light = np.sqrt(colour.mean() / max(plainest.mean(), 1.0))
        white = eye.white + light * plainest - colour
        inner = cv2.GaussianBlur(eye.opening, (0, 0), SHADE_WIDE * eye.width * SUPER)
        shade = SHADE + (1 - SHADE) * np.clip(2 * inner - 0.9, 0, 1)
        white = np.clip(white * shade[..., None], 0, 255).astype(np.float32)
        alike.append(replace(eye, white=white))
    return alike


def _eye(image, outline, middle, radius, name):
    """One eye; None where it lies outside the image or shows no white."""
    low = np.floor(outline.min(axis=0)).astype(int) - 3
    high = np.ceil(outline.max(axis=0)).astype(int) + 4
    if (low < 0).any() or (high > image.shape[1::-1]).any():
        return None
    patch = np.ascontiguousarray(image[low[1] : high[1], low[0] : high[0], :3])
    whole = cv2.resize(patch, None, fx=SUPER, fy=SUPER, interpolation=cv2.INTER_CUBIC)
    inside = np.zeros(whole.shape[:2], np.uint8)
    corners = (outline - low + 0.5) * SUPER - 0.5
    cv2.fillPoly(inside, [np.round(corners).astype(np.int32)], 255)
    centre, size = (middle - low + 0.5) * SUPER - 0.5, radius * SUPER
    rows, columns = np.mgrid[: whole.shape[0], : whole.shape[1]]
    far = np.hypot(columns - centre[0], rows - centre[1])
    open_ = cv2.erode(inside, np.ones((SUPER, SUPER), np.uint8)) > 0
    shows_white = open_ & (far > 1.3 * size)
    if shows_white.sum() < 0.06 * open_.sum() or not (open_ & (far < size)).any():
        return None
    plain = whole.min(axis=2)  # dark where there are lashes, the iris' rim or red corners
    shows_white &= plain >= np.percentile(plain[shows_white], DARK)
    white = cv2.inpaint(whole, np.uint8(~shows_white), 3, cv2.INPAINT_TELEA)
    usual = np.median(whole[shows_white], axis=0)
    white = usual + EVEN * (cv2.GaussianBlur(white, (0, 0), SUPER) - usual)
    shows_iris = open_ & (far < 1.02 * size)
    iris = cv2.inpaint(*_mirrored(whole, shows_iris, far, centre, size), 2, cv2.INPAINT_TELEA)
    along = outline[8] - outline[0] if name == "right_eye" else outline[0] - outline[8]
    width = float(np.linalg.norm(along))
    along = along / width
    ends = sorted(float(outline[i] @ along) for i in (0, 8))
    at, spare = float(middle @ along), CORNER * radius
    return Eye(
        name=name,
        corner=(int(low[0]), int(low[1])),
        opening=cv2.GaussianBlur(inside, (0, 0), 0.5 * SUPER).astype(np.float32) / 255,
        whole=whole.astype(np.float32),
        white=white.astype(np.float32),
        lash=patch[patch.sum(axis=2) <= np.percentile(patch.sum(axis=2), LASH)].mean(axis=0),
        iris=iris.astype(np.float32),
        disc=np.clip((1.05 * size - far) / SUPER + 0.5, 0, 1).astype(np.float32),
        room=(
            max(at - ends[0] - spare, 0.0), max(ends[1] - at - spare, 0.0), UP * radius, UP * radius
        ),
        along=along,
        down=np.array([-along[1], along[0]]),
        width=width,
    )  # fmt: skip


def _mirrored(whole, known, far, centre, size):
    """What a lid hides of an iris, taken from its other half; and the mask of what lacks still."""
    filled, lacks = whole.copy(), ~known
    flip = np.float32([[1, 0, 0], [0, -1, 2 * centre[1]]])
    shape = whole.shape[1::-1]
    other = cv2.warpAffine(whole, flip, shape)
    there = cv2.warpAffine(known.astype(np.uint8), flip, shape, flags=cv2.INTER_NEAREST) > 0
    use = lacks & there
    filled[use] = other[use]
    return filled, np.uint8(lacks & ~there & (far < 2.5 * size))
