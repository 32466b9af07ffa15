"""Long hair in front of the shoulder that a head looks over: it stays with the body's head."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pose2video.generators.limb_warp.at_rest.turns import CHIN

# face heights from the chin, down and to the side, between which hair begins to hang; the neck has
# the body's head over it
BEGINS_BELOW, BEGINS_ASIDE = (-0.35, -0.15), (0.25, 0.35)
ENDS_BELOW = 1.5  # likewise: there it lies on the chest, which turns half as far
NARROWEST = 0.3  # of its distance to the side
PROFILE = np.radians((85, 110))  # yaws between which the head hides it


@dataclass(frozen=True, eq=False)
class HangingHair:
    """The hair of a picture's head that hangs beside the neck, over a clip.

    Attributes:
        share: Two float32 `(h, w)` in [0, 1], what hangs of the texture of the head, to the left
            of the canvas and to the right.
        aside, down: float32 `(h, w)`, pixels of the texture from the middle of the chin, along
            the face's axes; `across` `(2,)` is the first of them on the canvas.
        height: Of the face in pixels.
        narrow: `(T,)`, how far it is from the middle, over that at rest, at the chin.
        seen: `(T,)` in [0, 1].
    """

    share: tuple[np.ndarray, np.ndarray]
    aside: np.ndarray
    down: np.ndarray
    across: np.ndarray
    height: float
    narrow: np.ndarray
    seen: np.ndarray

    @classmethod
    def of(cls, head, yaw) -> HangingHair:
        """Find what hangs.

        Args:
            head: A `RestingHead`. yaw: `(T,)` radians within half a turn, that of the body's head.
        """
        aside, down = on_the_face(head)
        x, y = aside / head.face.height, down / head.face.height
        below = _rise(y, *BEGINS_BELOW)
        return cls(
            share=tuple(np.float32(below * _rise(side * x, *BEGINS_ASIDE)) for side in (-1, 1)),
            aside=np.float32(aside),
            down=np.float32(down),
            across=head.face.axes[:2, 0],
            height=head.face.height,
            narrow=np.maximum(np.cos(yaw), NARROWEST),
            seen=1 - _rise(np.abs(yaw), *PROFILE),
        )

    def moved(self, image, side, index, gone):
        """What hangs on the side that the head looks to, nearer to the middle as the head turns.

        The head takes the ends at the chin along, the chest the others half as far. Its width
        shrinks less than its distance: it lies around the shoulder.

        Args:
            image: uint8 `(h, w, 4)`, colours times alpha.
            side: 0 for the left of the canvas, 1 for the right. index: The frame.
            gone: How far the picture's head has left, in [0, 1].

        Returns:
            uint8 as `image`.
        """
        part = np.rint(image * self.share[side][..., None] * (1 - gone * (1 - self.seen[index])))
        chest = np.clip(self.down / (ENDS_BELOW * self.height), 0, 1) / 2
        narrow = 1 - gone * (1 - self.narrow[index]) * (1 - chest)
        wide, inner = (1 + narrow) / 2, BEGINS_ASIDE[0] * self.height * (2 * side - 1)
        by = inner + (self.aside - inner * narrow) / wide - self.aside
        rows, columns = np.indices(by.shape, np.float32)
        x, y = columns + by * np.float32(self.across[0]), rows + by * np.float32(self.across[1])
        return cv2.remap(part.astype(np.uint8), x, y, cv2.INTER_LINEAR)


def on_the_face(head):
    """How far pixels of a head's texture lie beside and below the chin, two `(h, w)` in pixels."""
    texture, face = head.textures["head"], head.face
    rows, columns = np.indices(texture.image.shape[:2], np.float32)
    chin = face.points[CHIN, :2] - texture.origin
    x, y = columns - chin[0], rows - chin[1]
    return x * face.axes[0, 0] + y * face.axes[1, 0], x * face.axes[0, 1] + y * face.axes[1, 1]


def _rise(values, low, high):
    return np.clip((values - low) / (high - low), 0, 1)
