"""What `edn` learns from: pictures of the person, drawings, and where face and hands are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pose2video.characters.plates import after, applied, backward
from pose2video.generators.pose_to_picture.lessons import Lessons, through


@dataclass(frozen=True, eq=False)
class DanceLessons(Lessons):
    """Examples of frames in a row.

    Attributes:
        middles: Of `PARTS` in every frame, `(N, 3, 2)` pixels, NaN where they are not known.
        drawn: Drawings of the body, uint8 `(N, height, width, 9)`; None where none are told.
    """

    middles: np.ndarray = None
    drawn: np.ndarray | None = None

    def batch(self, numbers, rng=None, also=None):
        """As of `Lessons`; with `at`, the last frames' numbers."""
        found = super().batch(numbers, rng, also)
        ends = np.asarray(self.ends)[np.asarray(numbers)]
        return found | {"at": np.repeat(ends[:, None], self.painted, axis=1)}

    def _row(self, frame, moved, mirrored, chosen):
        row = super()._row(frame, moved, mirrored, chosen)
        there = after(self.scene.to_frame[frame], moved)
        row |= placed(self.middles[frame], there)
        if self.drawn is not None:
            row["drawing"] = beside(row["drawing"], self.drawn[frame], there)
        return row


def placed(middles, there) -> dict[str, np.ndarray]:
    """Middles of parts in the pixels of a window, and whether they are known.

    Args:
        middles: `(3, 2)` pixels of the frame. there: `(2, 3)`, from the window to the frame.
    """
    known = np.isfinite(middles).all(axis=1)
    found = applied(backward(there), np.where(known[:, None], middles, 0))
    found = np.where(known[:, None], found, 0)
    return {"middles": found.astype(np.float32), "there": known.astype(np.float32)}


def beside(drawing, drawn, there) -> np.ndarray:
    """A pose's drawing, with those of the body through the same window beside it."""
    size = drawing.shape[1::-1]
    parts = [through(np.asarray(drawn[..., i : i + 3]), there, size) for i in (0, 3, 6)]
    return np.concatenate([drawing, *parts], axis=2)
