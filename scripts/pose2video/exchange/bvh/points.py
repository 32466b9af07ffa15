"""MediaPipe's points of a body from the joints of a BVH file."""

from __future__ import annotations

import numpy as np

from pose2video.exchange.bvh.joints import FINGERS
from pose2video.poses.lifting.depth import HEIGHT_M, SIDES
from pose2video.poses.skeletons import load_skeleton

# points of the head from its joint, metres of somebody as tall as HEIGHT_M: x to the person's
# left, y up, z forwards; measured on the body model
ON_HEAD = {
    "nose": (0.0, 0.003, 0.119),
    "left_eye_inner": (0.015, 0.035, 0.092),
    "left_eye": (0.029, 0.037, 0.093),
    "left_eye_outer": (0.042, 0.038, 0.088),
    "left_ear": (0.068, 0.034, 0.024),
    "mouth_left": (0.022, -0.030, 0.098),
}
ABOVE = 0.08  # MediaPipe's shoulder lies above the joint, a share of the shoulders' width
# ankle to heel and to the tip of the toes: forwards and down, metres as above
HEEL, TIP, ANKLE_HIGH = (-0.042, 0.067), (0.199, 0.062), 0.049
TIP_BEYOND = 0.8  # length of a finger's last bone over that of the one before it


def points_of(at, head_turns, hands, tall_m, drops):
    """The 553 points `(T, 553, 3)`, metres in the camera's axes, NaN where unknown.

    Args:
        at: Point -> its joint's path `(T, 3)` in these axes, see `joints.joints_of`.
        head_turns: `(T, 3, 3)`, columns to the person's left, up and forwards; None if unknown.
        hands: Side -> finger -> paths of its joints.
        tall_m: How tall somebody of these proportions is.
        drops: Side -> how far, standing, the toes' joint lies below the ankle, a share of their
            distance; a usual foot's where absent.
    """
    layout = load_skeleton("holistic")
    out = np.full((len(at["left_hip"]), len(layout.names), 3), np.nan)
    size = tall_m / HEIGHT_M

    def put(name, path):
        out[:, layout.index(name)] = path

    chest = chest_of(at)
    lift = ABOVE * np.linalg.norm(at["left_shoulder"] - at["right_shoulder"], axis=1)[:, None]
    for side in SIDES:
        put(f"{side}_shoulder", at[f"{side}_shoulder"] + lift * chest[:, :, 1])
        for point in ("elbow", "wrist", "hip", "knee", "ankle"):
            put(f"{side}_{point}", at[f"{side}_{point}"])
        for name, path in _foot(at, side, size, drops.get(side)).items():
            put(f"{side}_{name}", path)
        for name, path in _hand(at[f"{side}_wrist"], hands[side]).items():
            put(f"{side}_hand_{name}", path)
        for point, name in (("pinky", "pinky_mcp"), ("index", "index_mcp"), ("thumb", "thumb_mcp")):
            put(f"{side}_{point}", out[:, layout.index(f"{side}_hand_{name}")])
    if head_turns is not None:
        for name, place in ON_HEAD.items():
            for flip in (1, -1) if name != "nose" else (1,):
                other = name if flip > 0 else name.replace("left", "right")
                away = np.array(place) * (flip, 1, 1) * size
                put(other, at["head"] + head_turns @ away)
    return out


def chest_of(at):
    """Turns `(T, 3, 3)` of the chest: columns to the person's left, up, forwards."""
    across, hips = (at[f"left_{p}"] - at[f"right_{p}"] for p in ("shoulder", "hip"))
    up = sum(at[f"{s}_shoulder"] - at[f"{s}_hip"] for s in SIDES)
    across = np.where(np.linalg.norm(across, axis=1, keepdims=True) > 1e-6, across, hips)
    up = _unit(up)
    left = _unit(across - up * np.sum(across * up, axis=1, keepdims=True))
    return np.stack([left, up, np.cross(left, up)], axis=2)


def _foot(at, side, size, drop):
    """Heel and tip of the toes: in the plane of shin and foot, along a sole under the ankle."""
    ankle, toes = at[f"{side}_ankle"], at.get(f"{side}_toes")
    if toes is None:
        return {}
    shin = _unit(ankle - at[f"{side}_knee"])
    along, long = _unit(toes - ankle), np.linalg.norm(toes - ankle, axis=1, keepdims=True)
    down = shin - along * np.sum(shin * along, axis=1, keepdims=True)
    flat = np.linalg.norm(down, axis=1, keepdims=True) < 0.1  # the toes are stretched
    front = chest_of(at)[:, :, 2]
    down = np.where(flat, -front + along * np.sum(front * along, axis=1, keepdims=True), down)
    down = _unit(down)
    usual = ANKLE_HIGH * size / np.maximum(long, 1e-6)
    sine = np.clip(usual if drop is None else np.full_like(long, drop), 0, 0.8)
    high = np.clip(sine / usual, 0.7, 1.8)
    cosine = np.sqrt(1 - sine**2)
    sole, under = cosine * along - sine * down, sine * along + cosine * down
    return {
        name: ankle + size * (forward * sole + below * high * under)
        for name, (forward, below) in {"heel": HEEL, "foot_index": TIP}.items()
    }


def _hand(wrist, fingers):
    """The points of a hand; a tip that the file has not lies beyond the last joint."""
    if not fingers:
        return {}
    found = {"wrist": wrist}
    for finger in FINGERS:
        chain = list(fingers.get(finger, ()))
        if not chain:
            continue
        thumb = finger == "thumb"
        last, before = chain[-1], chain[-2]
        if np.median(np.linalg.norm(last - before, axis=1)) < 1e-3:  # an End Site upon its joint
            chain.pop()
        if len(chain) == 3:
            if thumb:  # without the joint at its root
                chain.insert(0, wrist + 0.4 * (chain[0] - wrist))
            else:
                chain.append(chain[-1] + TIP_BEYOND * (chain[-1] - chain[-2]))
        names = ("cmc", "mcp", "ip", "tip") if thumb else ("mcp", "pip", "dip", "tip")
        found |= {f"{finger}_{n}": p for n, p in zip(names, chain[-4:], strict=False)}
    return found


def _unit(vectors):
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
