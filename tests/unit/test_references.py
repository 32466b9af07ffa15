"""Which frame shows a person's looks to one that is made; the frames tell their number."""

import json

import numpy as np
import pytest
from test_footage import SMALL, levels, take_of

from pose2video.configuring.config import validate
from pose2video.datasets.index import SetIndex, SetSequence
from pose2video.datasets.references import Pairs, References
from pose2video.errors import UserError
from pose2video.training.footage import Footage
from pose2video.training.schedule import Schedule


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    """Two people who are learned from, one of them in two films, and one who is held out."""
    results = tmp_path_factory.mktemp("set") / "results"
    sequences = []
    for number, (person, split) in enumerate(
        (("ada", "train"), ("ada", "train"), ("bo", "train"), ("cy", "val"))
    ):
        take = take_of(results / f"s{number}", person, count=12, first=12 * number, masks=True)
        unusable = ((0, 3),) if number == 1 else ()
        told = {"why": {"monochrome": 3} if unusable else {}, "maps": None, "masks": take.masks}
        sequences.append(
            SetSequence(f"doll/s{number}", f"s{number}", person, split, 12, 10.0, (100, 150),
                        take.frames, take.poses, unusable=unusable, **told)
        )  # fmt: skip
    index = SetIndex("doll", "films", "CC0", tuple(sequences), {"broken.mp4": "it is no film"})
    path = results / "datasets" / "doll" / "holistic.raw.json"
    index.write(path)
    return path


def test_an_index_is_read_as_written_and_stays_in_its_folder(index):
    found = SetIndex.read(index)
    assert found.people("train") == ["ada", "bo"] and found.people() == ["ada", "bo", "cy"]
    assert found.sequences[1].n_usable == 9 and found.left_out == {"broken.mp4": "it is no film"}
    assert found.sequences[0].frames.resolve() == (index.parents[2] / "s0" / "frames").resolve()
    text = index.read_text()
    validate(json.loads(text), "dataset", "the index")
    index.with_name("other.json").write_text(text.replace('"s0/frames"', '"../../etc"'))
    with pytest.raises(UserError, match="leaves its folder"):
        SetIndex.read(index.with_name("other.json"))


def test_pairs_are_of_one_person_near_by_and_the_same_for_a_seed(index, tmp_path):
    footage = Footage.pack(SetIndex.read(index).takes(), tmp_path / "pack", SMALL)
    learned, held = footage.split(window=3)
    # windows of three in a row, none in what is unusable, none of who is held out
    assert learned.ends.tolist() == [*range(2, 12), *range(17, 24), *range(26, 36)]
    assert {footage.people[footage.person_of(end)] for end in held.ends} == {"cy"}

    rng = np.random.default_rng(1)
    pairs = Pairs(learned, References(footage, within=2))
    for number in range(len(pairs)):
        still, window = pairs.pair(number, rng)
        assert abs(still.at - (window.at - 2)) <= 2 and still.person == window.person
        assert levels(still.frames) == [still.at]
    early = References(footage, first=2)
    assert {early.frame_for(22, rng) for _ in range(20)} == {15, 16}  # 12 to 14 are unusable
    assert References(footage, first=1).frame_for(30) == 24
    anywhere = References(footage, anywhere=True)
    assert {footage.take_of(anywhere.frame_for(2, rng)) for _ in range(30)} == {0, 1}
    assert {footage.person_of(early.crossed(30, rng)) for _ in range(30)} == {0, 2}

    draw = pairs.drawing(Schedule(steps=9, batch_size=2, seed=3))
    batch = draw(4)
    assert batch["frames"].shape == (2, 3, 75, 50, 3)
    assert batch["reference_frames"].shape == (2, 75, 50, 3)
    for name, values in pairs.drawing(Schedule(steps=9, batch_size=2, seed=3))(4).items():
        np.testing.assert_array_equal(values, batch[name])


def test_a_mirrored_pair_is_mirrored_as_a_whole(index, tmp_path):
    footage = Footage.pack(SetIndex.read(index).takes(), tmp_path / "pack", SMALL)
    learned, _ = footage.split(mirror=True)
    pairs = Pairs(learned, References(footage))
    found = [pairs.pair(5, np.random.default_rng(k)) for k in range(8)]
    for still, window in found:
        left, right = (still.frames[0, 10, x, 0] > still.frames[0, 10, x, 2] for x in (5, 45))
        assert (left, right) == ((False, True) if window.mirrored else (True, False))
    assert {window.mirrored for _, window in found} == {True, False}


def test_a_set_that_is_too_large_to_pack_is_read_as_it_is_needed(index, tmp_path, monkeypatch):
    takes = SetIndex.read(index).takes()
    packed = Footage.pack(takes, tmp_path / "pack", SMALL)
    monkeypatch.setattr("pose2video.training.pictures.PACKED_BYTES", 1000)
    read = Footage.pack(takes, tmp_path / "read", SMALL)
    assert not list((tmp_path / "read").glob("frames.npy")) and read.key == packed.key
    assert read.frames.shape == packed.frames.shape and read.masks.shape == packed.masks.shape
    for name in ("frames", "masks"):
        mine, theirs = getattr(read, name), getattr(packed, name)
        np.testing.assert_array_equal(mine[10:14], theirs[10:14])  # across the edge of a take
        np.testing.assert_array_equal(mine[np.array([40, 3])], theirs[np.array([40, 3])])
    one = Pairs(read.split()[0], References(read)).batch([4, 9], np.random.default_rng(0))
    other = Pairs(packed.split()[0], References(packed)).batch([4, 9], np.random.default_rng(0))
    assert all(np.array_equal(one[name], other[name], equal_nan=True) for name in one)
    assert sum(1 for _ in read.masks) == 48
