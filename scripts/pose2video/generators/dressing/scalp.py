"""The head behind its face on a sheet of its own, on which hair flows away from the whorl."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pose2video.characters.preparation.person import spread_colours
from pose2video.triangles.meshes import look_up
from pose2video.triangles.raster import interpolate, rasterise

MIDDLE = np.array([0, -0.84, -0.05])  # of the head, on the reference body, metres
WHORL, PARTING = np.array([0, -0.7, 0.7]), np.array([0, -0.95, 0.3])  # directions from the middle
SIDES = (320, 640)  # pixels of the sheet
LARGE = 2.5  # its side in face heights
SEED = 7
ANGLES, RINGS = 1024, 128  # resolution of the strands around the whorl, and away from it
WIDE = (1.5, 3.0, 10.0)  # widths of strands, in angles
WAVES = 0.02  # turns by which strands wander
BARE = 0.35  # radians around the whorl in which strands are not told apart
TORN = 0.15  # share of the side that no whole triangle spans
SOFT = 0.008  # share of the side over which hair and neck become each other


@dataclass(frozen=True, eq=False)
class Scalp:
    """The head unrolled around its whorl, whose angles and distances it keeps.

    Attributes:
        places: `(V, 2)` float64, pixels of the sheet, from its top left corner.
        side: Its side in pixels.
    """

    places: np.ndarray
    side: int

    @classmethod
    def build(cls, reference, size, long) -> Scalp:
        """Unroll the head.

        Args:
            reference: `(V, 3)` of the reference body, metres.
            size: Height of the face in pixels. long: Whether the hair falls from a parting.
        """
        side = int(np.clip(LARGE * size, *SIDES))
        pole = PARTING if long else WHORL
        pole = pole / np.linalg.norm(pole)
        right = np.array([1.0, 0, 0])
        away = reference - MIDDLE
        away = away / np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-9)
        x, y = away @ right, away @ np.cross(pole, right)
        far = np.arccos(np.clip(away @ pole, -1, 1)) / np.pi
        flat = np.stack([x, y], axis=1) / np.maximum(np.hypot(x, y), 1e-9)[:, None]
        return cls(side / 2 + (side / 2 - 2) * far[:, None] * flat, side)

    def taken(self, image, places, faces):
        """What a page shows of the head, laid out on the sheet.

        Args:
            image: `(h, w, C)`, the page. places: `(V, 2)` pixels on it. faces: `(F, 3)`.

        Returns:
            float32 `(side, side, C)`, and bool `(side, side)`, where there is something.
        """
        # round the throat, opposite the whorl, triangles are torn apart
        faces = faces[np.ptp(self.places[faces], axis=1).max(axis=1) < TORN * self.side]
        both = np.concatenate([faces, faces[:, ::-1]])
        inverse = np.ones(len(places))
        keys = rasterise(self.places, inverse, both, (self.side, self.side))
        at = interpolate(keys, self.places, both, places, inverse)
        at = np.clip(at.reshape(-1, 2) - 0.5, 0, np.subtract(image.shape[1::-1], 1))
        out = look_up(image, *at.T)
        return out.reshape(self.side, self.side, -1).astype(np.float32), keys != 0

    def strands(self):
        """Strands that flow away from the whorl, float32 `(side, side)`, of variance 1."""
        noise = np.random.default_rng(SEED).standard_normal((RINGS, ANGLES)).astype(np.float32)
        lines = np.zeros_like(noise)
        for wide in WIDE:
            margin = 4 * round(WIDE[-1])
            padded = np.pad(noise, ((0, 0), (margin, margin)), mode="wrap")
            one = cv2.GaussianBlur(padded, (0, 0), sigmaX=wide, sigmaY=RINGS / 5)
            one = one[:, margin:-margin]
            lines += one / one.std()
            noise = np.roll(noise, (17, 311), (0, 1))
        y, x = np.mgrid[: self.side, : self.side] + 0.5 - self.side / 2
        far = np.hypot(x, y) / (self.side / 2)
        turn = np.arctan2(y, x) / (2 * np.pi) + WAVES * np.sin(9 * far + np.arctan2(y, x))
        at = np.stack([(turn % 1) * ANGLES, np.clip(far, 0, 1) * (RINGS - 1)]).astype(np.float32)
        lines = cv2.remap(np.pad(lines, ((0, 0), (0, 1)), mode="wrap"), *at, cv2.INTER_LINEAR)
        return lines / lines.std() * np.clip(far * np.pi / BARE, 0, 1).astype(np.float32)


def combed(scalp: Scalp, back, hair, contrast, places, faces):
    """The sheet's colours, float32 RGB.

    Args:
        back: float32 RGB `(h, w, 3)`, hair in its broad tone and the neck below.
        hair: float32 `(h, w)` in [0, 1], which of it is hair.
        contrast: Of strands, a share of their brightness.
        places, faces: See `Scalp.taken`.
    """
    page = np.dstack([back, 255 * hair]).astype(np.float32)
    laid, known = scalp.taken(page, places, faces)
    known = known.astype(np.float32)
    colours = spread_colours(laid[..., :3], known).astype(np.float32)
    share = laid[..., 3:] / 255
    colours = cv2.GaussianBlur(colours, (0, 0), SOFT * scalp.side)
    return colours * (1 + contrast * scalp.strands()[..., None] * share)
