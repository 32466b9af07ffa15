"""Units and scales of strangers' files: what is certain is brought to ours, the rest is said."""

import json
from types import SimpleNamespace

import numpy as np
import pytest
from pose_format import Pose, PoseHeader
from pose_format.numpy import NumPyPoseBody
from pose_format.pose_header import PoseHeaderDimensions
from pose_format.utils.holistic import _extract_frame_data, holistic_components

from performer_figure import metres_of, waving_figure
from pose2video.errors import UserError
from pose2video.exchange import EXPORTS, read_any
from pose2video.exchange.assembly import Given
from pose2video.exchange.metres import LEFT_OUT
from pose2video.exchange.upright import CORNER, UPSIDE_DOWN
from pose2video.poses.formats import write_poses
from pose2video.poses.lifting.holistic import to_holistic
from pose2video.reporting.advice import advice_on

PARTS = {
    "pose_landmarks": "body",
    "face_landmarks": "face",
    "left_hand_landmarks": "left_hand",
    "right_hand_landmarks": "right_hand",
}
FILE = Given()


@pytest.fixture(scope="module")
def deep():
    """The waving figure with metres, and a depth that differs from point to point."""
    poses = waving_figure()
    world = poses.world.copy()
    world[:, :33] = metres_of(poses)
    depth = np.random.default_rng(0).uniform(-60, 60, poses.depth.shape)
    for part, roots in (("body", (23, 24)), ("left_hand", (0,)), ("right_hand", (0,))):
        place = poses.layout.parts[part]
        depth[:, place] -= depth[:, place][:, roots].mean(axis=1, keepdims=True)
    return poses.changed(depth=depth, world=world)


def landmarks(points, confidence):
    """What MediaPipe finds, as pose-format is given it."""
    return SimpleNamespace(
        landmark=[
            SimpleNamespace(x=x, y=y, z=z, visibility=sure)
            for (x, y, z), sure in zip(points.tolist(), confidence.tolist(), strict=True)
        ]
    )


def video_to_pose(poses) -> Pose:
    """The poses as `video_to_pose` writes what MediaPipe finds."""
    (width, height), frames = poses.frame_size, []
    shares = np.concatenate([poses.keypoints / (width, height), poses.depth[..., None] / width], 2)
    for i in range(poses.n_frames):
        found = {
            key: landmarks(shares[i, place], poses.confidence[i, place])
            for key, place in ((key, poses.layout.parts[part]) for key, part in PARTS.items())
        }
        world = landmarks(poses.world[i, :33], poses.confidence[i, :33])
        results = SimpleNamespace(**found, pose_world_landmarks=world)
        frames.append(_extract_frame_data(results, width, height, 10))
    header = PoseHeader(
        0.2, PoseHeaderDimensions(width, height), holistic_components(additional_face_points=10)
    )
    data, sure = (np.stack([frame[k] for frame in frames])[:, None] for k in (0, 1))
    return Pose(header, NumPyPoseBody(poses.fps, data, sure))


def written(path, pose, change=None):
    """Write a `Pose`; `change` is called with its data `(T, 1, K, 3)` first."""
    if change:
        change(pose.body.data)
    with open(path, "wb") as file:
        pose.write(file)
    return path


def test_metres_of_video_to_pose(tmp_path, deep):
    poses, words = read_any(written(tmp_path / "a.pose", video_to_pose(deep)), FILE)
    assert not words
    np.testing.assert_allclose(poses.world[:, :33], deep.world[:, :33], atol=1e-5)
    np.testing.assert_allclose(poses.keypoints, deep.keypoints, atol=1e-3)
    np.testing.assert_allclose(poses.depth, deep.depth, atol=1e-3)


def test_our_export_is_what_pose_format_writes(tmp_path, deep):
    EXPORTS["pose"].write(tmp_path / "out", "a", deep)
    ours = Pose.read((tmp_path / "out" / "a.pose").read_bytes())
    theirs = video_to_pose(deep)
    for name in ("POSE_WORLD_LANDMARKS", "POSE_LANDMARKS", "FACE_LANDMARKS"):
        got, wanted = (pose.get_components([name]).body.data for pose in (ours, theirs))
        np.testing.assert_allclose(got, wanted, atol=1e-3)
    back, _ = read_any(tmp_path / "out" / "a.pose", FILE)
    np.testing.assert_allclose(back.world[:, :33], deep.world[:, :33], atol=1e-5)


def test_a_column_frame_size_scales_nothing(tmp_path, deep):
    path = written(tmp_path / "a.pose", video_to_pose(deep))
    poses, _ = read_any(path, Given(frame_size=(800, 1200)))
    for name in ("keypoints", "depth", "world"):
        np.testing.assert_allclose(getattr(poses, name), getattr(deep, name), atol=1e-3)


def test_a_depth_of_nothing_but_zeros_is_not_known(tmp_path, deep):
    """As tools write it that have none: a face in some frames, a body in all."""

    def blank(data):
        data[:, :, :33, 2] = 0
        data[4:9, :, 33:511, 2] = 0

    poses, _ = read_any(written(tmp_path / "a.pose", video_to_pose(deep), blank), FILE)
    face = poses.layout.parts["face"]
    assert np.isnan(poses.depth[:, :33]).all() and np.isnan(poses.depth[4:9, face]).all()
    assert np.isfinite(poses.depth[9:, face]).all()


def test_axes_of_the_metres_that_are_not_the_pictures(tmp_path, deep):
    for axis in (0, 1):

        def turn(data, axis=axis):
            data[:, :, -33:, axis] *= -1

        poses, words = read_any(written(tmp_path / "a.pose", video_to_pose(deep), turn), FILE)
        assert words == [LEFT_OUT] and np.isnan(poses.world).all()


def test_y_that_counts_from_the_bottom_is_said(tmp_path, deep):
    def from_bottom(data, metres=1):
        data[:, :, :-33, 1] = deep.frame_size[1] - data[:, :, :-33, 1]
        data[:, :, -33:, 1] *= metres

    path = written(tmp_path / "a.pose", video_to_pose(deep), from_bottom)
    with pytest.raises(UserError, match="upside down, whom its metres show upright: count y"):
        read_any(path, FILE)
    path = written(tmp_path / "b.pose", video_to_pose(deep), lambda d: from_bottom(d, -1))
    poses, words = read_any(path, FILE)
    assert words == [UPSIDE_DOWN] and np.isfinite(poses.world[:, :33]).all()


@pytest.mark.parametrize("share", [0.25, 0.1])
def test_a_person_in_the_upper_left_of_every_frame_is_doubted(tmp_path, deep, share):
    """Percentages, or poses of a smaller film: nobody but the user can tell."""

    def shrink(data):
        data[:, :, :-33, :2] *= share

    _, words = read_any(written(tmp_path / "a.pose", video_to_pose(deep), shrink), FILE)
    assert words == [CORNER] and advice_on(CORNER) and advice_on(UPSIDE_DOWN)


def test_a_normalised_pose_in_its_focus_is_no_picture(tmp_path, deep):
    pose = video_to_pose(deep)
    ends = {"p1": ("POSE_LANDMARKS", "RIGHT_SHOULDER"), "p2": ("POSE_LANDMARKS", "LEFT_SHOULDER")}
    pose.normalize(pose.header.normalization_info(**ends))
    pose.focus()
    with pytest.raises(UserError, match="pixels: correct the column frame_size, or give the poses"):
        read_any(written(tmp_path / "a.pose", pose), FILE)


def test_metres_as_they_are(tmp_path, deep):
    def divide(data):
        data[:, :, -33:, :2] /= deep.frame_size

    poses, words = read_any(written(tmp_path / "a.pose", video_to_pose(deep), divide), FILE)
    assert not words
    np.testing.assert_allclose(poses.world[:, :33], deep.world[:, :33], atol=1e-5)


@pytest.mark.parametrize("times", [1000, 0.01, 12])
def test_metres_that_fit_no_body_are_left_out(tmp_path, deep, times):
    def spoil(data):
        data[:, :, -33:, :2] *= times / np.array(deep.frame_size)
        data[:, :, -33:, 2] *= times

    for path in (
        written(tmp_path / "a.pose", video_to_pose(deep), spoil),
        house(tmp_path, deep.changed(world=deep.world * times)),
    ):
        poses, words = read_any(path, FILE)
        assert words == [LEFT_OUT] and np.isnan(poses.world).all()
        found, _ = to_holistic(poses)
        arm = found.world[:, found.layout.indices("left_shoulder", "left_elbow")]
        assert 0.1 < np.median(np.linalg.norm(arm[:, 0] - arm[:, 1], axis=1)) < 0.5


@pytest.mark.parametrize("scale", [1, 400])
@pytest.mark.parametrize("offset", [-0.5, 0.5, 200])
def test_depth_counts_relative_to_the_body(tmp_path, deep, scale, offset):
    """Shares of the width or pixels, with half the width (of either unit) added."""

    def change(data):
        data[:, :, :-33, 2] = data[:, :, :-33, 2] * scale + offset

    path = written(tmp_path / "a.pose", video_to_pose(deep), change)
    poses, words = read_any(path, FILE)
    assert not words
    far_off = abs(offset) * 400 / scale > 100  # pixels; else it may as well be meant
    wrong = poses.depth - deep.depth - (0 if far_off else offset)
    body = slice(0, 75)
    np.testing.assert_allclose(wrong[:, body], 0, atol=0.02)
    np.testing.assert_allclose(np.ptp(wrong[:, 75:]), 0, atol=0.02)


def test_metres_count_from_the_hips(tmp_path, deep):
    def move(data):
        data[:, :, -33:] += (0.7 * 400, 1.2 * 600, 2.5)

    for path in (
        written(tmp_path / "a.pose", video_to_pose(deep), move),
        house(tmp_path, deep.changed(world=deep.world - (1, 2, 3))),
    ):
        poses, words = read_any(path, FILE)
        assert not words
        np.testing.assert_allclose(poses.world[:, :33], deep.world[:, :33], atol=1e-4)


def test_mediapipes_depth_too(tmp_path, deep):
    EXPORTS["mediapipe"].write(tmp_path / "out", "a", deep)
    for file in (tmp_path / "out").iterdir():
        frame = json.loads(file.read_text())
        for point in (point for part in frame.values() for point in part):
            point["z"] += 320
        file.write_text(json.dumps(frame))
    poses, _ = read_any(tmp_path / "out", Given(25, (400, 600)))
    np.testing.assert_allclose(poses.depth[:, :75], deep.depth[:, :75], atol=0.02)


@pytest.mark.parametrize("scale", [1, 50])
def test_a_normalised_file_is_refused(tmp_path, deep, scale):
    pose = video_to_pose(deep)
    pose.normalize(scale_factor=scale)
    path = written(tmp_path / "a.pose", pose)
    with pytest.raises(UserError, match="as they were before they were normalised") as error:
        read_any(path, FILE)
    assert str(path) in str(error.value)


def test_shares_of_the_frame_are_scaled(tmp_path, deep):
    def divide(data):
        data[:, :, :-33, :2] /= deep.frame_size

    poses, _ = read_any(written(tmp_path / "a.pose", video_to_pose(deep), divide), FILE)
    np.testing.assert_allclose(poses.keypoints, deep.keypoints, atol=1e-3)


def house(folder, poses, **changes):
    write_poses(folder / "p.json", poses)
    document = json.loads((folder / "p.json").read_text()) | changes
    (folder / "p.json").write_text(json.dumps(document))
    return folder / "p.json"


@pytest.mark.parametrize(
    ("times", "words"),
    [
        (1000, "shows nobody in any frame"),
        (0.01, r"a person of .* pixels in frames of 400 x 600: correct the column frame_size"),
        (8, r"a person of .* pixels in frames"),
    ],
)
def test_our_own_poses_of_another_scale(tmp_path, deep, times, words):
    path = house(tmp_path, deep.changed(keypoints=deep.keypoints * times))
    with pytest.raises(UserError, match=words):
        read_any(path, FILE)


def test_our_own_points_far_outside_are_lost(tmp_path, deep):
    keypoints = deep.keypoints.copy()
    keypoints[3, 15] *= 1000
    poses, words = read_any(house(tmp_path, deep.changed(keypoints=keypoints)), FILE)
    assert words == ["1 points far outside the frame are taken as lost"]
    assert np.argwhere(poses.confidence == 0).tolist() == [[3, 15]]


def test_somebody_beside_the_picture_is_refused(tmp_path, deep):
    path = house(tmp_path, deep.changed(keypoints=deep.keypoints + (500, 0)))
    with pytest.raises(UserError, match="0% of the person's points lie in frames of 400 x 600"):
        read_any(path, FILE)


@pytest.mark.parametrize("fps", [1000, 241, 1e9, 1e-6])
def test_a_rate_without_times_is_not_believed(tmp_path, deep, fps):
    pose = video_to_pose(deep)
    pose.body.fps = fps
    for path in (written(tmp_path / "a.pose", pose), house(tmp_path, deep, fps=fps)):
        with pytest.raises(UserError, match="frames a second: fill the column fps"):
            read_any(path, FILE)
        assert read_any(path, Given(fps=25))[0].fps == 25


@pytest.mark.parametrize(
    "changes",
    [
        *({"frame_size": size} for size in ("320x240", [400, 600, 3], ["400", "600"], [400.5, 6])),
        *({"frame_size": size} for size in (400, None, {"4": 1, "6": 2}, [True, 600], [400])),
        *({"fps": fps} for fps in ("25", True, None, [25])),
        *({"skeleton": name} for name in (["holistic"], None, 3)),
    ],
)
def test_our_own_head_is_read_by_type(tmp_path, deep, changes):
    path = house(tmp_path, deep, **changes)
    with pytest.raises(UserError, match=r"is damaged .*export or copy it again"):
        read_any(path, FILE)


def test_our_own_numbers_are_read_by_type(tmp_path, deep):
    text = house(tmp_path, deep).read_text()
    good = json.loads(text)["keypoints"]
    for key, value in {
        "confidence": [["1"] * 553] * 30,
        "xy": [[True] * 1106] * 30,
        "world": {"indices": [-1], "xyz": [[0, 0, 0]] * 30},
    }.items():
        path = house(tmp_path, deep, keypoints=good | {key: value})
        with pytest.raises(UserError, match="is damaged"):
            read_any(path, FILE)
