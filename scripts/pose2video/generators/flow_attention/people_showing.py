"""Painting a clip with anybody's picture."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import torch

from pose2video.errors import UserError
from pose2video.generators.canvas import leaves_canvas
from pose2video.generators.flow_attention.painter import PREVIOUS, REFERENCE
from pose2video.generators.flow_attention.people_model_file import read_people
from pose2video.generators.flow_attention.people_windows import AnyBody
from pose2video.generators.nearest.showing import fill
from pose2video.generators.pose_to_picture.lessons import through
from pose2video.generators.pose_to_picture.points import points_of, within
from pose2video.generators.pose_to_picture.showing import PaintedFrames
from pose2video.generators.pose_to_picture.teaching import device_of
from pose2video.weights.folders import TRAINED


@dataclass(frozen=True, eq=False)
class PeopleFrames(PaintedFrames):
    """A painter for everybody; the reference is the character's picture."""

    def generate(self, character, motion):
        """As `PaintedFrames.generate`; the person is laid over the picture's background.

        Raises:
            UserError: Picture and motion have no joint in common.
        """
        reference = self._reference(character, motion)
        yield from _Performing(self.settings, self.trained, self.device, reference).generate(
            character, motion
        )

    def warnings(self, character, motion) -> list[str]:
        """Where the figure leaves the canvas."""
        return leaves_canvas(motion.poses)

    def _reference(self, character, motion):
        """The picture through its window, as RGB and alpha, with its points."""
        view, size = self.trained.view, self._plan.size
        points, sure = points_of(character.poses)
        there = view.to_frame(view.places(character.poses), size)[0]
        common = (sure[0] > 0) & (points_of(motion.poses)[1] > 0).any(axis=0)
        if not common.any() or not np.isfinite(there).all():
            raise UserError(
                f"the picture in {character.folder} and the motion have no joint in common that "
                "both show: take a picture, or a clip, in which more of the person is seen"
            )
        picture, mask = (through(p, there, size) for p in (character.picture, character.mask))
        return np.dstack([picture, mask]), *within(points[0], sure[0], there)


@dataclass(frozen=True, eq=False)
class _Performing(PaintedFrames):
    reference: tuple = ()

    def _backgrounds(self, character, motion):
        while True:
            yield fill(character.behind, motion.poses.frame_size), None

    def _layers(self, poses, shown, there):
        placed, sure = within(*points_of(poses), there)
        batch = dict(zip(REFERENCE, self.reference, strict=True))
        batch |= dict(zip(PREVIOUS, self.reference, strict=True))
        batch |= {"points": placed[shown], "sure": sure[shown]}
        batch = {name: torch.from_numpy(a)[None].to(self.device) for name, a in batch.items()}
        with torch.no_grad():
            for layer, _ in self.trained.painter.frames(batch):
                yield layer[0].permute(1, 2, 0).cpu().numpy()


def people_frames(settings, weights) -> PeopleFrames:
    """A painter of the files that a training wrote.

    Raises:
        UserError: They are damaged or of other settings, or a GPU is asked for and absent.
    """
    painter, device = read_people(weights[TRAINED], settings), device_of(settings.device)
    return PeopleFrames(
        settings, SimpleNamespace(painter=painter.to(device), view=AnyBody()), device
    )
