import numpy as np
import pytest

from pose2video.metrics import METRICS

KEYPOINTS = ("pck_body", "pck_hands", "hand_visibility")
PICTURES = ("psnr", "ssim", "psnr_person", "ssim_person")


def metric(name):
    return METRICS.build({"use": name, "settings": {}})


def without_hand(poses):
    confidence = poses.confidence.copy()
    confidence[10:20, poses.layout.parts["right_hand"]] = 0
    return poses.changed(confidence=confidence)


@pytest.mark.parametrize("name", KEYPOINTS)
def test_perfect_input_perfect_score(name, waving):
    assert metric(name)(waving, waving) == 1.0


def test_pck_counts_what_is_off_and_what_is_lost(waving):
    index = waving.layout.indices("left_wrist", "right_wrist", "left_elbow")
    off = waving.keypoints.copy()
    off[:, index] += 40  # the torso is 150 pixels long: the tolerance is 30
    assert metric("pck_body")(waving.changed(keypoints=off), waving) == pytest.approx(9 / 12)
    lost = waving.confidence.copy()
    lost[:, index] = 0
    assert metric("pck_body")(waving.changed(confidence=lost), waving) == pytest.approx(9 / 12)


def test_a_lost_hand_is_seen_in_both_hand_scores(waving):
    found = without_hand(waving)
    assert metric("hand_visibility")(found, waving) == pytest.approx(50 / 60)
    assert metric("pck_hands")(found, waving) == pytest.approx(50 / 60)
    # and a hand that the driver does not show is not asked for
    assert metric("hand_visibility")(waving, without_hand(waving)) == 1.0


def test_swapped_hands_are_wrong(waving):
    swapped = waving.keypoints.copy()
    left, right = waving.layout.parts["left_hand"], waving.layout.parts["right_hand"]
    swapped[:, left], swapped[:, right] = waving.keypoints[:, right], waving.keypoints[:, left]
    assert metric("pck_hands")(waving.changed(keypoints=swapped), waving) == 0


def test_nothing_to_measure_is_none(waving):
    nobody = waving.changed(confidence=np.zeros_like(waving.confidence))
    assert metric("pck_hands")(waving, nobody) is None
    assert metric("jitter")(nobody, waving) is None


def test_jitter_is_zero_at_rest_and_at_constant_speed_and_grows_with_noise(waving):
    still = np.repeat(waving.keypoints[:1], 30, axis=0)
    drift = still + np.arange(30)[:, None, None]
    rng = np.random.default_rng(0)
    values = [
        metric("jitter")(waving.changed(keypoints=points), waving)
        for points in (still, drift, *(still + rng.normal(0, s, still.shape) for s in (1, 3)))
    ]
    assert values[0] == 0 and values[1] == pytest.approx(0, abs=1e-4)
    assert values[3] == pytest.approx(3 * values[2], rel=0.2)


@pytest.mark.parametrize("name", PICTURES)
def test_pictures(name):
    rng = np.random.default_rng(0)
    true = rng.integers(0, 255, (40, 40, 3), np.uint8)
    person = np.zeros((40, 40), bool)
    person[10:30, 10:30] = True
    perfect = metric(name)(true, true, person)
    assert perfect == (100.0 if "psnr" in name else 1.0)
    outside = true.copy()
    outside[:3] = 255 - outside[:3]
    assert (metric(name)(outside, true, person) == perfect) == name.endswith("person")
    slight, strong = (
        np.clip(true + rng.normal(0, s, true.shape), 0, 255).astype(np.uint8) for s in (4, 30)
    )
    assert perfect > metric(name)(slight, true, person) > metric(name)(strong, true, person)


def test_psnr_of_a_known_error():
    true = np.full((8, 8, 3), 100, np.uint8)
    person = np.ones((8, 8), bool)
    assert metric("psnr")(true + 10, true, person) == pytest.approx(20 * np.log10(25.5))
    assert metric("psnr_person")(true, true, ~person) is None


def test_fitting_error_is_in_torso_lengths(waving):
    off = waving.changed(keypoints=waving.keypoints + (15, 0))
    assert metric("fitting_error")(waving, waving) == 0
    # the torso of the figure is 150 pixels long
    assert metric("fitting_error")(off, waving) == pytest.approx(0.1)


def test_direction_errors_do_not_depend_on_size_and_find_a_turned_hand(waving):
    larger = waving.changed(keypoints=waving.keypoints * 1.7 + 20)
    for name in ("body_direction_error", "finger_direction_error", "timing_error"):
        assert metric(name)(larger, waving) == pytest.approx(0, abs=1e-3)
    part = waving.layout.parts["left_hand"]
    hand = waving.keypoints[:, part] - waving.keypoints[:, part][:, :1]
    turned = waving.keypoints.copy()
    turned[:, part] = waving.keypoints[:, part][:, :1] + hand[..., ::-1] * (-1, 1)
    error = metric("finger_direction_error")(waving.changed(keypoints=turned), waving)
    assert error == pytest.approx(45, abs=4)  # one of two hands is turned by 90 degrees
    assert metric("body_direction_error")(waving.changed(keypoints=turned), waving) < 1e-3


@pytest.mark.parametrize("late", [-4, 0, 3])
def test_timing_error_finds_the_shift(waving, late):
    at = np.clip(np.arange(30) - late, 0, 29)
    swing = waving.changed(keypoints=waving.keypoints[at])
    assert metric("timing_error")(swing, waving) == pytest.approx(abs(late) / 25)
