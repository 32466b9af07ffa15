"""Whether somebody on a film signs, or dances, or does something else."""

from __future__ import annotations

import numpy as np

SHOWN = 0.25  # share of the frames in which a hand is found in the signing space
STANDS = 0.2  # widths of the shoulders by which who signs moves about (5th to 95th percentile)
ASIDE, ABOVE = 1.1, 0.9  # widths of the shoulders from their middle: the space's sides, its top


def signs(driver) -> bool:
    """Whether the person of a film signs: stays in place, with hands in the signing space.

    That is from the crown to the hips, from elbow to elbow (Klima and Bellugi, "The signs of
    language", 1979). The gloss of a clip says nothing of it: films of dances are labelled, too.
    Measured: people who sign move by 0.05 to 0.15 widths of their shoulders, who dances by 0.24
    or more, or keeps the hands below.

    Args:
        driver: The smoothed poses of the film, `holistic`.
    """
    points, at = driver.keypoints.astype(np.float64), driver.layout.indices
    shoulders = points[:, at("left_shoulder", "right_shoulder")]
    middle = shoulders.mean(axis=1)
    wide = np.linalg.norm(shoulders[:, 0] - shoulders[:, 1], axis=1)
    known = np.isfinite(wide)
    if not known.any() or not (wide := np.percentile(wide[known], 90)):
        return False
    low, high = np.percentile(middle[known], (5, 95), axis=0)
    if ((high - low) > STANDS * wide).any():
        return False
    hips = points[:, at("left_hip", "right_hip"), 1].mean(axis=1) - middle[:, 1]
    x, y = np.moveaxis(points[:, at("left_wrist", "right_wrist")] - middle[:, None], 2, 0)
    hands = np.stack([driver.found("left_hand"), driver.found("right_hand")], axis=1)
    with np.errstate(invalid="ignore"):
        there = hands & (np.abs(x) < ASIDE * wide) & (y > -ABOVE * wide)
        there &= ~(y > hips[:, None])  # hips that are not known bound nothing
    return bool(there.any(axis=1).mean() >= SHOWN)
