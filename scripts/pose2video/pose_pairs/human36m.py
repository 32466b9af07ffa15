"""Human3.6M's pairs of measured and found joints, in the two files of VideoPose3D.

`data_2d_h36m_gt.npz` has the measured joints (17, Human3.6M's), and a second file what a detector
found (17, COCO's: `data_2d_h36m_detectron_pt_coco.npz`, `data_2d_h36m_cpn_ft_h36m_dbb.npz` is of
Human3.6M's own joints and is refused). The data set is for academic use only, by its licence.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from pose2video.errors import UserError
from pose2video.pose_pairs.measuring import SEEN, UNKNOWN
from pose2video.pose_pairs.object_arrays import read_object_archive
from pose2video.smoothers.motion_net.as_published import GIVEN
from pose2video.smoothers.motion_net.joints import JOINTS

MEASURED = "data_2d_h36m_gt.npz"
FOUND = "data_2d_h36m_detectron_pt_coco.npz"
HELD_OUT = ("S9", "S11")  # as published
FPS, LEAST_FRAMES = 50.0, 200


def human36m_pairs(measured, found) -> dict[str, list[tuple[np.ndarray, ...]]]:
    """Pairs by subject, each as `measuring.pair_arrays` gives one.

    Args:
        measured, found: Paths of the two files.

    Returns:
        Subject -> for every film true and found joints `(T, 17, 2)` pixels in COCO's order,
        confidence `(T, 17)` and states `(T, 17)`, `UNKNOWN` for joints of the head.

    Raises:
        UserError: A file is absent, is damaged, or has another layout; or nothing fits.
    """
    where, measured, found = Path(measured).parent, _positions(measured), _positions(found)
    pairs: dict[str, list[tuple[np.ndarray, ...]]] = {}
    for subject, actions in measured.items():
        for action, cameras in actions.items():
            others = found.get(subject, {}).get(action, [])
            for true, seen in zip(cameras, others, strict=False):
                pair = _pair(np.asarray(true, float), np.asarray(seen, float))
                if pair is not None:
                    pairs.setdefault(str(subject), []).append(pair)
    if not pairs:
        raise UserError(f"{where}: the two files have no film in common: fetch them again")
    return pairs


def _pair(true, seen):
    """One film of one camera; None where it is too short or of another layout."""
    layout = true.ndim == 3 and true.shape[1:] == (17, 2)
    if not (layout and seen.ndim == 3 and seen.shape[1] == 17 and seen.shape[2] in (2, 3)):
        return None
    frames = min(len(true), len(seen))
    if frames < LEAST_FRAMES:
        return None
    found = seen[:frames, :, :2].copy()
    confidence = np.isfinite(found).all(axis=2).astype(float)
    found[confidence == 0] = np.nan
    ours, states = found.copy(), np.full(found.shape[:2], UNKNOWN)
    for row, name in GIVEN.items():
        at = JOINTS.index(name)
        ours[:, at], states[:, at] = true[:frames, row], SEEN
    return ours, found, confidence, states


def _positions(path):
    if not Path(path).is_file():
        raise UserError(f"{path} is not there: put VideoPose3D's file into this folder")
    said = read_object_archive(path).get("positions_2d")
    fits = isinstance(said, dict) and all(
        isinstance(actions, dict) and all(isinstance(rows, list) for rows in actions.values())
        for actions in said.values()
    )
    if not fits:
        raise UserError(f"{path} has no positions_2d by subject and action: fetch it again")
    return said
