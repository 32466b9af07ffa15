"""Taking a picture apart: mask, background, pieces, refusals."""

import cv2
import numpy as np
import pytest

import prepare_character as script
from pose2video.characters.preparation import prepare_character, shrink
from pose2video.characters.preparation.absences import missing_sentences
from pose2video.characters.preparation.backgrounds import fill_background
from pose2video.characters.preparation.borders import refine_borders
from pose2video.characters.preparation.copies import of_copies
from pose2video.characters.preparation.holes import hole_of
from pose2video.characters.preparation.labels import label_pixels
from pose2video.characters.preparation.meant import part_of
from pose2video.characters.preparation.outlines import arms_without_scraps
from pose2video.characters.preparation.person import exact_mask, pure_colours
from pose2video.characters.preparation.pieces import cut_pieces
from pose2video.characters.preparation.plan import BONES, ORDER
from pose2video.characters.preparation.seeds import half_widths, shown_bones
from pose2video.characters.preparation.sides import between_sides
from pose2video.errors import UserError
from pose2video.estimators import ESTIMATORS
from pose2video.films.pictures import write_rgb
from pose2video.poses.sequence import PoseSequence

SPEC = {"revision": 1, "settings": {}, "use": "mediapipe_holistic"}
JOINTS = {
    "left_shoulder": (150, 95), "right_shoulder": (90, 95), "left_elbow": (164, 145),
    "right_elbow": (76, 145), "left_wrist": (168, 190), "right_wrist": (72, 190),
    "left_knuckle": (170, 205), "right_knuckle": (70, 205), "left_hip": (136, 190),
    "right_hip": (104, 190), "left_knee": (138, 245), "right_knee": (102, 245),
    "left_ankle": (138, 290), "right_ankle": (102, 290), "left_toe": (148, 302),
    "right_toe": (92, 302),
}  # fmt: skip
JOINTS = {name: np.array(xy, float) for name, xy in JOINTS.items()}
FACE = np.array(
    [(120 + 17 * np.cos(a), 52 + 24 * np.sin(a)) for a in np.linspace(0, 6, 30)]
    + [(138, 52), (102, 52)]
)
SHIRT, SKIN, TROUSERS = (180, 40, 40), (230, 180, 150), (40, 40, 120)


def figure():
    """Arms of the shirt's colour that hang against the trunk, with a thin dark crease between."""
    owner = np.zeros((320, 240), np.uint8)
    picture = np.full((320, 240, 3), 200, np.uint8)

    def piece(name, colour, draw):
        drawn = np.zeros_like(owner)
        draw(drawn)
        edge = cv2.dilate(drawn, np.ones((3, 3), np.uint8))
        picture[(edge > 0) & (owner > 0)] = 20
        owner[drawn > 0] = 1 + ORDER.index(name)
        picture[drawn > 0] = colour

    half = {"upper_arm": 10, "forearm": 9, "thigh": 15, "shin": 11, "foot": 7}
    for name in ORDER:
        kind = name.split("_", 1)[-1]
        if name == "torso":
            piece(name, SHIRT, lambda d: cv2.rectangle(d, (92, 84), (148, 195), 1, -1))
        elif name == "head":
            piece(name, SKIN, lambda d: cv2.ellipse(d, (120, 52), (19, 27), 0, 0, 360, 1, -1))
        elif kind in half:
            ends = [JOINTS[j].astype(int) for j in (BONES[name].start, BONES[name].end)]
            colour = SHIRT if "arm" in kind else TROUSERS
            width = 2 * half[kind]
            piece(name, colour, lambda d, e=ends, w=width: cv2.line(d, *map(tuple, e), 1, w))
    return picture, owner


def test_pixels_go_to_the_pieces_they_are_of():
    picture, owner = figure()
    mask = (owner > 0).astype(np.float32)
    shown = {name for name in BONES if not name.endswith("hand")}
    widths = half_widths(JOINTS, shown, owner > 0, 60.0)
    hands = {"left": None, "right": None}
    shares = label_pixels(picture, mask, JOINTS, hands, FACE, shown, widths)
    sharp = np.stack([shares.get(n, np.zeros_like(mask)) for n in ORDER]).argmax(axis=0)
    sharp = refine_borders(picture, owner > 0, sharp)
    assert (sharp + 1 == owner)[owner > 0].mean() > 0.9
    for name in ("left_upper_arm", "right_forearm", "head", "torso"):
        index = ORDER.index(name)
        both = ((sharp == index) & (owner == index + 1)).sum()
        assert both / ((sharp == index) & (owner > 0) | (owner == index + 1)).sum() > 0.75
    total = sum(shares.values())[owner > 0]
    assert np.abs(total - 1).max() < 0.02


def test_shorts_go_up_to_the_hip_on_both_sides():
    picture, owner = figure()
    person, materials = owner > 0, np.zeros_like(owner)
    torso, thighs = owner == 1 + ORDER.index("torso"), np.isin(owner, [5, 6])
    rows = np.arange(len(owner))[:, None]
    shorts, hem = torso & (rows >= 165), thighs & (rows < 205)
    picture[thighs], picture[shorts], picture[hem & (rows > 196)] = SKIN, TROUSERS, (240, 240, 235)
    materials[person], materials[torso], materials[shorts | hem] = 2, 3, 4
    shares = {name: np.float32(owner == 1 + i) for i, name in enumerate(ORDER)}
    widths = half_widths(JOINTS, set(BONES), person, 60.0)
    mask = person.astype(np.float32)
    pieces = cut_pieces(picture, mask, shares, JOINTS, widths, (120, 78, 8), 9.0, materials)
    for side, x in (("left", 136), ("right", 104)):
        piece = next(p for p in pieces if p.name == f"{side}_seat")
        above = piece.image[188 - piece.origin[1], x - piece.origin[0]]
        assert np.abs(above[:3].astype(int) - TROUSERS).max() < 10 and above[3] > 250


def test_hands_in_pockets_and_legs_below_the_edge_are_not_shown():
    confidence = dict.fromkeys(JOINTS, 0.9)
    assert "left_hand" not in shown_bones(
        JOINTS, confidence, {"left": False, "right": True}, (240, 320)
    )
    cut = shown_bones(JOINTS, confidence, {"left": True, "right": True}, (240, 200))
    assert "left_forearm" in cut
    assert not any(name.endswith(("thigh", "shin", "foot")) for name in cut)
    assert missing_sentences({"left_upper_arm", "left_hand", "right_upper_arm"}) == [
        "the right hand was not found in the picture: it is left out",
        "the picture does not show the legs: they are left out",
    ]


def test_a_flat_background_stays_flat_and_the_rest_stays_as_it_was():
    picture, owner = figure()
    filled = fill_background(picture, (owner > 0).astype(np.float32))
    assert (filled == 200).all()
    stripes = np.where(np.arange(240) // 12 % 2, 60, 190)[None, :, None].repeat(320, 0)
    stripes = stripes.repeat(3, 2).astype(np.uint8)
    textured = np.where(owner[..., None] > 0, picture, stripes)
    filled = fill_background(textured, (owner > 0).astype(np.float32))
    far = cv2.dilate(owner, np.ones((39, 39))) == 0
    assert np.array_equal(filled[far], textured[far])
    red = filled[..., 0].astype(int) - filled[..., 1]
    assert red.max() < 30  # nothing of the red shirt stays
    hole = owner > 0
    assert np.abs(filled.astype(int) - stripes)[hole].mean() < 40


def test_a_falling_light_goes_on_behind_the_person_without_a_step():
    rows, columns = np.mgrid[:320, :240].astype(np.float32)
    light = 230 - 60 * (columns / 240) - 120 * np.clip((rows - 270) / 50, 0, 1)
    picture = np.repeat(np.rint(light)[..., None], 3, axis=2).astype(np.uint8)
    mask = np.zeros((320, 240), np.float32)
    mask[40:316, 80:150] = 1
    seen = picture.copy()
    seen[mask > 0] = (40, 60, 160)
    assert np.abs(fill_background(seen, mask).astype(int) - picture).max() < 12


def test_a_thin_thing_that_sticks_out_before_a_plain_wall_leaves_with_the_person():
    picture, mask = np.full((400, 400, 3), 180, np.uint8), np.zeros((400, 400), np.float32)
    mask[120:, 140:260] = 1
    picture[mask > 0] = (30, 20, 20)
    cv2.line(picture, (200, 130), (170, 60), (120, 40, 40), 2)  # beyond the band around the mask
    cv2.line(picture, (20, 20), (60, 20), (120, 40, 40), 2)  # stands by itself
    behind = fill_background(picture, mask).astype(int)
    assert np.abs(behind[50:115, 150:220] - 180).max() < 10
    assert (behind[18:23, 25:55] == picture[18:23, 25:55]).all()


def test_the_border_gets_the_share_and_the_colour_of_the_person_alone():
    share = np.clip((np.arange(80) - 38) / 4, 0, 1).astype(np.float32)[None].repeat(60, 0)
    own, away = np.array((200, 30, 30)), np.array((20, 200, 20))
    picture = share[..., None] * own + (1 - share[..., None]) * away
    picture = np.rint(picture).astype(np.uint8)
    background = np.full_like(picture, away)
    mask = exact_mask(picture, (share > 0.4).astype(np.float32), background)
    assert np.abs(mask - share)[:, 5:-5].max() < 0.3 and np.abs(mask - share).mean() < 0.02
    colours = pure_colours(picture, mask, background)
    assert np.abs(colours[:, 42:].astype(int) - own).max() < 12


def test_a_large_picture_is_shrunk_and_that_is_said():
    picture, said = shrink(np.zeros((1500, 3000, 3), np.uint8))
    assert picture.shape == (1024, 2048, 3)
    assert said == ["the picture has 3000 x 1500 pixels and was shrunk to 2048 x 1024"]
    assert shrink(np.zeros((600, 900, 3), np.uint8))[1] == []


class Finds:
    """An estimator that always finds the same points."""

    def __init__(self, points):
        self.points = points

    def estimate(self, frames, fps):
        frames = list(frames)
        empty = PoseSequence.build(
            np.full((1, 553, 2), np.nan), np.zeros((1, 553)), fps, (240, 320), "holistic"
        )
        keypoints = np.repeat(empty.keypoints, len(frames), axis=0)
        for name, xy in self.points.items():
            keypoints[:, empty.layout.index(name)] = xy
        found = np.isfinite(keypoints).all(axis=2)
        return PoseSequence.build(keypoints, found, fps, (240, 320), "holistic")

    def follow(self, frames, fps, person=None):
        return self.estimate(frames, fps), []


class Seats:
    """An estimator that finds four points in the n-th of three seats of 100 pixels."""

    def follow(self, frames, fps, person=None):
        points = dict(zip(_body(), np.array([[0, 0], [20, 0], [20, 30], [0, 30]]), strict=False))
        shift = np.array([100 * (person - 1) + 40, 60])
        if person > 3:
            return Finds({}).estimate(frames, fps), ["person 4 from the left is asked for, and no"]
        return Finds({k: xy + shift for k, xy in points.items()}).estimate(frames, fps), []


def test_of_several_people_on_a_picture_the_part_around_one_is_taken():
    picture = np.repeat(np.arange(300, dtype=np.uint8)[None, :, None], 200, axis=0).repeat(3, 2)
    where, box, framed, said = part_of(picture, Seats(), 2)
    part = picture[where]
    columns = part[0, :, 0]
    assert columns.min() <= 140 and columns.max() >= 160  # the points and some room
    assert columns.min() > 100 and columns.max() < 200  # nobody else
    left, top, right, bottom = np.array(box) * np.tile(part.shape[1::-1], 2)
    assert (columns[round(left)], round(right - left), round(bottom - top)) == (140, 20, 30)
    assert abs((framed != picture).any(axis=(0, 2)).nonzero()[0].min() - columns.min()) <= 2
    assert not said
    with pytest.raises(UserError, match="person 4 from the left is asked for, and no"):
        part_of(picture, Seats(), 4)


def test_someone_of_whom_only_the_hands_are_known_is_refused():
    with pytest.raises(UserError, match="nobody was found"):
        prepare_character(figure()[0], Finds({"left_wrist": (10, 10)}))


def test_a_person_without_a_mask_is_refused():
    points = {name: (100 + 3 * (i % 4), 100 + i / 9) for i, name in enumerate(_body())}
    empty = np.full((320, 240, 3), 128, np.uint8)
    with pytest.raises(UserError, match="crop it closer"):
        prepare_character(empty, Finds(points))


def _body():
    from pose2video.poses.skeletons import load_skeleton

    return load_skeleton("holistic").names[:33]


def test_a_picture_of_nobody_is_refused_and_leaves_no_file(tmp_path):
    noise = np.random.default_rng(0).integers(90, 110, (200, 260, 3)).astype(np.uint8)
    write_rgb(tmp_path / "wall.png", noise)
    names = ("picture.png", "mask.png", "background.png", "poses.json", "limbs.npz", "check.png")
    outputs = [tmp_path / "out" / name for name in names]
    assert ESTIMATORS.build(SPEC)
    with pytest.raises(UserError, match="nobody was found in the character's picture"):
        script.main(tmp_path / "wall.png", outputs, SPEC, (), 100)
    assert not any(path.exists() for path in outputs)


def test_a_scrap_of_cloth_leaves_an_arm_and_a_trunk_has_even_sides():
    person = np.zeros((200, 200), bool)
    person[20:180, 60:180] = True
    sharp = np.full(person.shape, ORDER.index("torso"))
    arm = ORDER.index("left_forearm")
    sharp[20:180, 140:180] = arm
    sharp[100:104, 120:140] = arm  # a thin strip of the trunk
    mended = arms_without_scraps(sharp, person, {"left_forearm": 20.0})
    assert (mended[100:104, 120:136] == ORDER.index("torso")).all()
    assert (mended[40:160, 145:180] == arm).all()
    own = (mended == ORDER.index("torso")) & person
    own[90:120, 130:145] = False  # a dent, where the arm lies before the trunk
    joints = {"left_shoulder": (140, 30), "right_shoulder": (70, 30),
              "left_hip": (125, 170), "right_hip": (85, 170)}  # fmt: skip
    sides, _ = between_sides(own, person, joints, 30.0)
    assert sides[60:150, 65:135].all() and not sides[60:150, 160:].any()


def test_what_hangs_off_the_person_leaves_with_them_and_things_of_the_wall_stay():
    picture = np.full((300, 300, 3), (200, 190, 180), np.uint8)
    picture[100:250, 100:200] = (60, 40, 20)
    mask = np.zeros((300, 300), np.float32)
    mask[100:250, 100:200] = 1
    picture[92:100, 140:144] = (60, 40, 20)  # a strand
    picture[100:250, 260:270] = (60, 40, 20)  # a thing of the person's colour, apart from them
    hole = hole_of(picture, mask)
    assert hole[92:100, 140:144].all() and hole[mask > 0].all()
    assert not hole[:, 230:].any() and not hole[80:86].any()
    assert not hole[:, :84].any()


def test_bricks_and_a_door_go_on_behind_the_person_in_their_places():
    rows, columns = np.mgrid[:320, :480]
    joints = (rows % 36 < 5) | ((columns + 35 * (rows // 36 % 2)) % 70 < 5)
    wall = np.repeat(np.where(joints, 200, 90)[..., None], 3, axis=2).astype(np.uint8)
    wall[:, 400:] = (120, 60, 20)  # the door
    hole = np.zeros((320, 480), bool)
    hole[60:, 150:260] = True
    filled = of_copies(np.where(hole[..., None], 0, wall).astype(np.uint8), hole, wall * 0 + 127)
    off = np.abs(filled.astype(int) - wall).max(axis=2)
    assert (off[~hole] == 0).all()
    assert (off[hole] > 60).mean() < 0.12  # sharp, and in step with the rest
