import numpy as np
import pytest

from performer_figure import unseen
from pose2video.metrics import METRICS
from pose2video.metrics.warping import dtw

KEYPOINTS = ("pck_body", "pck_hands", "hand_visibility", "sign_fidelity", "sign_hands_found")
SIGN_ERRORS = ("sign_finger_error", "sign_body_error", "sign_lag", "ndtw_mje")


def metric(name):
    return METRICS.build({"use": name, "settings": {}})


def without_hand(poses):
    return unseen(poses, "right_hand", frames=slice(10, 20))


@pytest.mark.parametrize("name", KEYPOINTS)
def test_perfect_input_perfect_score(name, waving):
    assert metric(name)(waving, waving) == 1.0


def test_pck_counts_what_is_off_and_what_is_lost(waving):
    joints = ("left_wrist", "right_wrist", "left_elbow")
    off = waving.keypoints.copy()
    off[:, waving.layout.indices(*joints)] += 40  # of a torso's 150 pixels; 30 are tolerated
    assert metric("pck_body")(waving.changed(keypoints=off), waving) == pytest.approx(9 / 12)
    assert metric("pck_body")(unseen(waving, *joints), waving) == pytest.approx(9 / 12)


def test_a_lost_hand_is_seen_in_both_hand_scores(waving):
    found = without_hand(waving)
    assert metric("hand_visibility")(found, waving) == pytest.approx(50 / 60)
    assert metric("pck_hands")(found, waving) == pytest.approx(50 / 60)
    # and a hand that the driver does not show is not asked for
    assert metric("hand_visibility")(waving, without_hand(waving)) == 1.0


def turned(poses, part, degrees):
    """The poses with one hand turned about its wrist."""
    points = poses.keypoints.copy()
    wrist = points[:, poses.layout.parts[part]][:, :1]
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    points[:, poses.layout.parts[part]] = (poses.part(part) - wrist) @ turn + wrist
    return poses.changed(keypoints=points)


def stretched(poses, factor):
    """The poses played slower by whole frames."""
    return poses.cut(np.arange(factor * poses.n_frames) // factor)


@pytest.mark.parametrize("name", SIGN_ERRORS)
def test_a_driver_of_another_size_elsewhere_in_its_frame_is_no_error(name, waving):
    driver = waving.changed(keypoints=waving.keypoints * 0.4 + (300, 20), frame_size=(640, 360))
    assert metric(name)(waving, driver) == pytest.approx(0, abs=1e-3)
    assert metric("sign_fidelity")(waving, driver) == 1


def test_a_sign_falls_with_its_fingers_and_neither_half_makes_up_for_the_other(waving):
    values = []
    for degrees in (15, 25):
        found = turned(waving, "right_hand", degrees)
        assert metric("sign_body_error")(found, waving) == pytest.approx(0, abs=1e-3)
        # one hand of two of about equal length is turned
        error = metric("sign_finger_error")(found, waving)
        assert error == pytest.approx(degrees / 2, rel=0.1)
        values.append(metric("sign_fidelity")(found, waving))
    assert values[0] == 1 and values[1] == pytest.approx(0.5**0.5, abs=0.05)
    both = turned(turned(waving, "right_hand", 90), "left_hand", 90)
    assert metric("sign_fidelity")(both, waving) == 0


def test_a_hand_that_was_shown_and_is_lost_is_wrong_one_never_shown_is_not_asked(waving):
    lost = without_hand(waving)
    assert metric("sign_hands_found")(lost, waving) == pytest.approx(50 / 60)
    assert metric("sign_fidelity")(lost, waving) == pytest.approx((50 / 60) ** 0.5, abs=0.02)
    assert metric("sign_finger_error")(lost, waving) == pytest.approx(0, abs=1e-3)
    assert metric("sign_fidelity")(waving, lost) == metric("sign_hands_found")(waving, lost) == 1
    # what was filled in has half the confidence: not shown
    driver = unseen(waving, "right_hand", sure=0.5)
    assert metric("sign_fidelity")(turned(waving, "right_hand", 90), driver) == 1


def test_swapped_hands_are_wrong_and_another_sign(waving):
    points = waving.keypoints.copy()
    left, right = waving.layout.parts["left_hand"], waving.layout.parts["right_hand"]
    points[:, left], points[:, right] = waving.keypoints[:, right], waving.keypoints[:, left]
    found = waving.changed(keypoints=points)
    assert metric("pck_hands")(found, waving) == 0
    assert metric("sign_fidelity")(found, waving) < 0.7
    assert metric("ndtw_mje")(found, waving) > 0.5


def test_without_hands_the_body_alone_is_judged(waving):
    driver = unseen(waving, "left_hand", "right_hand")
    assert metric("sign_fidelity")(waving, driver) == 1
    assert metric("sign_hands_found")(waving, driver) is None
    assert metric("sign_finger_error")(waving, driver) is None
    points = waving.keypoints.copy()
    points[:, waving.layout.index("left_elbow")] += (40, 0)
    assert 0.5 < metric("sign_fidelity")(waving.changed(keypoints=points), driver) < 1


def test_legs_left_out_are_not_asked_an_arm_left_out_is_wrong(waving):
    for names, right in ((("left_knee", "right_ankle"), True), (("left_elbow",), False)):
        assert (metric("sign_fidelity")(unseen(waving, *names), waving) == 1) == right


@pytest.mark.parametrize("late", [-4, 3])
def test_a_late_film_is_found_out(waving, late):
    found = waving.changed(keypoints=waving.keypoints[np.clip(np.arange(30) - late, 0, 29)])
    assert metric("sign_lag")(found, waving) == pytest.approx(abs(late) / 25)


def test_warping_forgives_speed_not_place_nor_loss(waving):
    ndtw = metric("ndtw_mje")
    assert ndtw(stretched(waving, 2), waving) == pytest.approx(0, abs=1e-6)
    assert ndtw(waving, stretched(waving, 3)) == pytest.approx(0, abs=1e-6)
    still = waving.changed(keypoints=np.repeat(waving.keypoints[:1], 30, axis=0))
    assert ndtw(still, waving) > 0.1
    # one wrist of 49 joints, a shoulder width (80 pixels) off
    points = still.keypoints.copy()
    points[:, still.layout.index("left_wrist")] += (0, 80)
    off = still.changed(keypoints=points)
    assert ndtw(off, still) == pytest.approx(1 / 49, rel=1e-3)
    # a lost one costs half its distance from the middle of the shoulders
    lost = unseen(still, "left_wrist")
    assert ndtw(lost, still) == pytest.approx(np.hypot(55, 130) / 2 / 80 / 49, rel=1e-3)
    assert ndtw(still, lost) == pytest.approx(0, abs=1e-6)


def test_warping_finds_the_best_path():
    rng = np.random.default_rng(1)
    cost = rng.random((9, 13))
    total = np.full((10, 14), np.inf)
    total[0, 0] = 0
    length = np.zeros((10, 14))
    for i in range(1, 10):
        for j in range(1, 14):
            way = min(((i - 1, j - 1), (i - 1, j), (i, j - 1)), key=lambda ij: total[ij])
            total[i, j] = total[way] + cost[i - 1, j - 1]
            length[i, j] = length[way] + 1
    value = dtw(lambda i, j: cost[i, j], 9, 13)
    assert value == pytest.approx(total[9, 13] / length[9, 13])


def test_nothing_to_measure_is_none(waving):
    nobody = unseen(waving)
    assert metric("pck_hands")(waving, nobody) is None
    assert metric("jitter")(nobody, waving) is None
    for name in ("sign_fidelity", *SIGN_ERRORS):
        assert metric(name)(waving, nobody) is None
    for name in SIGN_ERRORS:
        assert metric(name)(nobody, waving) is None
    assert metric("sign_fidelity")(nobody, waving) == 0


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


def test_fitting_error_is_in_torso_lengths(waving):
    off = waving.changed(keypoints=waving.keypoints + (15, 0))
    assert metric("fitting_error")(waving, waving) == 0
    # the torso of the figure is 150 pixels long
    assert metric("fitting_error")(off, waving) == pytest.approx(0.1)


def test_direction_errors_do_not_depend_on_size_and_find_a_turned_hand(waving):
    larger = waving.changed(keypoints=waving.keypoints * 1.7 + 20)
    for name in ("body_direction_error", "finger_direction_error", "timing_error"):
        assert metric(name)(larger, waving) == pytest.approx(0, abs=1e-3)
    found = turned(waving, "left_hand", 90)
    error = metric("finger_direction_error")(found, waving)
    assert error == pytest.approx(45, abs=4)  # one of two hands is turned by 90 degrees
    assert metric("body_direction_error")(found, waving) < 1e-3


@pytest.mark.parametrize("late", [-4, 0, 3])
def test_timing_error_finds_the_shift(waving, late):
    at = np.clip(np.arange(30) - late, 0, 29)
    swing = waving.changed(keypoints=waving.keypoints[at])
    assert metric("timing_error")(swing, waving) == pytest.approx(abs(late) / 25)


@pytest.mark.parametrize("name", ["pck_body", "jitter", "fitting_error"])
def test_without_hips_there_is_no_length_to_measure_by(name, waving):
    assert metric(name)(waving, waving) is not None
    assert metric(name)(waving, unseen(waving, "left_hip", "right_hip")) is None
