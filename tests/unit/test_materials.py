"""What a person is made of, which piece has it, cast shadows, legs behind hands, warnings."""

import cv2
import numpy as np
import pytest

from pose2video.characters.preparation.belongings import by_material, without_scraps
from pose2video.characters.preparation.fills import along_the_bone, continued
from pose2video.characters.preparation.flanks import behind_others
from pose2video.characters.preparation.floors import without_floor
from pose2video.characters.preparation.foresight import foreseen
from pose2video.characters.preparation.legs import parted_legs
from pose2video.characters.preparation.materials import MATERIALS, is_made_of, materials_of
from pose2video.characters.preparation.measures import face_outline
from pose2video.characters.preparation.plan import BONES, ORDER, SIDES, joints_of
from pose2video.characters.preparation.seeds import half_widths
from pose2video.characters.preparation.shadows import without_shadow
from pose2video.performers import load_performer
from pose2video.performers.render import SAMPLES, _visible
from pose2video.performers.stage import picture_performance
from pose2video.reporting.advice import PICTURES, advice_on
from pose2video.triangles.raster import seen

HAIR, SKIN, UPPER, LOWER, SHOES = range(1, 6)
TORSO, HEAD = ORDER.index("torso"), ORDER.index("head")
# joints of someone who stands with hanging arms on a picture of 240 x 320 pixels
JOINTS = {
    "left_shoulder": (150, 95), "right_shoulder": (90, 95), "left_elbow": (168, 145),
    "right_elbow": (72, 145), "left_wrist": (174, 190), "right_wrist": (66, 190),
    "left_knuckle": (176, 205), "right_knuckle": (64, 205), "left_hip": (136, 190),
    "right_hip": (104, 190), "left_knee": (138, 245), "right_knee": (102, 245),
    "left_ankle": (138, 290), "right_ankle": (102, 290), "left_toe": (148, 302),
    "right_toe": (92, 302),
}  # fmt: skip
JOINTS = {name: np.array(xy, float) for name, xy in JOINTS.items()}


def performer_labels(body_model, name):
    """The picture of a synthetic performer, its keypoints and the mesh group of every pixel."""
    stage = picture_performance(body_model, load_performer(name))
    picture, person, sure = next(stage.frames())
    figure = stage.dressed.figure
    points, _ = figure.posed(stage.transforms[0], stage.motion.expressions[0])
    window, keys, kept, _, _ = _visible(figure, points, stage.camera)
    keys = keys[::SAMPLES, ::SAMPLES]
    groups = np.full(person.shape, -1)
    part = np.full(keys.shape, -1)
    part[keys > 0] = figure.group[kept[seen(keys[keys > 0])[0]]]
    groups[window] = part
    return picture, person, stage.poses(sure[None]), groups


def test_materials_are_those_of_a_synthetic_performer(body_model):
    picture, person, poses, groups = performer_labels(body_model, "ada")
    joints = {name: xy[0] for name, xy in joints_of(poses).items()}
    hands = {side: poses.part(f"{side}_hand")[0] for side in SIDES}
    widths = half_widths(joints, set(BONES), person, 60.0)
    face = face_outline(poses, poses.part("body")[0])
    found = materials_of(picture, person, joints, hands, face, set(BONES), widths)
    truth = {"skin": (0, 1), "hair": (6,), "lower": (7,), "upper": (8, 9, 10), "shoes": (11, 12)}
    for name, of in truth.items():
        true, own = np.isin(groups, of), is_made_of(found, name)
        overlap = (true & own).sum() / (true | own).sum()
        assert overlap > {"skin": 0.8, "hair": 0.7, "shoes": 0.85}.get(name, 0.93), (name, overlap)
    assert not found[~person].any() and found[person].all()
    assert MATERIALS[SHOES - 1] == "shoes"


GREY = np.full((100, 100, 3), 128, np.uint8)


def scene():
    """Labels of a torso with a head above, an arm beside and a thigh below, and their materials."""
    sharp = np.full((100, 100), TORSO)
    person = np.zeros(sharp.shape, bool)
    person[5:95, 20:80] = True
    sharp[:25] = HEAD
    sharp[70:] = ORDER.index("left_thigh")
    sharp[25:70, 60:] = ORDER.index("left_upper_arm")
    made = np.where(sharp == HEAD, HAIR, UPPER)
    made[70:] = LOWER
    return sharp, np.where(person, made, 0).astype(np.uint8), person


def test_hair_goes_to_the_head_and_a_hem_to_the_trunk():
    sharp, made, person = scene()
    made[25:50, 55:70] = HAIR  # long hair on trunk and arm
    made[60:65, 62:66] = HAIR  # a dark spot that hangs together with nothing
    made[70:75, 30:60] = UPPER  # the hem
    made[85:88, 30:60] = UPPER  # a stripe of the trousers
    joints = JOINTS | {"left_elbow": np.array([70, 65]), "left_wrist": np.array([70, 90])}
    mended = by_material(GREY, sharp, made, person, joints, (50, 25, 5), 12.0)
    assert (mended[25:50, 55:70] == HEAD).all()
    assert (mended[60:65, 62:66] == ORDER.index("left_upper_arm")).all()
    assert (mended[70:75, 30:60] == TORSO).all()
    assert (mended[85:88, 30:60] == ORDER.index("left_thigh")).all()


def test_the_hand_of_a_photograph_leaves_the_trunk():
    sharp, made, person = scene()
    sharp[40:60, 55:60] = ORDER.index("left_hand")
    made[40:60, 50:60] = SKIN  # a hand of which half was taken for the trunk
    made[25:35, 40:50] = SKIN  # the neckline
    mended = by_material(GREY, sharp, made, person, JOINTS, (45, 25, 5), 12.0)
    assert (mended[42:58, 50:55] == ORDER.index("left_hand")).all()
    assert (mended[25:35, 40:50] == TORSO).all()


def test_bare_skin_below_the_neck_is_the_trunks_and_a_dark_ponytail_is_not():
    sharp, made, person = scene()
    made[25:45, 35:60] = SKIN
    sharp[25:45, 35:40] = sharp[25:45, 50:60] = HEAD  # a chest, half of which was taken for it
    colours = np.full((*sharp.shape, 3), (220, 180, 160), np.uint8)
    colours[25:45, 55:60] = (70, 40, 25)  # hair that was taken for skin
    mended = by_material(colours, sharp, made, person, JOINTS, (45, 15, 5), 12.0)
    assert (mended[25:45, 35:55] == TORSO).all()
    assert (mended[25:45, 55:60] == HEAD).all()


def test_a_collar_beside_the_chin_is_the_trunks_without_a_border_of_the_heads():
    sharp, made, person = scene()
    made[5:32, 40:56] = SKIN  # face and neck
    made[18:25, 20:40] = UPPER  # a shoulder beside the chin, which was taken for the head
    sharp[25:32, 40:56] = TORSO
    sharp[25:33, 56:58] = HEAD  # a border along the collar
    mended = by_material(GREY, sharp, made, person, JOINTS, (48, 22, 7), 30.0)
    assert (mended[19:25, 21:38] == TORSO).all()
    assert (mended[27:32, 56:58] == TORSO).all() and (mended[8:18, 42:54] == HEAD).all()


@pytest.mark.parametrize("sleeve", [26, 50])
def test_a_shirt_beside_a_bare_arm_is_the_trunks_and_a_sleeve_is_not(sleeve):
    sharp, made, person = scene()
    upper, fore = (ORDER.index(f"left_{part}") for part in ("upper_arm", "forearm"))
    sharp[50:90, 60:] = fore
    made[25:90, 66:] = SKIN
    made[25:sleeve, 60:] = UPPER  # of a short sleeve; below it a fold of the shirt beside the arm
    made[60:62, 44:46] = SKIN
    sharp[60:62, 44:46] = fore  # an island
    joints = JOINTS | {
        "left_shoulder": np.array([70.0, 28]),
        "left_elbow": np.array([70.0, 50]),
        "left_wrist": np.array([70.0, 88]),
    }
    mended = by_material(GREY, sharp, np.where(person, made, 0), person, joints, (45, 20, 5), 12.0)
    assert (mended[30:sleeve, 62:79] == upper).all()
    assert (mended[max(31, sleeve + 2) : 69, 61:65] == TORSO).all()
    assert (mended[max(31, sleeve + 2) : 50, 67:79] == upper).all()
    assert (mended[60:62, 44:46] == TORSO).all()


def test_a_made_up_scrap_is_dropped():
    alpha = np.zeros((60, 60), np.float32)
    alpha[10:50, 10:40] = 1
    alpha[20:24, 50:54] = 0.8
    assert (without_scraps(alpha)[:, :45] == alpha[:, :45]).all()
    assert not without_scraps(alpha)[:, 45:].any()


@pytest.mark.parametrize("shift", [-9, 0, 9])
def test_legs_part_in_a_line_down_to_their_gap_and_there_at_the_gap(shift):
    right, left = (ORDER.index(f"{side}_thigh") for side in ("right", "left"))
    sharp = np.full((320, 240), right)
    sharp[:, 130:] = left
    person = np.ones(sharp.shape, bool)
    person[200, 120] = False  # a speck
    person[230:, 118 + shift : 123 + shift] = False
    parted = parted_legs(sharp, person, JOINTS)
    for row in (190, 210, 229, 231, 243):
        border = 120 + shift * min(1, (row - 190) / 40)
        assert (parted[row, : int(border) - 3] == right).all()
        assert (parted[row, int(border) + 4 :] == left).all()
    assert (parted[250:] == sharp[250:]).all()  # below the knees
    assert (parted_legs(sharp, person | True, JOINTS) == sharp).all()


@pytest.mark.parametrize("shoe", [(90, 50, 30), (151, 150, 148)])
def test_the_floor_between_the_feet_leaves_unless_shoes_look_like_it(shoe):
    picture = np.full((320, 240, 3), 150, np.uint8)
    mask = np.zeros((320, 240), np.float32)
    feet = np.zeros(mask.shape, np.uint8)
    for side in SIDES:
        ends = [tuple(int(v) for v in JOINTS[f"{side}_{j}"]) for j in ("ankle", "toe")]
        cv2.line(feet, *ends, 1, 15)
    picture[feet > 0] = shoe
    mask[feet > 0] = 1
    mask[288:302, 108:132] = 1  # the floor between the two
    found = without_floor(picture, mask, JOINTS, set(BONES), 60.0)
    assert (found[feet > 0] > 0.5).mean() > 0.97
    between = (feet == 0) & (mask > 0)
    lost = (found[between] == 0).mean()
    assert lost > 0.8 if shoe[0] == 90 else lost == 0


def wall(shadow=0.0, texture=0.0):
    """A lit wall, a person before it, and its soft shadow to the left, with where that is."""
    y, x = np.mgrid[:240, :320].astype(np.float32)
    light = 190 + 0.1 * x - 0.08 * y
    light += texture * np.random.default_rng(0).normal(0, 1, light.shape)
    person = np.zeros(light.shape, np.float32)
    cv2.rectangle(person, (150, 40), (200, 239), 1, -1)
    cast = cv2.GaussianBlur(np.roll(person, (10, -35), axis=(0, 1)), (0, 0), 4)
    cast[:50] = 0
    picture = (light * (1 - shadow * cast))[..., None] * np.float32([1, 0.96, 0.9])
    picture[person > 0] = (30, 60, 120)
    return np.clip(picture, 0, 255).astype(np.uint8), person, (cast > 0.3) & (person == 0)


def test_a_cast_shadow_on_a_plain_wall_is_found():
    picture, person, cast = wall(shadow=0.35)
    lit, found = without_shadow(picture, person, 225)
    assert not found[person > 0].any()
    assert np.array_equal(lit[person > 0], picture[person > 0])
    found, cast = found[:215], cast[:215]
    assert (found & cast).sum() > 0.9 * cast.sum() and (found & ~cast).sum() < 0.5 * cast.sum()
    true = wall()[0]
    off = np.abs(lit.astype(int) - true).max(axis=2)[:215]
    assert np.percentile(off[cast], 95) < 8 and off[~cast].max() < 12


@pytest.mark.parametrize("what", ["no shadow", "a rough wall", "a brown door", "a dark corner"])
def test_what_is_no_shadow_stays(what):
    picture, person, _ = wall(
        shadow=0.35 if what == "a rough wall" else 0.0, texture=40 if what == "a rough wall" else 0
    )
    if what == "a brown door":
        picture[:, 205:260] = (110, 60, 30)
    if what == "a dark corner":  # it goes on to the picture's edge
        picture[:, :90] = (0.6 * picture[:, :90]).astype(np.uint8)
    lit, found = without_shadow(picture, person)
    assert not found.any() and np.array_equal(lit, picture)


def test_a_leg_behind_a_hand_is_as_wide_as_above_and_below():
    own = np.zeros((200, 120), bool)
    own[20:180, 40:80] = True
    hand = np.zeros_like(own)
    hand[80:120, 70:100] = True
    person = own | hand
    own[80:120, 70:] = False
    own[90:100, 70:84], hand[90:100, 70:84] = True, False  # a rim of the hand
    made = np.where(person, LOWER, 0).astype(np.uint8)
    ends = np.array([60, 20]), np.array([60, 180])
    hidden, scraps = behind_others(own, hand, person, made, *ends)
    assert (hidden | own)[82:118, 70:78].all() and not hidden[:, 82:].any()
    assert scraps[91:99, 82:84].all() and not scraps[:, :79].any()


def test_colours_of_a_limb_go_on_along_its_bone():
    across = np.linspace(0, 250, 60).astype(np.uint8)
    image = np.repeat(np.repeat(across[None, :, None], 100, axis=0), 3, axis=2)
    known = np.zeros((100, 60), bool)
    known[50:] = True
    wiped = np.where(known[..., None], image, 0).astype(np.uint8)
    filled = along_the_bone(wiped, known, np.array([30.0, 0]), np.array([30.0, 99]))
    assert np.abs(filled[5:45, 3:-3].astype(int) - image[5:45, 3:-3]).max() < 12


def test_a_hem_goes_on_straight_behind_a_hand():
    made = np.full((100, 60), SKIN, np.uint8)
    made[:40] = LOWER
    image = np.where((made == LOWER)[..., None], (40, 60, 120), (230, 180, 150)).astype(np.uint8)
    known = np.ones(made.shape, bool)
    known[10:90, :35] = False  # much more of the skin is seen below the hand than beside it
    shown = np.where(known[..., None], image, 90).astype(np.uint8)
    joints = {"left_hip": np.array([30.0, 0]), "left_knee": np.array([30.0, 99])}
    made[10:90, :35] = SKIN  # the hand is skin
    filled = continued(shown, known, "left_thigh", 12.0, joints, (0, 0), made)
    off = np.abs(filled.astype(int) - image).max(axis=2)
    assert off[:36].max() < 10 and off[44:].max() < 10


def said(joints=JOINTS, hands=(True, True), made=None, shown=frozenset(BONES)):
    points = {
        side: joints[f"{side}_wrist"] + np.random.default_rng(0).uniform(-4, 4, (21, 2))
        if found else None
        for side, found in zip(SIDES, hands, strict=True)
    }  # fmt: skip
    made = np.full((320, 240), UPPER, np.uint8) if made is None else made
    sure = dict.fromkeys(joints, 0.9)
    return foreseen(made, joints, points, set(shown), dict.fromkeys(BONES, 9.0), sure)


def test_where_a_picture_will_rip_is_said_with_the_part():
    assert said() == []
    hair = np.full((320, 240), UPPER, np.uint8)
    hair[90:130, 140:180] = HAIR
    folded = JOINTS | {"left_wrist": np.array([92.0, 140]), "right_wrist": np.array([148.0, 150])}
    one = JOINTS | {"left_wrist": np.array([105.0, 140])}
    beyond = JOINTS | {"left_wrist": np.array([260.0, 190])}
    cases = {
        "hair lies over the left arm": said(made=hair),
        "the arms are folded before the trunk": said(folded),
        "the left arm lies before the trunk": said(one),
        "the right hand is not seen": said(hands=(True, False)),
        "the edge cuts the left arm off": said(beyond),
    }
    for beginning, sentences in cases.items():
        assert len(sentences) == 1 and sentences[0].startswith(f"in the picture {beginning}")
        advice, _ = advice_on(sentences[0])
        assert advice.action == PICTURES and advice.about == "character"


def test_behind_forearms_a_trunk_has_the_cloth_above_and_below_and_beside_an_arm_its_stripes():
    joints = {f"{s}_{j}": np.array([50.0, y]) for s in ("left", "right")
              for j, y in (("shoulder", 0.0), ("hip", 90.0))}  # fmt: skip
    image = np.zeros((100, 100, 3), np.uint8)
    image[:50], image[50:] = 60, 180
    image[40:42, :10] = 255  # a mark at the rim of the band
    known = np.ones(image.shape[:2], bool)
    known[42:58, 10:] = False  # forearms, right across it
    known[:, 92:] = False  # an arm beside it
    image[10:14] = 250
    filled = continued(image, known, "torso", 8.0, joints, (0, 0), np.zeros(known.shape, np.uint8))
    assert np.abs(filled[44, 40:85, 0].astype(int) - 60).max() < 30
    assert np.abs(filled[56, 40:85, 0].astype(int) - 180).max() < 30
    assert filled[11:13, 95, 0].min() > 200 and np.abs(filled[25, 95, 0].astype(int) - 60) < 25


def test_the_skin_of_a_neckline_does_not_go_on_behind_a_hand():
    joints = {f"{s}_{j}": np.array([50.0, y]) for s in ("left", "right")
              for j, y in (("shoulder", 5.0), ("hip", 95.0))}  # fmt: skip
    image, made = np.full((100, 100, 3), 40, np.uint8), np.full((100, 100), UPPER, np.uint8)
    image[:40, 40:60], made[:40, 40:60] = 220, SKIN  # a neckline
    known = np.ones(made.shape, bool)
    known[30:60, 58:70] = False  # a hand beside it
    made[30:60, 58:70] = SKIN
    filled = continued(image, known, "torso", 10.0, joints, (0, 0), made)
    assert filled[32:58, 61:69].max() < 60
    assert filled[10:25, 44:56].min() > 200
