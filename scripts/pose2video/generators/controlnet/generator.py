"""The generator with its models: frames of a clip, any number of clips."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from pose2video.generators.canvas import leaves_canvas
from pose2video.generators.controlnet.finishing import finish
from pose2video.generators.controlnet.guides import make_guides
from pose2video.generators.controlnet.models import Models
from pose2video.generators.controlnet.prompts import fill
from pose2video.generators.controlnet.sampling import sampled
from pose2video.generators.controlnet.shots import initial_images, shots
from pose2video.generators.controlnet.sizes import size_sentences


@dataclass(frozen=True, eq=False)
class Generator:
    """Settings and loaded models.

    Attributes:
        settings: A `ControlNet`.
        models: Its models.
        guide: Makes the guides of a clip, as `make_guides`.
    """

    settings: object
    models: Models
    guide: Callable = make_guides

    def generate(self, character, motion) -> Iterator[np.ndarray]:
        """Paint the character in the motion's poses.

        Args:
            character: A `Character`; with pieces where limb_warp is used.
            motion: A `Motion` on the canvas; with a body where `needs()` says so.

        Yields:
            uint8 RGB frames `(height, width, 3)` of the poses' frame size, one per pose. With
            strength 0 they are the initial images.

        Returns:
            Sentences: where the batch was halved.

        Raises:
            UserError: The GPU's memory does not suffice for one frame.
        """
        settings, poses = self.settings, motion.poses
        if settings.strength == 0:
            yield from (image.copy() for image, _ in initial_images(settings, character, motion))
            return []
        guides = self.guide(settings, self.models, character, motion)
        background = cv2.resize(
            character.background, poses.frame_size, interpolation=cv2.INTER_AREA
        )
        scenes, notes = shots(settings, character, motion), []

        def say(sentence):
            print(f"warning: {sentence}")
            notes.append(sentence)

        for shot, image in sampled(settings, self.models, guides, scenes, poses.n_frames, say):
            yield finish(settings, shot, image, background)
        return notes

    def warnings(self, character, motion) -> list[str]:
        """What is scaled, unsaid or slow, and where the figure leaves the canvas."""
        sentences = size_sentences(motion.poses.frame_size)
        if self.settings.prompt.strip() and not fill(self.settings.prompt, motion.gloss):
            sentences.append(
                "the clip has no gloss and every phrase of the prompt names it: nothing is asked "
                "for; put a comma before the phrase with {gloss}"
            )
        if self.models.device.type == "cpu":
            sentences.append("no GPU is used: diffusion takes minutes a frame on a CPU")
        return sentences + leaves_canvas(motion.poses)
