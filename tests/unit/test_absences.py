"""People who are away for a while, in what stages really write: bridged, said, never a crash."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fit_body as fit_script
import import_poses as import_script
import retarget_body as retarget_script
import smooth_poses as smooth_script
from embodied import standing_motion
from pose2video.bodies.angles import between
from pose2video.bodies.body import Body
from pose2video.bodies.fitting import closed_form_motion, fit_body
from pose2video.bodies.fitting.turns import exponential, shortest
from pose2video.bodies.model import load_body_model
from pose2video.bodies.motion import read_motion, write_motion
from pose2video.bodies.retargeting.limbs import _between
from pose2video.bodies.rotations import angle_between
from pose2video.errors import UserError
from pose2video.exchange import EXPORTS
from pose2video.poses.skeletons import load_skeleton
from pose2video.smoothers import SMOOTHERS

FRAMES, SIZE = 12, (640, 480)
LAYOUT = load_skeleton("holistic")
GROUPS = {
    "everybody": tuple(range(len(LAYOUT.names))),
    "shoulders": LAYOUT.indices("left_shoulder", "right_shoulder"),
    "hips": LAYOUT.indices("left_hip", "right_hip"),
    "elbow": LAYOUT.indices("left_elbow"),
    "arm": LAYOUT.indices("right_elbow", "right_wrist"),
    "legs": LAYOUT.indices(
        *(f"{s}_{p}" for s in ("left", "right") for p in ("knee", "ankle", "heel", "foot_index"))
    ),
    "foot": LAYOUT.indices("left_heel", "left_foot_index"),
    "hand": tuple(range(LAYOUT.parts["left_hand"].start, LAYOUT.parts["left_hand"].stop)),
    "fingers": LAYOUT.indices("right_hand_index_mcp", "right_hand_thumb_tip"),
    "face": tuple(range(LAYOUT.parts["face"].start, LAYOUT.parts["face"].stop)),
}
BLOCKS = (
    {"use": "identity"},
    {"use": "fill_gaps", "max_gap_s": 0.1},
    {"use": "median"},
    {"use": "chain", "steps": [{"use": "fill_gaps", "max_gap_s": 0.1}, {"use": "one_euro"}]},
    {"use": "savitzky_golay"},
)
few = settings(max_examples=30, deadline=None, derandomize=True, database=None)


@pytest.fixture(scope="module")
def model(body_model):
    return load_body_model(body_model)


@pytest.fixture(scope="module")
def driver(model):
    """Somebody from the front who raises the left arm and turns a little."""
    motion = standing_motion(model, FRAMES, SIZE)
    rotations = motion.rotations.copy()
    for bone, axis, most in (
        ("upperarm01.L", 0, -0.6),
        ("lowerarm01.L", 0, -1.2),
        ("root", 1, 0.2),
    ):
        half = np.linspace(0.1, most, FRAMES) / 2
        rotations[:, motion.index(bone)] = 0
        rotations[:, motion.index(bone), axis] = np.sin(half)
        rotations[:, motion.index(bone), 3] = np.cos(half)
    motion = replace(motion, rotations=rotations)
    return Body.build(model, motion.shape).poses(motion)


def lost(poses, frames, points=slice(None)):
    """The poses with points lost as every stage writes it: all of them NaN, confidence 0."""
    arrays = {n: getattr(poses, n).copy() for n in ("keypoints", "depth", "world", "confidence")}
    for name, array in arrays.items():
        array[np.ix_(np.arange(FRAMES)[frames], np.arange(len(LAYOUT.names))[points])] = (
            0 if name == "confidence" else np.nan
        )
    return poses.changed(**arrays)


def is_whole(motion):
    values = motion.rotations, motion.translation
    lengths = np.linalg.norm(motion.rotations, axis=2)
    return all(np.isfinite(v).all() for v in values) and np.allclose(lengths, 1, atol=1e-6)


@pytest.fixture(scope="module")
def everybody(model, driver):
    return fit_body(model, driver)[0]


@pytest.mark.parametrize("away", [slice(0, 4), slice(4, 8), slice(8, 12), slice(1, 10, 2)])
def test_who_is_away_is_bridged_between_the_neighbours_and_said(model, driver, everybody, away):
    fit, warnings = fit_body(model, lost(driver, away))
    gone = np.zeros(FRAMES, bool)
    gone[away] = True
    assert is_whole(fit)
    assert any("nobody is seen in frames" in words for words in warnings)
    assert (fit.confidence[gone] == 0).all() and fit.confidence[~gone].any(axis=1).all()
    arm = fit.index("upperarm01.L")
    near = angle_between(fit.rotations, everybody.rotations)[:, [0, arm]]
    assert near[~gone].max() < 4 and near[gone].max() < 30
    known = np.flatnonzero(~gone)
    for frame in np.flatnonzero(gone):
        outside = frame < known[0] or frame > known[-1]
        held = known[np.argmin(np.abs(known - frame))]
        assert not outside or np.allclose(fit.rotations[frame], fit.rotations[held])


@pytest.mark.parametrize("seen", [1, 6])
def test_half_or_fewer_of_the_frames_are_too_few(model, driver, seen):
    with pytest.raises(UserError, match=f"not found in {FRAMES - seen} of {FRAMES} frames"):
        fit_body(model, lost(driver, slice(seen, None)))


def test_a_body_on_one_line_is_refused_and_a_moment_of_it_bridged(model, driver):
    def on_line(frames):
        world = driver.world.copy()
        world[frames, :33] = np.linspace(-1, 1, 33)[:, None] * (0.3, 0.8, 0.2)
        return driver.changed(world=world)

    with pytest.raises(UserError, match="one line in 12 of 12"):
        fit_body(model, on_line(slice(None)))
    fit, warnings = fit_body(model, on_line(slice(5, 7)))
    assert is_whole(fit) and any("nobody is seen in frames 5-6" in words for words in warnings)


losses = st.lists(
    st.tuples(
        st.sampled_from(sorted(GROUPS)),
        st.integers(0, FRAMES - 1),
        st.integers(1, FRAMES),
        st.sampled_from(("lost", "no metres", "one place", "one line", "upside down")),
    ),
    min_size=1,
    max_size=4,
)


def damaged(poses, faults):
    """The poses with groups of points lost, or laid where they have no directions."""
    for group, start, length, kind in faults:
        frames, points = slice(start, start + length), list(GROUPS[group])
        if kind == "lost":
            poses = lost(poses, frames, points)
            continue
        world = poses.world.copy()
        at = np.ix_(np.arange(FRAMES)[frames], points)
        if kind == "no metres":
            world[at] = np.nan
        elif kind == "one place":
            world[at] = world[at][:, :1]
        elif kind == "one line":
            world[at] = np.linspace(0, 0.8, len(points))[:, None] * (0, 1.0, 0)
        else:
            world[at] *= (1, -1, 1)
        poses = poses.changed(world=world)
    return poses


@few
@given(faults=losses)
def test_the_closed_form_is_a_pose_whatever_is_missing_when(model, driver, faults):
    try:
        motion = closed_form_motion(model, damaged(driver, faults))
    except UserError as error:
        assert "." not in str(error)[:-1] and "frames" in str(error)
        return
    assert is_whole(motion)


@few
@given(faults=losses, block=st.sampled_from(BLOCKS))
def test_what_a_smoother_leaves_is_a_pose_whatever_is_missing_when(model, driver, faults, block):
    smooth = SMOOTHERS.build(SMOOTHERS.spec(block, "smoother"))
    found = smooth(damaged(driver, faults))
    assert np.array_equal(np.isnan(found.keypoints).any(axis=2), found.confidence == 0)
    try:
        motion = closed_form_motion(model, found)
    except UserError as error:
        assert "frames" in str(error) or "frame:" in str(error)
        return
    assert is_whole(motion)


@settings(few, max_examples=6)
@given(faults=losses)
def test_the_fit_is_a_pose_whatever_is_missing_when(model, driver, faults):
    try:
        motion, _ = fit_body(model, damaged(driver, faults))
    except UserError:
        return
    assert is_whole(motion)
    assert np.abs(np.diff(motion.translation, axis=0)).max() < 3


directions = st.tuples(*[st.floats(-1, 1).map(lambda v: round(v, 1))] * 3).map(np.array)


@few
@given(a=directions, b=directions)
def test_the_smallest_turn_is_one_for_any_two_vectors(a, b):
    lengths = np.linalg.norm(a), np.linalg.norm(b)
    whole = min(lengths) > 0
    turned = [between(a, b)]
    if whole:
        a, b = a / lengths[0], b / lengths[1]
        turned += [shortest(a[None], b[None])[0], _between(a[None], b[None])[0]]
        turned += [shortest(a, -a), between(a, -a)]
    for number, turn in enumerate(turned):
        assert np.allclose(turn @ turn.T, np.eye(3), atol=1e-5) and np.linalg.det(turn) > 0.9
        if whole:
            assert np.allclose(turn @ a, b if number < 3 else -a, atol=2e-3)


def test_almost_opposite_vectors_have_a_turn_between_them():
    a = np.array([0.0, 1.0, 0.0])
    for angle in (1e-2, 1e-3, 1e-4, 1e-6, 0.0):
        b = exponential(np.array([np.pi - angle, 0, 0])) @ a
        turn = shortest(a, b)
        assert np.linalg.det(turn) > 0.999 and np.allclose(turn @ a, b, atol=2e-3)


def exported(poses, tmp_path, form):
    """A file of another tool with the poses, and the row of the clip table."""
    EXPORTS[form].write(tmp_path / form, "clip", poses, None)
    path = tmp_path / form
    if EXPORTS[form].name:
        path = path / EXPORTS[form].name.format(clip="clip")
    return path, {
        **{"fps": 25.0, "frame_size": SIZE, "poses_format": None},
        **{"start_s": None, "end_s": None},
    }


@pytest.mark.parametrize(
    ("form", "away", "smoother"),
    [
        ("openpose_25", [5], BLOCKS[0]),
        ("openpose_18", [0, 1, 2, 3], BLOCKS[1]),
        ("openpose_25", [8, 9, 10, 11], BLOCKS[2]),
        ("alphapose_136", [4, 5, 6, 7, 8], BLOCKS[3]),
        ("coco_wholebody", [3, 7], BLOCKS[4]),
        ("pose", [7, 8, 9, 10, 11], BLOCKS[3]),
        ("pose", [2, 4, 6, 8], BLOCKS[0]),
        ("mediapipe", [0, 4, 5, 6, 7], BLOCKS[0]),
    ],
)
def test_a_file_of_another_tool_goes_to_the_body_of_a_character(
    tmp_path, body_model, model, driver, form, away, smoother
):
    poses = lost(driver, away)
    if form.startswith("openpose"):  # half-length
        poses = lost(poses, slice(None), list(GROUPS["legs"] + GROUPS["hips"]))
    path, row = exported(poses, tmp_path, form)
    raw, smooth = tmp_path / "raw.json", tmp_path / "smooth.json"
    import_script.main(path, None, raw, row, {"use": "precomputed"})
    smooth_script.main(raw, smooth, SMOOTHERS.spec(smoother, "smoother"))
    fit_script.main(body_model, smooth, tmp_path / "fit.safetensors")
    write_motion(tmp_path / "own.safetensors", standing_motion(model, 1, SIZE))
    retarget_script.main(
        body_model,
        tmp_path / "fit.safetensors",
        tmp_path / "own.safetensors",
        tmp_path / "moved.safetensors",
    )
    fit, moved = (read_motion(tmp_path / f"{n}.safetensors") for n in ("fit", "moved"))
    assert fit.n_frames == FRAMES and is_whole(fit) and is_whole(moved)
    assert (fit.confidence[away] == 0).all()
