"""Feet that the picture shows from the front: they turn on their soles.

Seen from the front a foot that turns aside does not roll over as a flat piece would: its sole stays
level, and its toes go aside. One that turns more to the camera than in the picture stays as it is.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pose2video.characters.preparation.plan import BONES, SIDES
from pose2video.generators.limb_warp.over_clip.signals import smoothed, unit_vector

FRONT = 0.5  # of a foot's length in the picture: toes that lie so far below the ankle look ahead
LEAN = 0.6  # pixels to the side per pixel down, at most, with those of the picture
SHORT, LONG = 0.8, 1.15  # of its height in the picture
CALM_S = 0.05  # seconds, sigma of the smoothing


def with_level_feet(motion, stance, puppet, tracks):
    """Let feet keep their soles where the body's are.

    Args:
        motion: A `Motion` with a body. stance: The body as it stands in the picture.
        puppet: The `Puppet`. tracks: Its `Tracks`.

    Returns:
        The `Tracks`, in which the feet turn as their soles do, and how far their toes go aside,
        `{piece: (T,)}`, pixels per pixel down from the ankle.
    """
    rig = motion.figure.rig
    moving, resting = rig.turns(motion.body.rotations), rig.turns(stance.rotations)
    angle, along, leans = dict(tracks.angle), dict(tracks.along), {}
    for side in SIDES:
        name = f"{side}_foot"
        rest = puppet.bone(BONES[name])[1]
        if name not in puppet.textures or np.sin(rest) < FRONT:
            continue
        foot = rig.index(f"foot.{side[0].upper()}")
        tilt = smoothed(_tilt(moving[:, foot]), CALM_S * motion.poses.fps)
        tilt = tilt - _tilt(resting[:, foot])[0]
        toes = unit_vector(tracks.angle[name] - tilt) * (tracks.along[name] / tracks.size)[:, None]
        down, own = np.sin(rest), 1 / np.tan(rest)
        aside = toes[:, 0] / down
        farther, most = aside - np.clip(aside, -abs(own), abs(own)), max(0, LEAN - abs(own))
        leans[name] = smoothed(np.clip(farther, -most, most), CALM_S * motion.poses.fps)
        angle[name] = rest + tilt
        longest = LONG / np.hypot(1, leans[name] * down)  # that lean is longer
        along[name] = tracks.size * np.clip(toes[:, 1] / down, SHORT * longest / LONG, longest)
    return replace(tracks, angle=angle, along=along), leans


def _tilt(turns):
    """How far soles `(T, 3, 3)` are tilted on the canvas, `(T,)` radians from x to y."""
    up = -turns[:, :, 1]
    return np.unwrap(np.arctan2(up[:, 0], -up[:, 1]))
