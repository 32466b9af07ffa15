"""Handshapes as words: another one that is held is named, what is unsure or short is not."""

from functools import partial

import numpy as np
import pytest

from performer_figure import unseen
from pose2video.metrics import METRICS
from pose2video.metrics.handshapes import other_shapes
from shaped_hands import shaped_hands, signing

FRAMES = 30


@pytest.fixture(scope="module")
def film(model):
    """`film(left, right)`: the waving figure whose hands have a shape in every frame."""
    return partial(signing, shaped_hands(model))


def share(found, driver):
    return METRICS.build({"use": "sign_handshape", "settings": {}})(found, driver)


def fidelity(found, driver):
    return METRICS.build({"use": "sign_fidelity", "settings": {}})(found, driver)


def test_the_same_shapes_are_no_difference(film):
    driver = film(["fist"] * FRAMES, ["open"] * 15 + ["point"] * 15)
    assert share(driver, driver) == 1 and other_shapes(driver, driver) == []


def test_a_held_other_shape_is_named_with_its_frames_and_fingers(film):
    driver = film(["fist"] * FRAMES, ["open"] * FRAMES)
    found = film(["fist"] * FRAMES, ["open"] * 10 + ["point"] * 10 + ["open"] * 10)
    (sentence,) = other_shapes(found, driver)
    assert sentence.startswith("another handshape than the driver's: right hand in frames 1")
    assert "middle closed, not straight" in sentence
    assert "index" not in sentence and "left" not in sentence
    assert share(found, driver) == pytest.approx(1 - 10 / 60, abs=0.04)
    assert fidelity(found, driver) < fidelity(driver, driver) == 1


def test_a_thumb_out_of_the_fist_is_another_shape(film):
    driver, found = (film([name] * FRAMES, ["flat"] * FRAMES) for name in ("fist", "thumb_up"))
    (sentence,) = other_shapes(found, driver)
    assert sentence.endswith("left hand in frames 0-29 (thumb out, not across)")


def test_what_is_short_is_not_named(film):
    driver = film(["fist"] * FRAMES, ["open"] * FRAMES)
    found = film(["fist"] * FRAMES, ["open"] * 14 + ["fist"] * 3 + ["open"] * 13)
    assert other_shapes(found, driver) == [] and share(found, driver) == 1


def test_without_depth_or_hands_nothing_is_said(film):
    driver, found = (film([name] * FRAMES, [name] * FRAMES) for name in ("open", "fist"))
    flat = found.changed(depth=np.full(found.depth.shape, np.nan))
    lost = unseen(found, "left_hand", "right_hand")
    for poses in (flat, lost):
        assert other_shapes(poses, driver) == [] and share(poses, driver) is None
    assert other_shapes(found, unseen(driver, "left_hand", "right_hand", sure=0.5)) == []


def test_a_film_may_be_short(film):
    driver, found = (film([name] * 2, ["open"] * 2) for name in ("open", "fist"))
    assert other_shapes(found, driver) == [] and other_shapes(driver, driver) == []
