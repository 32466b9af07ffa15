"""What a painter of flows learns from: frames in a row, one before them, and a reference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pose2video.generators.flow_attention.painter import PREVIOUS, REFERENCE
from pose2video.generators.pose_to_picture.lessons import Lessons
from pose2video.generators.pose_to_picture.points import PARTNERS, within

BEGUN = 0.5  # share of the examples whose frame before is the reference, as at a film's beginning


@dataclass(frozen=True, eq=False)
class FlowLessons(Lessons):
    """Examples of some frames in a row, whose reference is another moment of the film."""

    def shown(self, end, moved, mirrored, rng) -> dict[str, np.ndarray]:
        """The arrays of an example; those of `REFERENCE` and `PREVIOUS` have one row each."""
        frames = range(end - self.painted + 1, end + 1)
        each = [self._row(frame, moved, mirrored, None) for frame in frames]
        found = {name: np.stack([row[name] for row in each]) for name in each[0]}
        near = self.scene.near[0, end]
        number = near[0] if rng is None else rng.choice(near)
        reference = self._still(int(self.scene.memory.frames[number]), None, False)
        begins = rng is not None and rng.random() < BEGUN
        before = reference if begins else self._still(frames[0] - 1, moved, mirrored)
        for names, still in ((REFERENCE, reference), (PREVIOUS, before)):
            found |= {name: part[None] for name, part in zip(names, still, strict=True)}
        return found

    def to_look_at(self, most) -> dict[str, np.ndarray]:
        """Some films, evenly spread, of at most so many frames together."""
        count = max(1, min(most // self.painted, len(self)))
        return self.batch(np.linspace(0, len(self) - 1, count).round().astype(int))

    def _row(self, frame, moved, mirrored, chosen):
        found = super()._row(frame, moved, mirrored, chosen)
        return found | {name: found[name][0] for name in ("points", "sure")}

    def _still(self, number, moved, mirrored):
        """A frame as RGB and alpha, its points, and how sure they are."""
        scene = self.scene
        picture = scene.person(number, moved)
        points, sure = scene.points[number], scene.sure[number]
        if mirrored:
            points, sure = points[PARTNERS], sure[PARTNERS]
        return picture, *within(points, sure, scene.window(number, moved))
