"""What `edn` learns from: pictures of the person, drawings, and where face and hands are."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from pose2video.characters.plates import after, applied, backward
from pose2video.generators.pose_to_picture.drawn import drawn_poses
from pose2video.generators.pose_to_picture.lessons import Lessons, through

FINE_PX = 384  # shorter side of what a pose is drawn in, at least
REACH = 0.12  # of the window's shorter side: what is so near to a person may be of the person


@dataclass(frozen=True, eq=False)
class DanceLessons(Lessons):
    """Examples of frames in a row.

    Attributes:
        middles: Of `PARTS` in every frame, `(N, 3, 2)` pixels, NaN where they are not known.
        bodies: Drawings of the body, uint8 `(N, height, width, 9)`; None where none are told.
        to_bodies: `(2, 3)`, from pixels of the frames to theirs.
    """

    middles: np.ndarray = None
    bodies: np.ndarray | None = None
    to_bodies: np.ndarray | None = None

    def batch(self, numbers, rng=None, also=None):
        """As of `Lessons`; with `at`, the last frames' numbers."""
        found = super().batch(numbers, rng, also)
        ends = np.asarray(self.ends)[np.asarray(numbers)]
        return found | {"at": np.repeat(ends[:, None], self.painted, axis=1)}

    def _row(self, frame, moved, mirrored, chosen):
        row = super()._row(frame, moved, mirrored, chosen)
        there = after(self.scene.to_frame[frame], moved)
        row["drawing"] = drawn(self.scene.plan, self.scene.footage.poses, frame, there)
        if self.bodies is not None:
            row["drawing"] = with_bodies(
                row["drawing"], self.bodies[frame], after(self.to_bodies, there)
            )
        if "behind" in row:
            row["picture"] = about(row["picture"], row["mask"], row["behind"])
        return row | placed(self.middles[frame], there)


def placed(middles, there) -> dict[str, np.ndarray]:
    """Middles of parts in the pixels of a window, and whether they are known.

    Args:
        middles: `(3, 2)` pixels of the frame. there: `(2, 3)`, from the window to the frame.
    """
    known = np.isfinite(middles).all(axis=1)
    found = applied(backward(there), np.where(known[:, None], middles, 0))
    found = np.where(known[:, None], found, 0)
    return {"middles": found.astype(np.float32), "there": known.astype(np.float32)}


def about(picture, mask, behind) -> np.ndarray:
    """A picture about the person alone, before the background: a title in it is nobody's part.

    Args:
        picture, behind: uint8 `(height, width, 3)`. mask: uint8 `(height, width)` of the person.
    """
    reach = max(1, round(REACH * min(mask.shape)))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1,) * 2)
    near = cv2.blur(cv2.dilate(mask, kernel), (reach, reach))[..., None].astype(np.float32) / 255
    return np.rint(behind + near * (picture.astype(np.float32) - behind)).astype(np.uint8)


def drawn(plan, poses, frame, there) -> np.ndarray:
    """A pose as it is told: drawn finer and made smaller, so that lines lie between pixels, too.

    Args:
        plan: A `DancePlan`. poses: A `PoseSequence`. frame: Number in it.
        there: `(2, 3)`, from pixels of the window to pixels of the frame.

    Returns:
        uint8 `(height, width, 3)`.
    """
    times = max(1, round(FINE_PX / min(plan.size)))
    size = tuple(times * side for side in plan.size)
    shift = (1 / times - 1) / 2
    finer = after(there, np.array([[1 / times, 0, shift], [0, 1 / times, shift]]))
    drawing = drawn_poses(replace(plan, size=size), poses, [frame], finer)
    return cv2.resize(drawing, plan.size, interpolation=cv2.INTER_AREA)


def with_bodies(drawing, bodies, there) -> np.ndarray:
    """A pose's drawing, with those of the body through the same window beside it."""
    size = drawing.shape[1::-1]
    parts = [through(np.asarray(bodies[..., i : i + 3]), there, size) for i in (0, 3, 6)]
    return np.concatenate([drawing, *parts], axis=2)
