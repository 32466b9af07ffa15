"""Layouts of data sets, made by hand in their published shapes, and what is taken of them."""

import numpy as np
import pytest

from hand_made_sets import (
    SMALL,
    dark,
    joints,
    picture,
    write_film,
    write_gfla,
    write_joints,
    write_pictures,
    write_tiktok,
)
from pose2video.datasets.given_poses import given_poses
from pose2video.datasets.layouts import LAYOUTS
from pose2video.datasets.pairing import paired, partners
from pose2video.datasets.usable import spans_of, unfit
from pose2video.errors import UserError
from pose2video.films.frames import manifest_path, read_frames
from pose2video.films.sequences import extract_pictures
from pose2video.planning.consent import check_set
from pose2video.planning.data_sets import data_sets_of
from pose2video.poses.skeletons import convert


def of(folder, layout, **block):
    """A checked data set."""
    found = data_sets_of({"mine": {"layout": layout, "folder": str(folder)} | block})["mine"]
    found.check()
    return found


def splits(data_set):
    """`(name, person, split)` of every take."""
    return [(s.name, s.person, s.split) for s in data_set.takes.values()]


def test_films_are_split_by_folder_by_lists_or_by_a_table(tmp_path):
    fashion, iper, taichi = (tmp_path / name for name in ("fashion", "iper", "taichi"))
    for name in ("train/91-3003CN5S.mp4", "train/A1F1-2.mp4", "test/B1.mp4"):
        write_film(fashion / name, 1)
    found = of(fashion, "films")
    assert splits(found) == [
        ("test/B1.mp4", "B1", "test"),
        ("train/91-3003CN5S.mp4", "91-3003CN5S", "train"),
        ("train/A1F1-2.mp4", "A1F1-2", "val"),  # the last person, as nobody else is held out
    ]
    assert list(found.takes) == ["test_b1_mp4", "train_91_3003cn5s_mp4", "train_a1f1_2_mp4"]

    for name in ("001_1_1", "001_1_2", "002_1_1"):
        write_film(iper / "iPER_256_video_release" / f"{name}.mp4", 1)
    (iper / "train.txt").write_text("001/1/1\n001/1/2\n")
    (iper / "val.txt").write_text("002/1/1\n")
    rows = splits(of(iper, "films", person="^([0-9]+)_"))
    assert [row[1:] for row in rows] == [("001", "train"), ("001", "train"), ("002", "val")]

    write_film(taichi / "abc#000#010.mp4", 1)
    write_pictures(taichi / "abc#010#020", 1)
    (taichi / "splits.csv").write_text(
        "film,split,start_s,end_s\nabc#000#010.mp4,train,0.5,2\nabc#010#020,testing,,\ngone,train,,\n"
        "abc#000#010,maybe,,\n"
    )
    found = of(taichi, "films", splits="splits.csv", person="^(.+?)#")
    assert splits(found) == [
        ("abc#000#010.mp4#0.5-2", "abc", "train"),
        ("abc#010#020", "abc", "test"),
    ]
    row = found.row("abc_000_010_mp4_0_5_2")
    assert (row["start_s"], row["end_s"], row["fps"]) == (0.5, 2.0, None)
    assert found.row("abc_010_020")["fps"] == 25
    assert set(found.left_out) == {"gone", "abc#000#010.mp4"}
    told = " ".join(found.told())
    assert (
        "2 sequences of 1 people (train 1 of 1 people, test 1 of 1 people), terms not said" in told
    )
    assert "1 people are learned from and held out: abc" in told and "gone is left out" in told


def test_gfla_and_tiktok_name_what_lies_beside_the_frames(tmp_path):
    write_gfla(tmp_path / "gfla")
    found = of(tmp_path / "gfla", "gfla", person="^([0-9]+)_", held_out=0)
    sources = list(found.takes.values())
    assert sources[0].name == "train_256/001_1_1" and len(sources) == 4
    assert [found.is_given("masks", s) for s in sources] == [True, True, True, False]
    assert all(found.is_given("poses", s) for s in sources)
    mine = of(tmp_path / "gfla", "gfla", poses="found", masks="found")
    assert not any(mine.is_given("poses", s) for s in sources) and mine.has_masks(sources[3])

    write_tiktok(tmp_path / "tiktok")
    found = of(tmp_path / "tiktok", "tiktok", held_out=0, license="research only")
    assert splits(found) == [
        ("train_set/video_2", "video_2", "train"),
        ("train_set/video_10", "video_10", "train"),
        ("disco_test_set/1", "test_1", "test"),
    ]
    assert found.left_out == {"train_set/video_3": "there are no frames"}
    assert all(s.maps for s in found.takes.values())
    assert "research only" in found.told()[0]


def test_a_set_of_another_layout_is_refused_and_links_lead_nowhere(tmp_path):
    (tmp_path / "set" / "train_set").mkdir(parents=True)
    write_pictures(tmp_path / "elsewhere", 1)
    (tmp_path / "set" / "train_set" / "video_1").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UserError, match=r"no sequence to learn from .*docs/data-sets\.md"):
        of(tmp_path / "set", "tiktok")
    with pytest.raises(UserError, match="is not there or no folder"):
        of(tmp_path / "gone", "films")
    for block, words in (
        ({"layout": "films", "person": "(a)(b)"}, "one pair of brackets"),
        ({"layout": "films", "persons": "x"}, "no setting 'persons'"),
        ({"layout": "film"}, "choose one of films"),
        ({"layout": "performers", "people": 0}, "people must be from 1"),
        ({"layout": "performers", "folder": "x"}, "performers are rendered"),
    ):
        with pytest.raises(UserError, match=words):
            data_sets_of({"mine": block})
    # a set that is not wanted stops nothing
    broken = data_sets_of({"mine": {"layout": "films", "folder": str(tmp_path), "splits": "x.csv"}})
    assert broken["mine"].takes == {}
    with pytest.raises(UserError, match=r"datasets.mine: .*correct `splits`"):
        broken["mine"].check()
    with pytest.raises(UserError, match="no consent is noted for the data set mine"):
        check_set("mine", {"layout": "films", "license": "CC0"})
    check_set("mine", {"layout": "performers"})


def test_performers_hold_out_whole_people():
    layout = LAYOUTS.build({"use": "performers", "settings": {"people": 4, "motions": 2}})
    found = layout.sources("").found
    assert {s.person for s in found if s.split == "val"} == {"person_3"} and len(found) == 8


def test_what_lies_beside_is_paired_by_number_however_padded(tmp_path):
    assert partners(["a/007.png", "a/8.png", "a/9.png"], ["b/9_keypoints.json", "b/0007.json"]) == [
        "b/0007.json",
        None,
        "b/9_keypoints.json",
    ]
    assert partners(["a/1.png", "a/2.png"], ["b/x.png", "b/y.png"]) == ["b/x.png", "b/y.png"]

    write_tiktok(tmp_path)
    source, frames = tmp_path / "train_set" / "video_10", tmp_path / "frames"
    extract_pictures(source, frames, 30)
    maps = tmp_path / "pose_map_train_set" / "video_10"
    pictures, fps, size, lost = paired(maps, source, manifest_path(frames))
    pictures = list(pictures)
    assert (fps, size, lost) == (30, SMALL, [2]) and len(pictures) == 5
    np.testing.assert_array_equal(pictures[4], picture(4))  # `4.png`, the others are padded
    assert not pictures[1].any() and not pictures[2].any()


def test_given_poses_fall_on_the_frames_and_say_who_is_too_many(tmp_path):
    write_pictures(tmp_path / "a", first=1)  # numbered from 1, the poses too
    write_joints(tmp_path / "poses", count=6, lost=(0, 3))
    write_joints(tmp_path / "two", count=3, people=2)
    (tmp_path / "two" / "2_keypoints.json").replace(tmp_path / "poses" / "2_keypoints.json")
    extract_pictures(tmp_path / "a", tmp_path / "frames", 25)
    poses, several, words = given_poses(
        tmp_path / "poses", tmp_path / "a", manifest_path(tmp_path / "frames")
    )
    assert poses.skeleton == "holistic" and several == [1]
    assert any("no poses of frames 2" in sentence for sentence in words)
    body = convert(poses, "openpose_18").keypoints
    np.testing.assert_allclose(body[4, 4], joints(5)[4, :2], atol=0.5)  # right wrist
    assert np.isnan(body[2]).all()


def test_frames_that_show_nothing_or_nobody_are_counted_once(tmp_path):
    write_pictures(tmp_path / "a", count=6)
    write_joints(tmp_path / "poses", count=6, lost=(4,))
    extract_pictures(tmp_path / "a", tmp_path / "frames", 25)
    poses, _, _ = given_poses(
        tmp_path / "poses", tmp_path / "a", manifest_path(tmp_path / "frames")
    )
    sure = poses.confidence.copy()
    sure[5, 6:] = 0  # of the body the nose and the eyes are left
    frames = [*read_frames(tmp_path / "frames")]
    frames[0] = dark(0) + 7
    maps = [dark(0), dark(1), *[picture(n) for n in range(2, 6)]]
    found = unfit(frames, poses.changed(confidence=sure), maps, several=[2])
    counts = {reason: np.flatnonzero(where).tolist() for reason, where in found.items()}
    assert counts == {
        "one colour": [0],
        "nobody": [4],
        "few joints": [5],
        "several people": [2],
        "no map of the pose": [1],
    }
    assert spans_of(np.logical_or.reduce(list(found.values()))) == [[0, 3], [4, 6]]
