"""What a picture's arms look like and the light on them, from strips with a known truth."""

from dataclasses import replace

import numpy as np
import pytest

from pose2video.bodies.body import GROUPS
from pose2video.bodies.hands.drawing import SHADE_HUES, Light, encode
from pose2video.bodies.hands.kernels import shade
from pose2video.bodies.hands.tones import GREY, SkinTone, red_cut_off, shade_hues
from pose2video.bodies.likeness.joints import angle_table
from pose2video.bodies.likeness.solver import LONGEST, Problem
from pose2video.generators.limb_warp.per_frame.openings import RIM, SEAM, hemmed
from pose2video.generators.limbs.arm_light import light_on_arms
from pose2video.generators.limbs.limb_meshes import sideways
from pose2video.generators.limbs.limb_shapes import round_normals, stretched, with_elbow
from pose2video.generators.limbs.mounts import LONG, Mounts
from pose2video.generators.limbs.sleeves import Sleeve, sleeves_of
from pose2video.generators.limbs.strips import COLUMNS, ROWS, Strip
from pose2video.generators.limbs.wrists import Wrist

TONE = np.float32([0.45, 0.26, 0.18])
SKIN = np.rint(255 * encode(TONE))
RED, WHITE = (150, 30, 45), (214, 206, 212)
EVERY = np.ones((2 * ROWS, COLUMNS))


def strip_of(*parts, straight=1.0):
    """A `Strip` of colours up to rows `(row, colour)`."""
    pixels = np.zeros((2 * ROWS, COLUMNS, 3), np.float32)
    start = 0
    for row, colour in parts:
        pixels[start:row], start = colour, row
    ones = np.ones(2 * ROWS)
    return Strip(pixels, EVERY > 0, ones, 0 * ones, straight)


def sleeve_of(strip, tone=TONE):
    tone = SkinTone(tuple(tone.tolist()), Light(), True)
    return sleeves_of({"left": strip}, tone, {"left": EVERY})["left"]


@pytest.mark.parametrize(("below", "end"), [(RED, 2 * ROWS), (SKIN, 160)])
def test_a_pale_stripe_ends_a_sleeve_only_where_its_cloth_does_not_come_back(below, end):
    pale = np.float32([0.62, 0.42, 0.36])  # beside such skin white cloth may be skin
    stripe = np.rint(255 * encode(1.1 * pale * [0.9, 1.0, 1.05]))
    strip = strip_of((160, RED), (190, stripe), (2 * ROWS, below))
    assert abs(sleeve_of(strip, pale).end - end) <= 1


def test_white_cloth_is_no_pale_skin():
    pale = np.float32([0.9, 0.57, 0.64])
    skin = np.rint(255 * encode(pale))
    strip = strip_of((60, (246, 240, 250)), (2 * ROWS, skin))
    assert abs(sleeve_of(strip, pale).end - 60) <= 1


def test_at_a_sleeve_s_end_skin_beside_cloth_goes_and_a_stripe_stays():
    strip = strip_of((146, RED), (155, WHITE), (160, RED), (2 * ROWS, SKIN))
    strip.pixels[156:160, :9] = SKIN  # its border lies aslant
    found = sleeve_of(strip).strip[:160].astype(float)
    assert np.abs(found[150, 20:30] - WHITE).max() < 45
    assert np.linalg.norm(found[157:159, :9] - SKIN, axis=2).min() > 60


def test_a_hand_on_a_sleeve_is_painted_over_with_its_lights_and_widens_nothing():
    strip = strip_of((2 * ROWS, (22, 20, 19)))
    strip.pixels[230:, 8:22] = SKIN
    strip.pixels[236:246, 12:17] = (250, 244, 240)  # a light on it, of no skin's hue
    wider = strip.wider.copy()
    wider[225:] = 2.0
    found = sleeve_of(replace(strip, wider=wider))
    assert found.end == 2 * ROWS
    assert found.strip.max() < 60
    assert found.wider[232:].max() < 1.2 + wider[229]


def test_a_sleeve_that_points_at_the_camera_does_not_widen():
    strip = strip_of((2 * ROWS, (22, 20, 19)), straight=0.6)
    bell = np.interp(np.arange(2 * ROWS), (ROWS, 2 * ROWS), (1.0, 2.0))
    assert sleeve_of(replace(strip, wider=bell)).wider.max() < 1.3
    assert sleeve_of(replace(strip, wider=bell, straight=1.0)).wider.max() > 1.9


def test_a_pattern_of_bright_specks_is_the_sleeve_s_own():
    strip = strip_of((2 * ROWS, RED))
    for row in range(20, 240, 24):
        strip.pixels[row : row + 2, 18:21] = WHITE
    found = sleeve_of(strip)
    shown = [found.strip[row : row + 2, 18:21, 1].max() for row in range(140, 220, 24)]
    assert min(shown) > 90


@pytest.mark.parametrize("end", [0.8, 1.0])
def test_a_long_sleeve_ends_at_the_wrist_though_a_hand_lay_on_it(end):
    wrist = Wrist(False, False, end, (1 - end, 1.01 - end), None, None)
    long = Sleeve(np.zeros((2 * ROWS, COLUMNS, 3), np.uint8), np.ones(1), np.ones(1), None)
    tone = SkinTone(tuple(TONE.tolist()), Light(), True)
    found = Mounts(None, tone, {"left": wrist}).next_to({"left": long}, Light()).wrists["left"]
    assert found.end == max(end, LONG) and found.fade[1] > found.fade[0]


@pytest.mark.parametrize("end", [0, 40])
def test_an_arm_keeps_its_own_colour_in_the_picture(end):
    tan = np.float32([0.30, 0.155, 0.085])
    strip = strip_of((end, (20, 20, 24)), (2 * ROWS, np.rint(255 * encode(tan))))
    assert np.abs(sleeve_of(strip, np.float32([0.42, 0.25, 0.2])).skin / tan - 1).max() < 0.12


@pytest.mark.parametrize("lamp", [0.4, 0.75])
def test_the_light_on_arms_is_that_which_shaded_them(lamp):
    towards = np.array([-0.45, -0.35, -0.82])
    true = Light(tuple(towards / np.linalg.norm(towards)), lamp)
    rows, columns = np.indices((2 * ROWS, COLUMNS)).reshape(2, -1)
    strips, joints = {}, {}
    for side, ways in (("left", (0.1, 1.0, 0.0)), ("right", (-1.0, 0.1, 0.0))):
        joints[side] = np.array([0, 0, 2.0]) + np.outer((0, 0.3, 0.6), ways)
        normals = round_normals(columns, sideways((rows + 0.5) / ROWS, joints[side]))
        colours = 0.6 * TONE * true.on(np.float32(normals)).mean(axis=1)[:, None]
        pixels = (255 * encode(colours)).reshape(2 * ROWS, COLUMNS, 3)
        strips[side] = replace(strip_of((2 * ROWS, SKIN)), pixels=np.float32(pixels))
    face = SkinTone(tuple(TONE.tolist()), Light((0.3, -0.6, -0.74), 0.6), True)
    found = light_on_arms(strips, joints, face)
    assert np.dot(found.towards, true.towards) > 0.95
    assert abs(found.lamp - lamp) < 0.15


def test_without_bare_arms_the_light_is_the_face_s_and_softer():
    face = SkinTone(tuple(TONE.tolist()), Light(lamp=0.6), True)
    joints = {"left": np.array([[0, 0, 2.0], [0, 0.3, 2], [0, 0.6, 2]])}
    found = light_on_arms({"left": strip_of((2 * ROWS, RED))}, joints, face)
    assert found.towards == face.light.towards and found.lamp < 0.6


def test_shade_on_skin_is_redder_than_light():
    skin = np.ones((2, 2, 4), np.float32) * np.float32([0.6, 0.4, 0.2, 0.0])
    found = np.float32([[0, 0, -1, 0, 0, 1, much] for much in (1.0, 0.3)])  # of the light
    one, levels = np.ones((1, 2), np.float32), np.linspace(0, 1, 10001, dtype=np.float32)
    layer, nearest = np.zeros((1, 2, 4), np.float32), np.full((1, 2), np.inf, np.float32)
    tables = Light((0.0, 0.0, -1.0), 0.0).tables
    shade(
        np.arange(2),
        found,
        skin,
        one,
        one,
        *tables,
        np.float32(SHADE_HUES),
        levels,
        1,
        layer,
        nearest,
    )
    lit, dark = layer[0, :, :3]
    assert np.allclose(lit, skin[0, 0, :3], atol=0.01)
    assert np.diff(dark / lit).max() < -0.005  # red loses least, blue most


def test_an_arm_s_bones_stay_as_long_as_people_s():
    usual = angle_table().T[0]

    def unusual(forearm):
        sizes = np.array([[forearm * (group == "forearm") for group in GROUPS]])
        return float((Problem.habits(None, usual[None], sizes, np.zeros(1)) ** 2).sum())

    assert unusual(LONGEST) < 6 < 60 < unusual(LONGEST + 0.1)


def test_a_camera_that_pales_light_has_redder_shade():
    light = np.geomspace(0.2, 1.3, 200)
    powers = np.array([0.8, 1.03, 1.3])  # of the light; grey has about its first power
    colours = TONE * light[:, None] ** powers
    grey = np.polyfit(np.log(light), np.log(colours @ GREY), 1)[0]
    assert np.allclose(shade_hues(colours), powers / grey, atol=0.05)


def test_red_that_a_picture_cuts_off_is_told_by_its_shade():
    light = np.linspace(0.5, 1.0, 400)[:, None]
    skin = np.array([1.9, 0.6, 0.4]) * light
    assert red_cut_off(0.4 * skin) == 1
    shown = np.minimum(skin, 1)
    there = red_cut_off(shown)
    assert 1.2 < there < (skin / shown)[:, 0].max()


def test_a_bent_joint_has_a_corner_and_a_straight_one_has_none():
    along, zero = np.linspace(0, 2, 201), np.zeros(201)
    assert (with_elbow(along, zero, zero) == 1).all()
    bent = with_elbow(along, zero + 1, zero)
    assert bent.argmax() == 100 and bent[[75, 125]].max() < 0.95
    assert with_elbow(along, zero, zero + 1)[100] < 0.8
    cloth = stretched(zero + 1.8, along, zero + 1)
    assert (
        cloth[100] < 1.4 < 1.7 < cloth[0] and (stretched(zero + 0.9, along, zero + 1) >= 0.9).all()
    )


def test_a_hem_has_a_lighter_rim_and_a_darker_seam():
    for level in (8, 120):
        strip = np.full((2 * ROWS, COLUMNS, 3), level, np.uint8)
        rows = hemmed(strip, 1.9)[:, 0, 0]
        rim, seam = (int((1.9 - place) * ROWS) for place in (RIM, SEAM))
        assert rows[rim] > level > rows[seam] and (rows[: seam - 6] == level).all()


def test_a_hand_in_shade_before_the_end_of_a_dark_sleeve_is_painted_over():
    dark = np.rint(255 * encode(0.3 * TONE))
    strip = strip_of((2 * ROWS, (26, 24, 24)))
    strip.pixels[-30:, :18] = dark
    assert sleeve_of(strip).strip[-30:].max() < 50
