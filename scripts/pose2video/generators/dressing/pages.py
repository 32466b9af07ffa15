"""The photograph, one page per part of the body: what hides a part is taken off its page."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pose2video.bodies.parts import PARTS
from pose2video.characters.preparation.person import spread_colours
from pose2video.generators.dressing.evening import evened
from pose2video.generators.dressing.hair import Head, clean_cheeks
from pose2video.generators.dressing.light import relative
from pose2video.generators.dressing.photograph import BEHIND, AlignedBody, Photograph, grown
from pose2video.generators.dressing.surface import neighbours
from pose2video.triangles.meshes import look_up
from pose2video.triangles.raster import interpolate, rasterise, seen

BACK = "back of the head"
SOLID = 235  # of 255: pixels that hold next to nothing of the background
FRINGE = 40  # levels by which the outermost pixels may differ from those inside
SEAM, NEARBY, TONE = 1.5, 0.02, 85  # pixels, metres, levels: see `_as_here`
BARE = ("thigh", "shin")  # parts whose skin is evened
MARGIN = 4  # pixels round a page
SLEEVE = 0.008  # metres by which the clothes of what hides stand out


@dataclass(frozen=True, eq=False)
class Page:
    """A part's colours in a box of the picture.

    Attributes:
        image: float32 RGB `(h, w, 3)`, without the light.
        light: float32 `(h, w)`, the photograph's light on it.
        corner: `(x, y)` of its top left pixel in the picture.
    """

    image: np.ndarray
    light: np.ndarray
    corner: tuple[int, int]


def build_pages(aligned: AlignedBody, photograph: Photograph, light, tone):
    """Take the photograph apart.

    Args:
        aligned, photograph: The body and its photograph.
        light: `(3,)`, see `light.estimate`.
        tone: Linear RGB of the skin.

    Returns:
        Part, and `BACK`, head and neck in one -> `Page`; what is hair on that, None if unknown.
    """
    pages = {name: _page(aligned, photograph, light, tone, name) for name in PARTS}
    pages[BACK] = _page(aligned, photograph, light, tone, "head", "neck")
    shown, trunk = photograph.shows("head", "neck"), photograph.shows("trunk")
    head = Head.read(pages[BACK], shown, trunk, photograph.face)
    if head is None:
        return pages, None
    offset = np.subtract(pages["head"].corner, pages[BACK].corner)
    pages["head"] = clean_cheeks(pages["head"], head, offset)
    return pages, head


def _page(aligned, photograph, g, tone, *parts):
    height, width = photograph.mask.shape
    of = np.isin(aligned.surface.face_parts, [PARTS.index(part) for part in parts])
    whole, faces = aligned.surface.faces[of], aligned.surface.faces[of & aligned.facing]
    corners = aligned.xy[np.unique(whole)]
    low = np.clip(np.floor(corners.min(axis=0)).astype(int) - MARGIN, 0, [width - 1, height - 1])
    high = np.clip(np.ceil(corners.max(axis=0)).astype(int) + MARGIN, low + 1, [width, height])
    box = slice(low[1], high[1]), slice(low[0], high[0])
    size, xy, inverse = tuple(high - low), aligned.xy - low, 1 / aligned.depth
    keys = rasterise(xy, inverse, faces, size)
    covered = keys != 0
    _, own = seen(keys)
    hidden = covered & (photograph.nearest[box] - own > BEHIND * own**2)
    hidden = grown(hidden, SLEEVE * aligned.metre)
    if not any(part.endswith(("hand", "forearm")) for part in parts):
        hidden |= photograph.hands[box]
    other = aligned.surface.mirrored
    attributes = np.column_stack([aligned.normals, aligned.xy[other], photograph.visible[other]])
    values = interpolate(keys, xy, faces, attributes, inverse)
    image = photograph.colours[box].copy()
    # what looks away may reach farther than what faces the camera
    about = ~covered & (rasterise(xy, inverse, whole, size) != 0) & ~photograph.hands[box]
    about &= np.isin(photograph.label[box], [i for part in parts for i in neighbours(part)])
    known = (covered & ~hidden | about) & (photograph.mask[box] > SOLID)
    known = _without_fringe(image, known, photograph.mask[box])
    twin = covered & (values[..., 5] > 0.99)
    fill = twin & ~known & hidden
    if fill.any() and (twin & known).any():
        image[fill] = _as_here(image, known, photograph, values, twin, aligned.metre)[fill]
        known |= fill
    if known.any():
        image = _reflected(image, known, hidden & covered)
    if parts[0].endswith(BARE):
        image = evened(image, covered, tone, aligned.metre)
    normals = values[..., :3]
    for k in range(3):  # the normal beyond the outline is that of the outline
        normals[..., k] = _spread(normals[..., k], covered)
    light = relative(g, normals.reshape(-1, 3)).reshape(covered.shape)
    light = cv2.GaussianBlur(light.astype(np.float32), (0, 0), 1.5)
    return Page(image / light[..., None], light, (int(low[0]), int(low[1])))


def _without_fringe(image, known, mask):
    """What is known without the outline's pixels that still hold some of the old background."""
    inner = cv2.erode((mask > SOLID).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    inside = spread_colours(image, (known & inner).astype(np.float32)).astype(np.int16)
    return known & (inner | (np.abs(inside - image).max(axis=2) < FRINGE))


def _as_here(image, known, photograph, values, twin, metre):
    """The other side of the body in the tones of this one, uint8 of the image's size.

    What the two sides differ by where both are seen goes on smoothly to where only the other is.
    """
    other = np.zeros(image.shape, np.float32)
    other[twin] = look_up(photograph.colours, *(values[twin][:, 3:5].T - 0.5))
    off = image - other
    # where they differ more, one shows something else, such as the rim of a hand
    both = (twin & known & (np.abs(off).max(axis=2) < TONE)).astype(np.float32)
    off *= both[..., None]
    near = cv2.GaussianBlur(both, (0, 0), SEAM)
    off = cv2.GaussianBlur(off, (0, 0), SEAM) / np.maximum(near, 1e-3)[..., None]
    off = spread_colours(np.clip(128 + off, 0, 255).astype(np.uint8), both).astype(np.float32)
    soft = cv2.GaussianBlur(off, (0, 0), max(NEARBY * metre, 1.0))
    deep = cv2.distanceTransform(1 - both.astype(np.uint8), cv2.DIST_L2, 5) / (NEARBY * metre)
    deep = np.clip(deep, 0, 1)[..., None]
    return np.clip(other + (1 - deep) * off + deep * soft - 128, 0, 255).astype(np.uint8)


def _reflected(image, known, wanted):
    """Fill what is unknown smoothly; where `wanted`, with what lies opposite the border instead."""
    smooth = spread_colours(image, known.astype(np.float32))
    places = np.stack(np.mgrid[: known.shape[0], : known.shape[1]], axis=-1)
    border = np.stack([_spread(places[..., k], known) for k in (0, 1)], axis=-1)
    opposite = np.clip(2 * border - places, 0, np.array(known.shape) - 1)
    rows, columns = opposite[..., 0], opposite[..., 1]
    use = wanted & ~known & known[rows, columns]
    smooth[use] = image[rows, columns][use]
    return smooth


def _spread(values, known):
    """Values of the nearest known pixel."""
    if not known.any():
        return values
    _, label = cv2.distanceTransformWithLabels(
        (~known).astype(np.uint8), cv2.DIST_L2, 3, labelType=cv2.DIST_LABEL_PIXEL
    )
    nearest = np.zeros(label.max() + 1, values.dtype)
    nearest[label[known]] = values[known]
    return nearest[label]
