"""What is known of a character when a retargeter measures it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pose2video.poses.sequence import PoseSequence


@dataclass(frozen=True, eq=False)
class KnownCharacter:
    """A character's poses in the pixels of its picture.

    Attributes:
        picture: In its picture, one frame.
        film: In the film that the picture was chosen from; None of a character with a picture only.
        body: Of the body that was fitted to the picture, one frame, of which points may lie outside
            it; None where it was not fitted.
        horizon: Height of the eye of the picture's camera, y in pixels; None for the middle.
    """

    picture: PoseSequence
    film: PoseSequence | None = None
    body: PoseSequence | None = None
    horizon: float | None = None

    @property
    def size(self) -> tuple[int, int]:
        """`(width, height)` of the picture."""
        return self.picture.frame_size

    @property
    def eye(self) -> float:
        """Height of the camera's eye in the picture, y in pixels."""
        return self.size[1] / 2 if self.horizon is None else self.horizon


def rounded(values) -> list:
    """Numbers for a document: tenths of pixels, None for NaN."""
    return [round(float(v), 1) if np.isfinite(v) else None for v in values]


def numbers(values) -> np.ndarray:
    """What `rounded` made of an array, NaN for None."""
    return np.array([np.nan if v is None else v for v in values], float)
