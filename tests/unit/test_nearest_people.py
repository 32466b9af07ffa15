"""People of a film who are placed and bent, and the choice of moments that jump seldom."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from paper_doll import BACKGROUND, COLOURS, SIZE, moved, paper_character, poses
from performer_figure import unseen
from pose2video.characters.motions import Motion
from pose2video.characters.plates import Plate
from pose2video.errors import UserError
from pose2video.films.frames import read_frames, write_frames
from pose2video.generators import GENERATORS
from pose2video.generators.nearest.choosing import faded, steadiest
from pose2video.generators.nearest.features import SIDES, joints_of, points_of
from pose2video.generators.nearest.halves import LOWER, UPPER, upper_share
from pose2video.generators.nearest.index import Index
from pose2video.generators.nearest.warping import similarity
from pose2video.poses.formats import write_poses
from pose2video.poses.geometry import place
from pose2video.training.takes import Take
from pose2video.weights.folders import TRAINED
from tiny_footage import doll_take

OTHER = (200, 90, 40)  # what the plate shows: none of it is in the film


@pytest.fixture(scope="module")
def filmed(tmp_path_factory):
    """Who learned a film of the doll, four frames that are all alike; `made(**settings)`."""
    folder, doll = tmp_path_factory.mktemp("people"), paper_character()
    write_frames(folder / "frames", [doll.picture] * 4, 25, SIZE, {})
    mask = np.repeat(doll.mask[..., None], 3, axis=2)
    write_frames(folder / "masks", [mask] * 4, 25, SIZE, {})
    write_poses(folder / "poses.json", poses(4))
    take = Take("doll", folder / "frames", folder / "poses.json", folder / "masks")
    spec = {"use": "nearest", "settings": {}}
    GENERATORS.build(spec).train([take], {}, folder / "model", folder / "scratch", spec)
    wall = np.full((SIZE[1], SIZE[0], 3), BACKGROUND, np.uint8)
    plate = Plate(wall, np.repeat(np.eye(2, 3)[None], 4, axis=0), SIZE)
    character = replace(
        doll,
        footage=read_frames(take.frames),
        footage_masks=read_frames(take.masks),
        plate=plate,
    )

    def made(**settings):
        made_of = GENERATORS.build({"use": "nearest", "settings": settings})
        return made_of.loaded({TRAINED: folder / "model"}), character

    return made


@pytest.mark.parametrize("way", ["placed", "warped"])
def test_the_person_lands_where_the_pose_is_as_large_as_it_is(filmed, way):
    make, character = filmed(place=way)
    canvas, scale, shift = (480, 640), 1.4, (60, 110)
    [frame] = make.generate(character, Motion(place(poses(1), canvas, scale, shift)))
    to_canvas = np.array([[scale, 0, shift[0]], [0, scale, shift[1]]])
    wanted = cv2.warpAffine(
        character.picture, to_canvas, canvas, borderMode=cv2.BORDER_CONSTANT, borderValue=BACKGROUND
    )
    away = np.abs(frame.astype(int) - wanted).max(axis=2)
    assert frame.shape == (640, 480, 3)
    assert (away > 40).mean() < 0.02 and np.median(away) < 4
    assert make.warnings(character, Motion(poses(1))) == []


def test_places_and_sizes_that_the_film_never_shows_are_said(filmed):
    make, character = filmed()
    near = np.concatenate([place(poses(3), SIZE, 1, (4, 0)).keypoints, poses(2).keypoints])
    [sentence] = make.warnings(character, Motion(place(poses(5), SIZE, 0.6, (40, 60))))
    assert "in 100% of the frames the person stands where" in sentence
    assert make.warnings(character, Motion(poses(5).changed(keypoints=near))) == []
    assert filmed(place="whole")[0].warnings(character, Motion(place(poses(5), SIZE, 0.6))) == []


def test_before_another_plate_nothing_of_the_old_background_comes_along(filmed):
    make, character = filmed(place="placed")
    [here] = make.generate(character, Motion(poses(1)))
    plate = character.plate
    there = replace(plate, image=np.full_like(plate.image, OTHER))
    # the film is cut out before its own plate; only what lies behind is another
    stage_plate = replace(character, plate=there)
    [frame] = make.generate(stage_plate, Motion(poses(1)))
    outside = cv2.dilate(character.mask, np.ones((15, 15), np.uint8)) == 0
    assert np.abs(frame[outside].astype(int) - OTHER).max() <= 2
    assert np.abs(here[outside].astype(int) - BACKGROUND).max() <= 3


def test_a_bone_that_turns_is_turned(filmed):
    make, character = filmed(place="warped")
    up = moved(poses(1), left_wrist=(212, 160), left_index=(229, 167), left_pinky=(227, 171))
    [bent] = make.generate(character, Motion(up))
    middle = tuple(int(v) for v in np.mean([(172, 140), (212, 160)], axis=0))
    colour = np.array(COLOURS["left_forearm"])
    assert np.abs(bent[middle[1], middle[0]].astype(int) - colour).max() < 30
    old = tuple(int(v) for v in np.mean([(172, 140), (186, 185)], axis=0) + (0, 14))
    assert np.abs(bent[old[1], old[0]].astype(int) - BACKGROUND).max() < 30


def test_a_small_canvas_is_painted_finer_and_the_camera_moves_what_lies_behind(filmed):
    make, character = filmed(place="placed", camera="filmed")
    board = np.zeros((SIZE[1], 2 * SIZE[0], 3), np.uint8)
    board[:, SIZE[0] :] = 255
    who = replace(character, plate=replace(character.plate, image=board))
    cameras = np.array([[[1.0, 0, 0], [0, 1, 0]], [[1.0, 0, SIZE[0]], [0, 1, 0]]])
    small = Motion(place(poses(2), (60, 80), 0.25), cameras=cameras)
    first, second = make.generate(who, small)
    assert first.shape == (80, 60, 3)
    assert first[2:5, 2:5].max() == 0 and second[2:5, 2:5].min() == 255


def test_the_steadiest_way_is_the_cheapest_of_all():
    rng = np.random.default_rng(4)
    numbers = np.stack([rng.permutation(30)[:3] for _ in range(7)])
    distances = rng.uniform(0, 0.1, (7, 3))

    def cost(way):
        taken = numbers[np.arange(7), way]
        step = np.diff(taken)
        return distances[np.arange(7), way].sum() + 0.03 * ((step < 0) | (step > 3)).sum()

    ways = np.stack(np.meshgrid(*[range(3)] * 7), axis=-1).reshape(-1, 7)
    best = min(map(cost, ways))
    chosen, away = steadiest(numbers, distances, 0.03)
    step = np.diff(chosen)
    assert np.isclose(away.sum() + 0.03 * ((step < 0) | (step > 3)).sum(), best)
    np.testing.assert_array_equal(steadiest(numbers, distances, 0.0)[1], distances.min(axis=1))


def test_one_that_jumps_seldom_beats_the_nearest_in_jumps():
    numbers = np.array([[10 + t, 50 - 7 * t] for t in range(8)])
    distances = np.where(np.arange(8)[:, None] % 2 == np.arange(2), 0.05, 0.04)
    nearest = numbers[np.arange(8), distances.argmin(axis=1)]
    assert (np.abs(np.diff(nearest)) > 3).sum() == 7
    chosen, _ = steadiest(numbers, distances, 0.02)
    assert chosen.tolist() == [10 + t for t in range(8)]
    lost = np.where(np.arange(8)[:, None] == 4, -1, numbers)
    chosen, away = steadiest(lost, distances, 0.02)
    assert chosen[4] == -1 and np.isnan(away[4]) and chosen[5] == 15


def test_a_cross_fade_lies_around_the_jump_and_its_shares_are_whole():
    shown = faded(np.array([5, 6, 7, 40, 41, 42]), 4)
    assert [len(one) for one in shown] == [1, 2, 2, 2, 2, 1]
    assert all(np.isclose(sum(one.values()), 1) for one in shown)
    assert shown[2][7] > 0.5 > shown[2][40] and shown[3][40] > 0.5
    assert faded(np.array([5, 40]), 0) == [{5: 1.0}, {40: 1.0}]


def test_a_similarity_does_not_mind_a_joint_that_is_elsewhere():
    rng = np.random.default_rng(2)
    points = rng.uniform(0, 200, (13, 2))
    wanted = points @ np.array([[0, 1.5], [-1.5, 0]]) + (30, 10)
    wanted[4] += (90, -60)
    wanted[7] = np.nan
    found = similarity(points, wanted)
    np.testing.assert_allclose(found[:, :2], [[0, -1.5], [1.5, 0]], atol=0.05)
    assert similarity(points[:1], wanted[:1]) is None


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"place": "moved"}, "place is 'moved': choose one of whole, placed, warped"),
        ({"camera": "drone"}, "camera is 'drone'"),
        ({"candidates": 0}, "candidates is 0: give a number from 1 to 500"),
        ({"jump": -0.1}, "jump is -0.1"),
        ({"fade": 61}, "fade is 61"),
    ],
)
def test_settings_out_of_range_are_refused(settings, said):
    with pytest.raises(UserError, match=said):
        GENERATORS.spec({"use": "nearest"} | settings, "generators.near")


def test_the_plate_is_needed_only_where_people_are_moved():
    def needs(**settings):
        return GENERATORS.needs({"use": "nearest", "settings": settings})

    assert needs().plate and not needs().camera and needs(camera="filmed").camera
    assert not needs(place="whole", camera="filmed").plate
    assert not needs(place="whole", camera="filmed").camera


def test_the_halves_of_a_person_are_told_by_the_nearest_bones_and_chosen_each_by_itself():
    wanted = points_of(poses(1))[0]
    share = upper_share(wanted, SIZE)[..., 0]
    for x, y in ((120, 60), (120, 120), (60, 150), (180, 160)):
        assert share[y, x] > 0.95
    for x, y in ((139, 235), (100, 270)):
        assert share[y, x] < 0.05
    legless = unseen(poses(1), *(f"{s}_{j}" for s in SIDES for j in ("knee", "ankle")))
    assert (upper_share(points_of(legless)[0], SIZE) == 1).all()
    film = [
        moved(poses(1), left_wrist=(240, 60), left_elbow=(200, 90)),
        moved(poses(1), left_knee=(190, 220), left_ankle=(190, 270)),
    ]
    joints = np.concatenate([joints_of(one) for one in film])
    index = Index(joints, np.arange(2))
    both = moved(film[0], left_knee=(190, 220), left_ankle=(190, 270))
    for part, number in ((UPPER, 0), (LOWER, 1)):
        numbers, distances = index.candidates(joints_of(both), 2, part)
        assert numbers[0, 0] == number and distances[0, 0] < distances[0, 1]
    assert index.candidates(joints_of(legless), 1, LOWER)[0].tolist() == [[-1]]


def test_a_border_of_the_film_lies_before_the_person(filmed):
    make, character = filmed()
    border = np.zeros((SIZE[1], SIZE[0], 4), np.uint8)
    border[:80] = (10, 20, 30, 255)
    who = replace(character, plate=replace(character.plate, overlay=border))
    [frame] = make.generate(who, Motion(poses(1)))
    assert np.abs(frame[:78].astype(int) - (10, 20, 30)).max() <= 2
    assert not np.array_equal(frame[100, 120], BACKGROUND)


def test_a_film_without_outlines_is_one_sentence_and_its_whole_frames_serve(tmp_path):
    take = doll_take(tmp_path)
    dark = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)
    write_frames(take.masks, [dark] * 6, 25, SIZE, {})
    for settings, place_of in (({}, "model"), ({"place": "whole"}, "other")):
        component = GENERATORS.build({"use": "nearest", "settings": settings})
        asked = [take], {}, tmp_path / place_of, tmp_path / "scratch", {}
        if settings:
            component.train(*asked)
            continue
        with pytest.raises(UserError, match="the person's outline is found: set the"):
            component.train(*asked)
