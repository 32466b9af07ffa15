"""Poses of other tools: what a format holds survives, what is wrong is a sentence."""

import json
import re

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from performer_figure import metres_of, unseen, waving_figure
from pose2video.errors import UserError
from pose2video.exchange import EXPORTS, FORMATS, read_any, recognise
from pose2video.exchange.assembly import Given
from pose2video.exchange.importing import import_poses
from pose2video.films.videos import decode
from pose2video.planning.clips import read_clips
from pose2video.planning.patterns import any_of
from pose2video.poses.formats import write_poses
from pose2video.poses.lifting.holistic import to_holistic
from pose2video.poses.sequence import PoseSequence
from pose2video.poses.skeletons import convert, load_skeleton
from pose2video.resources import RESOURCES

MEDIA = RESOURCES.parent.parent / "shared" / "media"
SIZE = (640, 480)
ROW = dict.fromkeys(("poses_format", "fps", "frame_size", "start_s", "end_s"))
READABLE = sorted(name for name in EXPORTS if name not in ("film", "pictures"))
POINTS = {"alphapose_17": 17, "alphapose_26": 26}  # of the skeleton's first
FEW = settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def some_poses(seed, frames=4, lost=0.4):
    """Random points, some beyond the edges, some lost; nobody in frame 1."""
    rng = np.random.default_rng(seed)
    shape = (frames, len(load_skeleton("holistic").names))
    confidence = np.where(rng.random(shape) < lost, 0, rng.uniform(0.001, 1, shape).round(3))
    confidence[1 : frames - 1] *= rng.random((frames - 2, 1)) < 0.5
    confidence[[0, -1], :17] = 0.5  # AlphaPose has no entry for nobody
    keypoints = rng.uniform(-0.1, 1.1, (*shape, 2)) * SIZE
    depth, world = rng.normal(0, 50, shape), np.full((*shape, 3), np.nan)
    world[:, :33] = metres_of(waving_figure())[:frames] + rng.normal(0, 0.03, (frames, 33, 3))
    world[confidence == 0] = np.nan
    return PoseSequence.build(keypoints, confidence, 23.976, SIZE, "holistic", depth, world)


def exported(tmp_path, name, poses):
    """Write poses; the file or folder that another tool would be given."""
    EXPORTS[name].write(tmp_path / name, "clip", poses)
    return tmp_path / name / EXPORTS[name].name.format(clip="clip")


@pytest.mark.parametrize("name", READABLE)
@FEW
@given(st.integers(0, 10**6), st.floats(0, 0.9))
def test_what_a_format_holds_survives(tmp_path, name, seed, lost):
    poses = some_poses(seed, lost=lost)
    path = exported(tmp_path, name, poses)
    says = FORMATS[recognise(path)].says
    back, _ = read_any(
        path, Given(None if "fps" in says else 24, None if "frame_size" in says else SIZE)
    )
    wanted = convert(poses, back.skeleton)
    first = slice(0, POINTS.get(name))
    np.testing.assert_array_equal(back.confidence[:, first] > 0, wanted.confidence[:, first] > 0)
    np.testing.assert_allclose(back.confidence[:, first], wanted.confidence[:, first], atol=6e-4)
    np.testing.assert_allclose(back.keypoints[:, first], wanted.keypoints[:, first], atol=2e-3)
    if "fps" in says:
        assert back.fps == pytest.approx(23.976)
    assert back.frame_size == SIZE
    if back.skeleton == "holistic":
        known = poses.confidence > 0
        np.testing.assert_allclose(back.depth[known], poses.depth[known], atol=2e-3)
    if name == "pose":
        np.testing.assert_allclose(back.world, poses.world, atol=1e-6)


def test_film_and_pictures_are_the_drawing(tmp_path, waving):
    film, pictures = (
        exported(tmp_path, name, waving.cut(slice(0, 3))) for name in ("film", "pictures")
    )
    frames = list(decode(film))
    assert len(frames) == len(list(pictures.glob("*.png"))) == 3
    assert frames[0].shape == (600, 400, 3)
    assert (frames[0].max(axis=2) > 60).any() and (frames[0].max(axis=2) < 20).mean() > 0.5


@pytest.mark.skipif(not MEDIA.is_dir(), reason="no folder of real films beside it")
def test_a_dictionarys_reduced_pose_file():
    poses, words = import_poses(MEDIA / "kinder.pose", ROW)
    assert (poses.n_frames, poses.fps, poses.frame_size) == (45, 24, (640, 480))
    names = ("left_shoulder", "right_shoulder", "left_hip", "mouth_left")
    places = np.nanmedian(poses.keypoints[:, poses.layout.indices(*names)], axis=0)
    at = dict(zip(names, places, strict=True))
    assert at["left_shoulder"][0] > at["right_shoulder"][0] + 100  # facing the camera
    assert at["left_hip"][1] > at["left_shoulder"][1] + 150
    assert at["mouth_left"][1] < at["left_shoulder"][1]  # taken from the face
    assert np.isfinite(poses.world[0, poses.layout.index("left_elbow")]).all()
    assert any("left hand is not in 100%" in sentence for sentence in words)


def test_pose_formats_own_openpose_file(tmp_path):
    from pose_format.utils.openpose import load_openpose

    person = {"pose_keypoints_2d": list(range(75)), "face_keypoints_2d": [7.0, 8.0, 0.5] * 70}
    person |= {f"hand_{side}_keypoints_2d": [3.0, 4.0, 0.9] * 21 for side in ("left", "right")}
    with open(tmp_path / "a", "wb") as file:
        load_openpose({0: {"people": [person]}, 2: {"people": []}}, 30, 100, 90).write(file)
    poses, _ = read_any(tmp_path / "a", Given())
    assert (poses.skeleton, poses.n_frames, poses.fps) == ("openpose_25", 3, 30)
    np.testing.assert_array_equal(poses.keypoints[0, 4], (12, 13))
    assert poses.confidence[0].all() and not poses.confidence[1:].any()


def openpose_frame(x=100.0, n=25, **more):
    """A frame with one person, the first point at x, the others below it."""
    points = [number for i in range(n) for number in (x, 50.0 + 9 * i, 0.9)]
    return {"people": [{"pose_keypoints_2d": points}], **more}


def write(tmp_path, document, name="a.json"):
    path = tmp_path / name
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return path


def test_numbers_of_files_are_frames(tmp_path):
    for number in (7, 8, 11):
        write(tmp_path, openpose_frame(number), f"x_1_{number:012d}_keypoints.json")
    poses, _ = read_any(tmp_path, Given(25, SIZE))
    np.testing.assert_array_equal(poses.keypoints[:, 0, 0], [7, 8, np.nan, np.nan, 11])


def test_every_fifth_file_is_the_next_frame(tmp_path):
    for number in (100, 5, 10):
        write(tmp_path, openpose_frame(number), f"{number}.json")
    (tmp_path / "100.json").rename(tmp_path / "15.json")
    poses, _ = read_any(tmp_path, Given(25, SIZE))
    np.testing.assert_array_equal(poses.keypoints[:, 0, 0], [5, 10, 100])


def someone(x, size, y=100):
    """Eighteen points in a square."""
    points = np.random.default_rng(1).uniform(0, size, (18, 2)) + (x, y)
    return {"pose_keypoints_2d": np.c_[points, np.ones(18)].ravel().tolist()}


def test_the_largest_person_is_followed(tmp_path):
    frames = [{"people": [someone(500, 50), someone(100 + 10 * i, 80)]} for i in range(9)]
    frames[5]["people"].reverse()
    frames[6]["people"][0] = someone(500, 300)
    poses, words = read_any(write(tmp_path, frames), Given(25, SIZE))
    assert np.nanmax(np.abs(np.diff(poses.keypoints[:, 0, 0]))) < 11
    assert "several people are in frames 0-8" in words[0]


@pytest.mark.parametrize(
    ("person", "x"),
    [("largest", 420), ("central", 250), (1, 20), (3, 420), ([0.0, 0, 0.2, 1], 20)],
)
def test_somebody_else_is_followed_where_the_table_says_so(tmp_path, person, x):
    order = np.random.default_rng(2)
    frames = []
    for i in range(12):
        people = [someone(20 + 4 * i, 60), someone(250 + i, 70), someone(420 + i, 90, 300)]
        frames.append({"people": [people[k] for k in order.permutation(3)]})
    frames[4]["people"] = []
    path = write(tmp_path, frames)
    poses, words = import_poses(path, ROW | {"fps": 25, "frame_size": SIZE, "person": person})
    first = np.random.default_rng(1).uniform(0, {20: 60, 250: 70, 420: 90}[x], (18, 2))[0, 0] + x
    step = 4 if x == 20 else 1
    there = np.delete(np.arange(12), 4)
    np.testing.assert_allclose(poses.keypoints[there, 0, 0], first + step * there, atol=0.01)
    assert np.isnan(poses.keypoints[4]).all()
    assert not any("several people" in sentence for sentence in words)


def test_people_who_pass_each_other_are_doubtful(tmp_path):
    frames = [{"people": [someone(20 + 12 * i, 60), someone(380 - 12 * i, 60)]} for i in range(31)]
    poses, words = read_any(write(tmp_path, frames), Given(25, SIZE, person=1))
    first = np.random.default_rng(1).uniform(0, 60, (18, 2))[0, 0]
    np.testing.assert_allclose(poses.keypoints[:, 0, 0], first + 20 + 12 * np.arange(31), atol=0.01)
    assert "who is followed is doubtful in frames" in words[0]


@pytest.mark.parametrize(
    ("person", "sentence"),
    [
        (3, "person 3 from the left is asked for, and at most 2 are seen"),
        ([0.9, 0.9, 1, 1], "nobody where the column person says"),
    ],
)
def test_nobody_is_where_the_table_says(tmp_path, person, sentence):
    path = write(tmp_path, [{"people": [someone(500, 50), someone(100, 80)]}] * 3)
    with pytest.raises(UserError, match=sentence):
        read_any(path, Given(25, SIZE, person=person))


def test_a_file_of_one_person_has_no_second(tmp_path, waving):
    write_poses(tmp_path / "p.json", waving)
    import_poses(tmp_path / "p.json", ROW | {"person": 1})
    with pytest.raises(UserError, match="holds one person, the column person asks for 2"):
        import_poses(tmp_path / "p.json", ROW | {"person": 2})


def scaled(scale):
    """A figure of 18 points as OpenPose writes it, by `--keypoint_scale`; one point is missing."""
    points = np.random.default_rng(4).uniform((100, 40), (500, 460), (18, 2))
    shares = points / (np.array(SIZE) - 1)
    rows = {0: points, 3: shares, 4: 2 * shares - 1}[scale]
    rows = np.c_[rows, np.full(18, 0.8)]
    rows[7] = 0
    return points, [{"people": [{"pose_keypoints_2d": rows.ravel().tolist()}]}] * 2


@pytest.mark.parametrize("scale", [0, 3, 4])
def test_openposes_scales_are_told_apart(tmp_path, scale):
    points, frames = scaled(scale)
    poses, _ = read_any(write(tmp_path, frames), Given(25, SIZE))
    known = np.arange(18) != 7
    np.testing.assert_allclose(poses.keypoints[0, :18][known], points[known], atol=1)
    assert np.isnan(poses.keypoints[0, 7]).all()


def test_a_scale_that_cannot_be_told_is_refused(tmp_path):
    _, frames = scaled(3)
    frames[0]["people"][0]["pose_keypoints_2d"][0] = -0.05
    with pytest.raises(UserError, match="shares of the frame from 0 or from -1 on: export pixels"):
        read_any(write(tmp_path, frames), Given(25, SIZE))


def test_other_tools_are_given_confidence_to_a_thousandth(tmp_path):
    poses = some_poses(5)
    write_poses(tmp_path / "p.json", poses)
    frames = json.loads((tmp_path / "p.json").read_text())["frames"]
    hand = np.reshape(frames[0]["people"][0]["hand_left_keypoints_2d"], (21, 3))
    wanted = poses.confidence[0, poses.layout.parts["left_hand"]]
    np.testing.assert_allclose(hand[:, 2], wanted, atol=6e-4)
    np.testing.assert_array_equal(hand[:, 2] > 0, wanted > 0)


@pytest.mark.parametrize("film", [None, 6])
def test_alphapose_leaves_out_frames_without_anybody(tmp_path, film):
    entries = [
        {"image_id": f"{i}.jpg", "keypoints": [10.0 * i, 5, 0.8] * 16 + [9, 90, 1], "score": 2.0}
        for i in (1, 2, 4)
    ]
    poses, _ = read_any(write(tmp_path, entries), Given(25, SIZE, film))
    expected = [10, 20, np.nan, 40] if film is None else [np.nan, 10, 20, np.nan, 40, np.nan]
    np.testing.assert_array_equal(poses.keypoints[:, 0, 0], expected)


def test_shares_of_the_canvas_and_null_parts(tmp_path):
    frame = openpose_frame(0.25, 18, canvas_width=800, canvas_height=400)
    frame["people"][0]["pose_keypoints_2d"][1::3] = [0.5] * 18
    frame["people"][0] |= {
        "face_keypoints_2d": [0.5, 0.5, 1.0] * 68,
        "hand_left_keypoints_2d": None,
    }
    poses, _ = read_any(write(tmp_path, [frame]), Given(25))
    np.testing.assert_array_equal(poses.keypoints[0, 3], (200, 200))
    assert (
        poses.part("face")[0, 67].tolist() == [400, 200]
        and np.isnan(poses.part("face")[0, 68:]).all()
    )


def test_mmposes_predictions(tmp_path):
    person = {
        "keypoints": [[9.0, 8.0]] * 132 + [[99.0, 8.0]],
        "keypoint_scores": [1.02] * 132 + [0.3],
    }
    for document in (
        [{"frame_id": 0, "instances": [person]}, {"frame_id": 1, "instances": []}],
        {"meta_info": {}, "instance_info": [{"frame_id": 1, "instances": [person]}]},
    ):
        poses, _ = read_any(write(tmp_path, document), Given(25, SIZE))
        assert poses.skeleton == "coco_133" and poses.confidence[0, 0] == 1
        assert poses.confidence[0, 132] == np.float32(0.3)


def pose_bytes(tmp_path, frames=4):
    return exported(tmp_path, "pose", some_poses(3, frames)).read_bytes()


def big(name):
    rest = "".join(f", 5, {5 + 9 * i}, 1" for i in range(17))
    return f'[{{"people": [{{"pose_keypoints_2d": [{name}, 5, 1{rest}]}}]}}]'


BAD = {  # more of it, in the workflow: bad_input/poses.py
    "no list": ("[]", "no format that is known"),
    "null": ("null", "no format that is known"),
    "two formats": ([{"image_id": 1, "keypoints": [], "people": []}], "may be openpose or alpha"),
    "all zero": ([openpose_frame(0, 18) | {"people": [{"pose_keypoints_2d": [0] * 54}]}], "nobody"),
    "body 19": ([openpose_frame(n=19)], "a body of 19 points"),
    "bodies change": ([openpose_frame(n=18), openpose_frame(n=25)], "another body"),
    "booleans": ([{"people": [{"pose_keypoints_2d": [True] * 54}]}], "not a list of numbers"),
    "not triples": ([{"people": [{"pose_keypoints_2d": [1.0] * 55}]}], "not a multiple of 3"),
    "people is a number": ([{"people": 4}], "the list people"),
    "a person is a number": ([{"people": [4]}], "not keypoints"),
    "all NaN": ([openpose_frame(float("nan"), 18)], "nobody in any frame"),
    "all far": ([openpose_frame(1e7, 18)], "nobody in any frame"),
    "canvas of 0": ([openpose_frame(n=18, canvas_width=0, canvas_height=5)], "the width is 0"),
    "canvas huge": ([openpose_frame(n=18, canvas_width=10**30, canvas_height=5)], "the width is"),
    "canvas changes": (
        [openpose_frame(n=18, canvas_width=w, canvas_height=5) for w in (10, 20)],
        "a canvas of 20 x 5 after one of 10 x 5",
    ),
    "no number": ([{"image_id": "x.jpg", "keypoints": [1.0] * 51}], "no frame number"),
    "frame a billion": (
        [{"image_id": f"{i}.jpg", "keypoints": [1.0] * 51} for i in (0, 3, 10**9)],
        "1000000001 frames, the limit",
    ),
    "pose with a tail": (lambda b: b + b"12345678", "cut short or damaged"),
    "pose of other points": (lambda b: b.replace(b"_LANDMARKS", b"_LANDMARCS"), "not known"),
    "pose of another point": (lambda b: b.replace(b"LEFT_KNEE", b"LEFT_KNOT"), "no point 'LEFT_KN"),
    "pose of no width": (lambda b: b[:4] + b"\0\0" + b[6:], "the width is 0"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_is_a_sentence(tmp_path, what):
    content, words = BAD[what]
    path = tmp_path / "a.json"
    if callable(content):
        path.write_bytes(content(pose_bytes(tmp_path)))
    else:
        write(tmp_path, content)
    with pytest.raises(UserError, match=words) as error:
        read_any(path, Given(25, SIZE))
    assert str(path) in str(error.value) and "\n" not in str(error.value)


def test_numbers_beyond_all_floats_and_far_points_are_lost_points(tmp_path):
    for number in ("1" + "0" * 400, "NaN", "-Infinity", "1e999", "null", "1e30"):
        poses, words = read_any(write(tmp_path, big(number)), Given(25, SIZE))
        assert np.isnan(poses.keypoints[0, 0]).all() and poses.confidence[0, 1:18].all()
        assert ("far outside" in str(words)) == (number == "1e30")


def leaves(value):
    """Places in a JSON document."""
    if isinstance(value, dict | list):
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            yield value, key
            yield from leaves(value[key])


DOCUMENTS = ("comfyui", "coco_wholebody", "alphapose_136", "mediapipe", "openpose_18")
ODD = st.sampled_from([None, -1, 0, 1e308, True, "x", "", [], {}, [[]], [None], {"people": 1}])


@pytest.mark.parametrize("name", DOCUMENTS)
@settings(FEW, max_examples=25)
@given(st.data())
def test_a_spoilt_document_is_read_or_a_sentence(tmp_path, name, data):
    path = exported(tmp_path, name, some_poses(1, 2))
    document = json.loads((min(path.iterdir()) if path.is_dir() else path).read_text())
    places = list(leaves(document))
    top = [place for place in places if not isinstance(place[0][place[1]], float)]
    holder, key = data.draw(st.sampled_from(data.draw(st.sampled_from([places, top]))))
    holder[key] = data.draw(ODD)
    form = data.draw(
        st.sampled_from([None, EXPORTS[name].module.replace("coco", "coco_wholebody")])
    )
    try:
        poses, _ = read_any(write(tmp_path, document, "spoilt_1.json"), Given(25, SIZE), form)
        to_holistic(poses)
    except UserError as error:
        assert "\n" not in str(error)


@settings(FEW, max_examples=40)
@given(st.integers(0, 2**31), st.integers(1, 3))
def test_a_spoilt_pose_file_is_read_or_a_sentence(tmp_path, seed, n):
    rng = np.random.default_rng(seed)
    data = bytearray(pose_bytes(tmp_path, 2))
    for _ in range(n):
        data[rng.integers(rng.choice([16, 900, len(data)]))] = rng.integers(256)
    (tmp_path / "spoilt.pose").write_bytes(data)
    try:
        poses, _ = read_any(tmp_path / "spoilt.pose", Given(), "pose")
        assert np.isfinite(poses.keypoints[poses.confidence > 0]).all()
    except UserError as error:
        assert "\n" not in str(error)


def test_flat_poses_get_a_body_with_depth_and_hips(waving):
    hips = waving.layout.indices("left_hip", "right_hip")
    flat = convert(unseen(waving, *hips), "openpose_18")
    flat = flat.changed(
        depth=np.full_like(flat.depth, np.nan), world=np.full_like(flat.world, np.nan)
    )
    keypoints = flat.keypoints.copy()
    elbow, wrist = flat.layout.indices("left_elbow", "left_wrist")
    keypoints[10:20, wrist] = keypoints[10:20, elbow] + (3, -4)  # the forearm at the camera
    found, words = to_holistic(flat.changed(keypoints=keypoints))
    at = found.layout.index
    assert "the hips are not in the file" in words[0] and "no depth" in words[1]
    assert (found.confidence[:, hips] < 0.1).all() and (found.confidence[:, hips] > 0).all()
    assert (found.keypoints[:, hips, 1] > found.keypoints[:, [at("left_shoulder")], 1] + 50).all()
    reach = found.world[:, at("left_elbow"), 2] - found.world[:, at("left_wrist"), 2]
    assert (reach[12:18] > 0.15).all() and abs(reach[0]) < 0.05  # towards the camera
    assert np.isfinite(found.world[:, :33][:, hips]).all()


def test_poses_beside_a_film_are_brought_to_its_size(tmp_path, waving):
    write_poses(tmp_path / "p.json", waving)
    film = {"fps": [25, 1], "frame_size": (200, 300), "n_frames": 30}
    found, _ = import_poses(tmp_path / "p.json", ROW, write(tmp_path, film, "frames.json"))
    np.testing.assert_allclose(found.keypoints, waving.keypoints / 2, atol=0.01)


def test_a_part_of_a_file(tmp_path):
    poses = waving_figure()
    write_poses(tmp_path / "p.json", poses)
    found, _ = import_poses(tmp_path / "p.json", ROW | {"start_s": 0.2, "end_s": 0.6})
    np.testing.assert_allclose(found.keypoints, poses.keypoints[5:15], atol=0.01)


@FEW
@given(st.lists(st.text("ab_1", min_size=1, max_size=4), max_size=20), st.text("ab_1", max_size=5))
def test_a_pattern_matches_its_names_and_nothing_else(names, other):
    pattern = re.compile(any_of(names))
    assert all(pattern.fullmatch(name) for name in names)
    assert bool(pattern.fullmatch(other)) == (other in names)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("a\t\tp.json\t\t\tgreet", "or poses, with or without video"),
        ("a\tv.mp4\t\tpose\t\t", "poses_format and frame_size are for poses"),
        ("a\t\tp.json\t\t1280\t", "write it as 1280x720"),
    ],
)
def test_rows_with_poses(tmp_path, row, words):
    header = "clip\tvideo\tposes\tposes_format\tframe_size\tchoreography\n"
    for name in ("p.json", "v.mp4"):
        (tmp_path / name).write_text("x")
    (tmp_path / "t.tsv").write_text(header + "ok\tv.mp4\tp.json\tpose\t1280x720\t\n")
    found = read_clips(tmp_path / "t.tsv")["ok"]
    assert found["frame_size"] == [1280, 720] and found["poses"] == str(tmp_path / "p.json")
    (tmp_path / "t.tsv").write_text(f"{header}{row}\n")
    with pytest.raises(UserError, match=words):
        read_clips(tmp_path / "t.tsv")
