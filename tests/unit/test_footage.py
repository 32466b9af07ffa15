"""Training examples out of films whose every pixel and point is known."""

from dataclasses import replace

import numpy as np
import pytest

from performer_figure import standing_figure
from pose2video.errors import UserError
from pose2video.films.frames import write_frames
from pose2video.poses.formats import write_poses
from pose2video.poses.sequence import PoseSequence
from pose2video.training.examples import box_of
from pose2video.training.footage import Footage
from pose2video.training.schedule import Schedule
from pose2video.training.takes import Take

SIZE = (100, 150)  # of the films; half of it is the training size
SMALL = (50, 75)


def poses_of(count, nobody=()):
    """The standing figure, a pixel further to the right in each frame; left hand unknown in 0."""
    figure = standing_figure()
    points = np.repeat(figure.keypoints / 4, count, axis=0)
    points[..., 0] += np.arange(count)[:, None] / 10
    confidence = np.ones(points.shape[:2], np.float32)
    confidence[list(nobody)] = 0
    confidence[0, figure.layout.parts["left_hand"]] = 0
    return PoseSequence.build(points, confidence, 10, SIZE, "holistic")


def picture(level):
    """A frame of one level, its left half (the person's right) redder."""
    frame = np.full((SIZE[1], SIZE[0], 3), level, np.uint8)
    frame[:, : SIZE[0] // 2, 0] = level + 40
    return frame


def take_of(folder, person="me", count=30, first=0, nobody=(), masks=False):
    """A take whose frame i has the level 4 (first + i)."""
    frames = [picture(4 * (first + i)) for i in range(count)]
    write_frames(folder / "frames", frames, 10, SIZE, {"kind": "test"})
    if masks:
        grey = [np.where(frame > 0, 255, 0).astype(np.uint8) for frame in map(picture, [0] * count)]
        write_frames(folder / "masks", grey, 10, SIZE, {"kind": "test"})
    write_poses(folder / "poses.json", poses_of(count, nobody))
    return Take(
        person, folder / "frames", folder / "poses.json", folder / "masks" if masks else None
    )


def levels(frames):
    """The number of each frame, from its blue."""
    return np.round(frames[..., 10, 40, 2] / 4).astype(int).tolist()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Two takes of one person; in the first nobody is found in frames 12 and 20."""
    folder = tmp_path_factory.mktemp("footage")
    takes = [
        take_of(folder / "a", nobody=(12, 20), masks=True),
        take_of(folder / "b", count=10, first=30, masks=True),
    ]
    Footage.pack(takes, folder / "pack", SMALL)
    return folder


def test_frames_poses_and_masks_are_scaled_together(folder):
    footage = Footage.open(folder / "pack")
    assert footage.frames.shape == (40, 75, 50, 3) and footage.size == SMALL
    assert isinstance(footage.frames, np.memmap) and isinstance(footage.masks, np.memmap)
    assert levels(footage.frames) == list(range(40))
    assert [footage.person_of(n) for n in (0, 29, 30, 39)] == [0] * 4 and footage.people == ("me",)
    example = footage.examples().example(5).arrays()
    expected = poses_of(30).keypoints[5] / 2
    np.testing.assert_allclose(example["keypoints"], expected, atol=0.01)
    person = example["masks"] > 127
    assert person[:, :24].all() and not person[:, 26:].any()
    assert (example["frames"][..., 0][person].astype(int) - 20).min() > 30


def test_boxes_lie_about_hands_and_face_and_within_the_frame(folder):
    footage = Footage.open(folder / "pack")
    example = footage.examples().example(5)
    for part in ("left_hand", "right_hand", "face"):
        left, top, right, bottom = example.arrays()[part]
        points = example.poses.part(part)[0]
        assert left < points[:, 0].min() and points[:, 0].max() < right
        assert top < points[:, 1].min() and points[:, 1].max() < bottom
        assert max(right - left, bottom - top) < 1.5 * np.ptp(points, axis=0).max()
    assert np.isnan(footage.examples().example(0).arrays()["left_hand"]).all()
    shifted = example.poses.changed(keypoints=example.poses.keypoints + (25, 0))
    assert box_of(shifted, "left_hand")[0, 2] == SMALL[0]


def test_windows_are_consecutive_and_never_cross_an_edge_or_a_gap(folder):
    footage = Footage.open(folder / "pack")
    drawn = footage.examples(window=3)
    windows = [levels(drawn.example(n).frames) for n in range(len(drawn))]
    assert windows == [[n, n + 1, n + 2] for n in (*range(10), *range(13, 18), *range(21, 28),
                                                   *range(30, 38))]  # fmt: skip
    assert drawn.example(0).arrays()["keypoints"].shape == (3, 553, 2)
    alone = footage.examples()
    assert set(range(40)) - set(alone.ends.tolist()) == {12, 20}


def test_of_one_person_the_tail_of_every_take_is_held_out_behind_a_gap(folder):
    footage = Footage.open(folder / "pack")
    learned, held = footage.split(held_out=0.2)
    assert learned.ends.tolist() == [n for n in range(14) if n != 12]  # a second is 10 frames
    assert held.ends.tolist() == [24, 25, 26, 27, 28, 29, 38, 39]
    assert footage.split(held_out=0.2, window=2)[1].ends.tolist() == [25, 26, 27, 28, 29, 39]


def test_of_several_people_some_are_held_out_whole(tmp_path):
    people = ("ann", "bob", "ann", "eve")
    takes = [take_of(tmp_path / str(i), who, 5, 5 * i) for i, who in enumerate(people)]
    footage = Footage.pack(takes, tmp_path / "pack", SMALL)
    learned, held = footage.split(held_out=0.3)
    assert footage.people == ("ann", "bob", "eve")
    assert {footage.person_of(n) for n in learned.ends} == {0, 1} and len(learned) == 15
    assert {footage.person_of(n) for n in held.ends} == {2} and len(held) == 5


def test_nothing_is_mirrored_unless_asked_and_then_left_and_right_are_swapped(folder):
    footage = Footage.open(folder / "pack")
    rng = np.random.default_rng(0)
    plain, mirrored = footage.examples(), footage.examples(mirror=True)
    assert not any(plain.example(5, rng).mirrored for _ in range(20))
    assert not mirrored.example(5).mirrored
    found = [mirrored.example(5, rng) for _ in range(20)]
    assert 3 < sum(example.mirrored for example in found) < 17
    one, other = plain.example(5), next(example for example in found if example.mirrored)
    np.testing.assert_array_equal(other.frames, one.frames[:, :, ::-1])
    np.testing.assert_array_equal(other.masks, one.masks[:, :, ::-1])
    left, right = (one.poses.layout.index(f"{side}_wrist") for side in ("left", "right"))
    x, y = one.poses.keypoints[0, right]
    np.testing.assert_allclose(other.poses.keypoints[0, left], (SMALL[0] - x, y), rtol=1e-5)
    here, there = (e.arrays() for e in (one, other))
    np.testing.assert_allclose(there["left_hand"][0], SMALL[0] - here["right_hand"][2], rtol=1e-4)


def test_what_a_step_draws_depends_on_seed_and_number_and_all_are_drawn_in_turn(folder):
    drawn = Footage.open(folder / "pack").examples(mirror=True)
    schedule = Schedule(steps=10, batch_size=8, seed=3)
    draw, again = drawn.drawing(schedule), drawn.drawing(schedule)
    batches = [draw(number) for number in range(10)]
    later = again(7)
    assert all(np.array_equal(later[name], batches[7][name], equal_nan=True) for name in later)
    at = np.concatenate([batch["at"] for batch in batches])
    assert sorted(at[:38]) == sorted(at[38:76]) == drawn.ends.tolist()
    assert at[:38].tolist() != at[38:76].tolist()
    other = drawn.drawing(replace(schedule, seed=4))(0)
    assert not np.array_equal(other["at"], batches[0]["at"])
    assert batches[0]["frames"].shape == (8, 75, 50, 3)
    more = drawn.drawing(schedule, lambda example: {"twice": 2 * np.asarray(example.at)})(0)
    assert np.array_equal(more["twice"], 2 * batches[0]["at"])
    assert [len(batch["at"]) for batch in drawn.batches(8, most=20)] == [8, 8, 4]


def test_a_pack_is_used_again_until_a_take_or_the_size_changes(folder, tmp_path):
    takes = [take_of(tmp_path / "a", count=12)]
    first = Footage.pack(takes, tmp_path / "pack", SMALL)
    stamp = (tmp_path / "pack" / "frames.npy").stat().st_mtime_ns
    assert Footage.pack(takes, tmp_path / "pack", SMALL).key == first.key
    assert (tmp_path / "pack" / "frames.npy").stat().st_mtime_ns == stamp
    keys = {first.key}
    write_poses(tmp_path / "a" / "poses.json", poses_of(12, nobody=(3,)))
    keys.add((changed := Footage.pack(takes, tmp_path / "pack", SMALL)).key)
    assert len(changed.examples()) == 11
    keys.add(Footage.pack(takes, tmp_path / "pack", (30, 40)).key)
    keys.add((masked := Footage.pack([take_of(tmp_path / "a", count=12, masks=True)],
                                     tmp_path / "pack", (30, 40))).key)  # fmt: skip
    assert len(keys) == 4 and masked.masks.shape == (12, 40, 30) and masked.size == (30, 40)
    path = tmp_path / "pack" / "frames.npy"
    path.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(UserError, match=r"pack is damaged .*: delete it and run again"):
        Footage.open(tmp_path / "pack")


def test_takes_that_do_not_fit_together_are_refused(tmp_path):
    take, bare = take_of(tmp_path / "a", count=6, masks=True), take_of(tmp_path / "b", count=6)
    with pytest.raises(UserError, match=r"b/frames has no masks, other takes of .*pack have"):
        Footage.pack([take, bare], tmp_path / "pack", SMALL)
    write_poses(bare.poses, poses_of(7))
    with pytest.raises(UserError, match=r"poses\.json is of 7 frames, .*b/frames of 6: delete the"):
        Footage.pack([bare], tmp_path / "pack", SMALL)
    write_poses(bare.poses, poses_of(6, nobody=range(6)))
    footage = Footage.pack([bare], tmp_path / "pack", SMALL)
    with pytest.raises(UserError, match="footage of me has no part left in which a frame shows"):
        footage.examples()
    with pytest.raises(UserError, match="in which 9 frames in a row show somebody: give a longer"):
        Footage.pack([take], tmp_path / "pack", SMALL).examples(window=9)


def test_the_training_loop_takes_what_footage_gives(folder, tmp_path):
    torch = pytest.importorskip("torch")
    from pose2video.training.checkpoints import Checkpoint
    from pose2video.training.learner import Learner
    from pose2video.training.loop import train

    class Brightness(Learner):
        """How bright a frame is, from where the nose is: true, as both grow with time."""

        def __init__(self):
            torch.manual_seed(0)
            self.modules = {"net": torch.nn.Linear(1, 1)}
            self.optimizers = {"net": torch.optim.Adam(self.modules["net"].parameters(), 0.05)}

        def step(self, batch, number, turn):
            return {"loss": self.held_out(batch)}

        def held_out(self, batch):
            nose, frames = batch["keypoints"][:, 0, :1] - 25, batch["frames"].float() / 255
            return (self.modules["net"](nose)[:, 0] - frames[..., 2].mean((1, 2))).square().mean()

    footage = Footage.open(folder / "pack")
    learned, held = footage.split(0.2)
    schedule = Schedule(steps=60, batch_size=8, look_every=20, cpu_threads=1)
    checkpoint = Checkpoint(tmp_path / "c", {"footage": footage.key})
    draw, held_out = learned.drawing(schedule), lambda: held.batches(4)
    history = train(Brightness(), schedule, draw, checkpoint, held_out)
    assert np.mean(history.losses["loss"][-10:]) < 0.2 * history.losses["loss"][0]
    assert [steps for steps, _ in history.held_out] == [20, 40, 60]
