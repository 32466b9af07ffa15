"""Spectacles are found by their rims, and move as one plate."""

import cv2
import numpy as np
import pytest

from pose2video.generators.limb_warp.at_rest.glasses import (
    EYES,
    flattened,
    plate,
    wears_glasses,
)
from pose2video.poses.skeletons import face_mesh


@pytest.fixture(scope="module")
def neutral(astronaut):
    """The face of a photograph as MediaPipe finds it, `(478, 3)` pixels."""
    from pose2video.estimators.mediapipe_holistic import MediaPipeHolistic

    poses = MediaPipeHolistic().estimate([astronaut], 25)
    part = poses.layout.parts["face"]
    return np.concatenate([poses.keypoints[0, part], poses.depth[0, part, None]], axis=1)


def test_round_rims_with_a_bridge_are_glasses_and_bags_under_eyes_are_not(neutral, astronaut):
    image, points = astronaut.copy(), neutral[:, :2]
    height = np.linalg.norm(points[152] - points[10])
    assert not wears_glasses(image, points)
    rings = []
    for name in EYES:
        rim = face_mesh()["rims"][name]
        rings.append(points[[*rim["upper"], *rim["lower"]]].mean(axis=0))
    thick = max(2, round(0.015 * height))
    for middle in rings:
        middle = tuple(int(v) for v in middle)
        cv2.circle(image, middle, round(0.13 * height), (30, 20, 20), thick, cv2.LINE_AA)
    assert not wears_glasses(image, points)  # nothing joins them
    ends = [tuple(int(v) for v in middle) for middle in rings]
    cv2.line(image, *ends, (30, 20, 20), thick, cv2.LINE_AA)
    assert wears_glasses(image, points)


def test_a_plate_moves_without_a_bend_and_the_mouth_as_it_did(neutral):
    upright = (neutral - neutral.mean(axis=0)) / np.ptp(neutral[:, 1])
    share = plate(upright)
    assert share[105] == share[159] == 1 and share[13] == share[152] == 0
    rng = np.random.default_rng(0)
    wild = rng.normal(0, 3, (478, 2))
    moved = flattened(wild, upright[:, :2], share)
    np.testing.assert_array_equal(moved[share == 0], wild[share == 0])
    rows = np.column_stack([upright[:, :2], np.ones(478)])[share == 1]
    affine = np.linalg.lstsq(rows, moved[share == 1], rcond=None)[0]
    np.testing.assert_allclose(rows @ affine, moved[share == 1], atol=1e-9)
    straight = upright[:, :2] @ [[0.9, 0.1], [0.2, 1.1]] + 4
    np.testing.assert_allclose(flattened(straight, upright[:, :2], share), straight, atol=1e-9)
