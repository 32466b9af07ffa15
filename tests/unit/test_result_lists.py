"""Results of RTMPose, MMPose and MediaPipe in a browser, in the shapes that their tools write."""

import json

import numpy as np
import pytest

from pose2video.errors import UserError
from pose2video.exchange import read_any, recognise
from pose2video.exchange.assembly import Given
from pose2video.poses.lifting.holistic import to_holistic
from pose2video.poses.skeletons import convert, load_skeleton

SKELETONS = {17: "coco_133", 26: "halpe_136", 133: "coco_133", 136: "halpe_136"}


def write(path, document):
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(document))
    return path


def given(poses, **more):
    return Given(25.0, poses.frame_size, **more)


def check(found, true, n_points):
    """The first points are those that were written; the others of their skeleton are lost."""
    there = true.confidence[:, :n_points] > 0
    np.testing.assert_allclose(
        found.keypoints[:, :n_points][there], true.keypoints[:, :n_points][there], atol=0.01
    )
    assert not found.confidence[:, n_points:].any()


@pytest.mark.parametrize("n_points", SKELETONS)
def test_points_of_other_networks_as_openposes_body(tmp_path, waving, n_points):
    true = convert(waving.cut(slice(0, 4)), SKELETONS[n_points])
    rows = np.concatenate([np.nan_to_num(true.keypoints), true.confidence[..., None]], axis=2)
    empty = ("face_keypoints_2d", "hand_left_keypoints_2d", "hand_right_keypoints_2d")
    for i, frame in enumerate(rows[:, :n_points]):
        person = {"person_id": [-1], "pose_keypoints_2d": frame.ravel().tolist()}
        person |= {key: [] for key in empty}
        write(tmp_path / "film_json" / f"film_{i:06d}.json", {"version": 1.3, "people": [person]})
    assert recognise(tmp_path / "film_json") == "openpose"
    found, _ = read_any(tmp_path / "film_json", given(waving))
    check(found, true, n_points)
    ankle = to_holistic(found)[0].layout.indices("left_ankle")
    true_ankle = waving.cut(slice(0, 4)).keypoints[:, ankle]
    np.testing.assert_allclose(to_holistic(found)[0].keypoints[:, ankle], true_ankle, atol=0.1)


def instances(true, n_points):
    """What MMPose's inferencer writes for each picture: its box is a list in a list."""
    for keypoints, scores in zip(true.keypoints, true.confidence, strict=True):
        person = {"keypoints": np.nan_to_num(keypoints[:n_points]).tolist()}
        person |= {"keypoint_scores": scores[:n_points].tolist(), "bbox": [[0, 0, 9, 9]]}
        yield [person | {"bbox_score": 0.9}]


@pytest.mark.parametrize("n_points", SKELETONS)
def test_mmposes_lists_of_instances(tmp_path, waving, n_points):
    true = convert(waving.cut(slice(0, 4)), SKELETONS[n_points])
    lists = list(instances(true, n_points))
    for i, found in enumerate([[], *lists]):  # nobody in the first picture
        write(tmp_path / "predictions" / f"{i:06d}.json", found)
    film = [{"frame_id": i, "instances": found} for i, found in enumerate([[], *lists])]
    info = {"meta_info": {"dataset_name": "x"}, "instance_info": film}
    for path in (
        tmp_path / "predictions",
        write(tmp_path / "a.json", film),
        write(tmp_path / "b.json", info),
        write(tmp_path / "c.json", [*lists[:1], *lists]),
    ):
        assert recognise(path) == "coco_wholebody"
        found, _ = read_any(path, given(waving, n_frames=5))
        check(found.cut(slice(1, 5)), true, n_points)
    found, _ = read_any(write(tmp_path / "d.json", lists[0]), given(waving))
    check(found, true.cut(slice(0, 1)), n_points)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"keypoints": [[1, 2]] * 21}, "21 points and 17 scores: 17, 26, 133 and 136 are known"),
        ({"keypoints": [1, 2]}, "keypoints are not pairs of numbers"),
        ({"keypoint_scores": "no"}, "scores is not a list of numbers"),
    ],
)
def test_bad_instances_are_one_sentence(tmp_path, waving, change, words):
    [[person]] = instances(convert(waving.cut(slice(0, 1)), "coco_133"), 17)
    path = write(tmp_path / "a.json", [[person], [person | change]])
    with pytest.raises(UserError, match=words):
        read_any(path, given(waving))


def landmarks(poses, part, frame, seen=True):
    """A list of points as MediaPipe has it in a browser."""
    place = load_skeleton("holistic").parts[part]
    size = (*poses.frame_size, poses.frame_size[0])
    points = np.concatenate([poses.keypoints, poses.depth[..., None]], axis=2)[frame, place] / size
    shown = poses.confidence[frame, place] if seen else np.zeros(place.stop - place.start)
    rows = zip(np.nan_to_num(points).tolist(), shown.tolist(), strict=True)
    return [dict(zip("xyz", xyz, strict=True)) | {"visibility": v} for xyz, v in rows]


def world(poses, frame):
    points = poses.world[frame, load_skeleton("holistic").parts["body"]].tolist()
    return [dict(zip("xyz", xyz, strict=True)) | {"visibility": 0.9} for xyz in points]


def legacy(poses, i):
    return {
        "poseLandmarks": landmarks(poses, "body", i),
        "za": world(poses, i),
        "leftHandLandmarks": landmarks(poses, "left_hand", i, seen=False),
        "rightHandLandmarks": landmarks(poses, "right_hand", i, seen=False),
        "faceLandmarks": landmarks(poses, "face", i, seen=False)[:468],
        "image": {},
    }


def tasks(poses, i):
    result = {key: [value] for key, value in legacy(poses, i).items() if key not in ("za", "image")}
    return result | {"poseWorldLandmarks": [world(poses, i)], "faceBlendshapes": []}


def pose_task(poses, i):
    body = {"landmarks": [landmarks(poses, "body", i)], "worldLandmarks": [world(poses, i)]}
    hands = [landmarks(poses, part, i, seen=False) for part in ("right_hand", "left_hand")]
    return body | {"multiHandLandmarks": hands, "handedness": [[{"categoryName": "Left"}]] * 2}


@pytest.fixture
def whole(waving):
    """Every point of a few frames, with depth and metres."""
    poses = waving.cut(slice(0, 3))
    rng = np.random.default_rng(0)
    body = poses.layout.parts["body"]
    return poses.changed(
        confidence=np.maximum(poses.confidence, 0.5),
        keypoints=np.nan_to_num(poses.keypoints, nan=200),
        depth=rng.uniform(-20, 20, poses.depth.shape),
        world=np.where(np.arange(poses.world.shape[1])[:, None] < body.stop, poses.world, np.nan),
    )


@pytest.mark.parametrize("make", [legacy, tasks, pose_task])
def test_mediapipes_results_in_a_browser(tmp_path, whole, make):
    frames = [{}, *(make(whole, i) for i in range(3))]
    wrapped = [{"timestamp": 40 * i, "results": frame} for i, frame in enumerate(frames)]
    size = dict(zip(("width", "height"), whole.frame_size, strict=True))
    for i, frame in enumerate(frames):
        write(tmp_path / "folder" / f"{i}.json", frame)
    told = write(tmp_path / "told.json", {"frames": frames, "fps": 25, **size})
    for path, known in (
        (tmp_path / "folder", given(whole)),
        (write(tmp_path / "a.json", frames), given(whole)),
        (write(tmp_path / "b.json", wrapped), given(whole)),
        (told, Given()),
    ):
        assert recognise(path) == "mediapipe_js"
        found, _ = read_any(path, known)
        assert (found.n_frames, found.fps, found.frame_size) == (4, 25, whole.frame_size)
        assert not found.confidence[0].any()
        known = np.r_[0 : 75 + (468 if make is not pose_task else 0)]
        seen = found.cut(slice(1, 4))
        np.testing.assert_allclose(seen.keypoints[:, known], whole.keypoints[:, known], atol=0.01)
        np.testing.assert_allclose(seen.depth[:, :33], whole.depth[:, :33], atol=0.01)
        np.testing.assert_allclose(seen.world[:, :33], whole.world[:, :33], atol=1e-4)


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        ({"poseLandmarks": [{"x": 0.1, "y": 0.1}] * 17}, "poseLandmarks has 17 points, not 33"),
        ({"poseLandmarks": "none"}, "poseLandmarks is not a list of points"),
        ({"landmarks": [[{"x": 0.1, "y": 0.1, "z": 0}] * 21]}, "landmarks are hands alone"),
        ({"faceLandmarks": [[{"x": 0.1, "y": 0.1, "z": 0}] * 478]}, "shows no body in any frame"),
        ({"poseLandmarks": [{"x": "a"}] * 33}, "is not a list of numbers"),
    ],
)
def test_bad_results_are_one_sentence(tmp_path, waving, frame, words):
    with pytest.raises(UserError, match=words):
        read_any(write(tmp_path / "a.json", [frame]), given(waving), "mediapipe_js")


def test_results_without_a_size_ask_for_it(tmp_path, whole):
    path = write(tmp_path / "a.json", [legacy(whole, 0)])
    with pytest.raises(UserError, match="fill the column frame_size"):
        read_any(path, Given(25.0))
