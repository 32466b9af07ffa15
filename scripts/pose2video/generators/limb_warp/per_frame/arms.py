"""The arms of the body model, drawn in the picture's sleeves."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from pose2video.generators.limb_warp.over_clip import OverClip
from pose2video.generators.limb_warp.per_frame.hand_shadows import as_soft_as, cast_shadow
from pose2video.generators.limb_warp.per_frame.model_limbs import OVER, LimbOnCanvas, on_canvas
from pose2video.generators.limb_warp.per_frame.openings import hemmed, lay_opening
from pose2video.generators.limbs.limb_meshes import ARM, on_line
from pose2video.generators.limbs.limb_shapes import BARE_FADE, FADE, out_of_shoulder, wider_at
from pose2video.generators.limbs.strips import COLUMNS, ROWS
from pose2video.triangles.meshes import Layer, draw_mesh

SHOULDER = 0.2  # of the upper arm, whose width and colour are the shoulder's
BARE = 0.1  # of the upper arm, from which its skin is seen
SOFT = 0.75  # of coverage, up to which the trunk's border is not solid
JOINT = -FADE[0] / (FADE[1] - FADE[0])  # how far the arm has come out at the joint itself
EVEN = 0.035  # of the shoulders' width: so even it comes out of the trunk, without teeth
HEM = (0.05, 0.03)  # of the forearm: so far above the wrist, where it bends, a sleeve ends
CUFFS = (0.2, 0.04)  # of the forearm: so much is drawn over hands; over so much it begins
WRIST = (1.91, 1.97)  # along the arm, over which a bare forearm ends in the hand's
# Of the shoulders' width: so far from its joint hair hangs over an arm. Of its length: so much of
# an upper arm that comes out of the hair goes to the camera.
ROOT, AHEAD = (0.4, 0.6), (0.75, 0.9)
CREASE = 0.8  # pixels inwards per pixel down: how an armhole runs on an arm before the trunk
SEAM = 0.85  # how far an arm has come out where its sleeve's seam is
# Lab: colours that differ between so and so much have borders up to so much sharper
DIFFER, SHARPEST = (8.0, 22.0), 6.0
USUAL = 75  # per cent of where an arm lies before the trunk that differ no more than usual
COARSE = 4  # pixels: colours about a border need no finer ones
LIFTED, GAPS = 0.5, (0.02, 0.2)  # of how far its wrist is ahead: metres of a forearm to its shadow
# of the shoulders' width: so far inwards of the joint they are; beyond, the neck rises
NECK = (0.1, 0.2)
ROUND = 2.5  # of the shoulder's radius: notches between trunk and arm are closed so roundly


def is_arm(clip: OverClip, name) -> bool:
    """Whether a piece is drawn as the model's."""
    side, _, piece = name.partition("_")
    return bool(clip.arms) and piece in ARM.pieces and side in clip.arms.line


def arm_at(clip: OverClip, side, index) -> LimbOnCanvas:
    """The arm of a side in a frame."""
    arm = on_canvas(clip.arms, side, clip.hands.camera, clip.hands.mounts.tone.light, index)
    wrist = clip.hands.mounts.wrists.get(side)
    if wrist is None or wrist.bare:
        return arm
    return replace(arm, strip=hemmed(arm.strip, 1 + wrist.end - HEM[1]))


def lay_arm(frame, covered, name, arm: LimbOnCanvas, clip: OverClip, index, hair=None):
    """Draw an upper arm or a forearm over a frame.

    Args:
        frame: uint8 RGB, changed. covered: uint8 `(height, width)`, raised to its coverage.
        name: The piece. arm: See `arm_at`. clip: The `OverClip`, with arms.
        index: The frame's number.
        hair: uint8 `(height, width)`, coverage of the head where it lies under the arm; None where
            it is drawn later.

    Returns:
        Its `Layer`.
    """
    side, _, piece = name.partition("_")
    upper = piece == ARM.pieces[0]
    motion, size = clip.arms, (frame.shape[1], frame.shape[0])
    arm = arm.half([ARM.pieces.index(piece)])
    opacity, out = _opacity(clip, arm, side, piece, index), None
    if upper:
        bare = motion.limbs.sleeves[side].end < BARE * ROWS
        fade = BARE_FADE if bare else FADE
        out = arm.on_all(out_of_shoulder(motion.limbs.meshes[side], fade))
        hole = _out_of_armhole(arm, clip, side, index)
        hole = np.clip((hole - fade[0]) / (fade[1] - fade[0]), 0, 1)
        out = np.column_stack([out, np.minimum(out, hole)])
    wrist = clip.hands.mounts.wrists.get(side)
    if not upper and wrist and not wrist.bare:
        lay_opening(frame, arm, 1 + wrist.end - HEM[0])
    layer, soft = arm.drawn(size, opacity, out)
    if upper:
        _join(frame, covered, clip, side, index, layer, arm)
        trunk = _solid(covered[layer.window])
        size_now = clip.rest.puppet.unit * float(clip.tracks.size[index])
        wide = 2 * round(EVEN * size_now) + 1
        near = cv2.blur(cv2.blur(soft.colour[..., [0, 1, 3]], (wide, wide)), (wide, wide))
        near = near[..., :2] / np.maximum(near[..., 2:], 1e-6)
        sharper, spots = _border(layer, frame[layer.window], trunk, wide)
        # over the trunk the arm comes out of it softly, beside it at the joint
        beside = np.minimum(near[..., :1] / JOINT, 1)
        out = near[..., 1:] + spots * (near[..., :1] - near[..., 1:])
        out = np.clip((out - SEAM) * sharper + SEAM, 0, 1)
        layer.colour[:] *= beside + trunk[..., None] * (out - beside)
        if hair is not None:
            layer.colour[:] *= 1 - _under_hair(hair, layer.window, clip, side, index)[..., None]
    layer = as_soft_as(layer, size[0] / clip.rest.character.size[0], size)
    if not upper:
        _shade_behind(frame, covered, layer, clip, side, index)
    layer.over(frame)
    part = covered[layer.window]
    np.maximum(part, (255 * layer.colour[..., 3]).astype(np.uint8), out=part)
    return layer


def _shade_behind(frame, covered, layer, clip, side, index):
    """The shadow of a forearm's `Layer` on what was drawn before it: trunk, legs and upper arm."""
    elbow, wrist = clip.arms.joints[side][index, 1:]
    gap = float(np.clip(LIFTED * (elbow[2] - wrist[2]), *GAPS))
    metre = 1000 * float(clip.hands.millimetre[index])
    cast_shadow(frame, covered, layer, gap, clip.hands.mounts.tone.light, metre)


def _border(layer, under, trunk, wide):
    """How an arm's `Layer` ends on what is under it, by how much their colours differ.

    A sleeve goes over softly into a jumper of its colour, and skin into skin; on a waistcoat and on
    a shirt they end at a seam. A spot of the trunk that differs more than the rest is no cloth of
    its front but what its side was painted with: no armhole shows it.

    Args:
        layer, under: The arm, and RGB under it. trunk: `(h, w)` in [0, 1], where that is solid.
        wide: An odd number of pixels about which colours count.

    Returns:
        How much sharper it ends, and how far there are spots, in [0, 1]: `(h, w, 1)` each.
    """
    shape = layer.colour.shape[1::-1]
    small = tuple(max(1, side // COARSE) for side in shape)
    trunk = np.float32(trunk > 0.99)  # no background shines through
    own, lower, trunk = (
        cv2.resize(np.float32(v), small, interpolation=cv2.INTER_AREA)
        for v in (layer.colour, under * trunk[..., None], trunk)
    )
    lower /= np.maximum(trunk, 1e-3)[..., None]
    shared = (own[..., 3] > 0.5) & (trunk > 0.5)
    levels = np.clip(own[..., :3] / np.maximum(own[..., 3:], 1e-3), 0, 255)
    own, lower = (cv2.cvtColor(v / 255, cv2.COLOR_RGB2LAB) for v in (levels, lower))
    wide = 2 * (wide // (2 * COARSE)) + 1
    own, lower = (cv2.blur(v, (wide, wide)) for v in (own, lower * trunk[..., None]))
    lower = lower / np.maximum(cv2.blur(trunk, (wide, wide)), 1e-3)[..., None]
    differ = np.linalg.norm(own - lower, axis=2)
    usual = np.percentile(differ[shared], USUAL) if shared.any() else 0.0
    sharper = np.interp(np.minimum(differ, usual), DIFFER, (1.0, SHARPEST))
    spots = np.clip((differ - usual) / DIFFER[0], 0, 1)
    return (cv2.resize(np.float32(v), shape)[..., None] for v in (sharper, spots))


def _out_of_armhole(arm, clip, side, index):
    """How far points of an arm lie out of the trunk's armhole, `(V,)` lengths of an upper arm.

    An armhole goes upright through the joint, and as a crease down to the armpit.
    """
    shoulder, elbow = clip.arms.joints[side][index, :2]
    metre = 1000 * float(clip.hands.millimetre[index])
    aside = _aside(*arm.xy.T, clip, side, index)
    aside /= max(metre * np.linalg.norm(elbow - shoulder), 1.0)
    return np.minimum(arm.along, aside + CREASE * arm.along)


def _aside(x, y, clip, side, index):
    """How far pixels lie outwards of the joint of a shoulder, along both shoulders' line."""
    out = clip.tracks.shoulder_side[index] * (1 if side == "left" else -1)
    out = out / max(np.linalg.norm(out), 1e-6)
    x0, y0 = clip.arms.line[side][index][0]
    return (x - x0) * out[0] + (y - y0) * out[1]


def _under_hair(hair, window, clip, side, index):
    """How far an arm is under the hair that hangs over its shoulder, float32, of a window.

    An arm that points at the camera comes out of the hair.
    """
    motion = clip.arms
    shoulder, elbow = motion.joints[side][index, :2]
    ahead = (shoulder[2] - elbow[2]) / max(np.linalg.norm(elbow - shoulder), 1e-6)
    share = np.clip((AHEAD[1] - ahead) / np.ptp(AHEAD), 0, 1)
    x, y = motion.line[side][index][0]
    rows, columns = (np.arange(part.start, part.stop, dtype=np.float32) for part in window)
    away = np.hypot(columns - x, (rows - y)[:, None])
    away /= clip.rest.puppet.unit * float(clip.tracks.size[index])
    return share * np.clip((ROOT[1] - away) / np.ptp(ROOT), 0, 1) * (hair[window] / 255)


def _opacity(clip, arm, side, piece, index):
    """How opaque the points of a half of an arm are, `(V,)`, beyond [0, 1] too.

    The half that is drawn later goes softly over into the other one about the elbow, where both
    lie at the same place; a bare forearm into the wrist of the hand.
    """
    along, order = arm.along, clip.orders[index]
    out = np.ones(len(along))
    upper, lower = (order.index(f"{side}_{name}") for name in ARM.pieces)
    first = piece == ARM.pieces[0]
    if first == (upper > lower):
        out = ((along - 1) * (-1 if first else 1) + OVER) / (2 * OVER)
    wrist = clip.hands.mounts.wrists.get(side)
    if not first and wrist:
        ends = WRIST if wrist.bare else 1 + wrist.end - np.array(HEM)
        out = np.minimum(out, (ends[1] - along) / np.ptp(ends))
    return out


def lay_cuff(frame, hand, arm: LimbOnCanvas, clip: OverClip, side, index):
    """Draw the end of a sleeve again over the hand that comes out of it.

    Args:
        frame: uint8 RGB, changed. hand: The hand's `Layer`. arm: See `arm_at`.
        clip: The `OverClip`, with arms. side: `left` or `right`. index: The frame's number.
    """
    size = (frame.shape[1], frame.shape[0])
    starts = 1 + clip.hands.mounts.wrists[side].end - CUFFS[0]
    shown = (arm.along - starts) / CUFFS[1]
    shown = np.minimum(_opacity(clip, arm, side, ARM.pieces[1], index), shown)
    cuff, _ = replace(arm, faces=arm.faces[shown[arm.faces].max(axis=1) > 0]).drawn(size, shown)
    cuff = as_soft_as(cuff, size[0] / clip.rest.character.size[0], size)
    shared = tuple(
        slice(max(a.start, b.start), max(a.start, b.start, min(a.stop, b.stop)))
        for a, b in zip(cuff.window, hand.window, strict=True)
    )
    mine, its = (_within(shared, layer.window) for layer in (cuff, hand))
    before = (cuff.depth[mine] < hand.depth[its]) & (hand.colour[its][..., 3] > 0)
    part = cuff.colour[mine] * before[..., None]
    Layer(shared, part, cuff.depth[mine]).over(frame)


def _within(window, other):
    """A window of the picture as one of another window."""
    return tuple(
        slice(a.start - b.start, a.stop - b.start) for a, b in zip(window, other, strict=True)
    )


def _join(frame, covered, clip, side, index, layer, arm):
    """Close the notch between trunk and upper arm with the shoulder of the body, under the arm.

    Args:
        frame, covered: As for `lay_arm`. clip, side, index: Of the arm.
        layer: Its upper half. arm: The same, a `LimbOnCanvas`.
    """
    motion, (height, width) = clip.arms, covered.shape
    line = motion.line[side][index]
    top = (arm.along > 0) & (arm.along < SHOULDER)
    radius = np.percentile(np.linalg.norm((arm.xy - on_line(arm.along, line))[top], axis=1), 50)
    shoulder = motion.limbs.shoulders[side]
    camera = clip.hands.camera
    xy, depth = camera.project(shoulder.posed(motion.transforms[index]))
    joint, _ = camera.project(motion.joints[side][index, 0])
    wider = float(wider_at(motion.limbs.sleeves[side], np.zeros(1))[0])
    xy = (xy - joint) * (wider * motion.scale[index]) + line[0]
    values = np.ones((len(xy), 1), np.float32)
    cap = draw_mesh(xy, depth, shoulder.faces, values, lambda v: v[:, [0, 0, 0]], (width, height))
    if not cap.colour.size:
        return
    there = covered.copy()
    part = there[layer.window]
    np.maximum(part, (255 * layer.colour[..., 3]).astype(np.uint8), out=part)
    there = there[cap.window]
    share = np.minimum(cap.colour[..., 3], _closed(there > 127, ROUND * radius))
    strip = motion.limbs.sleeves[side].strip[: int(SHOULDER * ROWS), COLUMNS // 4 : -(COLUMNS // 4)]
    under = frame[cap.window]
    rows, columns = (np.arange(part.start, part.stop) for part in cap.window)
    inwards = -_aside(columns, rows[:, None], clip, side, index)
    inwards /= clip.rest.puppet.unit * np.linalg.norm(clip.tracks.shoulder_side[index])
    share = share * np.clip((NECK[1] - inwards) / np.ptp(NECK), 0, 1)
    share = share * (1 - _solid(covered[cap.window]))
    under[:] = np.rint(under + share[..., None] * (np.median(strip, axis=(0, 1)) - under))
    part = covered[cap.window]
    np.maximum(part, (255 * share).astype(np.uint8), out=part)


def _closed(mask, radius):
    """A mask `(h, w)` whose notches that hold no disc of a radius in pixels are closed, float32."""
    spare = int(np.ceil(radius)) + 2
    wide = cv2.copyMakeBorder(1 - np.uint8(mask), spare, spare, spare, spare, 0, value=1)
    near = np.uint8(cv2.distanceTransform(wide, cv2.DIST_L2, 5) < radius)
    deep = cv2.distanceTransform(near, cv2.DIST_L2, 5)[spare:-spare, spare:-spare]
    return np.clip(deep - radius + 0.5, 0, 1)


def _solid(covered):
    """Where something solid was drawn, float32 in [0, 1]: soft borders are none."""
    return np.clip((covered / np.float32(255) - SOFT) / (1 - SOFT), 0, 1)
