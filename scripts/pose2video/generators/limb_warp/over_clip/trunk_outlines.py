"""The outline of the body's trunk over the clip, against that in the picture.

A trunk that turns is as deep as it is wide elsewhere, one that bends has a hollow side: its sides
are nowhere straight.
"""

from __future__ import annotations

import numpy as np

from pose2video.bodies.parts import PARTS, vertex_shares
from pose2video.characters.preparation.plan import SIDES
from pose2video.generators.limb_warp.over_clip.signals import smoothed
from pose2video.generators.limbs.limb_meshes import ARM, LEG

ROWS = 16  # from the hips up to the shoulders
OWN = 0.6  # share of a point that the trunk's bones move, from which it is the trunk's
# How far the outline is followed at the hips, along the trunk, and at the shoulders, where the
# limbs hang, and places along the trunk up to which and from which it is.
FOLLOWED, ALONG = (0.5, 1.0, 0.25), (0.2, 0.75)
WIDEST, ASIDE = (0.6, 1.5), 0.45  # limits of what is followed
CALM_S, EVEN = 0.08, 1.0  # seconds and rows, sigmas of the smoothing


def trunk_outlines(motion, stance, tracks, across) -> np.ndarray:
    """How much wider than its joints say a trunk is, and how far it lies aside of them.

    Args:
        motion: A `Motion` with a body. stance: The body as it stands in the picture.
        tracks: The puppet's `Tracks`.
        across: `(2,)`, from the right to the left shoulder in the picture.

    Returns:
        `(T, ROWS, 2)`, a factor, and halves of the trunk's width in the direction of `across`; 1
        and 0 where the picture's trunk is as the joints put it.
    """
    figure = motion.figure
    now = _silhouettes(figure, motion.body, across)
    then = _silhouettes(figure, stance, across)[0]
    half = then[:, 1]
    joints = np.stack([np.linalg.norm(s, axis=1) for s in (tracks.hip_side, tracks.shoulder_side)])
    rows = np.linspace(0, 1, ROWS)
    joints = (joints[0][:, None] * (1 - rows) + joints[1][:, None] * rows) / tracks.size[:, None]
    wider = np.clip(now[..., 1] / half / joints, *WIDEST)
    aside = np.clip((now[..., 0] - then[:, 0]) / half / joints, -ASIDE, ASIDE)
    share = np.interp(rows, [0, *ALONG, 1], [FOLLOWED[0], 1, 1, FOLLOWED[2]])
    found = np.stack([1 + share * (wider - 1), share * aside], axis=2)
    calm = smoothed(found.reshape(len(found), -1), CALM_S * motion.poses.fps)
    return calm.reshape(found.shape)


def _silhouettes(figure, body, across):
    """Middle and half width of the trunk at every row, metres to the side of the spine's line.

    Args:
        figure: The `Body`. body: A `BodyMotion` on it. across: See `trunk_outlines`.

    Returns:
        `(T, ROWS, 2)`.
    """
    from scipy.ndimage import gaussian_filter

    rig, model = figure.rig, figure.model
    own = vertex_shares(model)[:, PARTS.index("trunk")] > OWN
    bones = np.flatnonzero(model.weights[own].max(axis=0) > 0)
    transforms = figure.transforms(body)
    blend = transforms[:, bones, :3].reshape(len(transforms), len(bones), 12).astype(np.float32)
    weights, rest = model.weights[own][:, bones], figure.vertices[own].astype(np.float32)
    heads = rig.joints(transforms)
    ends = [
        heads[:, [rig.index(f"{plan.joints[0]}.{side[0].upper()}") for side in SIDES]].mean(axis=1)
        for plan in (LEG, ARM)
    ]
    (hips, shoulders), depth = (body.camera.project(np.stack(ends))[i] for i in (0, 1))
    metres = depth.mean(axis=0) / body.camera.focal
    rows = np.linspace(0, 1, ROWS)
    found = np.empty((len(transforms), ROWS, 2))
    for t, transform in enumerate(blend):
        posed = (weights @ transform).reshape(-1, 3, 4)
        posed = np.einsum("nab,nb->na", posed[..., :3], rest) + posed[..., 3]
        xy, _ = body.camera.project(posed)
        spine = shoulders[t] - hips[t]
        side = np.array([-spine[1], spine[0]]) / max(np.linalg.norm(spine), 1e-6)
        side *= np.sign(side @ across) or 1.0
        off = xy - hips[t]
        along, aside = off @ spine / max(spine @ spine, 1e-6), off @ side * metres[t]
        row = np.rint(along * (ROWS - 1)).astype(int)
        for sign, column in ((-1, 0), (1, 1)):
            ends = np.full(ROWS + 2, -np.inf)
            np.maximum.at(ends, np.clip(row + 1, 0, ROWS + 1), sign * aside)
            there = np.isfinite(ends[1:-1])
            found[t, :, column] = sign * np.interp(rows, rows[there], ends[1:-1][there])
    found = gaussian_filter(found, (0, EVEN, 0), mode="nearest")
    return np.stack([found.mean(axis=2), np.ptp(found, axis=2) / 2], axis=2)
