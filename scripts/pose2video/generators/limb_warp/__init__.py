"""Move the picture's own parts: cut-out limbs with soft joints, drawn far to near."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from pose2video.bodies.hands.tones import tone_sentences
from pose2video.characters.preparation import missing_sentences
from pose2video.characters.preparation.plan import SIDES
from pose2video.generators.canvas import leaves_canvas
from pose2video.generators.limb_warp.hand_order import with_hands
from pose2video.generators.limb_warp.layers import draw, drawing_orders
from pose2video.generators.limb_warp.maps import limb_map, trunk_map
from pose2video.generators.limb_warp.model_hands import build_hands, draw_all
from pose2video.generators.limb_warp.moving_head import build_head, head_sentences, move_head
from pose2video.generators.limb_warp.posing import box_of_limb, box_of_trunk, limb_at, trunk_at
from pose2video.generators.limb_warp.rig import build_rig
from pose2video.generators.limb_warp.tracks import build_tracks
from pose2video.generators.limb_warp.unseen_arms import with_unseen_arms
from pose2video.poses.geometry import resize
from pose2video.registry import Needs

STRENGTHS = ("brows", "eyes", "gaze", "mouth", "head")


@dataclass(frozen=True)
class LimbWarp:
    """Move the picture's own limbs, head and face; the default, no weights, no GPU.

    Each piece of the character follows its bone; beside a joint two pieces share one smooth map,
    so that the joint stays closed. The hands are those of the body model, in the colours of the
    picture, or the picture's own, one stiff piece each. The picture's own face makes the
    driver's expressions, and the head turns with the driver's by up to about 30 degrees. Brows,
    eyes, gaze, mouth and head are strengths: 1 as the driver, 0 as in the picture.

    Attributes:
        brows: Of brows and forehead.
        eyes: Of the lids, blinks among them.
        gaze: Of where the eyes look.
        mouth: Of mouth, jaw and cheeks.
        head: Of the head's turns to the sides, up and down.
        hands: `body` for the model's hands, `picture` for the picture's own.
        motion_blur: Share of the time between two frames over which moving hands of the model are
            blurred; 0 for none.
    """

    brows: float = 1.0
    eyes: float = 1.0
    gaze: float = 1.0
    mouth: float = 1.0
    head: float = 1.0
    hands: str = "body"
    motion_blur: float = 0.0

    def __post_init__(self):
        """Check the settings."""
        for name in STRENGTHS:
            if not 0 <= getattr(self, name) <= 2:
                raise ValueError(f"{name} must lie in [0, 2]")
        if self.hands not in ("body", "picture"):
            raise ValueError("hands must be body or picture")
        if self.hands == "picture" and self.motion_blur:
            raise ValueError("motion_blur blurs the model's hands: set hands: body")
        if not 0 <= self.motion_blur <= 1:
            raise ValueError("motion_blur must lie in [0, 1]")

    def needs(self):
        """The body where its hands are drawn; no GPU."""
        return Needs(body=self.hands == "body")

    def generate(self, character, motion) -> Iterator[np.ndarray]:
        """Draw the character in the motion's poses.

        Args:
            character: A `Character` with pieces.
            motion: A `Motion`; its poses are `holistic`, on the canvas, fitted to the character.

        Yields:
            uint8 RGB frames `(height, width, 3)` of the poses' frame size, one per pose.
        """
        poses = with_unseen_arms(motion) if self.hands == "body" else motion.poses
        rig = build_rig(character, poses.frame_size)
        head = build_head(character, poses, rig) if self._moves() else None
        tracks = build_tracks(poses, rig, head and head.roll)
        rest = resize(character.poses, poses.frame_size)
        hands = None
        if self.hands == "body":
            hands, rig = build_hands(character, motion, rig, tracks)
        orders = drawing_orders(poses, rest, rig.textures, rig.unit)
        if hands:
            orders = with_hands(orders, hands.gaps, hands.meshes)
        for index, order in enumerate(orders):
            frame = rig.background.copy()
            covered = np.zeros(frame.shape[:2], np.uint8) if hands else None
            trunk = trunk_at(rig, tracks, index)
            textures = rig.textures | (move_head(head, index, self) if head else {})
            for place, name in enumerate(order):
                if hands and name.endswith("hand"):
                    together = order[place : place + 2]  # two in a row are drawn at once
                    if place and order[place - 1].endswith("hand"):
                        continue
                    names = [n for n in together if n.endswith("hand")]
                    draw_all(frame, covered, names, hands, tracks, rig, index, self.motion_blur)
                elif name in ("torso", "head"):
                    texture = textures[name]
                    box = box_of_trunk(texture, trunk)
                    draw(frame, texture, box, lambda x, y, t=trunk: trunk_map(t, x, y), covered)
                else:
                    limb, shown = limb_at(rig, tracks, name, index)
                    texture = rig.textures[shown]
                    box = box_of_limb(texture, limb)
                    draw(frame, texture, box, lambda x, y, b=limb: limb_map(b, x, y), covered)
            yield frame

    def _moves(self):
        """Whether anything of face or head moves but the head's place and tilt."""
        return any(getattr(self, name) for name in STRENGTHS)

    def warnings(self, character, motion) -> list[str]:
        """What is left out, and where the figure leaves the canvas."""
        names = {piece.name for piece in character.pieces}
        if self.hands == "body":
            names |= {f"{side}_hand" for side in SIDES if f"{side}_forearm" in names}
        sentences = missing_sentences(names) + leaves_canvas(motion.poses)
        if self.hands == "body":
            sentences += tone_sentences(character)
        return sentences + (head_sentences(character, motion.poses) if self._moves() else [])
