"""Painting a clip with what was learned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import cv2
import numpy as np
import torch

from pose2video.characters.plates import applied, backward
from pose2video.generators.canvas import leaves_canvas
from pose2video.generators.nearest.features import joints_of
from pose2video.generators.nearest.features import points_of as bent_by
from pose2video.generators.nearest.index import MIN_JOINTS
from pose2video.generators.nearest.showing import fill, held
from pose2video.generators.pose_to_picture.drawn import drawn_poses
from pose2video.generators.pose_to_picture.measuring import outside
from pose2video.generators.pose_to_picture.model_file import Trained, read_model
from pose2video.generators.pose_to_picture.moments import layers_of
from pose2video.generators.pose_to_picture.points import HALF, points_of, within
from pose2video.generators.pose_to_picture.teaching import device_of
from pose2video.weights.folders import TRAINED

AT_ONCE = 16  # frames
FINEST = 8  # samples for a pixel of the canvas, in each direction, at most


@dataclass(frozen=True, eq=False)
class PaintedFrames:
    """A painter of one character.

    Attributes:
        settings: The component.
        trained: The `Trained`.
        device: Where its painter is.
    """

    settings: object
    trained: Trained
    device: torch.device = field(default_factory=lambda: torch.device("cpu"))

    def generate(self, character, motion) -> Iterator[np.ndarray]:
        """Yield the character in each pose.

        Args:
            character: A `Character`, with its plate where a person is painted.
            motion: A `Motion` on the canvas.

        Yields:
            uint8 RGB frames `(height, width, 3)` of the poses' frame size. A pose in which too
            little is known gets the one before; where nobody is ever seen the background is shown.
        """
        poses, size = motion.poses, motion.poses.frame_size
        known = np.isfinite(joints_of(poses)).all(axis=2).sum(axis=1) >= MIN_JOINTS
        shown = held(np.where(known, np.arange(len(known)), -1))
        behind = self._backgrounds(character, motion)
        if not known.any():
            yield from (next(behind)[0] for _ in shown)
            return
        there = self.trained.view.to_frame(self.trained.view.places(poses), self._plan.size)
        layers = self._layers(poses, shown, there)
        for number, layer in zip(shown, layers, strict=True):
            background, over = next(behind)
            yield self._laid(layer, there[number], background, over, size)

    def warnings(self, character, motion) -> list[str]:
        """Where the figure leaves the canvas, and where the clip leaves what the film shows."""
        return leaves_canvas(motion.poses) + outside(self.trained, motion.poses)

    @property
    def _plan(self):
        return self.trained.painter.plan

    def _backgrounds(self, character, motion):
        """Pairs of a background on the canvas and what lies before the person, or None."""
        size = motion.poses.frame_size
        if character.backdrop is not None:
            while True:
                yield fill(character.backdrop, size), None
        if self._plan.paint == "frame":
            background = fill(character.background, size)
            while True:
                yield background, None
        plate = character.plate
        over = None if plate.overlay is None else plate.overlay_on(size)
        seen = None
        for camera in plate.cameras_for(self.settings.camera, motion):
            if seen is None or not np.array_equal(camera, seen):
                background, seen = plate.behind(camera, size), camera
            yield background, over

    def _layers(self, poses, shown, there):
        """Yield what is painted for each frame: float32 `(height, width, 4)`."""
        plan = self._plan
        points, sure = points_of(poses)
        beside = self._beside(poses, shown, there) if plan.sources else None
        for first in range(0, len(shown), AT_ONCE):
            rows = []
            for place in range(first, min(first + AT_ONCE, len(shown))):
                number = int(shown[place])
                past = shown[np.clip(np.arange(place - plan.times + 1, place + 1), 0, None)]
                row = dict(zip(("points", "sure"), within(points[past], sure[past], there[number]),
                               strict=True))  # fmt: skip
                if plan.told == "map" and plan.drawing != "limbs":
                    row["drawing"] = drawn_poses(plan, poses, past, there[number])
                if beside is not None:
                    row["sources"] = beside(place)
                rows.append(row)
            batch = {
                name: torch.from_numpy(np.stack([row[name] for row in rows])).to(self.device)
                for name in rows[0]
            }
            with torch.no_grad():
                layers = self.trained.painter(batch).float()
                if beside is not None:
                    layers = torch.lerp(layers, layers_of(batch)[:, 0], self.settings.nearest)
            layers = layers.permute(0, 2, 3, 1)
            yield from layers.cpu().numpy()

    def _beside(self, poses, shown, there):
        """A function of a place in `shown`: the moments that are seen with its pose."""
        plan, known = self._plan, self.trained.known
        bones = applied(backward(there)[:, None], bent_by(poses) - HALF) / plan.size[1]
        near = known.followed(bones[shown], poses.fps)
        return lambda place: known.beside(near[:, place], bones[shown[place]], plan.sources)

    def _laid(self, layer, there, background, over, size):
        """A layer over a background of a canvas."""
        finer = int(np.clip(round(1 / there[0, 0]), 1, FINEST))
        shift = (finer - 1) / 2
        onto = np.column_stack([finer * there[:, :2], finer * there[:, 2] + shift])
        covers = self._plan.paint == "frame" and self._plan.view == "whole"
        border = cv2.BORDER_REPLICATE if covers else cv2.BORDER_CONSTANT
        large = (size[0] * finer, size[1] * finer)
        layer = cv2.warpAffine(layer, onto, large, flags=cv2.INTER_LINEAR, borderMode=border)
        if finer > 1:
            layer = cv2.resize(layer, size, interpolation=cv2.INTER_AREA)
        frame = 255 * layer[..., :3] + (1 - layer[..., 3:]) * background
        if over is not None:
            alpha = over[..., 3:].astype(np.float32) / 255
            frame += alpha * (over[..., :3] - frame)
        return np.rint(frame.clip(0, 255)).astype(np.uint8)


def painted_frames(settings, weights) -> PaintedFrames:
    """A painter of the files that a training wrote.

    Raises:
        UserError: They are damaged or of other settings, or a GPU is asked for and absent.
    """
    trained, device = read_model(weights[TRAINED], settings), device_of(settings.device)
    trained.painter.to(device)
    return PaintedFrames(settings, trained, device)
