"""Painting a clip: the body as `body_render` draws it, changed as the network says."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
import torch

from pose2video.bodies.hands.tones import tone_sentences
from pose2video.generators.canvas import leaves_canvas
from pose2video.generators.dressing.drawing import draw_body
from pose2video.generators.dressing.unseen import unseen_sentences
from pose2video.generators.limb_warp.over_clip.heads import head_sentences
from pose2video.generators.neural_figure.packing import FigureMotion
from pose2video.generators.restorer.model_file import read_model
from pose2video.generators.restorer.network import Restorer
from pose2video.generators.restorer.shown import shown_at, shown_pages
from pose2video.generators.restorer.windows import TEXEL
from pose2video.weights.folders import TRAINED

AROUND = 16  # pixels about the body that the network sees


@dataclass(frozen=True, eq=False)
class RestoredFrames:
    """The generator `restored_figure` with its network.

    Attributes:
        settings: The `RestoredFigure`. network: The `Restorer`.
    """

    settings: object
    network: Restorer

    def generate(self, character, motion):
        """Draw the character in the motion's poses.

        Args:
            character: A `Character` with `body`. motion: A `Motion` with `body` and `figure`.

        Yields:
            uint8 RGB frames `(height, width, 3)` of the canvas, one per pose.
        """
        camera, character = motion.body.camera, replace(character, skin=None)
        drawn = FigureMotion.of(character, motion.figure, motion.body, motion.poses, 1.0, TEXEL)
        pages = shown_pages(drawn.figure, character)
        background = cv2.resize(character.behind, camera.size, interpolation=cv2.INTER_AREA)
        for number in range(motion.body.n_frames):
            frame, transforms = background.copy(), drawn.transforms[number]
            texture = drawn.texture(number)
            draw_body(drawn.figure.dressed, transforms, camera, texture, frame)
            maps = drawn.figure.maps(transforms, camera, texture)
            change = self.settings.strength * self._change(maps, pages)
            behind = background.astype(np.float32) / 255
            frame = frame + 255 * (change[..., :3] - change[..., 3:] * behind)
            yield np.rint(np.clip(frame, 0, 255)).astype(np.uint8)

    def _change(self, maps, pages):
        """What is added to the rendering of the canvas, float32 `(h, w, 4)` in [-1, 1]."""
        change = np.zeros(maps.layer.shape, np.float32)
        inside = maps.surface[..., 5] > 0
        if not inside.any():
            return change
        part = tuple(around(inside.any(axis=axis), self.network.multiple) for axis in (1, 0))
        seen = {
            "surface": maps.surface[part],
            "layer": maps.layer[part],
            "shown": shown_at(pages, maps.places)[..., None][part],
        }
        batch = {name: torch.from_numpy(padded(values, self.network.multiple)[None])
                 for name, values in seen.items()}  # fmt: skip
        with torch.no_grad():
            layer = self.network(batch)[0].permute(1, 2, 0).numpy()
        height, width = seen["layer"].shape[:2]
        change[part] = layer[:height, :width] - seen["layer"].astype(np.float32) / 255
        return change

    def warnings(self, character, motion) -> list[str]:
        """What is made up, and where the figure leaves the canvas."""
        sentences = unseen_sentences(replace(character, skin=None)) + leaves_canvas(motion.poses)
        return sentences + tone_sentences(character) + head_sentences(character, motion.poses)


def around(there, multiple) -> slice:
    """Pixels from the first to the last that is there, with some more on both sides.

    Args:
        there: bool `(N,)`. multiple: What the length is a multiple of, as far as N allows.
    """
    at = np.flatnonzero(there)
    first, end = max(int(at[0]) - AROUND, 0), min(int(at[-1]) + 1 + AROUND, len(there))
    return slice(first, min(end + -(end - first) % multiple, len(there)))


def padded(values, multiple):
    """A picture `(h, w, C)` whose sides are multiples, zeros below and to the right."""
    more = [(0, -side % multiple) for side in values.shape[:2]]
    return np.ascontiguousarray(np.pad(values, (*more, (0, 0))))


def restored_frames(settings, weights) -> RestoredFrames:
    """The generator with a trained network; see `RestoredFigure.loaded`."""
    return RestoredFrames(settings, read_model(weights[TRAINED]))
