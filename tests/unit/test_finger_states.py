"""Fingers read from a hand's points: what they do, however the hand is turned and filmed."""

import numpy as np
import pytest

from pose2video.bodies.angles import ANGLE_INDEX, ANGLES, FINGERS
from pose2video.bodies.body import Body, Shape
from pose2video.bodies.fitting.turns import exponential
from pose2video.bodies.hand_shapes import HAND_SHAPES
from pose2video.poses.finger_states import (
    FINGER_STATES,
    THUMB_STATES,
    expected,
    likely,
    word_chances,
)
from pose2video.poses.skeletons import load_skeleton

FPS, FRAMES = 25.0, 9
# what the fingers, index to little finger, and the thumb of a shape do
WORDS = {
    "open": ("straight straight straight straight", "out"),
    "flat": ("straight straight straight straight", "beside"),
    "fist": ("closed closed closed closed", "across"),
    "point": ("straight closed closed closed", "across"),
    "v": ("straight straight closed closed", "across"),
    "claw": ("bent bent bent bent", None),
    "horns": ("straight closed closed straight", "across"),
    "y": ("closed closed closed straight", "out"),
    "thumb_up": ("closed closed closed closed", "out"),
    "hook": ("bent closed closed closed", "across"),
}


@pytest.fixture(scope="module")
def hands(model):
    """The 21 points of a still left hand in every shape, `(FRAMES, 21, 3)` millimetres."""
    body, found = Body.build(model, Shape()), {}
    part = load_skeleton("holistic").parts["left_hand"]
    for name, shape in HAND_SHAPES.items():
        angles = np.zeros((1, len(ANGLES)))
        for joint, turns in shape.items():
            for angle, degrees in turns.items():
                angles[0, ANGLE_INDEX[f"left_{joint}", angle]] = degrees
        transforms = body.rig.pose(angles, np.eye(4)[None])
        points = body.points.at(transforms)[:, part]
        found[name] = np.repeat(1000 * points, FRAMES, axis=0)
    return found


def words(points, fps=FPS):
    """The likeliest words of the middle frame."""
    fingers, thumb = likely(points, fps)
    out = []
    for chances, states in (
        (fingers[FRAMES // 2], FINGER_STATES),
        (thumb[FRAMES // 2], THUMB_STATES),
    ):
        names, share = word_chances(chances, states)
        out.append([names[i] for i in np.atleast_1d(share.argmax(axis=-1))])
    return " ".join(out[0]), out[1][0]


@pytest.mark.parametrize("name", WORDS)
def test_a_shape_reads_as_what_its_fingers_do(hands, name):
    fingers, thumb = words(hands[name])
    assert fingers == WORDS[name][0]
    assert WORDS[name][1] in (None, thumb)


@pytest.mark.parametrize("turn", [(0, 1.5, 0), (2.0, 0, 0.5), (0.3, -2.5, 1.0)])
def test_it_reads_the_same_however_the_hand_is_turned(hands, turn):
    for name in ("fist", "open", "point"):
        turned = 0.3 * hands[name] @ exponential(np.array(turn)).T + 200
        assert words(turned) == words(hands[name])


def test_chances_are_constant_where_the_hand_is(hands):
    fingers, thumb = likely(hands["v"], FPS)
    assert np.allclose(fingers, fingers[:1]) and np.allclose(thumb, thumb[:1])
    assert np.allclose(fingers.sum(axis=2), 1)


def test_jitter_and_gaps_tell_nothing(hands):
    rng = np.random.default_rng(0)
    noisy = hands["open"] + rng.normal(0, 12, hands["open"].shape)  # fingers read as bent
    sure = likely(hands["open"], FPS)[0].max(axis=2)
    assert likely(noisy, FPS)[0].max(axis=2).mean() < 0.6 < 0.9 < sure.mean()
    nothing = likely(np.full_like(noisy, np.nan), FPS)[0]
    assert np.allclose(nothing, nothing[0])
    gap = hands["fist"].copy()
    gap[4] = np.nan
    names, share = word_chances(likely(gap, FPS)[0][4], FINGER_STATES)
    assert all(names[i] == "closed" for i in share.argmax(axis=1))


def test_an_unsure_finger_is_expected_between_its_states():
    even = np.full(len(FINGER_STATES), 1 / len(FINGER_STATES))
    mean, spread = expected(even, FINGER_STATES)
    assert len(mean) == len(FINGERS) - 1 and (spread > 20).all()
    certain, tight = expected(np.eye(len(FINGER_STATES))[-1], FINGER_STATES)
    assert np.allclose(certain, FINGER_STATES[-1].angles) and (tight < 10).all()
