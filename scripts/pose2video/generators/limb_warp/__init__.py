"""Move the picture's own parts: cut-out limbs with soft joints, drawn far to near."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from pose2video.generators.canvas import leaves_canvas
from pose2video.generators.limb_warp.expressions import read_expression
from pose2video.generators.limb_warp.faces import (
    build_face,
    face_points_at,
    is_frontal,
    move_face,
)
from pose2video.generators.limb_warp.layers import draw, drawing_orders
from pose2video.generators.limb_warp.maps import limb_map, trunk_map
from pose2video.generators.limb_warp.posing import box_of_limb, box_of_trunk, limb_at, trunk_at
from pose2video.generators.limb_warp.rig import build_rig
from pose2video.generators.limb_warp.tracks import build_tracks
from pose2video.geometry import resize
from pose2video.preparation import missing_sentences


@dataclass(frozen=True)
class LimbWarp:
    """Move the picture's own limbs, head and face; the default, no weights, no GPU.

    Each piece of the character follows its bone; beside a joint two pieces share one smooth map,
    so that the joint stays closed. Hands are one piece each. The picture's own face makes the
    driver's expressions: brows, lids and mouth, not yet the gaze.

    Attributes:
        expression: Strength of the expressions, 1 as the driver's; 0 leaves the face as it is.
    """

    expression: float = 1.0

    def __post_init__(self):
        """Check the settings."""
        if not 0 <= self.expression <= 2:
            raise ValueError("expression must lie in [0, 2]")

    def needs(self):
        """No other inputs, no GPU."""
        return {}

    def generate(self, character, motion) -> Iterator[np.ndarray]:
        """Draw the character in the motion's poses.

        Args:
            character: A `Character` with pieces.
            motion: A `holistic` sequence on the canvas, fitted to the character.

        Yields:
            uint8 RGB frames `(height, width, 3)` of `motion.frame_size`, one per pose.
        """
        rig = build_rig(character, motion.frame_size)
        tracks = build_tracks(motion, rig)
        rest = resize(character.poses, motion.frame_size)
        orders = drawing_orders(motion, rest, rig.textures, rig.unit)
        expression, face = self._face(character, motion, rig)
        for index, order in enumerate(orders):
            frame = rig.background.copy()
            trunk = trunk_at(rig, tracks, index)
            for name in order:
                if name in ("torso", "head"):
                    texture = rig.textures[name]
                    if name == "head" and face:
                        target = face_points_at(face, expression, index, self.expression)
                        image = move_face(texture.image, face, target)
                        texture = replace(texture, image=image)
                    box = box_of_trunk(texture, trunk)
                    draw(frame, texture, box, lambda x, y, t=trunk: trunk_map(t, x, y))
                else:
                    limb, shown = limb_at(rig, tracks, name, index)
                    texture = rig.textures[shown]
                    box = box_of_limb(texture, limb)
                    draw(frame, texture, box, lambda x, y, b=limb: limb_map(b, x, y))
            yield frame

    def _face(self, character, motion, rig):
        """The driver's expression and the picture's face; None where one of them is not seen."""
        expression = read_expression(motion) if self.expression else None
        if expression is None or "head" not in rig.textures:
            return None, None
        points = resize(character.poses, motion.frame_size).part("face")[0]
        return expression, build_face(points, rig.textures["head"], expression)

    def warnings(self, character, motion) -> list[str]:
        """What is left out, and where the figure leaves the canvas."""
        names = {piece.name for piece in character.pieces}
        sentences = missing_sentences(names) + leaves_canvas(motion)
        if self.expression and not is_frontal(character.poses.part("face")[0]):
            sentences.append("the picture shows no face from the front: the face does not move")
        return sentences
