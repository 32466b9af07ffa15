"""Fitting a body: known rotations come back, and what was not seen is said to be so."""

import numpy as np
import pytest

from performer_figure import unseen
from pose2video.bodies.angles import ANGLE_INDEX, ANGLES, FINGERS, SIDES
from pose2video.bodies.body import Body, Shape
from pose2video.bodies.camera import Camera
from pose2video.bodies.fitting import closed_form_motion, fit_body
from pose2video.bodies.fitting.banded import solve
from pose2video.bodies.fitting.chain import JointChain
from pose2video.bodies.fitting.errors import errors
from pose2video.bodies.fitting.targets import Targets
from pose2video.bodies.fitting.turns import exponential
from pose2video.bodies.motion import BodyMotion
from pose2video.bodies.rotations import angle_between
from pose2video.errors import UserError
from pose2video.performers.motion import pchip
from pose2video.poses.skeletons import load_skeleton

FPS, FRAMES = 25.0, 30
CAMERA = Camera(1100.0, (320.0, 240.0), (640, 480))
LAYOUT = load_skeleton("holistic")
# joint -> angle -> range in degrees from which random poses are drawn
RANGES = {
    "spine": {"bend": (-5, 15), "lean": (-6, 6), "turn": (-12, 12)},
    "head": {"nod": (-12, 15), "tilt": (-10, 10), "turn": (-25, 25)},
    "shoulder": {"flex": (5, 60), "abduct": (8, 50), "twist": (-15, 25)},
    "elbow": {"bend": (35, 110)},
    "forearm": {"twist": (-35, 60)},
    "wrist": {"bend": (-25, 30), "side": (-8, 8)},
    "thumb": {"close": (-10, 25), "mcp": (0, 25), "ip": (0, 30)},
    **{f: {"mcp": (0, 70), "pip": (5, 90), "dip": (5, 50), "spread": (-4, 4)} for f in FINGERS},
}


def moving(model, seed=0, distance=3.2, height=0.35, still=False):
    """A motion through three random poses of anatomical angles, from the front."""
    rng = np.random.default_rng(seed)
    times = np.arange(FRAMES) / FPS
    angles = np.zeros((FRAMES, len(ANGLES)))
    for joint, angle in ANGLES:
        low, high = RANGES.get(joint.removeprefix("left_").removeprefix("right_"), {}).get(
            angle, (0, 0)
        )
        keys = rng.uniform(low, high, 1 if still else 3)
        at = np.linspace(0, times[-1], len(keys))
        angles[:, ANGLE_INDEX[joint, angle]] = pchip(at, keys, times)
    shape = Shape({"gender": 0.2, "age": 0.7, "height": 0.6})
    body = Body.build(model, shape)
    root = np.tile(np.eye(4), (FRAMES, 1, 1))
    root[:, :3, :3] = exponential(np.tile((0.0, 0.2, 0.0), (FRAMES, 1)))
    rotations = body.rig.rotations(angles, root)
    place = np.tile((0.0, height, distance), (FRAMES, 1))
    sure = np.ones((FRAMES, len(body.rig.bones)), np.float32)
    return body, BodyMotion(rotations, place, sure, shape, CAMERA, FPS, body.rig.bones)


@pytest.fixture(scope="module")
def driver(model):
    body, motion = moving(model)
    return motion, body.poses(motion)


@pytest.fixture(scope="module")
def fitted(model, driver):
    return fit_body(model, driver[1])


def test_rotations_come_back_from_the_keypoints_of_an_unlike_body(model):
    body, motion = moving(model, seed=2, distance=6.0, height=0.0)
    fit, warnings = fit_body(model, body.poses(motion))
    row = errors(model, motion, fit)
    assert warnings == []
    assert row[0] < 2 and row[1] < 4 and row[2] < 3 and row[3] < 6  # degrees
    assert row[4] < 10 and row[5] < 6  # millimetres


def test_the_fit_is_better_than_its_start_where_keypoints_are_noisy(model, driver):
    motion, poses = driver
    rng = np.random.default_rng(5)
    noisy = poses.changed(
        keypoints=poses.keypoints + rng.normal(0, 2.5, poses.keypoints.shape),
        world=poses.world + rng.normal(0, 0.03, poses.world.shape),
        depth=poses.depth * 0.4 + rng.normal(0, 2.5, poses.depth.shape),
    )
    start, fit = closed_form_motion(model, noisy), fit_body(model, noisy)[0]
    before, after = errors(model, motion, start), errors(model, motion, fit)
    assert (after < 0.75 * before)[:2].all() and after[0] < 6 and after[1] < 15


def test_a_hand_without_depth_is_not_taken_for_a_flat_one(model):
    body, motion = moving(model, seed=2, distance=6.0, height=0.0)
    poses = body.poses(motion)
    depth = poses.depth.copy()
    for side in SIDES:
        depth[:, LAYOUT.parts[f"{side}_hand"]] = np.nan
    row = errors(model, motion, fit_body(model, poses.changed(depth=depth))[0])
    assert row[0] < 1 and row[4] < 10  # degrees and millimetres; flat hands pull arms to 1.6 and 20


def test_a_short_loss_of_a_hand_is_bridged_in_its_angles(model, driver, fitted):
    lost = slice(15, 21)
    fit, warnings = fit_body(model, unseen(driver[1], "left_hand", frames=lost))
    wrist, finger = fit.index("wrist.L"), fit.index("finger2-2.L")
    assert not any("left hand" in words for words in warnings)
    assert (fit.confidence[lost, wrist] > 0).all() and (fit.confidence[lost, wrist] < 0.5).all()
    # half-way a hinge is half-way between its neighbours
    bend = 2 * np.degrees(np.arctan2(fit.rotations[:, finger, 2], fit.rotations[:, finger, 3]))
    line = np.interp(np.arange(15, 21), [14, 21], bend[[14, 21]])
    assert np.abs(bend[lost] - line).max() < 0.1
    assert angle_between(fit.rotations, fitted[0].rotations)[:, finger].max() < 12


def test_a_filled_point_is_not_a_seen_one(model, driver):
    fit, warnings = fit_body(model, unseen(driver[1], "right_hand", sure=0.5))
    assert (fit.confidence[:, fit.index("finger3-1.R")] == 0).all()
    assert any("right hand is not seen in any frame" in words for words in warnings)


def test_a_long_loss_is_laid_to_rest_and_said(model, driver):
    fit, warnings = fit_body(model, unseen(driver[1], "left_hand", frames=slice(6, 26)))
    assert "the left hand is not seen in frames 6-25: it is taken to rest" in warnings
    assert not any("right hand" in words for words in warnings)
    middle = fit.index("finger3-2.L")
    bend = 2 * np.degrees(np.arctan2(fit.rotations[16, middle, 2], fit.rotations[16, middle, 3]))
    assert bend == pytest.approx(26, abs=0.5)
    assert fit.confidence[16, middle] == 0 and fit.confidence[5, middle] == 1


def test_nobody_is_one_sentence(model, driver):
    nothing = driver[1].changed(confidence=np.zeros_like(driver[1].confidence))
    with pytest.raises(UserError, match="nobody is found"):
        fit_body(model, nothing)


def test_a_person_missing_for_a_while_is_bridged(model, driver, fitted):
    fit, warnings = fit_body(model, unseen(driver[1], frames=np.r_[10:18, 28:FRAMES]))
    assert any("nobody is seen in frames 10-17, 28-29" in words for words in warnings)
    assert (fit.confidence[10:18] == 0).all() and (fit.confidence[29] == 0).all()
    assert angle_between(fit.rotations[27], fit.rotations[29]).max() < 1e-3
    far = angle_between(fit.rotations, fitted[0].rotations)[:, [0, fit.index("upperarm01.L")]]
    assert far.max() < 15


def test_legs_below_the_picture_are_assumed(fitted):
    fit, warnings = fitted
    legs = [fit.index(f"{bone}.{s}") for bone in ("lowerleg01", "foot") for s in "LR"]
    assert (fit.confidence[:, legs] == 0).all()
    assert angle_between(fit.rotations[:, legs], np.array([0, 0, 0, 1.0])).max() < 6
    assert any("legs are not seen" in words for words in warnings)


def test_hands_that_swap_for_a_frame_are_not_mixed(model, driver, fitted):
    left, right = (np.arange(*LAYOUT.parts[f"{s}_hand"].indices(10**6)) for s in SIDES)
    arrays = {n: getattr(driver[1], n).copy() for n in ("keypoints", "depth", "confidence")}
    for array in arrays.values():
        array[20, left], array[20, right] = array[20, right].copy(), array[20, left].copy()
    fit, _ = fit_body(model, driver[1].changed(**arrays))
    bones = [fit.index(f"{b}.{s}") for b in ("wrist", "finger2-1", "lowerarm01") for s in "LR"]
    assert angle_between(fit.rotations[20], fitted[0].rotations[20])[bones].max() < 8


def test_a_constant_stays_constant(model):
    body, motion = moving(model, seed=3, still=True)
    fit, _ = fit_body(model, body.poses(motion))
    assert angle_between(fit.rotations[:1], fit.rotations).max() < 0.1
    assert np.ptp(fit.translation, axis=0).max() < 1e-3


@pytest.mark.parametrize("frames", [1, 3])
def test_a_clip_may_be_short(model, driver, frames):
    fit, _ = fit_body(model, driver[1].cut(slice(0, frames)))
    assert fit.n_frames == frames and np.isfinite(fit.rotations).all()


def test_slopes_are_those_of_the_positions(model):
    body = Body.build(model, Shape())
    rng = np.random.default_rng(4)
    chain = JointChain.build(body.rig).scaled(rng.uniform(0.9, 1.1, 11))
    state = chain.neutral(2).moved(0.3 * rng.normal(size=(2, 18 + len(chain.names))))
    targets = Targets.build(body, chain, np.arange(75))
    turns, heads = chain.place(state)
    at = targets.at(chain, turns, heads)
    columns = np.arange(18 + len(chain.names))
    slopes = targets.slopes(chain, state, turns, heads, at, columns)
    step = 1e-5 * rng.normal(size=(2, len(columns)))
    step[:, 18:24] = 0  # turns that many bones share are linear only nearly
    moved = targets.at(chain, *chain.place(state.moved(step)))
    assert np.abs(moved - at - np.einsum("tpac,tc->tpa", slopes, step)).max() < 2e-7
    more = rng.normal(size=11) * 0.1
    grown = chain.scaled(chain.scales + more)
    moved = targets.at(grown, *grown.place(state))
    assert np.abs(moved - at - targets.growth(chain, turns) @ more).max() < 1e-9


def test_the_banded_solver_is_the_plain_one():
    rng = np.random.default_rng(6)
    frames, n, shared = 6, 3, 2
    parts = rng.normal(size=(frames, 5, n + shared))
    blocks = np.swapaxes(parts, 1, 2) @ parts
    pulls, tie = rng.normal(size=(frames, n + shared)), np.array([0.5, 1.0, 2.0])
    bends = rng.normal(size=(frames - 2, n))
    links = 0.1 * rng.normal(size=(frames - 1, n, n))
    whole = np.zeros((frames * n + shared,) * 2)
    right = np.zeros(frames * n + shared)
    for t in range(frames):
        at = [*range(t * n, t * n + n), frames * n, frames * n + 1]
        whole[np.ix_(at, at)] += blocks[t]
        right[at] += pulls[t]
        if t:
            low, high = slice(t * n, t * n + n), slice(t * n - n, t * n)
            whole[low, high] += links[t - 1]
            whole[high, low] += links[t - 1].T
    for t in range(frames - 2):
        for c in range(n):
            row = np.zeros(len(right))
            row[[t * n + c, (t + 1) * n + c, (t + 2) * n + c]] = tie[c] * np.array([1, -2, 1])
            whole += np.outer(row, row)
            right += row * tie[c] * bends[t, c]
    answer = -np.linalg.solve(whole, right)
    own = blocks[:, n:, n:].sum(0)
    border = (blocks[:, :n, n:], own, pulls[:, n:].sum(0))
    step, more = solve(blocks[:, :n, :n], pulls[:, :n], tie, bends, 0.0, links, border)
    assert np.allclose(step.ravel(), answer[: frames * n]) and np.allclose(
        more, answer[frames * n :]
    )
