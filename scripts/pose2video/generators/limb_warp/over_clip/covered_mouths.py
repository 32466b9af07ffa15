"""Mouths that a hand lies over: what was found of them is a guess, and is not made."""

from __future__ import annotations

import numpy as np

from pose2video.generators.limb_warp.at_rest.turns import CHIN, TOP
from pose2video.generators.limb_warp.over_clip.signals import filled, smoothed
from pose2video.poses.skeletons import face_mesh

NEAR = (0.06, 0.14)  # face heights of a finger from the mouth's rim: hides it, leaves it alone
CALM_S = 0.06  # seconds, sigma over which a mouth comes to rest and back


def seen_mouths(motion) -> np.ndarray:
    """How far a driver's mouth is free of its hands, `(frames,)`: 0 covered, 1 free.

    Args:
        motion: A `holistic` sequence.
    """
    face = motion.part("face")[..., :2].astype(np.float64)
    hands = [motion.part(f"{side}_hand")[..., :2] for side in ("left", "right")]
    hands = np.concatenate(hands, axis=1).astype(np.float64)
    rim = face_mesh()["rims"]["mouth"]
    lips = face[:, [*rim["upper"], *rim["lower"]]]
    height = np.linalg.norm(face[:, CHIN] - face[:, TOP], axis=1)
    away = np.linalg.norm(hands[:, :, None] - lips[:, None], axis=3)
    nearest = np.nanmin(np.where(np.isnan(away), np.inf, away), axis=(1, 2))
    free = (nearest / np.maximum(height, 1e-6) - NEAR[0]) / (NEAR[1] - NEAR[0])
    free = np.where(np.isfinite(height), np.clip(free, 0, 1), np.nan)
    return smoothed(filled(free, 1.0), CALM_S * motion.fps)
