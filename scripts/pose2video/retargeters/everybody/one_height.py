"""The normalisation of a student's build of Everybody Dance Now: one scale from one height."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pose2video.errors import UserError
from pose2video.poses.geometry import place, resize
from pose2video.registry import Needs
from pose2video.retargeters.everybody.known import KnownCharacter
from pose2video.retargeters.identity import Identity
from pose2video.retargeters.measures import MIN_CONFIDENCE, in_frame

HEAD = ("nose", "left_eye", "right_eye", "left_ear", "right_ear")
# where a body ends, the lowest first that both show
ENDS = tuple((f"left_{end}", f"right_{end}") for end in ("ankle", "knee", "hip", "shoulder"))


@dataclass(frozen=True)
class OneHeight:
    """One scale for the whole clip, by the height of one moment, its head on the picture's.

    A height is from the top of the head to the ankles, or to knees, hips or shoulders where film or
    picture ends there; arms do not count. The driver's is that of the first frame that shows all of
    it. The top of the head comes to where the picture has it in that frame, and moves freely in all
    others; to the sides all is scaled about the middle of the frame.
    """

    def needs(self):
        """What is measured: the picture."""
        return Needs(measures="picture")

    def measure(self, driver, known: KnownCharacter) -> dict:
        """Measure driver and character: a plain document, all pixels those of the picture.

        Args:
            driver: The driver's poses in its own film.
            known: The character.

        Returns:
            `{"character", "driver", "frame", "scales", "size", "to", "tracks", "warnings"}`: where
            both begin and end (`top`, `bottom`), in which frame of the driver, and down to where.

        Raises:
            UserError: Head and shoulders are not seen in the driver, or in the picture.
        """
        film, picture = _spans(Identity().laid(driver, known.size)), _spans(known.picture)
        for end, spans in film.items():
            both = np.flatnonzero(np.isfinite(spans).all(axis=1))
            if len(both) and np.isfinite(picture[end]).all():
                first, own, other = int(both[0]), spans[both[0]], picture[end][0]
                break
        else:
            raise UserError(
                "edn_student: head and shoulders are not seen both in the driving film and in "
                "the character's picture: use the retargeter similarity, which needs any bone"
            )
        scale = float((other[1] - other[0]) / (own[1] - own[0]))
        return {
            "retargeter": "edn_student",
            "size": list(known.size),
            "frame": first,
            "to": end,
            "driver": {"top": float(own[0]), "bottom": float(own[1])},
            "character": {"top": float(other[0]), "bottom": float(other[1])},
            "scales": {"near": scale, "far": scale},
            "warnings": [],
        }

    def __call__(self, motion, reference):
        """Fit `motion.poses` by what was measured, or by what it and `reference` show.

        Raises:
            UserError: See `measure`.
        """
        words = motion.measured or self.measure(motion.poses, KnownCharacter(reference))
        size, scale = tuple(words["size"]), words["scales"]["near"]
        shift = (
            (1 - scale) * size[0] / 2,
            words["character"]["top"] - scale * words["driver"]["top"],
        )
        laid = place(Identity().laid(motion.poses, size), size, scale, shift)
        return resize(laid, reference.frame_size)


def _spans(poses):
    """Where a body ends -> the rows `(T, 2)` of the top of its head and of that end; NaN unseen.

    A span that is not upright is NaN, too.
    """
    good = (poses.confidence >= MIN_CONFIDENCE) & in_frame(poses)
    rows = np.where(good, poses.keypoints[..., 1].astype(np.float64), np.inf)
    top = rows[:, poses.layout.indices(*HEAD)].min(axis=1)
    found = {}
    for names in ENDS:
        bottom = rows[:, poses.layout.indices(*names)].max(axis=1)  # both are seen, or it is inf
        span = np.stack([top, bottom], axis=1)
        upright = np.isfinite(span).all(axis=1) & (bottom > top)
        found[names[0].removeprefix("left_")] = np.where(upright[:, None], span, np.nan)
    return found
