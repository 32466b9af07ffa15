"""The hands of the body model at the wrists of the puppet."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pose2video.bodies.hands.drawing import SAMPLES, PosedHand, beside, draw_hands
from pose2video.bodies.hands.mesh import STUB, HandMesh, build_hand
from pose2video.bodies.hands.skin import paint_skin
from pose2video.bodies.hands.tones import SkinTone, skin_tone
from pose2video.characters.preparation.plan import BONES, SIDES
from pose2video.generators.limb_warp.hand_order import Gaps, measure_gaps
from pose2video.generators.limb_warp.hand_shadows import cast_shadow, smear
from pose2video.generators.limb_warp.wrists import Wrist, end_of_forearm, upper_arm_without_elbow

TEXELS = (0.35, 1.0)  # millimetres per pixel of the painted skin
RINGS = (
    0.08,
    0.16,
    0.24,
    0.32,
)  # shares of the forearm above the wrist: where the model is measured
THIN, THICK = 0.8, 1.7  # of a forearm's width over the model's
SHORT = (0.25, 0.55)  # shares of a forearm's length on the canvas between which its turn counts


@dataclass(frozen=True, eq=False)
class ModelHands:
    """What is needed to draw the hands in any frame.

    Attributes:
        meshes: `{side: HandMesh}`. skin: Their painted skin at the canvas's resolution.
        charts: `{side: (V, 2)}`, where their points lie on it.
        tone: The `SkinTone`. wrists: `{side: Wrist}`. gaps: The `Gaps`.
        transforms: `(T, J, 4, 4)`. camera: The canvas's `Camera`.
        joints: `{side: (T, 2, 3)}`, elbow and wrist in camera axes.
        scale: Size on the canvas over that of the model before the camera.
        millimetre: `(T,)` pixels of a millimetre of the hand.
    """

    meshes: dict[str, HandMesh]
    skin: np.ndarray
    charts: dict[str, np.ndarray]
    tone: SkinTone
    wrists: dict[str, Wrist]
    gaps: Gaps
    transforms: np.ndarray
    camera: object
    joints: dict[str, np.ndarray]
    scale: float
    millimetre: np.ndarray


def build_hands(character, motion, rig, tracks):
    """Prepare the hands of a clip, and take the picture's own away.

    Args:
        character: The `Character`. motion: A `Motion` with a body.
        rig: The `Rig`. tracks: Its `Tracks`.

    Returns:
        `ModelHands`, and the `Rig` without hands, its forearms cut at the wrist.
    """
    figure, body = motion.figure, motion.body
    sides = [side for side in SIDES if f"{side}_forearm" in rig.textures]
    tone = skin_tone(character.picture, character.poses, character.pieces)
    textures = {k: v for k, v in rig.textures.items() if not k.endswith("hand")}
    wrists = {}
    for side in sides:
        name = f"{side}_forearm"
        wrists[side], textures[name] = end_of_forearm(
            rig, name, np.array(tone.tone), tone.light.mean, _usual(figure, rig)
        )
        above = f"{side}_upper_arm"
        if wrists[side].whole and above in textures:
            textures[above] = upper_arm_without_elbow(rig, above)
    transforms = figure.transforms(body)
    where = figure.rig.joints(transforms)
    joints = {
        side: where[
            :, [figure.rig.index(f"{b}.{side[0].upper()}") for b in ("lowerarm01", "wrist")]
        ]
        for side in SIDES
    }
    scale = _arm_scale(joints, body.camera, rig, tracks)
    millimetre = scale * body.camera.focal / where[:, 0, 2].clip(0.2) / 1000
    texel = float(np.clip(1 / (1.2 * SAMPLES * millimetre.max()), *TEXELS))
    meshes = {
        side: build_hand(figure, side, 1.36 if wrists[side].whole else STUB, texel)
        for side in sides
    }
    skins = {side: paint_skin(mesh, tone.tone, wrists[side].tone) for side, mesh in meshes.items()}
    skin, charts = beside(meshes, skins)
    hands = ModelHands(
        meshes=meshes,
        skin=skin,
        charts=charts,
        tone=tone,
        wrists=wrists,
        gaps=measure_gaps(figure, transforms, body.camera, meshes),
        transforms=transforms,
        camera=body.camera,
        joints=joints,
        scale=scale,
        millimetre=millimetre,
    )
    return hands, replace(rig, textures=textures)


def _usual(figure, rig):
    """Pixels at rest of a forearm that lies in the picture's plane, by the body's proportions."""
    at = figure.rig.index
    heads = figure.rig.heads
    arm = np.linalg.norm(heads[at("wrist.L")] - heads[at("lowerarm01.L")])
    arm *= np.linalg.norm(figure.stretch[at("lowerarm01.L")], 2)
    across = np.linalg.norm(heads[at("upperarm01.L")] - heads[at("upperarm01.R")])
    return rig.unit * arm / across


def _arm_scale(joints, camera, rig, tracks):
    """Length of the puppet's forearms on the canvas over that of the model's."""
    ratios = []
    for side, points in joints.items():
        ends, _ = camera.project(points)
        length = np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1)
        whole = np.linalg.norm(points[:, 1] - points[:, 0], axis=1) * camera.focal / points[:, 0, 2]
        bone = BONES[f"{side}_forearm"]
        drawn = tracks.along[bone.name] * rig.bone(bone)[0]
        ratios.append((drawn / np.maximum(length, 1e-3))[length > 0.6 * whole])
    ratios = np.concatenate(ratios)
    return float(np.clip(np.median(ratios), 0.6, 1.6)) if len(ratios) else 1.0


def place_hand(hands, tracks, rig, side, frame) -> PosedHand:
    """One hand in one frame: turned and shaped as the model's, its wrist at the puppet's.

    The end of the model's forearm is bent and widened until it lies on the drawn one.
    """
    mesh, wrist = hands.meshes[side], hands.wrists[side]
    points, normals = mesh.posed(hands.transforms[frame])
    xy, depth = hands.camera.project(points)
    ends, _ = hands.camera.project(hands.joints[side][frame])
    local = (xy - ends[1]) * hands.scale
    bone = BONES[f"{side}_forearm"]
    length, angle = (
        rig.bone(bone)[0] * tracks.along[bone.name][frame],
        tracks.angle[bone.name][frame],
    )
    drawn = np.array([np.cos(angle), np.sin(angle)])
    there = tracks.start[bone.name][frame] + length * drawn
    axis = (ends[1] - ends[0]) * hands.scale
    reach = np.linalg.norm(axis)
    arm = np.linalg.norm(np.diff(hands.joints[side][frame], axis=0))
    share = np.clip(mesh.up_arm / arm, 0, None)
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
    fade = tuple(np.array(wrist.fade) * arm)
    return PosedHand(mesh, hands.charts[side], there + local, depth, normals, fade, not wrist.bare)


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


def draw_all(frame, covered, names, hands, tracks, rig, index, blur):
    """Draw one hand, or both in one go, over a frame, with their shadows on what lies there.

    Args:
        frame: uint8 RGB, changed. covered: uint8 `(height, width)`, where the figure was drawn
            so far, 255 = there; changed. names: `left_hand`, `right_hand` or both.
        hands: The `ModelHands`. tracks, rig: The puppet's. index: The frame's number.
        blur: Share of the shutter, see `LimbWarp.motion_blur`.
    """
    size = (frame.shape[1], frame.shape[0])
    posed = [place_hand(hands, tracks, rig, name.split("_")[0], index) for name in names]
    apart = len(posed) == 2 and _beside(*posed)
    groups = [[0], [1]] if apart else [list(range(len(posed)))]
    for group in groups:
        light = hands.tone.light
        layer = draw_hands(
            [posed[i] for i in group], hands.skin, light, size, float(hands.millimetre[index])
        )
        if layer is None:
            continue
        if blur:
            sides = [names[i].split("_")[0] for i in group]
            layer = smear(
                layer, blur * np.mean([_step(tracks, rig, s, index) for s in sides], axis=0), size
            )
        gap = _gap(hands, [names[i].split("_")[0] for i in group], index)
        if gap is not None:
            cast_shadow(frame, covered, layer, gap, light, 1000 * float(hands.millimetre[index]))
        layer.over(frame)
        part = covered[layer.window]
        np.maximum(part, (255 * layer.colour[..., 3]).astype(np.uint8), out=part)


def _beside(a, b):
    """Whether two posed hands lie apart on the canvas."""
    return (a.xy.max(axis=0) < b.xy.min(axis=0)).any() or (
        b.xy.max(axis=0) < a.xy.min(axis=0)
    ).any()


def _gap(hands, sides, index):
    """Metres from the hands to trunk or head behind them; None where nothing is behind."""
    found = [hands.gaps.gap[side, piece][index] for side in sides for piece in ("torso", "head")]
    found = [gap for gap in found if np.isfinite(gap) and gap > -0.02]
    return float(np.clip(min(found), 0.0, 0.5)) if found else None


def _step(tracks, rig, side, index):
    """How far a wrist moves in one frame, `(2,)` pixels."""
    bone = BONES[f"{side}_forearm"]
    frames = np.clip([index - 1, index + 1], 0, len(tracks.size) - 1)
    angle = tracks.angle[bone.name][frames]
    reach = rig.bone(bone)[0] * tracks.along[bone.name][frames]
    ends = tracks.start[bone.name][frames] + reach[:, None] * np.column_stack(
        [np.cos(angle), np.sin(angle)]
    )
    return (ends[1] - ends[0]) / max(frames[1] - frames[0], 1)
