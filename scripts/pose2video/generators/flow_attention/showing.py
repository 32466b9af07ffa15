"""Painting a clip by flows, frame after frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from pose2video.characters.plates import applied, backward
from pose2video.generators.flow_attention.painter import PREVIOUS, REFERENCE, FlowPainter
from pose2video.generators.flow_attention.plan import FlowPlan
from pose2video.generators.nearest.features import points_of as bent_by
from pose2video.generators.pose_to_picture.model_file import read_model
from pose2video.generators.pose_to_picture.points import HALF, points_of, within
from pose2video.generators.pose_to_picture.showing import PaintedFrames
from pose2video.generators.pose_to_picture.teaching import device_of
from pose2video.weights.folders import TRAINED

FARTHEST = 1.0  # heights of the window: what no moment can be compared with counts as this far


@dataclass(frozen=True, eq=False)
class FlowFrames(PaintedFrames):
    """A painter of flows of one character."""

    def _layers(self, poses, shown, there):
        """Yield what is painted for each frame: float32 `(height, width, 4)`."""
        placed, sure = within(*points_of(poses), there)
        bones = applied(backward(there)[:, None], bent_by(poses) - HALF) / self._plan.size[1]
        reference = self._reference(bones[np.unique(shown)])
        batch = dict(zip(REFERENCE, reference, strict=True))
        batch |= dict(zip(PREVIOUS, reference, strict=True))
        batch |= {"points": placed[shown], "sure": sure[shown]}
        batch = {name: torch.from_numpy(a)[None].to(self.device) for name, a in batch.items()}
        with torch.no_grad():
            for layer, _ in self.trained.painter.frames(batch):
                yield layer[0].permute(1, 2, 0).cpu().numpy()

    def _reference(self, bones):
        """The moment of the film that is nearest to the clip's poses, one and the same for all."""
        known = self.trained.known
        distances = np.minimum(known.distances(bones), FARTHEST)
        number = int(distances.mean(axis=(0, 1)).argmin())
        return known.pictures[number], known.told[0][number], known.told[1][number]


def flow_frames(settings, weights) -> FlowFrames:
    """A painter of the files that a training wrote.

    Raises:
        UserError: They are damaged or of other settings, or a GPU is asked for and absent.
    """
    trained = read_model(weights[TRAINED], settings, (FlowPlan, FlowPainter))
    device = device_of(settings.device)
    trained.painter.to(device)
    return FlowFrames(settings, trained, device)
