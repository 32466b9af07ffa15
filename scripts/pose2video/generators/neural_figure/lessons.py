"""What the figure's painter learns from: frames in a row, the person and the drawn body in them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pose2video.bodies.parts import PARTS
from pose2video.generators.everybody_dance_now.lessons import about, placed
from pose2video.generators.neural_figure.inputs import shown
from pose2video.generators.pose_to_picture.lessons import Lessons
from pose2video.generators.pose_to_picture.points import within


@dataclass(frozen=True, eq=False)
class FigureLessons(Lessons):
    """Examples of one frame, or of two in a row.

    Attributes:
        maps: Of the whole film, see `packing.pack_maps`.
        middles: Of `everybody_dance_now.parts.PARTS`, `(N, 3, 2)` pixels of the frames.
        jitter: How far parts of the body are moved by chance, in shares of the window's height.
    """

    maps: dict[str, np.ndarray] = None
    middles: np.ndarray = None
    jitter: float = 0.0

    def shown(self, end, moved, mirrored, rng) -> dict[str, np.ndarray]:
        """As of `Lessons`; the parts are moved alike in all frames of an example."""
        found = super().shown(end, moved, mirrored, rng)
        shift = np.zeros((len(PARTS), 2), np.float32)
        if rng is not None and self.jitter:
            shift = rng.normal(0, self.jitter * self.scene.plan.size[1], shift.shape)
        count = self.painted
        return found | {"jitter": np.repeat(shift[None].astype(np.float32), count, axis=0)}

    def _row(self, frame, moved, mirrored, chosen):
        row = self.scene.seen(frame, moved)
        row["picture"] = about(row["picture"], row["mask"], row["behind"])
        row |= shown({name: np.array(rows[frame]) for name, rows in self.maps.items()})
        if chosen is not None:
            scene, count = self.scene, self.scene.plan.sources
            row["sources"] = scene.memory.beside(chosen, scene.bones[frame], count, moved, frame)
        there = self.scene.window(frame, moved)
        row["points"], row["sure"] = within(self.scene.points[frame], self.scene.sure[frame], there)
        row |= placed(self.middles[frame], there)
        row["window"] = moved.astype(np.float32)
        row["at"] = np.int64(frame)
        return row
