"""Move the picture's own parts: cut-out limbs with soft joints, drawn far to near.

One line of flow in three stages, each of which hands the next one a record: `at_rest` prepares the
picture once, `over_clip` works out the motion for the whole clip, `per_frame` draws.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from pose2video.bodies.hands.tones import tone_sentences
from pose2video.characters.preparation.absences import missing_sentences
from pose2video.characters.preparation.plan import SIDES
from pose2video.generators.canvas import leaves_canvas
from pose2video.generators.limb_warp.at_rest import prepare
from pose2video.generators.limb_warp.over_clip import follow
from pose2video.generators.limb_warp.over_clip.heads import head_sentences
from pose2video.generators.limb_warp.per_frame import draw
from pose2video.registry import Needs

STRENGTHS = ("brows", "eyes", "gaze", "mouth", "head")


@dataclass(frozen=True)
class LimbWarp:
    """Move the picture's own trunk, legs, head and face; the default, no weights, no GPU.

    Each piece of the character follows its bone; beside a joint two pieces share one smooth map,
    so that the joint stays closed. Trousers about the hips and skirts are one surface that hangs on
    the trunk and on both thighs. Arms and hands are those of the body model, so that they may
    point anywhere, in the picture's sleeves and in its colours; or they are the picture's own, one
    stiff piece each. A leg that points at the camera or away from it is the body model's, too, in
    the picture's trousers, skin and socks. The picture's own face makes the driver's expressions,
    and the head turns with the driver's by up to about 30 degrees. There it stays where the
    driver's turns farther: the picture shows no profile and no back. Brows, eyes, gaze, mouth and
    head are strengths: 1 as the driver, 0 as in the picture.

    Attributes:
        brows: Of brows and forehead.
        eyes: Of the lids, blinks among them.
        gaze: Of where the eyes look.
        mouth: Of mouth, jaw and cheeks.
        head: Of the head's turns to the sides, up and down.
        hands: `body` for the model's hands, `picture` for the picture's own.
        arms: `body` for the model's arms in the picture's sleeves and skin, which may point at the
            camera, and its legs where they are foreshortened; `picture` for the picture's own
            pieces, which come with the picture's hands.
        cut_arms: How the model's arms go on where the picture cuts its own off: `sleeved` in the
            cloth that is seen there, if any, or `bare`.
        motion_blur: Share of the time between two frames over which moving hands of the model are
            blurred; 0 for none.
    """

    brows: float = 1.0
    eyes: float = 1.0
    gaze: float = 1.0
    mouth: float = 1.0
    head: float = 1.0
    hands: str = "body"
    arms: str = "body"
    cut_arms: str = "sleeved"
    motion_blur: float = 0.0

    def __post_init__(self):
        """Check the settings."""
        for name in STRENGTHS:
            if not 0 <= getattr(self, name) <= 2:
                raise ValueError(f"{name} must lie in [0, 2]")
        if self.hands not in ("body", "picture"):
            raise ValueError("hands must be body or picture")
        if self.arms not in ("body", "picture"):
            raise ValueError("arms must be body or picture")
        if self.cut_arms not in ("sleeved", "bare"):
            raise ValueError("cut_arms must be sleeved or bare")
        if self.cut_arms == "bare" and "picture" in (self.hands, self.arms):
            raise ValueError("cut_arms are the model's: set hands: body and arms: body")
        if self.hands == "picture" and self.motion_blur:
            raise ValueError("motion_blur blurs the model's hands: set hands: body")
        if not 0 <= self.motion_blur <= 1:
            raise ValueError("motion_blur must lie in [0, 1]")

    def needs(self):
        """The body where its hands are drawn; no GPU."""
        return Needs(body=self.hands == "body", cuts_out=True)

    def generate(self, character, motion) -> Iterator[np.ndarray]:
        """Draw the character in the motion's poses.

        Args:
            character: A `Character` with pieces.
            motion: A `Motion`; its poses are `holistic`, on the canvas, fitted to the character.

        Yields:
            uint8 RGB frames `(height, width, 3)` of the poses' frame size, one per pose.
        """
        figure = self._figure(motion)
        arms = self.cut_arms if self._draws_arms(character) else None
        rest = prepare(character, motion.poses.frame_size, self._moves(), figure, arms)
        clip = follow(rest, motion)
        for index in range(motion.poses.n_frames):
            yield draw(clip, index, self)

    def _draws_arms(self, character):
        """Whether the model's arms are drawn."""
        return self.hands == self.arms == "body" and character.body is not None

    def _moves(self):
        """Whether anything of face or head moves but the head's place and tilt."""
        return any(getattr(self, name) for name in STRENGTHS)

    def _figure(self, motion):
        """The body whose hands are drawn; None for the picture's own hands."""
        if self.hands == "picture":
            return None
        if motion.body is None or motion.figure is None:
            raise ValueError(
                "hands: body needs a motion with a body; give it or set hands: picture"
            )
        return motion.figure

    def warnings(self, character, motion) -> list[str]:
        """What is left out, and where the figure leaves the canvas."""
        names = {piece.name for piece in character.pieces}
        if self._draws_arms(character):
            names |= {f"{side}_forearm" for side in SIDES if f"{side}_upper_arm" in names}
        if self.hands == "body":
            names |= {f"{side}_hand" for side in SIDES if f"{side}_forearm" in names}
        sentences = missing_sentences(names) + leaves_canvas(motion.poses)
        if self.hands == "body":
            sentences += tone_sentences(character)
        return sentences + (head_sentences(character, motion.poses) if self._moves() else [])
