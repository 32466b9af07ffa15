"""The photograph on a body in three dimensions: for dances that turn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from pose2video.generators.canvas import leaves_canvas
from pose2video.registry import Needs

SIDES = ("film", "picture")


@dataclass(frozen=True)
class BodyRender:
    """Lay the photograph on the character's own body and draw that; no weights, no GPU.

    The body's outline is brought to that of the photograph, hair and clothes included; what the
    photograph does not show is taken from the character's film, where there is one, else from the
    other side of the body or from beside it. Arms and hands are those of `limb_warp`: the body
    model's, in the picture's sleeves and skin.

    Attributes:
        sides: Where back and sides are taken from: `film`, where there is one, or `picture`.
        expression: Strength of the driver's expressions, 1 as the driver; 0 leaves the face as it
            is in the picture.
    """

    sides: str = "film"
    expression: float = 1.0

    def __post_init__(self):
        """Check the settings."""
        if self.sides not in SIDES:
            raise ValueError(f"sides is {self.sides!r}: choose from {', '.join(SIDES)}")
        if not 0 <= self.expression <= 2:
            raise ValueError("expression must lie in [0, 2]")

    def needs(self):
        """The body, no GPU."""
        return Needs(body=True, skin=self.sides == "film", cuts_out=True)

    def generate(self, character, motion) -> Iterator[np.ndarray]:
        """Draw the character in the motion's poses.

        Args:
            character: A `Character` with `body`.
            motion: A `Motion` with `body` on the canvas and `figure`.

        Yields:
            uint8 RGB frames `(height, width, 3)` of the canvas, one per pose.
        """
        from pose2video.generators.dressing.drawing import draw_body
        from pose2video.generators.dressing.dressed import dress
        from pose2video.generators.limb_warp.over_clip.heads import face_of
        from pose2video.generators.limb_warp.per_frame.head_pages import Strength, texture_at

        camera, strength = motion.body.camera, Strength(*[self.expression] * 4)
        nearest = max(float(motion.body.translation[:, 2].min()), 0.2)
        dressed = dress(motion.figure, character, camera.focal / nearest / 1000)
        head = face_of(character, motion.poses) if self.expression else None
        background = cv2.resize(character.behind, camera.size, interpolation=cv2.INTER_AREA)
        for index, transforms in enumerate(dressed.body.transforms(motion.body)):
            frame, texture = background.copy(), texture_at(dressed, head, index, strength)
            draw_body(dressed, transforms, camera, texture, frame)
            yield frame

    def warnings(self, character, motion) -> list[str]:
        """What is made up, and where the figure leaves the canvas."""
        from pose2video.bodies.hands.tones import tone_sentences
        from pose2video.generators.dressing.unseen import unseen_sentences
        from pose2video.generators.limb_warp.over_clip.heads import head_sentences

        sentences = unseen_sentences(character) + leaves_canvas(motion.poses)
        sentences += tone_sentences(character)
        return sentences + (head_sentences(character, motion.poses) if self.expression else [])
