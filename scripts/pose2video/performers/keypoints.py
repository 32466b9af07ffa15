"""The exact keypoints of a posed performer in the skeleton `holistic`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pose2video.bodies.points import PointSet, on_face, with_face
from pose2video.performers.vocabulary import EXPRESSIONS


@dataclass(frozen=True, eq=False)
class PerformerPoints:
    """The 553 points on one performer; `moves` `(E, 553, 3)` is how expressions move them."""

    points: PointSet
    moves: np.ndarray

    @classmethod
    def build(cls, model, dressed):
        """Find the points on a dressed performer's body."""
        names = list(model.action_names)
        moves = []
        for parts in EXPRESSIONS.values():
            shift = sum(
                strength * model.actions[names.index(action)].astype(np.float32)
                for action, strength in parts.items()
            )
            moves.append(with_face(on_face(shift)))
        points = PointSet.build(model, dressed.rig, dressed.nude.points, dressed.marks)
        return cls(points, np.array(moves, np.float32))

    def at(self, transforms, expressions):
        """Stage positions `(T, 553, 3)` for transforms `(T, J, 4, 4)`, expressions `(T, E)`."""
        return self.points.at(transforms, np.tensordot(expressions, self.moves, (1, 0)))

    def confidence(self, pixels, depth, seen):
        """1 where a point is seen, 0.5 where the body hides it or it lies outside of the picture.

        Args:
            pixels: `(553, 2)`. depth: `(553,)` metres. seen: `(h, w)` nearest depth in metres.
        """
        height, width = seen.shape
        x, y = np.floor(pixels).astype(int).T
        outside = (x < 0) | (y < 0) | (x >= width) | (y >= height)
        nearest = seen[np.clip(y, 0, height - 1), np.clip(x, 0, width - 1)]
        return np.where(outside | (nearest < depth - self.points.inside), 0.5, 1.0)
