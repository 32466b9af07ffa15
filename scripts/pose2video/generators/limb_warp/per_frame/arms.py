"""The arms of the body model, drawn in the picture's sleeves."""

from __future__ import annotations

import numpy as np

from pose2video.generators.limb_warp.over_clip import OverClip
from pose2video.generators.limb_warp.per_frame.model_limbs import on_canvas
from pose2video.generators.limbs.limb_meshes import ARM, on_line
from pose2video.generators.limbs.limb_shapes import FADE, out_of_shoulder
from pose2video.generators.limbs.strips import COLUMNS, ROWS

SHOULDER = 0.2  # of the upper arm, whose width and colour are the shoulder's
SOFT = 0.75  # of coverage, up to which the trunk's border is not solid
JOINT = -FADE[0] / (FADE[1] - FADE[0])  # how far the arm has come out at the joint itself


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
    arm = on_canvas(motion, side, [ARM.pieces.index(piece)], clip.hands.camera, index)
    if upper:
        mesh, line = motion.limbs.meshes[side], motion.line[side][index]
        sleeve = motion.limbs.sleeves[side]
        trunk = _round_shoulder(frame, covered, sleeve, mesh.along, arm.xy, line)
        layer, soft = arm.drawn(size), arm.covering(out_of_shoulder(mesh), size)
        out = soft.colour[..., :1] / np.maximum(soft.colour[..., 3:], 1e-6)
        beside = (1 - trunk[layer.window])[..., None]  # where nothing may show through
        layer.colour[:] *= out + beside * (np.minimum(out / JOINT, 1) - out)
    else:
        layer = arm.drawn(size)
    layer.over(frame)
    part = covered[layer.window]
    np.maximum(part, (255 * layer.colour[..., 3]).astype(np.uint8), out=part)


def _round_shoulder(frame, covered, sleeve, along, xy, line):
    """Where no trunk lies behind a shoulder, it is a disc of the sleeve's cloth, as wide as that.

    Args:
        frame, covered: As for `lay_arm`. sleeve: The `Sleeve`.
        along: `(V,)`. xy: `(V, 2)`, the arm's points on the canvas. line: `(3, 2)`, its joints.

    Returns:
        `(height, width)` in [0, 1]: where something solid lay behind the shoulder.
    """
    top = (along > 0) & (along < SHOULDER)
    radius = np.percentile(np.linalg.norm((xy - on_line(along, line))[top], axis=1), 95)
    y, x = np.indices(covered.shape, np.float32)
    disc = np.clip(radius + 0.5 - np.hypot(x - line[0, 0], y - line[0, 1]), 0, 1)
    trunk = np.clip((covered / np.float32(255) - SOFT) / (1 - SOFT), 0, 1)
    disc *= 1 - trunk
    rows = int(SHOULDER * ROWS)
    colour = np.median(sleeve.strip[:rows, COLUMNS // 4 : -(COLUMNS // 4)], axis=(0, 1))
    frame[:] = np.rint(frame + disc[..., None] * (colour - frame))
    np.maximum(covered, np.rint(255 * disc).astype(np.uint8), out=covered)
    return trunk
