"""Third: what is drawn for each frame, far to near."""

from __future__ import annotations

from functools import partial
from itertools import groupby

import numpy as np

from pose2video.bodies.hands.drawing import Light
from pose2video.generators.limb_warp.over_clip import OverClip
from pose2video.generators.limb_warp.per_frame.arms import arm_at, is_arm, lay_arm
from pose2video.generators.limb_warp.per_frame.ground import shade_ground, shade_soles
from pose2video.generators.limb_warp.per_frame.hands import lay_hands
from pose2video.generators.limb_warp.per_frame.heads import move_head
from pose2video.generators.limb_warp.per_frame.layers import lay
from pose2video.generators.limb_warp.per_frame.legs import lay_leg, legs_at
from pose2video.generators.limb_warp.per_frame.limbs import (
    box_of_limb,
    box_of_trunk,
    limb_at,
    trunk_at,
)
from pose2video.generators.limb_warp.per_frame.maps import head_map, limb_map, trunk_map
from pose2video.generators.limb_warp.per_frame.seats import lay_sheets
from pose2video.generators.limb_warp.per_frame.trunk_light import trunk_light


def draw(clip: OverClip, index, settings) -> np.ndarray:
    """Draw one frame of a clip.

    Args:
        clip: All that is known of it.
        index: The frame's number.
        settings: Has the numbers `brows`, `eyes`, `gaze`, `mouth`, `head` and `motion_blur`.

    Returns:
        uint8 RGB `(height, width, 3)`.
    """
    puppet = clip.rest.puppet
    frame = puppet.background.copy()
    if clip.ground:
        shade_ground(frame, clip.ground, index)
    covered = np.zeros(frame.shape[:2], np.uint8) if clip.hands else None
    turned = clip.turns[index], clip.outlines[index]
    trunk = trunk_at(puppet, clip.tracks, *turned, index, clip.rest.neck)
    moved = move_head(clip.head, index, settings) if clip.head else {}
    light = clip.hands.mounts.tone.light if clip.hands else Light()
    textures, legs, arms = puppet.textures | moved, legs_at(clip, index), {}
    hair, laid = None, {}

    def lay_piece(frame, covered, name, kept=None):
        """Draw a piece of the picture along its bone, all of it or what is `kept`."""
        limb, shown = limb_at(puppet, clip.tracks, clip.leans, name, index)
        box = box_of_limb(textures[shown], limb)
        lay(frame, textures[shown], box, lambda x, y: limb_map(limb, x, y), covered, kept)

    if clip.ground:
        shade_soles(frame, clip.ground, index, clip.orders[index], lay_piece)
    for are_hands, names in groupby(clip.orders[index], lambda name: name.endswith("hand")):
        if clip.hands and are_hands:  # two in a row are drawn at once
            lay_hands(frame, covered, list(names), clip, index, settings.motion_blur, arms, laid)
            continue
        for name in names:
            if is_arm(clip, name):
                side = name.split("_")[0]
                arms[side] = arms[side] if side in arms else arm_at(clip, side, index)
                laid[name] = lay_arm(frame, covered, name, arms[side], clip, index, hair)
            elif name in ("torso", "head"):
                if name == "torso":
                    lay_sheets(frame, covered, clip, trunk, index)
                box = box_of_trunk(textures[name], trunk)
                bearded = name == "head" and clip.rest.head and clip.rest.head.beard
                place = head_map if bearded else partial(trunk_map, of_head=name == "head")
                lit = trunk_light(trunk, light, clip.yaws[index]) if name == "torso" else None
                where = partial(place, trunk)
                if name == "head" and covered is not None:
                    hair = np.zeros_like(covered)
                    lay(frame, textures[name], box, where, hair)
                    np.maximum(covered, hair, out=covered)
                else:
                    lay(frame, textures[name], box, where, covered, lit=lit)
            elif name in legs:
                if legs[name]:
                    lay_leg(frame, covered, legs[name], clip, index, lay_piece)
            else:
                lay_piece(frame, covered, name)
    return frame
