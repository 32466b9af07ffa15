"""First: what is prepared once, of the character's picture alone."""

from __future__ import annotations

from dataclasses import dataclass

from pose2video.characters.character import Character
from pose2video.generators.limb_warp.at_rest.footing import Footing, find_footing
from pose2video.generators.limb_warp.at_rest.heads import RestingHead, rest_head
from pose2video.generators.limb_warp.at_rest.necks import Neck, find_neck
from pose2video.generators.limbs.arms import (
    Arms,
    above_hands,
    dress_arms,
    with_forearms,
)
from pose2video.generators.limbs.legs import Legs, dress_legs
from pose2video.generators.limbs.mounts import Mounts, mount_hands
from pose2video.generators.limbs.puppet import Puppet, lay_out
from pose2video.generators.limbs.seats import Sheet, seats_of


@dataclass(frozen=True, eq=False)
class AtRest:
    """A character on the canvas, ready to move.

    Attributes:
        puppet: Joints and textures of its pieces.
        head: What moves in its face; None where nothing shall or can.
        hands: What the model's hands are put on; None where the picture's own are drawn.
        arms: The model's arms in the picture's sleeves; None likewise. legs: Its legs, likewise.
        sheets: Cloth about its hips by piece; none where the picture's has none.
        neck: Where its neck is free to stretch; None where it has none.
        footing: How it stands on the ground; None where no ground is shown.
        character: The `Character`.
    """

    puppet: Puppet
    head: RestingHead | None
    hands: Mounts | None
    arms: Arms | None
    legs: Legs | None
    sheets: dict[str, Sheet]
    neck: Neck | None
    footing: Footing | None
    character: Character


def prepare(character, size, moves_head, figure=None, arms=None) -> AtRest:
    """Take a character's picture apart for a canvas.

    Args:
        character: A `Character` with pieces.
        size: `(width, height)` of the canvas in pixels.
        moves_head: Whether face or head shall move.
        figure: The character's `Body`, whose hands shall be drawn; None for the picture's own.
        arms: How its arms go on where the picture cuts them off, `sleeved` or `bare`; None where
            they are the picture's own.
    """
    puppet = lay_out(character, size)
    head = rest_head(puppet) if moves_head else None
    hands = dressed = legs = None
    if figure is not None:
        own = puppet = with_forearms(puppet) if arms else puppet
        hands, puppet = mount_hands(puppet, character, figure)
        short = [side for side, wrist in hands.wrists.items() if wrist.whole]
        dressed = arms and dress_arms(own, character, figure, hands.tone, arms == "bare", short)
        if dressed:
            hands = hands.on_arms().next_to(dressed.sleeves, dressed.light)
            dressed = above_hands(dressed, hands.wrists)
            legs = dress_legs(puppet, character, figure, hands.tone.tone)
    footing = find_footing(character, puppet) if figure is not None else None
    neck = find_neck(puppet)
    sheets = seats_of(puppet, hands.tone.tone if legs else None)
    return AtRest(puppet, head, hands, dressed, legs, sheets, neck, footing, character)
