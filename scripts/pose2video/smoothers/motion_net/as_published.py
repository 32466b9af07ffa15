"""The published net, applied by numpy: windows of 24 frames with 40 on either side.

Its layers are normalised over the whole window, so a frame's result hangs on where the window
begins. Windows overlap by half and are faded into each other: there is no seam.
"""

from __future__ import annotations

import numpy as np

from pose2video.smoothers.motion_net.applying import REACH, SLOPE, convolved
from pose2video.smoothers.motion_net.joints import JOINTS

FRAMES = 24  # that a window gives
EPS = 1e-5
PREFIX = "kp_input."
# place in Human3.6M's order -> the joint
GIVEN = {
    **{1: "right_hip", 2: "right_knee", 3: "right_ankle"},
    **{4: "left_hip", 5: "left_knee", 6: "left_ankle"},
    **{11: "left_shoulder", 12: "left_elbow", 13: "left_wrist"},
    **{14: "right_shoulder", 15: "right_elbow", 16: "right_wrist"},
}


def published_moves(weights, found, smooth, frame_size) -> np.ndarray:
    """How the net moves joints from where they are smoothed, `(T, 17, 2)` pixels.

    It knows the twelve joints of the limbs; those of the head stay.

    Args:
        weights: Tensors by their published names. found, smooth: `(T, 17, 2)` without gaps; a joint
            that was never seen is taken for a point in the corner, as published.
        frame_size: `(width, height)`; each axis is mapped to [-1, 1] by itself, as published.
    """
    size = np.array(frame_size, np.float64)
    places = np.nan_to_num(2 * found / size - 1, nan=-1.0).astype(np.float32)
    rows = np.concatenate([places[..., 1], places[..., 0]], axis=1)  # all y, then all x
    out = faded(weights, rows)
    joints = out.shape[1] // 2
    moves = np.zeros(found.shape)
    for row, name in GIVEN.items():
        at = JOINTS.index(name)
        given = (np.stack([out[:, joints + row], out[:, row]], axis=1) + 1) / 2 * size
        moves[:, at] = given - smooth[:, at]
    return np.nan_to_num(moves)


def faded(weights, rows) -> np.ndarray:
    """`(T, inputs)` to `(T, outputs)`, the ends held; windows half over each other."""
    frames, half = len(rows), FRAMES // 2
    starts = range(0, max(frames - half, 1), half)
    room = starts[-1] + FRAMES - frames
    padded = np.pad(rows, ((REACH, REACH + max(room, 0)), (0, 0)), mode="edge")
    ramp = 1 - np.abs(np.arange(FRAMES) + 0.5 - half) / half
    total, sure = 0.0, np.zeros((len(padded) - 2 * REACH, 1))
    for start in starts:
        part = applied_published(weights, padded[start : start + FRAMES + 2 * REACH])
        weight = np.zeros_like(sure)
        weight[start : start + FRAMES, 0] = ramp
        sure += weight
        place = np.zeros((len(sure), part.shape[1]))
        place[start : start + FRAMES] = part
        total = total + weight * place
    return (total / sure)[:frames].astype(np.float32)


def applied_published(weights, x) -> np.ndarray:
    """`(T + 80, inputs)` to `(T, outputs)`: see `MotionExtractionNet.forward`."""
    w = {name.removeprefix(PREFIX): tensor for name, tensor in weights.items()}
    code = x
    for number in (1, 2, 3):
        code = _leaky(convolved(w, f"feature_conv_{number}", code, step=2))
    code = code.mean(axis=0)
    x = _normal(convolved(w, "expand_conv", x)) * w["expand_ln.weight"].T + w["expand_ln.bias"].T
    x = _leaky(x)
    for i, dilation in enumerate((3, 9, 27)):
        rest = x[dilation:-dilation]
        for k, apart in ((2 * i, dilation), (2 * i + 1, 1)):
            x = _coded(w, f"layers_ln.{k}", convolved(w, f"layers_conv.{k}", x, apart), code)
        x = rest + x
    return convolved(w, "shrink", x)


def _coded(w, name, x, code):
    said = np.maximum(w[f"{name}.mlp_shared.0.weight"] @ code + w[f"{name}.mlp_shared.0.bias"], 0)
    gamma, beta = (
        w[f"{name}.mlp_{what}.weight"] @ said + w[f"{name}.mlp_{what}.bias"]
        for what in ("gamma", "beta")
    )
    return _leaky(_normal(x) * (1 + gamma) + beta)


def _normal(x):
    return (x - x.mean()) / np.sqrt(x.var() + EPS)


def _leaky(x):
    return np.where(x > 0, x, SLOPE * x)
