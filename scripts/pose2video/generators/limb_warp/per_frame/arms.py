"""The arms of the body model, drawn in the picture's sleeves."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.generators.limb_warp.over_clip import OverClip
from pose2video.generators.limb_warp.per_frame.hand_shadows import as_soft_as
from pose2video.generators.limb_warp.per_frame.model_limbs import on_canvas
from pose2video.generators.limbs.limb_meshes import ARM, on_line
from pose2video.generators.limbs.limb_shapes import BARE_FADE, FADE, out_of_shoulder, wider_at
from pose2video.generators.limbs.strips import COLUMNS, ROWS
from pose2video.triangles.meshes import draw_mesh

SHOULDER = 0.2  # of the upper arm, whose width and colour are the shoulder's
BARE = 0.1  # of the upper arm, from which its skin is seen
SOFT = 0.75  # of coverage, up to which the trunk's border is not solid
JOINT = -FADE[0] / (FADE[1] - FADE[0])  # how far the arm has come out at the joint itself
EVEN = 0.035  # of the shoulders' width: so even it comes out of the trunk, without teeth
ROUND = 2.5  # of the shoulder's radius: notches between trunk and arm are closed so roundly


def is_arm(clip: OverClip, name) -> bool:
    """Whether a piece is drawn as the model's."""
    side, _, piece = name.partition("_")
    return bool(clip.arms) and piece in ARM.pieces and side in clip.arms.line


def lay_arm(frame, covered, name, clip: OverClip, index):
    """Draw an upper arm or a forearm over a frame, see `on_canvas`.

    Args:
        frame: uint8 RGB, changed. covered: uint8 `(height, width)`, raised to its coverage.
        name: The piece. clip: The `OverClip`, with arms. index: The frame's number.
    """
    side, _, piece = name.partition("_")
    wrist = clip.hands.mounts.wrists.get(side)
    upper = piece == ARM.pieces[0]
    if not upper and wrist and wrist.whole:  # the hand's mesh reaches beyond the elbow
        return
    motion, size = clip.arms, (frame.shape[1], frame.shape[0])
    camera, light = clip.hands.camera, clip.hands.mounts.tone.light
    arm = on_canvas(motion, side, [ARM.pieces.index(piece)], camera, light, index)
    layer = arm.drawn(size)
    if upper:
        _join(frame, covered, clip, side, index, layer, arm)
        trunk = _solid(covered[layer.window])
        bare = motion.limbs.sleeves[side].end < BARE * ROWS
        fade = BARE_FADE if bare else FADE
        soft = arm.covering(out_of_shoulder(motion.limbs.meshes[side], fade), size).colour
        size_now = clip.rest.puppet.unit * float(clip.tracks.size[index])
        wide = 2 * round(EVEN * size_now) + 1
        near = cv2.blur(cv2.blur(soft[..., [0, 3]], (wide, wide)), (wide, wide))
        out = near[..., :1] / np.maximum(near[..., 1:], 1e-6)
        # over the trunk the arm comes out of it softly, beside it at the joint
        beside = np.minimum(out / JOINT, 1)
        layer.colour[:] *= beside + trunk[..., None] * (out - beside)
    layer = as_soft_as(layer, size[0] / clip.rest.character.size[0], size)
    layer.over(frame)
    part = covered[layer.window]
    np.maximum(part, (255 * layer.colour[..., 3]).astype(np.uint8), out=part)


def _join(frame, covered, clip, side, index, layer, arm):
    """Close the notch between trunk and upper arm with the shoulder of the body, under the arm.

    Args:
        frame, covered: As for `lay_arm`. clip, side, index: Of the arm.
        layer: Its upper half. arm: The same, a `LimbOnCanvas`.
    """
    motion, (height, width) = clip.arms, covered.shape
    mesh, line = motion.limbs.meshes[side], motion.line[side][index]
    top = (mesh.along > 0) & (mesh.along < SHOULDER)
    radius = np.percentile(np.linalg.norm((arm.xy - on_line(mesh.along, line))[top], axis=1), 50)
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
