"""The synthetic performers: what makes their keypoints the truth."""

import os
import shutil

import numpy as np
import pytest
import yaml

from pose2video.bodies.marks import PLACES, hand_marks, place_marks
from pose2video.bodies.model import load_body_model
from pose2video.errors import UserError
from pose2video.performers import load_choreography, load_performer
from pose2video.performers.contacts import foot_paths
from pose2video.performers.stage import clip_performance, picture_performance, truth_performance
from pose2video.resources import RESOURCES

PERFORMERS = sorted(path.stem for path in (RESOURCES / "performers").glob("*.yaml"))
CHOREOGRAPHIES = sorted(path.stem for path in (RESOURCES / "choreographies").glob("*.yaml"))
FPS = 10.0


@pytest.fixture(scope="session")
def perform(body_model):
    """A clip's performance by (choreography, performer), each made once."""
    made = {}

    def make(choreography, performer):
        key = choreography, performer
        if key not in made:
            made[key] = clip_performance(
                body_model, load_choreography(choreography), load_performer(performer), FPS
            )
        return made[key]

    return make


def test_every_file_is_read_and_every_performer_is_an_adult(body_model):
    assert len(PERFORMERS) >= 4 and len(CHOREOGRAPHIES) >= 6
    assert all(load_performer(name)["phenotype"]["age"] >= 0.67 for name in PERFORMERS)
    assert all(2 <= load_choreography(name)["duration_s"] <= 2.6 for name in CHOREOGRAPHIES)


@pytest.mark.parametrize("choreography", ["two", "dance"])
def test_bones_keep_their_length(perform, choreography):
    performance = perform(choreography, "bruno")
    rig = performance.dressed.rig
    joints = rig.joints(performance.transforms)
    parents = np.array(rig.parents[1:])
    lengths = np.linalg.norm(joints[:, 1:] - joints[:, parents], axis=2)
    rest = np.linalg.norm(rig.heads[1:] - rig.heads[parents], axis=1)
    assert np.abs(lengths - rest).max() < 1e-6


@pytest.mark.parametrize("performer", ["ada", "bruno"])
@pytest.mark.parametrize("choreography", ["mine", "two"])
def test_hands_reach_their_contacts_on_unlike_bodies(perform, choreography, performer):
    performance = perform(choreography, performer)
    marks, times = performance.dressed.marks, performance.motion.times
    for contact in load_choreography(choreography)["contacts"]:
        at = (times >= contact["from_s"]) & (times <= contact["to_s"])
        hand, _ = marks.at(
            hand_marks(contact["hand"], contact["point"]), performance.transforms[at]
        )
        place, normal = marks.at(
            place_marks(contact["hand"], contact["touches"]), performance.transforms[at]
        )
        if contact["touches"].startswith("other_"):
            place = place + PLACES[contact["touches"]][1] * normal
        assert at.any() and np.linalg.norm(hand - place, axis=1).max() < 0.02


@pytest.mark.parametrize("choreography", ["dance", "walk"])
def test_standing_feet_do_not_slide_nor_leave_the_floor(perform, choreography):
    performance = perform(choreography, "ada")
    rig, times = performance.dressed.rig, performance.motion.times
    joints = rig.joints(performance.transforms)
    contacts = load_choreography(choreography)["contacts"]
    zero = {side: np.zeros(3) for side in ("left", "right")}
    stands = {side: path[3] for side, path in foot_paths(times, contacts, zero, 1.0).items()}
    for side, s in (("left", "L"), ("right", "R")):
        ankle = joints[:, rig.index(f"foot.{s}")]
        both = stands[side][1:] & stands[side][:-1]
        assert both.any() and np.linalg.norm(np.diff(ankle, axis=0)[both], axis=1).max() < 0.004
        assert np.abs(ankle[stands[side], 1] + performance.dressed.sole).max() < 0.004


def test_keypoints_lie_on_the_rendered_person(perform):
    performance = perform("two", "dalia")
    stage = performance.points.at(performance.transforms, performance.motion.expressions)
    pixels, _ = performance.camera.project(stage)
    background = performance.scenery.picture
    assert background.shape == (512, 512, 3)
    inside = []
    for t, (_, seen, confidence) in enumerate(_with_depth(performance)):
        x, y = np.floor(pixels[t]).astype(int).T
        framed = (x >= 0) & (y >= 0) & (x < 512) & (y < 512)
        on_person = np.isfinite(seen[np.clip(y, 0, 511), np.clip(x, 0, 511)])
        inside.append(on_person[framed].mean())
        assert set(np.unique(confidence)) <= {0.5, 1.0}
    assert min(inside) > 0.97


def _with_depth(performance):
    from pose2video.performers.render import render

    for t in (0, 10):
        picture, seen = render(
            performance.dressed.figure,
            performance.transforms[t],
            performance.motion.expressions[t],
            performance.camera,
            performance.scenery,
            performance.light,
        )
        stage = performance.points.at(
            performance.transforms[t : t + 1], performance.motion.expressions[t : t + 1]
        )
        pixels, depth = performance.camera.project(stage[0])
        yield picture, seen, performance.points.confidence(pixels, depth, seen)


def test_the_truth_uses_the_camera_of_the_picture_and_scales_the_path_by_leg_length(body_model):
    walk = load_choreography("walk")
    ways = []
    for name in ("ada", "bruno"):
        truth = truth_performance(body_model, walk, load_performer(name), FPS)
        picture = picture_performance(body_model, load_performer(name))
        assert truth.camera == picture.camera
        assert np.array_equal(truth.scenery.picture, picture.scenery.picture)
        root = truth.dressed.rig.joints(truth.transforms)[:, 0]
        assert np.abs(root[0] - picture.dressed.rig.joints(picture.transforms)[0, 0]).max() < 0.01
        ways.append((root[-1] - root[0])[2] / truth.dressed.rig.leg_length)
    assert ways[0] == pytest.approx(ways[1], abs=0.01)


def test_an_undressed_performer_is_refused(tmp_path):
    data = load_performer("ada")
    data["clothes"] = [garment for garment in data["clothes"] if garment["kind"] != "shirt"]
    path = tmp_path / "bare.yaml"
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    with pytest.raises(UserError, match="every performer is dressed"):
        load_performer(path)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"joints": {"left_elbo": {"bend": 3}}}, "did you mean 'left_elbow'"),
        ({"joints": {"left_elbow": {"bent": 3}}}, "did you mean 'bend'"),
        ({"hands": {"left": "fst"}}, "did you mean 'fist'"),
        ({"face": {"smil": 1}}, "did you mean 'smile'"),
        ({"joints": {"left_elbow": {"bend": "much"}}}, "must be a number"),
        ({"at": 3}, "did you mean 'at_s'"),
    ],
)
def test_an_unknown_word_in_a_choreography_is_one_sentence(tmp_path, change, sentence):
    data = load_choreography("greet")
    data["keys"][0] |= change
    path = tmp_path / "odd.yaml"
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    with pytest.raises(UserError, match=sentence) as caught:
        load_choreography(path)
    assert "\n" not in str(caught.value) and "odd.yaml" in str(caught.value)


def test_a_child_is_refused(tmp_path):
    data = load_performer("ada")
    data["phenotype"]["age"] = 0.4
    path = tmp_path / "child.yaml"
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    with pytest.raises(UserError, match="adult"):
        load_performer(path)


def test_a_folder_that_is_no_body_model_is_one_sentence(tmp_path):
    with pytest.raises(UserError, match="holds no body model"):
        load_body_model(tmp_path)


@pytest.mark.parametrize("share", [0.0, 0.5, 0.999])
def test_a_body_model_that_was_cut_short_is_one_sentence(tmp_path, body_model, share):
    shutil.copytree(body_model, tmp_path / "model")
    arrays = tmp_path / "model" / "body.npz"
    os.truncate(arrays, int(share * arrays.stat().st_size))
    with pytest.raises(UserError, match=r"model holds no body model .*: delete it and run again"):
        load_body_model(tmp_path / "model")
