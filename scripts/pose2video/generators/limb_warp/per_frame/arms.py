"""The arms of the body model, drawn in the picture's sleeves."""

from __future__ import annotations

import numpy as np

from pose2video.generators.limb_warp.over_clip import OverClip
from pose2video.generators.limbs.arm_meshes import on_line
from pose2video.generators.limbs.arm_shapes import FADE, out_of_shoulder, worn
from pose2video.generators.limbs.strips import COLUMNS, PIECES, ROWS
from pose2video.triangles.meshes import draw_mesh, front, look_up

SHOULDER = 0.2  # of the upper arm, whose width and colour are the shoulder's
SOFT = 0.75  # of coverage, up to which the trunk's border is not solid
JOINT = -FADE[0] / (FADE[1] - FADE[0])  # how far the arm has come out at the joint itself
OVER = 0.12  # of a bone: so far upper arm and forearm both reach beyond the elbow


def is_arm(clip: OverClip, name) -> bool:
    """Whether a piece is drawn as the model's."""
    side, _, piece = name.partition("_")
    return bool(clip.arms) and piece in PIECES and side in clip.arms.line


def lay_arm(frame, covered, name, clip: OverClip, index):
    """Draw an upper arm or a forearm over a frame.

    The model's own shape hangs on the puppet's line from shoulder to wrist, as wide as the
    picture's arm is. Across the line of sight it shows the sleeve's strip.

    Args:
        frame: uint8 RGB, changed. covered: uint8 `(height, width)`, raised to its coverage.
        name: The piece. clip: The `OverClip`, with arms. index: The frame's number.
    """
    side, _, piece = name.partition("_")
    hands, motion = clip.hands, clip.arms
    wrist = hands.mounts.wrists.get(side)
    if piece == PIECES[1] and wrist and wrist.whole:  # the hand's mesh reaches beyond the elbow
        return
    mesh, sleeve = motion.arms.meshes[side], motion.arms.sleeves[side]
    joints = motion.joints[side][index]
    arm = worn(mesh, sleeve, hands.transforms[index], joints)
    xy, depth = hands.camera.project(arm.points)
    there, _ = hands.camera.project(arm.centre)
    xy = (xy - there) * hands.scale + on_line(mesh.along, motion.line[side][index])
    of_face = mesh.along[mesh.faces]
    upper = piece == PIECES[0]
    kept = of_face.min(axis=1) < 1 + OVER if upper else of_face.max(axis=1) > 1 - OVER
    faces = mesh.faces[kept]
    faces = faces[front(xy, faces)]
    values = np.float32(np.column_stack([arm.place, out_of_shoulder(mesh)]))
    size = (frame.shape[1], frame.shape[0])
    layer = draw_mesh(
        xy, depth, faces, values,
        lambda found: look_up(sleeve.strip, found[:, 0], found[:, 1]).astype(np.float32), size,
    )  # fmt: skip
    if upper:
        trunk = _round_shoulder(frame, covered, sleeve, mesh.along, xy, motion.line[side][index])
        soft = draw_mesh(xy, depth, faces, values, lambda found: found[:, [2, 2, 2]], size)
        out = soft.colour[..., :1] / np.maximum(soft.colour[..., 3:], 1e-6)
        beside = (1 - trunk[layer.window])[..., None]  # where nothing may show through
        layer.colour[:] *= out + beside * (np.minimum(out / JOINT, 1) - out)
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
