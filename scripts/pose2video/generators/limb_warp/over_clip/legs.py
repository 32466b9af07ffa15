"""When a leg is drawn as the body model's, where it is foreshortened, and how large."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from pose2video.characters.preparation.plan import SIDES
from pose2video.generators.limb_warp.over_clip.signals import smoothed
from pose2video.generators.limbs.limb_meshes import LEG

SHORT, LONG = 0.45, 0.6  # of its length in the picture: below and above, a leg changes over
CALM_S, FADE_S = 0.12, 0.02  # seconds, sigmas of the smoothing of lengths and of the change
DONE = 0.02
KEPT_S = 0.5  # seconds: shorter pauses between two such moments are bridged


def leg_shares(tracks, fps) -> dict[str, np.ndarray]:
    """How far each leg is drawn as the model's, `{side: (T,)}` in [0, 1].

    Where its pieces keep about the length that they have in the picture they stay: they are
    sharper. A leg changes over within a few frames.

    Args:
        tracks: The `Tracks`. fps: Frames a second.
    """
    shares = {}
    for side in SIDES:
        ratios = [tracks.along[f"{side}_{piece}"] / tracks.size for piece in LEG.pieces]
        ratio = np.min([np.minimum(r, 1 / r) for r in ratios], axis=0)
        states, short = [], False
        for value in smoothed(ratio, CALM_S * fps):
            short = value < (LONG if short else SHORT)
            states.append(short)
        share = smoothed(_bridged(np.array(states), round(KEPT_S * fps)), FADE_S * fps)
        shares[side] = np.where(np.minimum(share, 1 - share) < DONE, np.rint(share), share)
    return shares


def _bridged(states, longest):
    """States `(T,)` as float64, in which pauses up to so many frames are filled."""
    found = np.flatnonzero(states)
    states = states.astype(float)
    for before, after in pairwise(found):
        if after - before <= longest:
            states[before:after] = 1
    return states


def leg_scale(figure, body, transforms, stance, tracks) -> np.ndarray:
    """Size of the model's legs on the canvas over that before the camera, `(T,)`.

    At the hips they are as much wider than in the picture as the puppet's pieces are.

    Args:
        figure: The `Body`. body: The `BodyMotion` on the canvas. transforms: `(T, J, 4, 4)` of it.
        stance: The `BodyMotion` in the picture. tracks: The `Tracks`.
    """
    hips = [figure.rig.index(f"{LEG.joints[0]}.{side[0].upper()}") for side in SIDES]
    there = figure.rig.joints(transforms)[:, hips, 2].mean(axis=1)
    resting = figure.rig.joints(figure.transforms(stance))[0, hips, 2].mean()
    camera = stance.camera.resized(body.camera.size)
    return tracks.size * (camera.focal / resting) / (body.camera.focal / there)
