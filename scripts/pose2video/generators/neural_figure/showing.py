"""Painting a clip: the body as fine as the canvas, changed as the network says."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import torch

from pose2video.errors import UserError
from pose2video.generators.dressing.drawing import body_layers
from pose2video.generators.nearest.features import joints_of
from pose2video.generators.nearest.index import MIN_JOINTS
from pose2video.generators.nearest.showing import held
from pose2video.generators.neural_figure.inputs import flattened
from pose2video.generators.neural_figure.network import LAYER
from pose2video.generators.neural_figure.packing import FigureMotion
from pose2video.generators.neural_figure.painter import FigurePainter
from pose2video.generators.neural_figure.plan import FigurePlan
from pose2video.generators.neural_figure.sides import side_sentences
from pose2video.generators.pose_to_picture.model_file import read_model
from pose2video.generators.pose_to_picture.points import points_of, within
from pose2video.generators.pose_to_picture.showing import FINEST, PaintedFrames
from pose2video.generators.pose_to_picture.teaching import device_of
from pose2video.weights.folders import TRAINED

EDGE = 0.04  # of the window's shorter side, over which changes fade towards its edge


@dataclass(frozen=True, eq=False)
class FigureFrames(PaintedFrames):
    """A figure of one character, which goes through a clip in its order."""

    def generate(self, character, motion):
        """Yield the character in each pose.

        Args:
            character: A `Character` with `body` and its plate. motion: A `Motion` with `body`.

        Yields:
            uint8 RGB frames `(height, width, 3)` of the canvas. Where nobody is ever seen the body
            is drawn as it is.
        """
        plan, view = self._plan, self.trained.view
        to_frame = view.to_frame(view.places(motion.poses), plan.size)
        steps = to_frame[np.isfinite(to_frame[:, 0, 0]), 0, 0]
        wide = float(np.median(steps)) if len(steps) else 1.0
        performance = FigureMotion.of(
            character, motion.figure, motion.body, motion.poses, max(1.0, 1 / wide), plan.texel
        )
        if performance.figure.pages != tuple(plan.pages):
            raise UserError(
                "the figure was trained on another body model: delete its folder in "
                "results/models and run again"
            )
        behind, before = self._backgrounds(character, motion), None
        known = np.isfinite(joints_of(motion.poses)).all(axis=2).sum(axis=1) >= MIN_JOINTS
        beside = None
        if plan.sources and known.any():
            shown = held(np.where(known, np.arange(len(known)), -1))
            beside = self._beside(motion.poses, shown, to_frame)
        points, sure = points_of(motion.poses)
        for number in range(len(to_frame)):
            background, over = next(behind)
            changes = None
            if known.any() and np.isfinite(to_frame[number]).all():
                maps = dict(vars(performance.maps(number, to_frame, plan.size)))
                where = within(points[number], sure[number], to_frame[number])
                maps["points"], maps["sure"] = where
                if beside is not None:
                    maps["sources"] = beside(number)
                before, changes = self._painted(maps, before)
            yield self._drawn(performance, number, changes, to_frame[number], background, over)

    def warnings(self, character, motion) -> list[str]:
        """What is made up, where the clip leaves what the film shows, and how good the film was."""
        sentences = [*self.trained.warnings, *side_sentences(character, motion)]
        return sentences + super().warnings(character, motion)

    def _painted(self, maps, before):
        batch = {
            name: torch.from_numpy(value[None]).to(self.device) for name, value in maps.items()
        }
        with torch.no_grad():
            before, changes = self.trained.painter(batch, before if self._plan.temporal else None)
        return before, changes[0].permute(1, 2, 0).cpu().numpy()

    def _drawn(self, performance, number, changes, there, background, over):
        """The body over a background of the canvas, changed as the network says."""
        dressed, camera = performance.figure.dressed, performance.motion.camera
        posed, transforms = performance.posed(number), performance.transforms[number]
        texture = performance.texture(number)
        layers = body_layers(dressed, posed, transforms, camera, texture)
        frame = background.copy()
        for layer in layers:
            layer.over(frame)
        if changes is not None:
            rendering = flattened(layers, camera.size) * FRACTIONS
            added = onto_canvas(changes, there, camera.size)
            layer = rendering * (1 - added[..., LAYER:]) + added[..., :LAYER]
            layer[..., 3] = layer[..., 3].clip(0, 1)
            layer[..., :3] = layer[..., :3].clip(0, layer[..., 3:])
            more = 255 * (layer - rendering)
            frame = frame + more[..., :3] - more[..., 3:] * (background.astype(np.float32) / 255)
        if over is not None:
            alpha = over[..., 3:].astype(np.float32) / 255
            frame = frame + alpha * (over[..., :3] - frame.astype(np.float32))
        return np.rint(np.clip(frame, 0, 255)).astype(np.uint8)


FRACTIONS = np.float32([1 / 255, 1 / 255, 1 / 255, 1])  # of what `flattened` gives, in [0, 1]


def onto_canvas(changes, there, size) -> np.ndarray:
    """Changes of a window on the canvas, fading towards the window's edge; none beyond it.

    Args:
        changes: float32 `(height, width, C)`. there: `(2, 3)`, from the window to the canvas.
        size: `(width, height)` of the canvas.
    """
    height, width = changes.shape[:2]
    inward = [np.minimum(np.arange(n), np.arange(n)[::-1]) + 0.5 for n in (height, width)]
    soft = max(1.0, EDGE * min(height, width))
    fade = np.minimum(*np.meshgrid(*(np.clip(i / soft, 0, 1) for i in inward), indexing="ij"))
    changes = changes * fade[..., None].astype(np.float32)
    finer = int(np.clip(round(1 / there[0, 0]), 1, FINEST))
    shift = (finer - 1) / 2
    onto = np.column_stack([finer * there[:, :2], finer * there[:, 2] + shift])
    large = (size[0] * finer, size[1] * finer)
    parts = [
        cv2.warpAffine(changes[..., k : k + 4], onto, large, flags=cv2.INTER_LINEAR)
        for k in range(0, changes.shape[2], 4)
    ]
    parts = [part.reshape(*large[::-1], -1) for part in parts]
    if finer > 1:
        parts = [
            cv2.resize(part, size, interpolation=cv2.INTER_AREA).reshape(*size[::-1], -1)
            for part in parts
        ]
    return np.concatenate(parts, axis=2)


def figure_frames(settings, weights) -> FigureFrames:
    """A figure of the files that a training wrote.

    Raises:
        UserError: They are damaged or of other settings, or a GPU is asked for and absent.
    """
    trained = read_model(weights[TRAINED], settings, (FigurePlan, FigurePainter))
    device = device_of(settings.device)
    trained.painter.to(device)
    return FigureFrames(settings, trained, device)
