"""Legs that are foreshortened: the body model's, in what the picture's legs show."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from pose2video.characters.preparation.plan import SIDES
from pose2video.generators.limb_warp.over_clip import OverClip
from pose2video.generators.limb_warp.per_frame.model_limbs import on_canvas
from pose2video.generators.limbs.limb_meshes import LEG

TOP = (0.02, 0.2)  # of the thigh, over which it comes out of the cloth about the hip
SOFT = 0.75  # of coverage, up to which the border of that cloth is not solid
HIP = (1.2, 1.8)  # half widths from the hip, between which the picture's own thigh ends
ANKLE = (1.9, 2.0)  # along the leg, over which it ends in the foot


def legs_at(clip: OverClip, index) -> dict[str, tuple[str, ...]]:
    """Pieces of legs that are drawn as the model's, and which of them are drawn in their place.

    Thigh and shin are drawn in one, where the nearer one lies in the order, unless the trunk lies
    between them: so no edge parts them at the knee.
    """
    places = {}
    for side in SIDES if clip.legs else ():
        if side not in clip.legs.line or not clip.leg_shares[side][index]:
            continue
        order = clip.orders[index]
        names = sorted((f"{side}_{piece}" for piece in LEG.pieces), key=order.index)
        first, second = map(order.index, names)
        if "torso" in order[first:second]:
            places |= {name: (name,) for name in names}
        else:
            places |= {names[0]: (), names[1]: tuple(names)}
    return places


def lay_leg(frame, covered, names, clip: OverClip, index, lay_piece):
    """Draw a leg, or half of one, over a frame.

    Args:
        frame: uint8 RGB, changed. covered: uint8 `(height, width)`, raised to its coverage.
        names: The pieces, far to near. clip: The `OverClip`, with legs. index: The frame's number.
        lay_piece: `lay_piece(frame, covered, name, kept)`, draws a piece of the picture's own.
    """
    side = names[0].split("_")[0]
    share = float(clip.leg_shares[side][index])
    own, under = (frame.copy(), covered.copy()) if share < 1 else (None, None)
    halves = [LEG.pieces.index(name.split("_")[1]) for name in names]
    if 0 in halves and not clip.rest.sheets:
        lay_piece(frame, covered, f"{side}_thigh", _about_hip(clip, side, index))
    layer = _drawn(clip, side, halves, index, covered)
    layer.over(frame)
    part = covered[layer.window]
    np.maximum(part, (255 * layer.colour[..., 3]).astype(np.uint8), out=part)
    if share < 1:
        for name in names:
            lay_piece(own, under, name)
        cv2.addWeighted(frame, share, own, 1 - share, 0, dst=frame)
        cv2.addWeighted(covered, share, under, 1 - share, 0, dst=covered)


def _about_hip(clip, side, index):
    """How much is kept of the picture's thigh: what lies between trunk and leg, see `lay`."""
    x0, y0 = clip.tracks.start[f"{side}_thigh"][index]
    half = clip.rest.puppet.radii[f"{side}_thigh"] * clip.tracks.size[index]
    spine = clip.tracks.spine[index]
    up = spine / np.linalg.norm(spine)

    def kept(x, y):
        below = -(x - x0) * up[0] - (y - y0) * up[1]
        far = (np.hypot(x - x0, y - y0) + np.maximum(below, 0)) / half
        return np.clip((HIP[1] - far) / np.ptp(HIP), 0, 1).astype(np.float32)

    return kept


def _drawn(clip, side, halves, index, covered):
    """The layer of a leg, which comes softly out of cloth that is `covered` and ends in the foot.

    Beside that cloth it is opaque: what lies behind the figure does not shine through a hip.
    """
    camera, light = clip.hands.camera, clip.hands.mounts.tone.light
    leg = on_canvas(clip.legs, side, camera, light, index).half(halves)
    along = leg.along
    leg = replace(leg, faces=leg.faces[along[leg.faces].min(axis=1) > TOP[0]])
    size = covered.shape[::-1]
    begun = np.clip((along - TOP[0]) / np.ptp(TOP), 0, 1)
    layer, soft = leg.drawn(size, (ANKLE[1] - along) / np.ptp(ANKLE), begun)
    soft = soft.colour
    out = soft[..., :1] / np.maximum(soft[..., 3:], 1e-6)
    cloth = np.clip((covered[layer.window] / np.float32(255) - SOFT) / (1 - SOFT), 0, 1)
    layer.colour[:] *= 1 - cloth[..., None] * (1 - out)
    return layer
