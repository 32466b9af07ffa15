"""Refinement over a whole clip at once: first the body with its wrists, then each hand."""

from __future__ import annotations

import numpy as np

from pose2video.bodies.angles import FINGERS, SIDES
from pose2video.bodies.fitting import terms
from pose2video.bodies.fitting.chain import HAND_ANGLES, State
from pose2video.bodies.fitting.descent import descend
from pose2video.bodies.fitting.scene import BODY_SIGMA, HEAD_SIGMA, Scene
from pose2video.bodies.fitting.shapes import with_shape
from pose2video.bodies.fitting.sight import Sight
from pose2video.bodies.fitting.start import RIGID_FACE
from pose2video.bodies.fitting.targets import Targets
from pose2video.poses.skeletons import load_hand

PALM_SIGMA = {"wrist": 0.012, "index_mcp": 0.010, "middle_mcp": 0.010, "pinky_mcp": 0.010}
FACE_SIGMA, FACE_DEPTH_SIGMA = 0.018, 0.03
FLOOR_PX = 1.5  # and no keypoint is more exact than this
HAND_DEPTH_SIGMA, PALM_DEPTH_SIGMA, FINGER_DEPTH_SIGMA = 0.012, 0.02, 0.04
STILL = 0.002  # metres from frame to frame that a standing foot may move
# metres across and in depth; the picture says better than MediaPipe's world where a limb points
# across it
TRUNK_SIGMA, LIMB_SIGMA = (0.08, 0.08, 0.05), (0.25, 0.25, 0.08)
# bones of the body whose directions MediaPipe gives in metres
SPANS = (
    *((f"{s}_{a}", f"{s}_{b}") for s in SIDES for a, b in (
        ("shoulder", "elbow"), ("elbow", "wrist"), ("hip", "knee"), ("knee", "ankle"),
        ("shoulder", "hip"), ("ankle", "foot_index"), ("heel", "foot_index"))),
    ("left_shoulder", "right_shoulder"),
    ("left_hip", "right_hip"),
)  # fmt: skip


def _points(sight, names):
    return [sight.poses.layout.index(name) for name in names]


def refine_body(scene: Scene, body, state: State, steps=8, shared=False):
    """Fit root, trunk, head, limbs and wrists. Returns the state and its cost."""
    sight, chain = scene.sight, scene.chain
    columns = np.array(
        [c for c in range(18 + len(chain.names))
         if c < 18 or not any(word in chain.names[c - 18] for word in ("thumb", *FINGERS))]
    )  # fmt: skip
    names = [f"{s}_{p}" for p in BODY_SIGMA for s in SIDES]
    sigma = [BODY_SIGMA[p] for p in BODY_SIGMA for _ in SIDES]
    names += [*HEAD_SIGMA, *(f"{s}_hand_{p}" for s in SIDES for p in PALM_SIGMA)]
    sigma += [*HEAD_SIGMA.values(), *(PALM_SIGMA[p] for _ in SIDES for p in PALM_SIGMA)]
    names += [f"face_{i}" for i in RIGID_FACE[::3]]
    sigma += [FACE_SIGMA] * len(RIGID_FACE[::3])
    points = np.array(_points(sight, names))
    targets = Targets.build(body, chain, points)
    sigma = np.hypot(np.array(sigma) * sight.scale[:, None], scene.noise * FLOOR_PX)
    weight = sight.weight[:, points]
    face = slice(len(names) - len(RIGID_FACE[::3]), None)
    head = slice(2 * len(BODY_SIGMA), 2 * len(BODY_SIGMA) + len(HEAD_SIGMA))
    weight[:, head] *= 1 - weight[:, face].mean(axis=1, keepdims=True)
    for side in SIDES:  # the hand's own wrist is the better one
        weight[sight.hands[side], names.index(f"{side}_wrist")] *= 0.2
    pixels = sight.pixels[:, points]
    spans = _spans(sight, names)
    feet = [names.index(f"{side}_{p}") for side in SIDES for p in ("ankle", "foot_index")]
    stands = [(scene.standing[s][1:] >= 0) & (np.diff(scene.standing[s]) == 0) for s in SIDES]
    standing = np.repeat(np.stack(stands, axis=1), 2, axis=1).astype(np.float64)

    def evidence(scene, state):
        chain = scene.chain
        turns, heads = chain.place(state)
        at = targets.at(chain, turns, heads)
        slopes = targets.slopes(chain, state, turns, heads, at, columns)
        focal = None
        if shared:
            grown = targets.growth(chain, turns)
            slopes = np.concatenate([slopes, grown, np.zeros_like(grown[..., :2])], axis=3)
            focal = slopes.shape[3] - 2
        yield terms.reprojection(scene.camera, at, slopes, pixels, sigma, weight, focal)
        yield terms.spans(at, slopes, *spans)
        if standing.any():
            yield terms.still(at[:, feet], slopes[:, feet, :, : len(columns)], STILL, standing)

    return descend(scene, state, columns, evidence, steps, shared)


def _spans(sight: Sight, names):
    """All observed differences between points: the body's in metres, depth of palms and face."""
    first = [names.index(a) for a, _ in SPANS]
    second = [names.index(b) for _, b in SPANS]
    where = np.array([_points(sight, pair) for pair in SPANS])
    seen = [sight.world[:, where[:, 1]] - sight.world[:, where[:, 0]]]
    limbs = np.array([not {e.split("_")[1] for e in ends} <= {"shoulder", "hip"} for ends in SPANS])
    sigma = np.where(limbs[:, None], LIMB_SIGMA, TRUNK_SIGMA)
    sigma = [np.broadcast_to(sigma, seen[0].shape)]
    sure = sight.weight[:, : sight.measured.shape[1]] * sight.measured
    weight = [np.minimum(*(sure[:, where[:, i]] for i in (0, 1)))]
    depths = [(f"{s}_hand_wrist", f"{s}_hand_{p}", HAND_DEPTH_SIGMA)
              for s in SIDES for p in PALM_SIGMA if p != "wrist"]  # fmt: skip
    middle = f"face_{RIGID_FACE[0]}"
    depths += [(middle, f"face_{i}", FACE_DEPTH_SIGMA) for i in RIGID_FACE[3::3]]
    for a, b, deviation in depths:
        i, j = _points(sight, (a, b))
        first.append(names.index(a))
        second.append(names.index(b))
        seen.append(_depth_span(sight, i, j))
        sigma.append(np.broadcast_to((np.inf, np.inf, deviation), seen[-1].shape))
        sure = sight.weight * sight.deep
        weight.append(np.minimum(sure[:, i], sure[:, j])[:, None])
    seen, sigma, weight = (np.concatenate(rows, axis=1) for rows in (seen, sigma, weight))
    # only the trunk's lengths are believed: MediaPipe's arms come out a fifth too short
    alike = np.append(limbs, np.zeros(len(depths), dtype=bool))
    return np.array(first), np.array(second), seen, sigma, weight, alike


def _depth_span(sight, i, j):
    """Depth of point j behind point i in metres, `(T, 1, 3)`; x and y are not used."""
    out = np.zeros((len(sight.person), 1, 3))
    out[:, 0, 2] = (sight.depth[:, j] - sight.depth[:, i]) / sight.scale
    return out


def refine_hand(scene: Scene, body, state: State, side, steps=8):
    """Fit forearm twist, wrist and fingers of one side; the wrist stays where it is."""
    sight, chain = scene.sight, scene.chain
    columns = np.array(
        chain.columns(f"{side}_forearm_twist", *(f"{side}_{name}" for name in HAND_ANGLES))
    )
    layout = sight.poses.layout
    points = np.arange(*layout.parts[f"{side}_hand"].indices(10**6))
    targets = Targets.build(body, chain, points)
    weight = sight.weight[:, points]
    tips, middles = (chain.columns(*(f"{side}_{f}_{a}" for f in FINGERS)) for a in ("dip", "pip"))
    palm = [0, 5, 9, 13, 17]
    state, leaning, tight = with_shape(scene, state, side)
    first, second = map(list, zip(*load_hand().palm_first, strict=True))
    of_palm = np.isin(first, palm) & np.isin(second, palm)
    deep = np.where(of_palm, PALM_DEPTH_SIGMA, scene.noise * FINGER_DEPTH_SIGMA)

    def evidence(scene, state):
        turns, heads = chain.place(state)
        at = targets.at(chain, turns, heads)
        slopes = targets.slopes(chain, state, turns, heads, at, columns)
        seen, z = scene.camera.project(at)
        scale = scene.camera.focal / z[:, :1]
        # the arm may be a little off: the hand is compared where it is
        gap = (sight.pixels[:, points] - seen)[:, palm].mean(axis=1, keepdims=True)
        sigma = np.broadcast_to(np.hypot(tight * scale, scene.noise * FLOOR_PX), weight.shape)
        yield terms.reprojection(
            scene.camera, at, slopes, sight.pixels[:, points] - gap, sigma, weight
        )
        span = np.zeros((len(at), len(first), 3))
        span[..., 2] = np.diff(sight.depth[:, points][:, [first, second]], axis=1)[:, 0] / scale
        sure = (weight * sight.deep[:, points])[:, [first, second]].min(axis=1)
        loose = np.full(span.shape, np.inf)
        loose[..., 2] = deep
        yield terms.spans(at, slopes, first, second, span, loose, sure)
        yield terms.together(state, tips, middles, columns)

    return descend(scene, state, columns, evidence, steps, leaning=leaning)
