"""Several people in a film, and mirrored films: who is meant, and which hand."""

import numpy as np
import pytest

from pose2video.crowds.people import PeopleDetector
from pose2video.crowds.persons import chosen, read_person
from pose2video.crowds.tracking import Follower, Seen
from pose2video.errors import UserError
from pose2video.estimators.mediapipe_holistic import MediaPipeHolistic
from pose2video.exchange.importing import import_poses
from pose2video.films.extraction import extract_film
from pose2video.films.frames import read_frames
from pose2video.films.pictures import write_rgb
from pose2video.films.sequences import extract_pictures
from pose2video.films.videos import encoder
from pose2video.planning.clips import read_clips
from pose2video.poses.formats import write_poses
from pose2video.poses.mirroring import mirror_poses

SIZE = (1000, 500)


def someone(x, y=250, size=200.0):
    """A person whose box is 100 x 200 pixels."""
    middle = np.array([x, y], float)
    box = np.concatenate([middle - (50, 100), middle + (50, 100)])
    return Seen(box, np.stack([middle + (0, 60), middle - (0, 40)]), size)


# --- who is meant ---


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Largest", "largest"),
        ("central", "central"),
        ("2", 2),
        ("0.1 0.2 0.5 0.9", [0.1, 0.2, 0.5, 0.9]),
        ("0, 0, .5, 1", [0, 0, 0.5, 1]),
    ],
)
def test_the_column_person_is_read(text, value):
    assert read_person(text, "line 2") == value


@pytest.mark.parametrize(
    "text", ["tall", "0", "-1", "1.5", "0.1 0.2 0.5", "0.5 0 0.1 1", "0 0 640 480", "nan 0 1 1"]
)
def test_another_word_is_refused_with_what_may_be_said(text):
    with pytest.raises(UserError, match=r"line 2: .* names nobody: say largest, central, a number"):
        read_person(text, "line 2")


@pytest.mark.parametrize(
    ("header", "cells", "sentence"),
    [
        ("person", "a.mp4\ttall", "line 2: person: 'tall' names nobody"),
        ("mirror", "a.mp4\tperhaps", "line 2: mirror: 'perhaps': say true or false"),
        ("choreography\tperformer\tmirror", "\tgreet\tchen\ttrue", "mirror is for films"),
    ],
)
def test_a_row_that_cannot_be_meant_is_one_sentence(tmp_path, header, cells, sentence):
    for name in ("a.mp4", "a.pose"):
        (tmp_path / name).write_bytes(b"-")
    (tmp_path / "clips.tsv").write_text(f"clip\tvideo\t{header}\na\t{cells}\n")
    with pytest.raises(UserError, match=sentence):
        read_clips(tmp_path / "clips.tsv")


def test_cells_become_values(tmp_path):
    (tmp_path / "a.mp4").write_bytes(b"-")
    rows = "a\ta.mp4\t2\tTRUE\nb\ta.mp4\t\t\nc\ta.mp4\t0 0 .5 1\tfalse\n"
    (tmp_path / "clips.tsv").write_text(f"clip\tvideo\tperson\tmirror\n{rows}")
    found = [(row["person"], row["mirror"]) for row in read_clips(tmp_path / "clips.tsv").values()]
    assert found == [(2, True), (None, None), ([0, 0, 0.5, 1], False)]


def test_largest_central_number_and_box_choose():
    people = [someone(800, size=300), someone(480), someone(200, size=150)]
    assert chosen(people, "largest", SIZE) == (0, False)
    assert chosen(people, "central", SIZE) == (1, False)
    assert [chosen(people, n, SIZE)[0] for n in (1, 2, 3, 4)] == [2, 1, 0, None]
    assert chosen(people, [0.1, 0.2, 0.3, 1], SIZE) == (2, False)
    assert chosen(people, [0.6, 0, 0.7, 0.1], SIZE) == (None, False)
    assert chosen([], "largest", SIZE) == (None, False)
    assert chosen([someone(300), someone(700, size=195)], "largest", SIZE)[1]  # nearly as large


# --- followed ---


def walked(paths, person, hidden=()):
    """Who is picked in each frame: index into `paths`, None where nobody; and the follower."""
    follower, picked = Follower(person, SIZE), []
    for i, places in enumerate(zip(*paths, strict=True)):
        there = [k for k, x in enumerate(places) if x is not None and (i, k) not in hidden]
        there.sort(key=lambda k: (7 * k + i) % 3)  # detectors have no order
        found = follower.pick([someone(places[k]) for k in there], i)
        picked.append(None if found is None else there[found])
    return picked, follower


def test_the_one_behind_is_lost_while_hidden_and_found_again():
    left, right = np.linspace(100, 900, 61), np.linspace(900, 100, 61)
    hidden = {(i, 1) for i in range(27, 34)}  # the second one passes behind the first
    picked, follower = walked([left, right], 2, hidden)
    assert set(picked[:27]) == {1} and set(picked[34:]) == {1}
    assert set(picked[27:34]) == {None}
    assert set(range(28, 33)) <= follower.doubtful <= set(range(22, 40))
    [sentence] = follower.sentences()
    assert "doubtful in frames" in sentence
    picked, _ = walked([left, right], 1, hidden)
    assert set(picked) == {0}


def test_a_gap_is_bridged_and_a_stranger_is_not_taken():
    still = np.full(40, 300.0)
    stranger = np.full(40, 750.0)
    gone = {(i, 0) for i in range(10, 20)}
    picked, follower = walked([still, stranger], 1, gone)
    assert set(picked[:10]) == {0} == set(picked[20:]) and set(picked[10:20]) == {None}
    assert not follower.doubtful
    long = {(i, 0) for i in range(5, 35)}
    picked, follower = walked([still, stranger], 1, long)
    assert picked[36] == 0 and 35 in follower.doubtful  # away for longer: a guess, and said


def test_who_is_alone_may_move_as_fast_as_they_like():
    follower = Follower("largest", SIZE)
    assert [follower.pick([someone(x)], i) for i, x in enumerate((100, 900, 100))] == [0, 0, 0]
    assert not follower.sentences()


def test_a_number_that_nobody_has_is_said():
    follower = Follower(3, SIZE)
    assert follower.pick([someone(200), someone(700)], 0) is None
    assert "at most 2 are seen" in follower.sentences()[0]


# --- MediaPipe, which sees one person ---


def test_two_people_are_found_and_each_can_be_followed(astronaut):
    small = np.ascontiguousarray(astronaut[::2, ::2])
    frames = [np.hstack([np.roll(small, 2 * i, 1), small, small]) for i in range(4)]
    with PeopleDetector() as people:
        seen = people(frames[0])
        assert len(people(small)) == 1 and people(np.zeros_like(small)) == []
    assert sorted(round(one.middle[0] / 256 - 0.5) for one in seen) == [0, 1, 2]
    nose = np.array([113.5, 62.5])  # read off the photograph
    for person, left in ((1, 0), (3, 512), ([0.34, 0, 0.66, 1], 256)):
        poses, words = MediaPipeHolistic().follow(frames, 25, person)
        x, y = poses.keypoints[:, 0].T
        np.testing.assert_allclose(
            x, left + nose[0] + (2 * np.arange(4) if not left else 0), atol=7
        )
        np.testing.assert_allclose(y, nose[1], atol=7)
        assert not words


def test_one_person_of_whom_nothing_is_said_is_as_ever(astronaut):
    frames = [astronaut, np.roll(astronaut, 3, 1)]
    plain = MediaPipeHolistic().estimate(frames, 25)
    followed, words = MediaPipeHolistic().follow(frames, 25)
    np.testing.assert_array_equal(plain.keypoints, followed.keypoints)
    assert not words
    both = [np.hstack([a[::2, ::2]] * 3) for a in frames]
    [sentence] = MediaPipeHolistic().follow(both, 25)[1]
    assert "several people seem to be in frames 0" in sentence


# --- mirrored ---


def test_a_mirrored_photograph_gives_mirrored_poses(astronaut):
    estimate = MediaPipeHolistic().estimate
    poses = estimate([astronaut] * 2, 25)
    flipped = estimate([np.ascontiguousarray(astronaut[:, ::-1])] * 2, 25)
    mirrored = mirror_poses(poses)
    face = poses.layout.parts["face"]
    far = np.linalg.norm(mirrored.keypoints - flipped.keypoints, axis=-1)[1]
    assert far[face].mean() < 3 and far[face].max() < 8
    head = list(range(13))  # of the body: head and shoulders
    assert np.median(far[head]) < 8


def test_a_film_and_pictures_are_mirrored_and_the_manifest_says_so(tmp_path):
    picture = np.zeros((48, 64, 3), np.uint8)
    picture[:, :20] = (250, 0, 0)
    with encoder(tmp_path / "a.mp4", (64, 48), 25) as write:
        for _ in range(3):
            write(picture)
    (tmp_path / "shots").mkdir()
    for i in range(3):
        write_rgb(tmp_path / "shots" / f"{i}.png", picture)
    extract_film(tmp_path / "a.mp4", tmp_path / "film", mirror=True)
    extract_pictures(tmp_path / "shots", tmp_path / "pictures", 25, mirror=True)
    extract_film(tmp_path / "a.mp4", tmp_path / "plain")
    for name in ("film", "pictures"):
        frames = read_frames(tmp_path / name)
        assert frames.origin["mirrored"] is True
        assert frames.frame(1)[24, 55, 0] > 150 and frames.frame(1)[24, 8, 0] < 60
    assert "mirrored" not in read_frames(tmp_path / "plain").origin


def test_poses_of_a_mirrored_clip_are_mirrored(tmp_path, waving):
    write_poses(tmp_path / "poses.json", waving)
    row = {"poses_format": None, "fps": None, "frame_size": None, "start_s": None, "end_s": None}
    plain, _ = import_poses(tmp_path / "poses.json", row)
    found, _ = import_poses(tmp_path / "poses.json", row | {"mirror": True})
    np.testing.assert_array_equal(found.keypoints, mirror_poses(plain).keypoints)
    assert not np.allclose(found.keypoints, plain.keypoints)
