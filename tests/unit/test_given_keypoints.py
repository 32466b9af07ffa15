"""Keypoints given by hand: of a figure that no estimator finds."""

import json

import cv2
import numpy as np
import pytest

from paper_doll import LAYOUT, POINTS, SIZE, paper_character
from pose2video.bodies.likeness import fit_character
from pose2video.characters.preparation import prepare_character
from pose2video.characters.preparation.given import read_given
from pose2video.errors import UserError
from pose2video.films.pictures import load_alpha, load_picture
from pose2video.planning.character_checks import check_keys
from pose2video.poses.skeletons import load_skeleton

COCO = load_skeleton("coco_133").names[:17]


def coco(path, size=SIZE, scale=1.0, without=(), people=1):
    """The doll's points as a data set of COCO has them; a second person stands beside it."""
    entries = []
    for person in range(people):
        points = [
            (0, 0, 0) if name in without or name not in POINTS
            else (scale * (POINTS[name][0] + 100 * person), scale * POINTS[name][1], 2)
            for name in COCO
        ]  # fmt: skip
        flat = [float(v) for point in points for v in point]
        entries.append({"id": person, "image_id": 7, "category_id": 1, "keypoints": flat})
    image = {"id": 7, "file_name": "elf.png", "width": size[0], "height": size[1]}
    path.write_text(json.dumps({"images": [image], "annotations": entries}))
    return path


def at(poses, name):
    return poses.keypoints[0, LAYOUT.index(name)]


class Blind:
    """An estimator that must not be asked."""

    def follow(self, frames, fps, person=None):
        raise AssertionError("the keypoints are given")


def test_points_are_those_of_the_file_and_what_it_lacks_follows_from_them(tmp_path):
    poses = read_given(coco(tmp_path / "elf.json"), SIZE)
    for name in COCO:
        assert at(poses, name) == pytest.approx(POINTS[name], abs=0.1)
    assert poses.n_frames == 1 and poses.frame_size == SIZE
    # mouth below the nose, its left on the person's left; the toes below the ankles; fingers
    assert POINTS["nose"][1] + 4 < at(poses, "mouth_left")[1] < POINTS["left_shoulder"][1]
    assert at(poses, "mouth_left")[0] > at(poses, "mouth_right")[0] + 4
    assert at(poses, "left_foot_index")[1] > POINTS["left_ankle"][1] + 5
    assert at(poses, "left_index")[1] > POINTS["left_wrist"][1] + 10
    assert at(poses, "right_thumb")[0] > at(poses, "right_pinky")[0]  # the thumb to the trunk
    assert not poses.found("left_hand").any() and not poses.found("face").any()
    assert np.isfinite(poses.world[0, LAYOUT.indices("left_hip", "left_wrist", "nose")]).all()


def test_a_file_of_another_size_of_the_picture_is_scaled_and_one_of_another_shape_refused(tmp_path):
    double = coco(tmp_path / "double.json", (2 * SIZE[0], 2 * SIZE[1]), 2.0)
    assert at(read_given(double, SIZE), "left_knee") == pytest.approx(POINTS["left_knee"], abs=0.1)
    with pytest.raises(UserError, match=r"is of a picture of 640 x 240, .* another shape"):
        read_given(coco(tmp_path / "wide.json", (640, 240)), SIZE)


def test_openpose_says_no_size_and_is_of_the_picture_a_mirrored_one_is_swapped(tmp_path):
    order = load_skeleton("openpose_18").names[:18]
    neck = (120.0, 95.0)
    flat = [float(v) for name in order for v in (*POINTS.get(name, neck), 1)]
    (tmp_path / "elf.json").write_text(json.dumps({"people": [{"pose_keypoints_2d": flat}]}))
    poses = read_given(tmp_path / "elf.json", SIZE)
    assert at(poses, "right_wrist") == pytest.approx(POINTS["right_wrist"], abs=0.1)
    mirrored = read_given(tmp_path / "elf.json", SIZE, mirror=True)
    x, y = POINTS["right_wrist"]
    assert at(mirrored, "left_wrist") == pytest.approx((SIZE[0] - 1 - x, y), abs=1.1)


def test_of_several_one_is_meant_and_points_that_are_needed_are_named(tmp_path):
    two = coco(tmp_path / "two.json", people=2)
    assert at(read_given(two, SIZE, person=1), "nose")[0] == pytest.approx(POINTS["nose"][0])
    lacking = coco(tmp_path / "few.json", without=("left_shoulder", "nose"))
    with pytest.raises(UserError, match=r"few\.json lacks nose, left shoulder: .* add them"):
        read_given(lacking, SIZE)
    with pytest.raises(UserError, match=r"characters\.elf\.poses: it needs an image"):
        check_keys({"elf": {"film": "elf.mp4", "poses": "elf.json"}})


def overlap(mask, true):
    return (mask & true).sum() / (mask | true).sum()


@pytest.mark.parametrize("ground", ["plain", "transparent", "pattern"])
def test_a_drawing_is_cut_out_by_its_ground_its_alpha_or_its_colours(tmp_path, ground):
    doll = paper_character()
    true, picture = doll.mask > 127, doll.picture
    if ground != "plain":
        rng = np.random.default_rng(1)
        small = rng.integers(120, 256, (9, 7, 3)).astype(np.uint8)
        pattern = cv2.resize(small, SIZE, interpolation=cv2.INTER_CUBIC)
        picture = np.where(true[..., None], picture, pattern)
    file = np.dstack([picture[..., ::-1], doll.mask]) if ground == "transparent" else picture
    cv2.imwrite(str(tmp_path / "elf.png"), file if ground == "transparent" else file[..., ::-1])
    given = read_given(coco(tmp_path / "elf.json"), SIZE)
    path = tmp_path / "elf.png"
    found = prepare_character(load_picture(path), Blind(), None, given, load_alpha(path))
    assert overlap(found.mask > 127, true) > {"pattern": 0.85}.get(ground, 0.97)
    names = {piece.name for piece in found.pieces}
    assert {"head", "torso", "left_forearm", "right_hand", "left_shin"} <= names


def test_a_body_is_fitted_to_the_points(tmp_path, model):
    doll = paper_character()
    given = read_given(coco(tmp_path / "elf.json"), SIZE)
    motion, sheet, _ = fit_character(model, doll.picture, doll.mask, given)
    assert motion.n_frames == 1 and sheet.shape[2] == 3
