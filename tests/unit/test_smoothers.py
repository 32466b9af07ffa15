import numpy as np
import pytest

from performer_figure import unseen
from pose2video.smoothers import SMOOTHERS
from pose2video.smoothers.fill_gaps import FillGaps
from pose2video.smoothers.keep_sides import KeepSides
from pose2video.smoothers.median import Median
from pose2video.smoothers.one_euro import OneEuro
from pose2video.smoothers.savitzky_golay import SavitzkyGolay

SETTINGS = {"chain": {"steps": [{"use": "fill_gaps", "settings": {}}]}}
ALL = sorted(SMOOTHERS.entries)


def build(name):
    return SMOOTHERS.build({"use": name, "settings": SETTINGS.get(name, {})})


@pytest.mark.parametrize("name", ALL)
def test_contract(name, waving):
    gap = unseen(waving, "left_hand", frames=slice(4, 20))
    before = gap.keypoints.copy()
    smoothed = build(name)(gap)
    assert smoothed.keypoints.shape == gap.keypoints.shape
    assert (smoothed.fps, smoothed.skeleton, smoothed.frame_size) == (25, "holistic", (400, 600))
    np.testing.assert_array_equal(gap.keypoints, before)


@pytest.mark.parametrize("name", ALL)
def test_a_constant_stays_constant(name, waving):
    still = waving.changed(keypoints=np.repeat(waving.keypoints[:1], 30, axis=0))
    still = unseen(still, "right_hand", frames=slice(5, 9))
    smoothed = build(name)(still)
    known = np.isfinite(smoothed.keypoints)
    expected = np.broadcast_to(waving.keypoints[:1], known.shape)
    np.testing.assert_allclose(smoothed.keypoints[known], expected[known], atol=1e-3)


def taken_for_a_back(poses, frames):
    """The poses as a detector gives them that sees a back where the front is."""
    order = poses.layout.partners.copy()
    face, body = poses.layout.parts["face"], poses.layout.parts["body"]
    order[face] = np.arange(face.start, face.stop)
    arrays = {k: getattr(poses, k).copy() for k in ("keypoints", "confidence", "depth", "world")}
    for array in arrays.values():
        array[frames] = array[frames][:, order]
    arrays["depth"][frames, body] *= -1
    arrays["world"][frames, body, 2] *= -1
    return poses.changed(**arrays)


def turning(waving, begin, end):
    """The waving figure in depth, turned from `begin` to `end` degrees and back."""
    deep = np.random.default_rng(4).uniform(-40, 40, waving.confidence.shape)
    turn = np.radians(begin + (end - begin) * np.sin(np.linspace(0, np.pi, 30)))[:, None]
    across = waving.keypoints[..., 0] - 200
    keypoints = waving.keypoints.copy()
    keypoints[..., 0] = 200 + across * np.cos(turn)
    depth = deep + across * np.sin(turn)
    world = np.stack([keypoints[..., 0] - 200, keypoints[..., 1] - 300, depth], axis=2) / 400
    return waving.changed(keypoints=keypoints, depth=depth, world=world)


def test_a_front_that_is_taken_for_a_back_is_put_right(waving):
    true = turning(waving, -30, 30)
    kept = KeepSides()(taken_for_a_back(true, slice(11, 20)))
    for name in ("keypoints", "confidence", "depth", "world"):
        np.testing.assert_array_equal(getattr(kept, name), getattr(true, name))


def test_who_turns_or_is_seen_from_behind_for_longer_keeps_sides(waving):
    spin = turning(waving, -20, 340)  # at up to 39 degrees a frame
    assert KeepSides()(spin) is spin
    long = taken_for_a_back(turning(waving, -30, 30), slice(2, 29))
    assert KeepSides()(long) is long


def test_a_short_gap_of_a_hand_follows_the_arm(waving):
    filled = FillGaps(max_gap_s=0.5)(unseen(waving, "right_hand", frames=slice(10, 18)))
    hand = waving.layout.parts["right_hand"]
    assert np.isfinite(filled.keypoints[:, hand]).all()
    # the wrist of the hand is where the arm has it, although the arm moved on a circle meanwhile
    wrist = waving.keypoints[:, waving.layout.index("right_wrist")]
    np.testing.assert_allclose(filled.keypoints[:, hand][:, 0], wrist, atol=0.5)
    assert (filled.confidence[10:18, hand] == 0.5).all()


def test_a_person_who_is_lost_as_a_whole_stays_together(waving):
    filled = FillGaps(max_gap_s=0.5)(unseen(waving, frames=slice(10, 15)))
    np.testing.assert_allclose(filled.keypoints[12], waving.keypoints[12], atol=4)
    assert (filled.confidence[10:15] == 0.5).all()


def test_a_hand_without_its_arm_is_not_filled(waving):
    lost = unseen(waving, "right_wrist", frames=slice(2, 28))
    filled = FillGaps(max_gap_s=0.5)(unseen(lost, "right_hand", frames=slice(10, 14)))
    assert not filled.found("right_hand")[10:14].any()


def test_a_long_gap_stays(waving):
    gap = unseen(waving, "right_hand", frames=slice(5, 25))
    filled = FillGaps(max_gap_s=0.5)(gap)
    np.testing.assert_array_equal(filled.confidence, gap.confidence)


def test_one_euro_takes_noise_from_a_still_point_and_has_no_lag(waving):
    rng = np.random.default_rng(2)
    t = np.arange(100) / 25
    path = 300 + 80 * np.sin(2 * np.pi * 0.8 * t)
    keypoints = np.repeat(waving.keypoints[:1], 100, axis=0)
    keypoints[:, 0, 0] = path
    clean = waving.build(keypoints, np.ones((100, 553)), 25, (400, 600), "holistic")
    noisy = clean.changed(keypoints=keypoints + rng.normal(0, 1.5, keypoints.shape))
    smoothed = OneEuro()(noisy)
    still = smoothed.keypoints[:, 5] - keypoints[:, 5]
    assert still.std() < 0.6 * 1.5
    moving = smoothed.keypoints[5:-5, 0, 0]
    lags = [np.abs(moving - path[5 - k : 95 - k]).mean() for k in range(-3, 4)]
    assert int(np.argmin(lags)) == 3  # best at no shift


def test_savitzky_golay_keeps_a_parabola(waving):
    t = np.arange(30, dtype=float)
    keypoints = np.repeat(waving.keypoints[:1], 30, axis=0).astype(float)
    keypoints[:, 7, 1] = 100 + 0.3 * t**2
    poses = waving.changed(keypoints=keypoints)
    out = SavitzkyGolay(window_frames=9, order=2)(poses).keypoints[:, 7, 1]
    np.testing.assert_allclose(out, keypoints[:, 7, 1], atol=1e-3)


def test_median_throws_out_an_outlier_and_ignores_unsure_samples(waving):
    still = waving.changed(keypoints=np.repeat(waving.keypoints[:1], 30, axis=0))
    keypoints = still.keypoints.copy()
    keypoints[12, 3] += 200
    keypoints[15:20, 4] += 50
    unsure = unseen(still.changed(keypoints=keypoints), 4, frames=slice(15, 20), sure=0.1)
    out = Median(window_frames=7)(unsure)
    np.testing.assert_allclose(out.keypoints, still.keypoints, atol=1e-3)


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("one_euro", {"min_cutoff_hz": 0}),
        ("savitzky_golay", {"window_frames": 4}),
        ("median", {"window_frames": 2}),
        ("keep_sides", {"max_s": -1}),
        ("fill_gaps", {"max_gap_s": -1}),
        ("chain", {"steps": []}),
    ],
)
def test_bad_settings_are_refused(name, settings):
    with pytest.raises(ValueError):
        SMOOTHERS.build({"use": name, "settings": settings})
