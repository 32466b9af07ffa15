"""A driver who smiles all the time: what their neutral face has of a smile."""

from __future__ import annotations

import numpy as np

from pose2video.generators.limb_warp.at_rest.face_measures import smooth_step
from pose2video.poses.skeletons import face_mesh

EYES = (33, 263)  # outer corners of the eyes
# Width of the mouth over that of both eyes: of twelve faces that do not smile .50 to .56, of those
# that smile broadly .70 and more.
USUAL, SMILES = 0.54, (0.58, 0.66)
WIDEST = 1.28  # of a mouth's width
LEVEL, HIGHEST = -0.005, 0.035  # how far corners lie above the middle at rest; face heights


def wide_and_high(face):
    """Width of the mouth over that of the eyes, and how far its corners lie above its middle.

    Args:
        face: In the head's own frame, in face heights, `(478, 2 or more)`.
    """
    rim = face_mesh()["rims"]["mouth"]
    corners = face[rim["upper"][[0, -1]], :2]
    middle = len(rim["upper"]) // 2
    lips = (face[rim["upper"][middle], 1] + face[rim["lower"][middle], 1]) / 2
    eyes = np.linalg.norm(face[EYES[1], :2] - face[EYES[0], :2])
    return float(np.linalg.norm(corners[1] - corners[0]) / eyes), float(lips - corners[:, 1].mean())


def smile_of(points, wide, high):
    """Offsets `(478, 2)` in face heights that give a face the smile of a driver's neutral one.

    Args:
        points: The face at rest in its own frame, in face heights, `(478, 3)`.
        wide, high: The driver's, of `wide_and_high`.
    """
    own_wide, own_high = wide_and_high(points)
    share = smooth_step(wide, *SMILES)
    wider = share * (np.clip(wide / max(own_wide, USUAL), 1, WIDEST) - 1)
    higher = share * np.clip(high - max(own_high, LEVEL), 0, HIGHEST)
    rim = face_mesh()["rims"]["mouth"]
    corners = points[rim["upper"][[0, -1]], :2]
    middle, half = corners.mean(axis=0), np.linalg.norm(corners[1] - corners[0]) / 2
    x, y = ((points[:, k] - middle[k]) / half for k in (0, 1))
    beside = np.exp(-(np.maximum(np.abs(x) - 1, 0) ** 2) / 0.5)
    near = np.exp(-((y / 1.1) ** 2)) * beside
    offsets = np.empty((len(points), 2))
    offsets[:, 0] = wider * half * np.clip(x, -1, 1) * near
    offsets[:, 1] = -higher * np.clip(np.abs(x), 0, 1) ** 1.5 * near
    return offsets
