import numpy as np
import pytest

from pose2video.characters.motions import Motion
from pose2video.poses.geometry import place
from pose2video.retargeters import RETARGETERS
from pose2video.retargeters.measures import bone_lengths

# `body` reads no keypoints of the driver but the face: see test_retarget_body.py
ALL = sorted(set(RETARGETERS.entries) - {"body"})
EXACT = [n for n in ALL if "reaches_bone_lengths" in RETARGETERS.entries[n].traits]


def retarget(name, motion, reference):
    return RETARGETERS.build({"use": name, "settings": {}})(Motion(motion), reference)


def other_body(standing):
    """The figure with longer arms and shorter legs, elsewhere on a larger canvas."""
    bigger = place(standing, (600, 700), 1.1, (60, 30))
    points = bigger.keypoints.copy()
    index = standing.layout.index
    for side in ("left", "right"):
        for child, parent, factor in (
            ("wrist", "elbow", 1.2),
            ("elbow", "shoulder", 1.15),
            ("ankle", "knee", 0.9),
            ("knee", "hip", 0.85),
        ):
            a, b = index(f"{side}_{parent}"), index(f"{side}_{child}")
            old = points[0, b].copy()
            points[0, b] = points[0, a] + factor * (old - points[0, a])
            names = {"elbow": ("wrist",), "knee": ("ankle",)}.get(child, ())
            for name in names:
                points[0, index(f"{side}_{name}")] += points[0, b] - old
    return bigger.changed(keypoints=points)


@pytest.mark.parametrize("name", ALL)
def test_equal_bodies_give_the_motion_back(name, waving, standing):
    out = retarget(name, waving, standing)
    np.testing.assert_allclose(out.keypoints, waving.keypoints, atol=0.05)
    assert out.frame_size == standing.frame_size


@pytest.mark.parametrize("name", EXACT)
def test_bone_lengths_are_the_characters(name, waving, standing):
    reference = other_body(standing)
    reached, wanted = bone_lengths(retarget(name, waving, reference)), bone_lengths(reference)
    for bone in ("upper_arm", "forearm", "thigh", "shin", "spine", "shoulders"):
        assert reached[bone] == pytest.approx(wanted[bone], rel=0.01), bone


@pytest.mark.parametrize("name", EXACT)
def test_angles_are_kept_and_feet_stand_where_the_picture_has_them(name, waving, standing):
    reference = other_body(standing)
    out = retarget(name, waving, reference)
    index = waving.layout.index
    for a, b in (("right_elbow", "right_wrist"), ("left_hip", "left_knee")):
        before = waving.keypoints[:, index(b)] - waving.keypoints[:, index(a)]
        after = out.keypoints[:, index(b)] - out.keypoints[:, index(a)]
        turn = np.arctan2(after[:, 1], after[:, 0]) - np.arctan2(before[:, 1], before[:, 0])
        np.testing.assert_allclose(turn, 0, atol=0.01)
    ankle = index("left_ankle")
    np.testing.assert_allclose(
        out.keypoints[:, ankle, 1], reference.keypoints[0, ankle, 1], atol=1.0
    )


def test_hands_stay_on_their_wrists(waving, standing):
    out = retarget("bone_lengths", waving, other_body(standing))
    for side in ("left", "right"):
        hand = out.part(f"{side}_hand")[:, 0]
        wrist = out.keypoints[:, out.layout.index(f"{side}_wrist")]
        np.testing.assert_allclose(hand, wrist, atol=1e-2)


def test_legs_that_the_film_does_not_show_stand_as_in_the_picture(waving, standing):
    cut = waving.changed(frame_size=(400, 330))  # from the hips down out of the picture
    reference = other_body(standing)
    out = retarget("bone_lengths", cut, reference)
    legs = out.layout.indices("left_hip", "right_knee", "left_ankle", "right_foot_index")
    expected = np.broadcast_to(reference.keypoints[:, legs], (30, 4, 2))
    np.testing.assert_allclose(out.keypoints[:, legs], expected, atol=1e-3)
    assert (out.confidence[:, legs] == 1).all()
    wrist = out.keypoints[:, out.layout.index("right_wrist")]
    assert np.ptp(wrist, axis=0).max() > 40  # the arm moves all the same


def test_someone_who_comes_nearer_grows_from_the_size_of_the_picture(standing):
    scales = np.linspace(1, 1.5, 40)
    middle = np.array([200, 300])
    walk = (standing.keypoints - middle) * scales[:, None, None] + middle
    motion = standing.build(walk, np.ones((40, 553)), 25, (400, 600), "holistic")
    out = retarget("bone_lengths", motion, standing)
    height = np.ptp(out.keypoints[:, :29, 1], axis=1)
    assert height[0] == pytest.approx(np.ptp(standing.keypoints[0, :29, 1]), rel=0.08)
    assert height[-1] / height[0] == pytest.approx(1.5, rel=0.02)
