"""The hands of the body model at the wrists of the puppet."""

from __future__ import annotations

import numpy as np

from pose2video.bodies.hands.drawing import PosedHand, draw_hands
from pose2video.characters.preparation.plan import BONES
from pose2video.generators.limb_warp.over_clip import OverClip
from pose2video.generators.limb_warp.per_frame.arms import lay_cuff
from pose2video.generators.limb_warp.per_frame.hand_shadows import as_soft_as, cast_shadow, smear

# shares of the forearm above the wrist: where the model is measured
RINGS = (0.08, 0.16, 0.24, 0.32)
THIN, THICK = 0.8, 1.7  # of a forearm's width over the model's
AHEAD, NEARER = 0.4, 0.06  # of a forearm's depth, metres: how far a hand lies before its upper arm
SHORT = (0.25, 0.55)  # shares of a forearm's length on the canvas between which its turn counts


def place_hand(clip: OverClip, side, frame) -> PosedHand:
    """One hand in one frame: turned and shaped as the model's, its wrist at the puppet's.

    The end of the model's forearm is bent and widened until it lies on the drawn one.
    """
    hands, tracks, puppet = clip.hands, clip.tracks, clip.rest.puppet
    mesh, wrist = hands.meshes[side], hands.mounts.wrists[side]
    points, normals = mesh.posed(hands.transforms[frame])
    xy, depth = hands.camera.project(points)
    ends, _ = hands.camera.project(hands.joints[side][frame])
    local = (xy - ends[1]) * hands.scale
    bone = BONES[f"{side}_forearm"]
    length = puppet.bone(bone)[0] * tracks.along[bone.name][frame]
    angle = tracks.angle[bone.name][frame]
    drawn = np.array([np.cos(angle), np.sin(angle)])
    there = tracks.start[bone.name][frame] + length * drawn
    axis = (ends[1] - ends[0]) * hands.scale
    reach = np.linalg.norm(axis)
    arm = np.linalg.norm(np.diff(hands.joints[side][frame], axis=0))
    at_rest = rest_length(hands.mounts.figure, side)  # the arm's stub is measured there
    share = np.clip(mesh.up_arm / at_rest, 0, None)
    whole = arm * hands.camera.focal / hands.joints[side][frame, 0, 2] * hands.scale
    certain = np.clip((reach / whole - SHORT[0]) / (SHORT[1] - SHORT[0]), 0, 1)
    if certain > 0:
        own = axis / max(reach, 1e-6)
        turn = certain * np.arctan2(own[0] * drawn[1] - own[1] * drawn[0], own @ drawn)
        bend = turn * np.clip(share / 0.10, 0, 1)
        along, across = local @ own, local @ np.array([-own[1], own[0]])
        if wrist.rims:
            across = _widened(across, share, wrist.rims, tracks.size[frame], certain)
        longer = np.where(share > 0, 1 + certain * (length / max(reach, 1e-6) - 1), 1.0)
        along = along * np.clip(longer, 0.7, 1.4)
        cos, sin = np.cos(bend), np.sin(bend)
        along, across = cos * along - sin * across, sin * along + cos * across
        local = along[:, None] * own + across[:, None] * np.array([-own[1], own[0]])
    fade = tuple(np.array(wrist.fade) * at_rest)
    gain = hands.mounts.gain(side, normals)
    return PosedHand(
        mesh, hands.charts[side], there + local, depth, normals, fade, not wrist.bare, gain
    )


def rest_length(figure, side) -> float:
    """Metres of the forearm of a `Body` before its stretch, as `HandMesh.up_arm` is measured."""
    ends = [figure.rig.index(f"{bone}.{side[0].upper()}") for bone in ("lowerarm01", "wrist")]
    return float(np.linalg.norm(np.diff(figure.rig.heads[ends], axis=0)))


def _widened(across, share, rims, size, certain):
    """Distances across the forearm, stretched above the wrist to the edges of the picture's."""
    rows = [across[np.abs(share - place) < 0.06] for place in RINGS]
    found = np.array([(row.min(), row.max()) for row in rows])
    low, high = (np.polyval(np.polyfit(RINGS, found[:, k], 1), share) for k in (0, 1))
    to_low, to_high = ((slope * share + start) * size for slope, start in rims)
    width = np.maximum(high - low, 1.0)
    wanted = np.clip(to_high - to_low, THIN * width, THICK * width)
    moved = (to_low + to_high) / 2 + ((across - low) / width - 0.5) * wanted
    weight = certain * np.clip(share / 0.09, 0, 1)
    weight = weight * weight * (3 - 2 * weight)
    return across + weight * (moved - across)


def lay_hands(frame, covered, names, clip: OverClip, index, blur, arms, laid):
    """Draw one hand, or both in one go, over a frame, with their shadows on what lies there.

    Args:
        frame: uint8 RGB, changed. covered: uint8 `(height, width)`, where the figure was drawn
            so far, 255 = there; changed. names: `left_hand`, `right_hand` or both.
        clip: The `OverClip`, with hands. index: The frame's number.
        blur: Share of the shutter, see `LimbWarp.motion_blur`.
        arms: `{side: LimbOnCanvas}`, the model's, out of whose cuffs they come.
        laid: Name -> `Layer` of the arms that were drawn: no hand shades its own forearm.
    """
    size, hands = (frame.shape[1], frame.shape[0]), clip.hands
    light, millimetre = hands.mounts.tone.light, float(hands.millimetre[index])
    posed = {side: place_hand(clip, side, index) for side in (n.split("_")[0] for n in names)}
    apart = len(posed) == 2 and _beside(*posed.values())
    for sides in [[side] for side in posed] if apart else [list(posed)]:
        layer = draw_hands([posed[side] for side in sides], hands.skin, light, size, millimetre)
        if layer is None:
            continue
        layer = as_soft_as(layer, size[0] / clip.rest.character.size[0], size)
        if blur:
            layer = smear(
                layer, blur * np.mean([_step(clip, side, index) for side in sides], axis=0), size
            )
        gap = _gap(hands, sides, index)
        if gap is not None:
            behind = _without(covered, [laid.get(f"{side}_forearm") for side in sides])
            cast_shadow(frame, behind, layer, gap, light, 1000 * millimetre)
        layer.over(frame)
        for side in sides:
            bare, order = hands.mounts.wrists[side].bare, clip.orders[index]
            arm, hand = (order.index(f"{side}_{name}") for name in ("forearm", "hand"))
            if side in arms and arm < hand and not bare:
                lay_cuff(frame, layer, arms[side], clip, side, index)
        part = covered[layer.window]
        np.maximum(part, (255 * layer.colour[..., 3]).astype(np.uint8), out=part)


def _without(covered, layers):
    """Coverage, uint8 `(height, width)`, where some `Layer`s are not; None is none."""
    covered = covered.copy()
    for layer in layers:
        if layer is not None:
            part = covered[layer.window]
            part[:] = part * (1 - np.clip(layer.colour[..., 3], 0, 1))
    return covered


def _beside(a, b):
    """Whether two posed hands lie apart on the canvas."""
    return (a.xy.max(axis=0) < b.xy.min(axis=0)).any() or (
        b.xy.max(axis=0) < a.xy.min(axis=0)
    ).any()


def _gap(hands, sides, index):
    """Metres from the hands to trunk, head or their own upper arms behind them; None where none."""
    found = [hands.gaps.gap[side, piece][index] for side in sides for piece in ("torso", "head")]
    found = [gap for gap in found if np.isfinite(gap) and gap > -0.02]
    if not found:  # a forearm that comes towards the camera lies before the upper arm
        ahead = [-np.diff(hands.joints[side][index, :, 2])[0] for side in sides]
        found = [AHEAD * depth for depth in ahead if depth > NEARER]
    return float(np.clip(min(found), 0.0, 0.5)) if found else None


def _step(clip, side, index):
    """How far a wrist moves in one frame, `(2,)` pixels."""
    tracks, bone = clip.tracks, BONES[f"{side}_forearm"]
    frames = np.clip([index - 1, index + 1], 0, len(tracks.size) - 1)
    angle = tracks.angle[bone.name][frames]
    reach = clip.rest.puppet.bone(bone)[0] * tracks.along[bone.name][frames]
    ends = tracks.start[bone.name][frames] + reach[:, None] * np.column_stack(
        [np.cos(angle), np.sin(angle)]
    )
    return (ends[1] - ends[0]) / max(frames[1] - frames[0], 1)
