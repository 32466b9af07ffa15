"""Which frame of a film becomes the character's picture, on films whose best frame is known."""

import numpy as np
import pytest

from performer_figure import standing_figure
from pose2video.characters.filmed.checking import check_footage
from pose2video.characters.filmed.choosing import choose
from pose2video.characters.filmed.looks import cuts_of, sharpness
from pose2video.characters.filmed.merits import EYES, WEIGHTS, merits_of, total
from pose2video.characters.filmed.moments import read_moments
from pose2video.characters.filmed.sheet import choice_sheet
from pose2video.errors import UserError
from pose2video.files import write_json
from pose2video.films.frames import read_frames, write_frames
from pose2video.poses.formats import write_poses
from pose2video.poses.geometry import place
from pose2video.poses.sequence import PoseSequence

SIZE = (400, 600)
FINGERS = ("thumb", "index", "middle", "ring", "pinky")


def figure(count=1):
    """Somebody who faces the camera with open hands, eyes open, and arms off the body."""
    still = standing_figure()
    layout, points = still.layout, still.keypoints.copy()
    put = {"left_elbow": (285, 215), "right_elbow": (115, 215)}
    put |= {"left_wrist": (310, 260), "right_wrist": (90, 260)}
    for name, xy in put.items():
        points[0, layout.index(name)] = xy
    for side, wrist in (("left", (310, 260)), ("right", (90, 260))):
        hand = layout.parts[f"{side}_hand"]
        points[0, hand] = wrist
        for i, finger in enumerate(FINGERS):
            joints = (
                ("cmc", "mcp", "ip", "tip") if finger == "thumb" else ("mcp", "pip", "dip", "tip")
            )
            for k, joint in enumerate(joints):
                index = layout.index(f"{side}_hand_{finger}_{joint}")
                points[0, index] = np.add(wrist, (8 * (i - 2), 30 + 10 * k))
            points[0, layout.index(f"{side}_hand_{finger}_tip")] = np.add(wrist, (8 * (i - 2), 60))
    face = layout.parts["face"].start
    for above, below, inner, outer in EYES:
        points[0, face + above] = (200, 80)
        points[0, face + below] = (200, 86)
        points[0, face + inner], points[0, face + outer] = (190, 83), (210, 83)
    points = np.repeat(points, count, axis=0)
    return PoseSequence.build(points, np.ones(points.shape[:2]), 25, SIZE, "holistic")


def edited(poses, frames, **points):
    """Some points moved in some frames; None makes a point, or a whole part, missing."""
    keypoints = poses.keypoints.copy()
    for name, xy in points.items():
        which = poses.layout.parts.get(name)
        which = poses.layout.index(name) if which is None else which
        keypoints[frames, which] = np.nan if xy is None else xy
    return poses.changed(keypoints=keypoints, confidence=np.isfinite(keypoints).all(axis=2))


def turned(poses, frames):
    """Seen from behind: left and right change their places in the frame."""
    keypoints = poses.keypoints.copy()
    keypoints[frames, :, 0] = 400 - keypoints[frames, :, 0]
    return poses.changed(keypoints=keypoints)


def closed(poses, frames):
    face = poses.layout.parts["face"].start
    keypoints = poses.keypoints.copy()
    for above, below, _, _ in EYES:
        keypoints[frames, face + above] = keypoints[frames, face + below]
    return poses.changed(keypoints=keypoints)


def fists(poses, frames):
    keypoints = poses.keypoints.copy()
    for hand in ("left_hand", "right_hand"):
        for finger in FINGERS:
            base = poses.layout.index(f"{hand}_{finger}_{'cmc' if finger == 'thumb' else 'mcp'}")
            tip = poses.layout.index(f"{hand}_{finger}_tip")
            keypoints[frames, tip] = keypoints[frames, base] + (1, 2)
    return poses.changed(keypoints=keypoints)


@pytest.mark.parametrize(
    ("merit", "spoil"),
    [
        ("faces the camera", turned),
        ("faces the camera", lambda p, t: edited(p, t, nose=(150, 90))),
        ("whole in the frame", lambda p, t: edited(p, t, left_wrist=(405, 260))),
        ("hands seen", lambda p, t: edited(p, t, left_hand=None, right_hand=None)),
        ("hands open", fists),
        ("eyes open", closed),
        (
            "arms off the body",
            lambda p, t: edited(
                p, t, left_elbow=(235, 220), left_wrist=(210, 260), right_elbow=(165, 220)
            ),
        ),
        ("still", lambda p, t: edited(p, t, left_wrist=(350, 180))),
    ],
)
def test_what_spoils_a_frame_lowers_its_merit_and_its_place(merit, spoil):
    poses = spoil(figure(9), slice(4, 5))
    merits = merits_of(poses)
    assert merits[merit][4] < 0.75 * merits[merit][0] and merits[merit][0] > 0.6
    assert total(merits)[4] < total(merits)[[0, 8]].min()
    assert all(((m >= 0) & (m <= 1)).all() for m in merits.values())


def test_frames_without_anybody_have_no_merits_and_size_does_not_count():
    poses = edited(figure(5), slice(2, 3), body=None)
    assert not any(m[2] for m in merits_of(poses).values())
    larger = place(poses, (1200, 1800), 3.0)
    for name, values in merits_of(poses).items():
        np.testing.assert_allclose(merits_of(larger)[name], values, atol=1e-5)


def noisy_film(folder, count, soft=(), start_s=None):
    """A film of noise, which is sharp; `soft` frames are flat."""
    rng = np.random.default_rng(2)
    sharp = rng.integers(60, 200, (SIZE[1], SIZE[0], 3), np.uint8)
    flat = np.full_like(sharp, 120)
    write_frames(
        folder / "film",
        [flat if i in soft else sharp for i in range(count)],
        25,
        SIZE,
        {"start_s": start_s},
    )
    return read_frames(folder / "film")


def test_the_best_frame_wins_and_the_others_are_apart(tmp_path):
    good = slice(30, 33)
    poses = fists(figure(60), np.r_[0:30, 33:60])
    frames = noisy_film(tmp_path, 60, soft=(30, 32))
    choice = choose(frames, poses, "me")
    assert choice.frames[0] == 31 and good.start <= choice.frames[0] < good.stop
    assert min(np.diff(sorted(choice.frames))) >= 10 and len(choice.frames) <= 8
    assert "hands open" in choice.words(0) and "not: hands open" in choice.words(1)
    assert list(choice.merits) == list(WEIGHTS)
    sheet = choice_sheet(frames, choice)
    assert sheet.dtype == np.uint8 and sheet.shape[2] == 3


def test_a_second_of_the_film_that_is_asked_for_comes_first(tmp_path):
    frames, poses = noisy_film(tmp_path, 60, start_s=30), fists(figure(60), slice(10, 20))
    assert choose(frames, poses, "me", 30.6).frames[0] == 15
    poses = edited(poses, slice(10, 12), body=None)
    for second, sentence in (
        (0.6, "frame_s is 0.6, but the part of the film goes from 30.00 to 32.40 s"),
        (32.5, "to 32.40 s"),
        (30.42, "shows nobody at 30.42 s"),
    ):
        with pytest.raises(UserError, match=sentence):
            choose(frames, poses, "me", second)


@pytest.mark.parametrize(
    ("poses", "sentence"),
    [
        (figure(20), "shows somebody for 0.8 s"),
        (edited(figure(80), slice(0, 50), body=None), "shows nobody in 62% of its frames"),
    ],
)
def test_films_that_serve_as_nothing_are_one_sentence(tmp_path, poses, sentence):
    with pytest.raises(UserError, match=sentence):
        check_footage(noisy_film(tmp_path, poses.n_frames), poses, "me")


def test_cuts_and_edges_are_said(tmp_path):
    rng = np.random.default_rng(0)
    scenes = rng.integers(0, 255, (2, 12, 8, 3), np.uint8).repeat(50, 1).repeat(50, 2)
    film = [scenes[int(i >= 40)] for i in range(60)]
    write_frames(tmp_path / "film", film, 25, SIZE, {"start_s": 30})
    poses = edited(figure(60), slice(0, 30), left_wrist=(420, 260))
    cut, edge = check_footage(read_frames(tmp_path / "film"), poses, "me")
    assert "cuts to another scene at 31.60 s" in cut
    assert "cuts off the hands in 50% of it" in edge


def test_a_flash_a_fade_and_a_fast_dancer_are_no_cuts():
    rng = np.random.default_rng(0)
    scene = rng.integers(0, 120, (90, 60, 3), np.uint8)
    film = [scene.copy() for _ in range(80)]
    film[20] = film[20] + 120  # a photographer's flash
    for i in range(40, 60):  # a fade to white
        film[i] = np.rint(scene + (255.0 - scene) * (i - 40) / 19).astype(np.uint8)
    film[60:] = [np.full_like(scene, 255)] * 20
    assert cuts_of(film) == []
    dancer = [np.roll(scene, 13 * i, axis=1) for i in range(40)]
    assert cuts_of(dancer) == []
    other = rng.integers(120, 255, scene.shape, np.uint8)
    assert cuts_of([scene] * 10 + [other] * 10) == [10]


def test_sharpness_is_of_the_box_alone():
    rng = np.random.default_rng(1)
    picture = np.full((80, 80, 3), 100, np.uint8)
    picture[:, 40:] = rng.integers(0, 255, (80, 40, 3), np.uint8)
    assert sharpness(picture, (0, 0, 36, 80)) == 0 < sharpness(picture, (42, 0, 80, 80))


def test_the_next_best_moments_are_more_pictures(tmp_path):
    frames = [np.full((60, 40, 3), 20 * i, np.uint8) for i in range(6)]
    write_frames(tmp_path / "film", frames, 25, (40, 60), {})
    write_frames(tmp_path / "masks", [255 - frame[::2, ::2] for frame in frames], 25, (20, 30), {})
    poses = place(figure(6), (40, 60), 0.1)
    write_poses(tmp_path / "poses.json", poses)
    best = [{"frame": number} for number in (3, 1, 5)]
    write_json(tmp_path / "chosen.json", {"frames": best})
    paths = [tmp_path / name for name in ("chosen.json", "film", "poses.json", "masks")]
    first, second = read_moments(*paths)
    assert first.picture.mean() == pytest.approx(20, abs=1) and second.picture.mean() > 95
    assert first.mask.shape == (60, 40) and first.mask.mean() == pytest.approx(235, abs=2)
    assert first.poses.n_frames == 1 and first.poses.frame_size == (40, 60)
    write_poses(tmp_path / "poses.json", poses.cut(slice(0, 4)))
    with pytest.raises(UserError, match="differ in length"):
        read_moments(*paths)
