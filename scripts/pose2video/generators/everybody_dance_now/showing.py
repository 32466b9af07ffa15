"""Painting a clip frame after frame, each told of the one before."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import torch

from pose2video.characters.motions import Motion
from pose2video.characters.plates import after
from pose2video.generators.everybody_dance_now.bodies import draw_bodies, small_size, to_small
from pose2video.generators.everybody_dance_now.lessons import drawn, placed, with_bodies
from pose2video.generators.everybody_dance_now.painter import DancePainter
from pose2video.generators.everybody_dance_now.parts import middles_of
from pose2video.generators.everybody_dance_now.plan import DancePlan
from pose2video.generators.pose_to_picture.model_file import read_model
from pose2video.generators.pose_to_picture.showing import PaintedFrames
from pose2video.generators.pose_to_picture.teaching import device_of
from pose2video.weights.folders import TRAINED

AT_ONCE = 16  # frames of a painter that is not told of earlier ones


@dataclass(frozen=True, eq=False)
class DancedFrames(PaintedFrames):
    """A painter of one character, which goes through a clip in its order.

    Attributes:
        motion: The clip's, while it is painted.
    """

    motion: Motion | None = None

    def generate(self, character, motion):
        """As of `PaintedFrames`; with `motion.body` where the painter is told of it."""
        yield from PaintedFrames.generate(replace(self, motion=motion), character, motion)

    def _layers(self, poses, shown, there):
        """Yield what is painted for each frame: float32 `(height, width, 4)`."""
        plan, painter = self._plan, self.trained.painter
        middles, before = middles_of(poses), None
        beside = self._beside(poses, shown, there) if plan.sources else None
        together = 1 if plan.temporal else AT_ONCE
        for first in range(0, len(shown), together):
            places = range(first, min(first + together, len(shown)))
            rows = [self._row(int(shown[place]), poses, middles, there) for place in places]
            if beside is not None:
                rows = [row | {"sources": beside(p)} for row, p in zip(rows, places, strict=True)]
            batch = {
                name: torch.from_numpy(np.stack([row[name] for row in rows])).to(self.device)
                for name in rows[0]
            }
            with torch.no_grad():
                layers, before = painter(batch, before)
                if beside is not None:
                    layers = torch.lerp(layers, painter.beside(batch)[:, 0], self.settings.nearest)
            yield from layers.float().permute(0, 2, 3, 1).cpu().numpy()

    def _row(self, number, poses, middles, there):
        drawing = drawn(self._plan, poses, number, there[number])
        if self._plan.body:
            small = small_size(poses.frame_size, there, self._plan.size)
            bodies = draw_bodies(self.motion, number, small)
            seen = after(to_small(poses.frame_size, small), there[number])
            drawing = with_bodies(drawing, bodies, seen)
        return {"drawing": drawing} | placed(middles[number], there[number])


def danced_frames(settings, weights) -> DancedFrames:
    """A painter of the files that a training wrote.

    Raises:
        UserError: They are damaged or of other settings, or a GPU is asked for and absent.
    """
    trained = read_model(weights[TRAINED], settings, (DancePlan, DancePainter))
    device = device_of(settings.device)
    gpu = device.type == "cuda"
    trained.painter.to(device, memory_format=torch.channels_last if gpu else None)
    return DancedFrames(settings, trained, device)
