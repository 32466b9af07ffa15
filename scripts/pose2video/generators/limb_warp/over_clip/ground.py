"""Where the figure shades the ground on which it stands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pose2video.bodies.retargeting.ground import ground_plane
from pose2video.characters.preparation.plan import SIDES
from pose2video.generators.limb_warp.over_clip.signals import filled, smoothed

# Sigmas along the foot and across it in metres, over how much less a raised foot shades the
# ground, in metres, and share of the contact's darkness: the sole and what lies around it.
SOLE = (0.09, 0.035, 0.05, 1.0)
AROUND = (0.2, 0.12, 0.4, 0.45)
BODY = (0.3, 0.24, 0.6, 0.4)  # the same of the body, across the hips and along its way
FLATTEST = 0.25  # of its width: so tall is a spot at least, for few cameras are held at the ground
THICKEST = 0.08  # metres, of a sole
# Metres a second, seconds, and metres: a foot so slow for so long stands, if so near the plane.
STILL, STANDS_S, UNSURE = 0.25, 0.25, 0.15
CALM_S = 0.04  # seconds, sigma of the smoothing


@dataclass(frozen=True, eq=False)
class Ground:
    """Soft dark spots on the ground, canvas pixels.

    Attributes:
        centres: float64 `(T, S, 2)`.
        axes: float64 `(T, S, 2, 2)`, two sigmas `(x, y)` of each.
        darkness: float64 `(T, S)`, share of the light that is missing in the middle.
    """

    centres: np.ndarray
    axes: np.ndarray
    darkness: np.ndarray


def follow_ground(motion, footing) -> Ground:
    """The spots under feet and body in every frame.

    Args:
        motion: A `Motion` with a body, before the canvas's camera.
        footing: The `Footing` of the character.
    """
    camera, figure = motion.body.camera, motion.figure
    layout = motion.poses.layout
    points = smoothed(figure.keypoints(motion.body), CALM_S * motion.poses.fps)
    feet = points[:, _ends(layout)]  # (T, feet, heel and toe, 3)
    middle = feet.mean(axis=2)
    low = feet[..., 1].max(axis=2)
    height, rise = ground_plane(middle[..., 2], low)
    above = height + rise * middle[..., 2] - low
    rests = _rests(middle, above, motion.poses.fps)
    resting = figure.keypoints(footing.stance)[0, _ends(layout)]
    height = height - rests + _under_soles(resting, footing.stance.camera, footing.soles)
    raised = np.maximum(above - rests, 0)
    along = feet[:, :, 1] - feet[:, :, 0]
    along[..., 1] = 0
    along /= np.maximum(np.linalg.norm(along, axis=2, keepdims=True), 0.02)
    across = along[..., ::-1] * [-1, 0, 1]
    hips = points[:, [layout.index(f"{side}_hip") for side in SIDES]]
    ways = [(middle, along, across, raised, SOLE), (middle, along, across, raised, AROUND)]
    way = np.diff(hips, axis=1) * [1, 0, 1]
    way /= np.maximum(np.linalg.norm(way, axis=2, keepdims=True), 0.02)
    under = (0.5 * hips.mean(axis=1) + 0.5 * middle.mean(axis=1))[:, None]
    lowest = raised.min(axis=1, keepdims=True)
    ways.append((under, way, way[..., ::-1] * [-1, 0, 1], lowest, BODY))
    heights = (height, height, height.mean(axis=1, keepdims=True))
    spots = [_spots(camera, h, rise, *one) for h, one in zip(heights, ways, strict=True)]
    centres, axes, shares = (np.concatenate(parts, axis=1) for parts in zip(*spots, strict=True))
    return Ground(centres, axes, footing.darkness * shares)


def _rests(feet, above, fps):
    """How far above the plane the ground lies on which each foot stands, metres `(T, F)`.

    A foot that is still for a while stands, wherever the plane lies: on its height there.

    Args:
        feet: Their middles in metres, `(T, F, 3)`. above: Of the soles above the plane, `(T, F)`.
    """
    speed = np.linalg.norm(np.gradient(feet, axis=0), axis=2) * fps if len(feet) > 1 else 0 * above
    half = round(STANDS_S * fps / 2)
    calm = np.lib.stride_tricks.sliding_window_view(
        np.pad(speed < STILL, ((half, half), (0, 0)), mode="edge"), 2 * half + 1, axis=0
    ).all(axis=-1)
    stands = calm & (np.abs(above) < UNSURE)
    return smoothed(filled(np.where(stands, above, np.nan), 0.0), CALM_S * fps)


def _ends(layout):
    """Indices of heel and toe of both feet, `(2, 2)`."""
    return np.array([[layout.index(f"{s}_{end}") for end in ("heel", "foot_index")] for s in SIDES])


def _under_soles(feet, camera, soles):
    """How far below the body's feet `(2, 2, 3)` the soles of the picture lie, metres."""
    pixels, depth = camera.project(feet.reshape(-1, 3))
    lowest = pixels[:, 1].argmax()
    below = (soles - pixels[lowest, 1]) * depth[lowest] / camera.focal
    return float(np.clip(below, 0.0, THICKEST))


def _spots(camera, height, rise, centres, along, across, raised, kind):
    """Centres, half axes and shares of the darkness of spots of a kind, see `Ground`."""
    length, width, fades, share = kind
    larger = 1 + raised / fades
    ends = [
        centres + (half * larger)[..., None] * way
        for way, half in ((along, length), (across, width))
    ]
    grounded = [
        np.stack([at[..., 0], height + rise * at[..., 2], at[..., 2]], axis=-1)
        for at in (centres, *ends)
    ]
    centre, *ends = (camera.project(at)[0] for at in grounded)
    axes = np.stack([end - centre for end in ends], axis=-2)
    wide, tall = np.moveaxis(np.linalg.norm(axes, axis=-2), -1, 0)
    axes[..., 1] *= np.maximum(1, FLATTEST * wide / np.maximum(tall, 0.1))[..., None]
    return centre, axes, share * np.exp(-raised / fades)
