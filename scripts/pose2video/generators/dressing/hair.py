"""The head beside and behind the face, of which a photograph from the front shows little."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from pose2video.characters.preparation.person import spread_colours
from pose2video.poses.skeletons import face_mesh

TOP, CHIN, EYE, CHEEKS = 10, 152, 33, (50, 280, 151)  # MediaPipe's face points
NAPE = 0.2  # face heights above the chin down to which short hair reaches
LONG = 0.12  # face heights below the chin from which hair is long
CROWN = 0.6  # share of the height above the face in which hair is hair
SURE = 0.7  # how much nearer to the hair's colour than to the skin's hair is
HAIR = 60  # Lab units from the crown's colour within which hair is hair
SKIN = 25  # Lab units from the cheeks' colour within which skin is skin
BROAD, VARIES = 0.06, 0.5  # face heights, share: hair behind varies so broadly and so much
CONTRAST = (0.03, 0.08)  # least and most of strands
SAME = 14  # Lab units of colour within which hair is the crown's
FEW = 30  # pixels; less hair is none
CROSS = np.ones((3, 3), np.uint8)


@dataclass(frozen=True, eq=False)
class Head:
    """What is hair on a page of the head; all masks `(h, w)` bool.

    Attributes:
        inner: Head and neck without their rim. oval: The face.
        hair: Hangs together with the crown. like: As far as colour tells.
        skin, cloth: Below the chin, no hair: of the cheeks' colour, and others.
        trunk: Where the picture shows the trunk.
        long: Whether hair hangs below the chin.
        nape: Row down to which hair reaches behind. chin, ear, brow: Rows of the face.
        size: Height of the face in pixels. tone: Colour of the cheeks, `(3,)`.
    """

    inner: np.ndarray
    oval: np.ndarray
    hair: np.ndarray
    like: np.ndarray
    skin: np.ndarray
    cloth: np.ndarray
    trunk: np.ndarray
    long: bool
    nape: float
    chin: float
    ear: float
    brow: float
    size: float
    tone: np.ndarray

    @classmethod
    def read(cls, page, head, trunk, face) -> Head | None:
        """Tell hair from skin: it is nearer in colour to the crown than to the cheeks.

        Args:
            page: A `Page` of head and neck.
            head, trunk: `(height, width)` bool, where the picture shows head or neck, and trunk.
            face: `(478, 2)` face points in pixels of the picture; NaN where no face is seen.

        Returns:
            None where the picture shows no face, or no crown.
        """
        outline = face_mesh()["oval"]
        if not np.isfinite(face[outline]).all():
            return None
        height, width = page.image.shape[:2]
        x, y = page.corner
        face = face - page.corner
        seen = head[y : y + height, x : x + width]
        tops = np.flatnonzero(seen.any(axis=1))
        if not len(tops):
            return None
        oval = np.zeros((height, width), np.uint8)
        cv2.fillPoly(oval, [np.round(face[outline]).astype(np.int32)], 1)
        oval = oval > 0
        size = float(np.linalg.norm(face[CHIN] - face[TOP]))
        rows = np.arange(height)[:, None]
        inner = cv2.erode(seen.astype(np.uint8), CROSS) > 0
        crown = inner & (rows < tops[0] + CROWN * max(face[TOP, 1] - tops[0], 0.1 * size))
        if crown.sum() < FEW:
            return None
        image = np.clip(page.image, 0, 255).astype(np.uint8)
        lab = cv2.cvtColor(image, cv2.COLOR_RGB2LAB).astype(np.float32)
        cheeks = np.clip(np.round(face[list(CHEEKS)]).astype(int), 0, [width - 1, height - 1])
        cheeks = cheeks[:, 1], cheeks[:, 0]
        weigh = np.array([0.5, 1, 1])  # light counts less than colour
        to_hair, to_skin = (
            np.linalg.norm((lab - np.median(colours, axis=0)) * weigh, axis=2)
            for colours in (lab[crown], lab[cheeks])
        )
        like = to_hair < np.minimum(SURE * to_skin, HAIR)
        hair = _grown(crown & like, inner & ~oval & like)
        long = np.flatnonzero((hair & (rows > face[CHIN, 1] + LONG * size)).sum(axis=1) > 2)
        below = inner & ~oval & (rows > face[CHIN, 1]) & (to_skin < to_hair)
        return cls(
            inner=inner,
            oval=oval,
            hair=hair,
            like=like,
            skin=below & (to_skin < SKIN),
            cloth=below & (to_skin >= SKIN),
            trunk=trunk[y : y + height, x : x + width],
            long=len(long) > 0,
            nape=np.percentile(long, 90) if len(long) else face[CHIN, 1] - NAPE * size,
            chin=face[CHIN, 1],
            ear=face[EYE, 1] + 0.05 * size,
            brow=face[EYE, 1] - 0.1 * size,
            size=size,
            tone=np.median(page.image[cheeks], axis=0),
        )


def back_of_head(page, head: Head):
    """What looks away, in broad tones: hair down to the nape, below it the neck.

    Returns:
        float32 RGB `(h, w, 3)`, and float32 `(h, w)` in [0, 1], which of it is hair.
    """
    image = np.clip(page.image, 0, 255).astype(np.uint8)
    rows = np.arange(len(image))[:, None]
    sure = _sure(image, head)
    tone = np.median(image[sure], axis=0)
    back = spread_colours(image, sure.astype(np.float32)).astype(np.float32)
    back = cv2.GaussianBlur(back, (0, 0), BROAD * head.size)
    back = tone + VARIES * (back - tone)
    neck = np.broadcast_to(head.tone, image.shape)
    if head.skin.sum() >= FEW:
        neck = spread_colours(image, head.skin.astype(np.float32))
        neck = cv2.GaussianBlur(neck, (0, 0), BROAD * head.size)
    cloth = _solid(head.cloth, 0.05 * head.size)
    if cloth.any():
        far = [_distance(of) for of in (cloth | head.trunk, head.inner & ~cloth)]
        collar = spread_colours(image, cloth.astype(np.float32))
        neck = np.where((far[0] < far[1])[..., None], collar, neck)
    share = np.clip((rows - head.nape) / (0.08 * head.size) + 0.5, 0, 1)
    share = np.broadcast_to(share, image.shape[:2]).astype(np.float32)
    mixed = back * (1 - share[..., None]) + neck * share[..., None]
    return mixed.astype(np.float32), 1 - share


def contrast_of(page, head: Head):
    """How much the brightness of the photograph's hair varies from strand to strand, a share."""
    grey = page.image.mean(axis=2)
    hair = head.hair.astype(np.float32)
    weight = np.maximum(cv2.GaussianBlur(hair, (0, 0), BROAD * head.size), 1e-3)
    smooth = cv2.GaussianBlur(grey * hair, (0, 0), BROAD * head.size) / weight
    off = (grey / np.maximum(smooth, 1) - 1)[head.hair]
    return float(np.clip(off.std(), *CONTRAST)) if len(off) >= FEW else CONTRAST[0]


def _solid(mask, pixels):
    """A mask without what is narrower than some pixels."""
    side = 2 * round(pixels) + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    return cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, disc) > 0


def _sure(image, head: Head):
    """Hair of the crown's colour, bool: no ear that light shines through."""
    lab = cv2.cvtColor(image, cv2.COLOR_RGB2LAB).astype(np.float32)[..., 1:]
    crown = head.hair & (np.arange(len(image))[:, None] < head.brow)
    if crown.sum() < FEW:
        return head.hair
    off = np.linalg.norm(lab - np.median(lab[crown], axis=0), axis=2)
    sure = head.hair & (off < SAME)
    return sure if sure.sum() >= FEW else head.hair


def clean_cheeks(page, head: Head, offset):
    """The page of the head's front without the strands that show past ears and jaw.

    They hang behind; on the sides of the face they would be drawn out to bars. A beard stays: it
    hangs together with the face; so does hair that covers the ears.

    Args:
        page: Of the head. head: Read from a page that begins at `offset` `(x, y)` of this one.
    """
    rows = np.arange(len(head.hair))[:, None]
    beside = head.inner & ~head.oval & (rows > head.ear) & (rows < head.chin)
    strands = beside & head.like
    if not beside.any() or strands.sum() > 0.5 * beside.sum():
        return page
    _, label = cv2.connectedComponents((strands | (head.oval & head.like)).astype(np.uint8))
    inside = np.bincount(label[head.oval], minlength=label.max() + 1)
    strands &= inside[label] < FEW
    wide = np.zeros(page.image.shape[:2], np.uint8)
    part = strands[offset[1] :, offset[0] :][: wide.shape[0], : wide.shape[1]]
    wide[: part.shape[0], : part.shape[1]] = part
    wide = cv2.dilate(wide, CROSS)
    image = np.clip(page.image, 0, 255).astype(np.uint8)
    filled = spread_colours(image, 1 - wide.astype(np.float32))
    return replace(page, image=np.where(wide[..., None] > 0, filled, page.image))


def _distance(mask):
    return cv2.distanceTransform((~mask).astype(np.uint8), cv2.DIST_L2, 5)


def _grown(seed, mask):
    """The part of a mask, without its rim, that hangs together with a seed."""
    _, label = cv2.connectedComponents((mask | seed).astype(np.uint8))
    grown = np.isin(label, np.setdiff1d(label[seed], 0))
    return cv2.erode(grown.astype(np.uint8), CROSS) > 0
