import json
import tracemalloc

import numpy as np
import pytest

from performer_figure import unseen
from pose2video.errors import UserError
from pose2video.poses.formats import read_poses, write_poses
from pose2video.poses.mirroring import mirror_poses
from pose2video.poses.sequence import PoseSequence
from pose2video.poses.skeletons import convert, load_map, load_skeleton
from pose2video.resources import RESOURCES

SKELETONS = sorted(path.stem for path in (RESOURCES / "skeletons").glob("*.yaml"))


@pytest.mark.parametrize("name", SKELETONS)
def test_every_skeleton_knows_its_left_and_right(name):
    skeleton = load_skeleton(name)
    partners = skeleton.partners
    np.testing.assert_array_equal(partners[partners], np.arange(len(skeleton.names)))
    for point, partner in zip(skeleton.names, partners, strict=True):
        words = point.split("_")
        if words[0] != "face":
            swap = {"left": "right", "right": "left"}
            assert skeleton.names[partner] == "_".join(swap.get(word, word) for word in words)
    for bone in skeleton.limbs:  # what a mirror makes of a bone is a bone
        assert set(partners[list(bone)]) in [set(other) for other in skeleton.limbs]


@pytest.mark.parametrize("name", SKELETONS)
def test_a_mirror_works_in_every_skeleton(name):
    layout = load_skeleton(name)
    rng = np.random.default_rng(2)
    shape = (3, len(layout.names))
    poses = PoseSequence.build(
        rng.uniform(0, 400, (*shape, 2)), rng.random(shape) > 0.2, 25, (400, 600), name,
        rng.normal(size=shape), rng.normal(size=(*shape, 3)),
    )  # fmt: skip
    mirrored = mirror_poses(poses)
    left, right = layout.indices("left_wrist", "right_wrist")
    np.testing.assert_allclose(
        mirrored.keypoints[:, left], (400, 0) + poses.keypoints[:, right] * (-1, 1), atol=1e-3
    )
    again = mirror_poses(mirrored)
    np.testing.assert_allclose(again.keypoints, poses.keypoints, atol=1e-3)
    for member in ("confidence", "depth", "world"):
        np.testing.assert_array_equal(getattr(again, member), getattr(poses, member))


@pytest.mark.parametrize("name", [name for name in SKELETONS if name != "holistic"])
def test_a_face_is_mirrored_as_the_mesh_that_it_is_read_from(name):
    mesh, layout = load_skeleton("holistic"), load_skeleton(name)
    sources = load_map("holistic", name)
    for point in range(layout.parts["face"].start, layout.parts["face"].stop):
        (source,) = sources[point]
        assert sources[layout.partners[point]] == (mesh.partners[source],), layout.names[point]


def test_missing_is_nan_exactly_where_confidence_is_zero(waving):
    gap = unseen(waving, 40, frames=3)
    assert np.isnan(gap.keypoints[3, 40]).all()
    assert gap.found("left_hand").all()
    with pytest.raises(ValueError, match="exactly where"):
        PoseSequence(
            waving.keypoints, gap.confidence, waving.depth, waving.world, 25, (400, 600), "holistic"
        )


def test_pose_file_round_trip(tmp_path, waving):
    rng = np.random.default_rng(1)
    confidence = np.where(rng.random(waving.confidence.shape) < 0.3, 0, 0.0004)
    world = np.full((30, 553, 3), np.nan)
    world[:, :33] = rng.normal(size=(30, 33, 3))
    poses = waving.changed(confidence=confidence, depth=rng.normal(size=(30, 553)), world=world)
    write_poses(tmp_path / "p.json", poses, {"use": "x"})
    back = read_poses(tmp_path / "p.json")
    np.testing.assert_array_equal(np.isnan(back.keypoints), np.isnan(poses.keypoints))
    np.testing.assert_allclose(back.keypoints, poses.keypoints, atol=0.006)
    np.testing.assert_allclose(back.world, poses.world, atol=6e-5)
    np.testing.assert_allclose(back.depth, poses.depth, atol=0.006)


def test_frames_member_is_comfyui_pose_keypoint(tmp_path, waving):
    write_poses(tmp_path / "p.json", waving)
    frames = json.loads((tmp_path / "p.json").read_text())["frames"]
    person = frames[0]["people"][0]
    assert (frames[0]["canvas_width"], frames[0]["canvas_height"]) == (400, 600)
    assert {key: len(value) for key, value in person.items()} == {
        "pose_keypoints_2d": 54,
        "face_keypoints_2d": 210,
        "hand_left_keypoints_2d": 63,
        "hand_right_keypoints_2d": 63,
    }
    # OpenPose 1 is the neck, between the shoulders; 4 the person's own right wrist
    assert person["pose_keypoints_2d"][3:6] == [200, 150, 1]
    assert person["pose_keypoints_2d"][12:14] == [145, 280]


def test_a_point_made_of_two_is_missing_if_one_is(standing):
    body = convert(unseen(standing, "left_shoulder"), "openpose_25")
    assert np.isnan(body.keypoints[0, body.layout.index("neck")]).all()
    assert np.isfinite(body.keypoints[0, body.layout.index("mid_hip")]).all()
    assert body.confidence[0, body.layout.index("left_small_toe")] == 0


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda d: d.update(format="x"), "not a pose file"),
        (lambda d: d["keypoints"]["xy"].pop(), "damaged"),
        (lambda d: d["keypoints"].pop("depth"), "damaged"),
    ],
)
def test_a_spoilt_pose_file_is_one_sentence(tmp_path, standing, spoil, words):
    path = tmp_path / "p.json"
    write_poses(path, standing)
    document = json.loads(path.read_text())
    spoil(document)
    path.write_text(json.dumps(document))
    with pytest.raises(UserError, match=words):
        read_poses(path)


def test_a_pose_file_reads_the_same_whatever_its_lines_and_small_in_its_own(tmp_path, waving):
    names = ("keypoints", "confidence", "depth", "world")
    long = waving.cut(np.arange(300) % waving.n_frames)
    write_poses(tmp_path / "own.json", long)
    whole = json.loads((tmp_path / "own.json").read_text())
    (tmp_path / "other.json").write_text(json.dumps(whole))
    tracemalloc.start()
    own = read_poses(tmp_path / "own.json")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    other = read_poses(tmp_path / "other.json")
    for name in names:
        np.testing.assert_array_equal(getattr(own, name), getattr(other, name))
    assert peak < 4 * sum(getattr(own, name).nbytes for name in names)
