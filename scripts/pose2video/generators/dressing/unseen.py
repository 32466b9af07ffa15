"""What a character's picture does not show of its body."""

from __future__ import annotations

import numpy as np

from pose2video.bodies.angles import SIDES


def unseen_sentences(character) -> list[str]:
    """A sentence for every part that is made up.

    Args:
        character: A `Character` with its poses.
    """
    sentences = []
    poses = character.poses
    for part, joint in (("legs", "knee"), ("feet", "ankle")):
        points = poses.keypoints[0, [poses.layout.index(f"{side}_{joint}") for side in SIDES]]
        inside = np.isfinite(points).all(axis=1) & (points < character.size).all(axis=1)
        if not inside.any():
            sentences.append(
                f"the picture does not show the {part}: they are drawn in the colours at its edge"
            )
            break
    if not np.isfinite(poses.part("face")[0]).all():
        sentences.append(
            "the picture shows no face: the back of the head is drawn like what it shows"
        )
    return sentences
