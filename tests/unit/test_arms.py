"""The model's arms in the picture's sleeves: outline and colours against the truth."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from drawn_limbs import CLOTH, SCRAP, SIZE, SKIN, drawn_limb, dressed
from embodied import standing_motion
from pose2video.bodies.body import Body
from pose2video.bodies.hands.tones import GREY
from pose2video.bodies.retargeting.limbs import BonePaths, reach
from pose2video.characters.motions import Motion
from pose2video.generators.limb_warp import LimbWarp
from pose2video.generators.limb_warp.at_rest import prepare
from pose2video.generators.limb_warp.over_clip import follow
from pose2video.generators.limb_warp.over_clip.shoulder_roots import drawn_shoulder, shoulder_offset
from pose2video.generators.limb_warp.per_frame import draw, hands
from pose2video.generators.limb_warp.per_frame.arms import arm_at, lay_arm
from pose2video.generators.limbs.cloth import skin_shows
from pose2video.generators.limbs.puppet import Texture
from pose2video.generators.limbs.sleeves import LIKE_FACE, Sleeve, like_face
from pose2video.generators.limbs.strips import COLUMNS, ROWS
from pose2video.triangles.textures import linear

SHOULDER_PX, HAND_PX = 28, 10  # about it, where the arm comes out of the trunk; where it ends


@pytest.fixture(scope="module")
def standing(model):
    motion = standing_motion(model, 1, SIZE)
    motion = replace(motion, translation=motion.translation - [[0, 0.05, 0]])
    return Body.build(model, motion.shape), motion


def reached(standing, side, by):
    """The arm with its wrist at a place from the shoulder, metres in camera axes."""
    body, motion = standing
    start = BonePaths.of(body, motion).heads[:, body.rig.index(f"upperarm01.{side[0].upper()}")]
    return reach(body, motion, "arm", side[0].upper(), start + np.array(by))


def laid(standing, character, motion, side, hair=None):
    """The arm as it is drawn: RGB over black, and coverage; `hair` of the head under it."""
    body, _ = standing
    moves = Motion(body.poses(motion), motion, body)
    clip = follow(prepare(character, SIZE, False, body, True), moves)
    frame, covered = np.zeros((SIZE[1], SIZE[0], 3), np.uint8), np.zeros(SIZE[::-1], np.uint8)
    for piece in ("upper_arm", "forearm"):
        lay_arm(frame, covered, f"{side}_{piece}", arm_at(clip, side, 0), clip, 0, hair)
    return frame.astype(float), covered / 255


@pytest.mark.parametrize("sleeve", [0.4, 1.0, 1.7])
@pytest.mark.parametrize("by", [(0.08, 0.10, -0.42), (0.30, -0.25, -0.10), (0.05, 0.25, -0.20)])
def test_outline_and_sleeve_are_the_true_ones_also_towards_the_camera(standing, sleeve, by):
    character, motion = dressed(standing, sleeve), reached(standing, "left", by)
    frame, cover = laid(standing, character, motion, "left")
    truth, true_cover = drawn_limb(standing[0], motion, "left", sleeve)
    a, b = cover > 0.5, true_cover > 0.5
    ends = [standing[0].rig.index(f"{bone}.L") for bone in ("upperarm01", "wrist")]
    ends = motion.camera.project(BonePaths.of(standing[0], motion).heads[0, ends])[0]
    far = np.hypot(*(np.indices(a.shape)[::-1] - ends[:, :, None, None]).transpose(1, 0, 2, 3))
    beyond = (far > np.reshape((SHOULDER_PX, HAND_PX), (2, 1, 1))).all(axis=0)
    assert (a & b & beyond).sum() / ((a | b) & beyond).sum() > 0.9
    inner = cv2.erode((a & b).astype(np.uint8), np.ones((5, 5))) > 0
    right = np.abs(frame - truth)[inner].max(axis=1) < 55  # the truth has no shade at its rims
    assert right.mean() > 0.9


@pytest.mark.parametrize(("by", "hidden"), [((0.25, 0.3, -0.05), True), ((0.05, 0.0, -0.5), False)])
def test_hair_hangs_over_a_shoulder_and_an_arm_to_the_camera_comes_out_of_it(standing, by, hidden):
    character, motion = dressed(standing, 1.0), reached(standing, "left", by)
    _, free = laid(standing, character, motion, "left")
    _, under = laid(standing, character, motion, "left", np.full(SIZE[::-1], 255, np.uint8))
    bones = [standing[0].rig.index(f"{bone}.L") for bone in ("upperarm01", "lowerarm01")]
    joints = motion.camera.project(BonePaths.of(standing[0], motion).heads[0, bones])[0]
    x, y = np.rint(joints[0] + 0.25 * (joints[1] - joints[0])).astype(int)
    if hidden:
        assert free[y, x] > 0.9 and under[y, x] < 0.1
    x, y = np.rint(joints[1]).astype(int)
    near = slice(y - 3, y + 4), slice(x - 3, x + 4)
    assert free[near].min() > 0.9 and np.abs(free - under)[near].max() < 0.01
    assert hidden or np.abs(free - under).max() < 0.01


def test_a_hand_shades_what_lies_behind_it_but_never_its_own_forearm(standing, monkeypatch):
    shaded = []
    monkeypatch.setattr(hands, "cast_shadow", lambda frame, behind, *rest: shaded.append(behind))
    character, motion = dressed(standing, 1.0), reached(standing, "left", (0.1, 0.1, -0.4))
    body, _ = standing
    moves = Motion(body.poses(motion), motion, body)
    draw(follow(prepare(character, SIZE, False, body, True), moves), 0, LimbWarp())
    bones = [body.rig.index(f"{bone}.L") for bone in ("lowerarm01", "wrist")]
    elbow, wrist = motion.camera.project(BonePaths.of(body, motion).heads[0, bones])[0]
    x, y = np.rint(0.6 * elbow + 0.4 * wrist).astype(int)
    assert shaded and all(behind.max() > 250 for behind in shaded)
    assert min(behind[y, x] for behind in shaded) < 5


def test_an_arm_that_the_driver_s_film_does_not_show_is_drawn_where_the_body_has_it(standing):
    character, motion = dressed(standing, 1.0), standing[1]
    _, seen = laid(standing, character, motion, "left")
    unsure = motion.confidence.copy()
    unsure[:, [motion.bones.index(f"{bone}.L") for bone in ("lowerarm01", "wrist")]] = 0
    _, assumed = laid(standing, character, replace(motion, confidence=unsure), "left")
    assert (seen > 0.5).sum() > 500
    assert ((seen > 0.5) & (assumed > 0.5)).sum() > 0.8 * (seen > 0.5).sum()


def test_what_lies_on_a_bare_arm_is_painted_over(standing):
    character = dressed(standing, 0.4, scrap=True)
    frame, cover = laid(standing, character, standing[1], "left")
    shown = frame[cover > 0.95]
    assert np.abs(shown - SCRAP).max(axis=1).min() > 60


def test_the_arm_that_the_picture_shows_lends_its_look_to_the_other(standing):
    character = dressed(standing, 1.0)
    hidden = tuple(
        replace(piece, image=piece.image * np.uint8([1, 1, 1, 0]))
        if piece.name.startswith("right")
        else piece
        for piece in character.pieces
    )
    frame, cover = laid(standing, replace(character, pieces=hidden), standing[1], "right")
    truth, true_cover = drawn_limb(*standing, "right", 1.0)
    inner = cv2.erode(((cover > 0.5) & (true_cover > 0.5)).astype(np.uint8), np.ones((5, 5))) > 0
    assert inner.sum() > 500
    assert (np.abs(frame - truth)[inner].max(axis=1) < 45).mean() > 0.9


def test_the_picture_s_own_arms_are_a_setting(standing):
    character, (body, motion) = dressed(standing, 1.0), standing
    moves = Motion(body.poses(motion), motion, body)
    own, models = (
        next(LimbWarp(arms=arms).generate(character, moves)) for arms in ("picture", "body")
    )
    assert (own != models).any()
    with pytest.raises(ValueError, match="arms must be"):
        LimbWarp(arms="none")


def test_an_arm_that_the_picture_cuts_off_goes_on_in_its_sleeve_or_bare(standing):
    who = dressed(standing, 2.0)
    short = tuple(p for p in who.pieces if not p.name.endswith("forearm"))
    who = replace(who, pieces=short)
    body, _ = standing
    arms = {how: prepare(who, SIZE, False, body, how).arms for how in ("sleeved", "bare")}
    for how, colour in (("sleeved", CLOTH), ("bare", SKIN)):
        strip = arms[how].sleeves["left"].strip
        half = len(strip) // 2
        upper, lower = (
            part.reshape(-1, 3).mean(axis=0) for part in (strip[8 : half - 8], strip[half + 12 :])
        )
        assert np.abs(upper - CLOTH).max() < 25
        assert np.abs(lower - colour).max() < 45
    with pytest.raises(ValueError, match="cut_arms are the model's"):
        LimbWarp(cut_arms="bare", arms="picture")


def test_a_waistcoat_over_the_shoulder_is_not_the_sleeve_s(standing):
    who, waistcoat = dressed(standing, 2.0), np.float32((190, 60, 60))
    pieces = []
    for piece in who.pieces:
        image = piece.image.copy()
        if piece.name.endswith("upper_arm"):
            ys, xs = np.nonzero(image[..., 3] > 200)
            upper = ys < ys.min() + 0.6 * np.ptp(ys)
            half = xs > np.median(xs) if piece.name.startswith("right") else xs < np.median(xs)
            image[ys[upper & half], xs[upper & half], :3] = waistcoat
        pieces.append(replace(piece, image=image))
    pieces = tuple(piece for piece in pieces if piece.name.endswith("upper_arm"))
    arms = prepare(replace(who, pieces=pieces), SIZE, False, standing[0], "sleeved").arms
    for sleeve in arms.sleeves.values():
        assert np.abs(sleeve.strip.astype(float) - CLOTH).max(axis=2).mean() < 6
        assert (np.linalg.norm(sleeve.strip - waistcoat, axis=2) < 80).mean() < 0.01


def test_a_blurred_hand_is_no_cloth_but_stripes_and_folds_are():
    cloth, skin = np.float32([12, 0, -2]), np.float32([65, 16, 18])
    lab = np.tile(cloth, (60, 41, 1))
    lab[10:30, 20:30] = 0.7 * cloth + 0.3 * skin
    lab[40:44, :] = (40, 0, -30)
    lab[50:54, :] = (20, 0, -3)
    found = skin_shows(lab, cloth, skin)
    assert found[10:30, 20:30].all()
    assert not found[35:].any()


def test_beside_the_trunk_a_shoulder_is_solid(standing):
    character = dressed(standing, 2.0)
    body, motion = standing
    _, cover = laid(standing, character, motion, "left")
    where = BonePaths.of(body, motion).heads[0, body.rig.index("upperarm01.L")]
    x, y = motion.camera.project(where[None])[0][0]
    rows, columns = np.indices(cover.shape)
    assert cover[np.hypot(columns - x, rows - y) < 5].min() > 0.95


def test_an_arm_hangs_where_the_picture_s_shoulder_is(standing):
    body, _ = standing
    rest = prepare(dressed(standing, 2.0), SIZE, False, body, True)
    stance, out, up = rest.character.body, 9, 6
    place = rest.arms, "left", body, stance
    start, drawn = drawn_shoulder(*place, rest.puppet)
    right = rest.puppet.joints["left_shoulder"][0] > rest.puppet.joints["right_shoulder"][0]
    shown = np.roll(drawn, (-up, out if right else -out), (0, 1))

    def offset(shown):
        image = np.repeat(np.uint8(255 * shown)[..., None], 4, axis=2)
        torso = {"torso": Texture(image, (0, 0), np.zeros((1, 2)))}
        puppet = replace(rest.puppet, textures=rest.puppet.textures | torso)
        return shoulder_offset(*place, puppet)

    assert np.allclose(offset(shown), (out, up), atol=2)
    shown[:, np.abs(np.arange(SIZE[0]) - start[0]) < 40] = False
    assert np.abs(offset(shown)).max() < 3  # a shoulder that is cut off says nothing


def test_over_a_trunk_of_another_colour_a_hanging_arm_ends_at_an_armhole(standing):
    body, motion = standing[0], reached(standing, "left", (0.02, 0.5, -0.02))
    moves = Motion(body.poses(motion), motion, body)
    clip = follow(prepare(dressed(standing, 2.0), SIZE, False, body, True), moves)
    start, elbow = clip.arms.line["left"][0][:2]
    inwards = np.sign(clip.arms.line["right"][0][0] - start) * (1, 0)
    length = np.linalg.norm(elbow - start)
    armpit = start + 0.15 * (elbow - start) + 0.12 * length * inwards
    below = start + 0.7 * (elbow - start)

    def drawn(levels):
        frame, covered = np.full((*SIZE[::-1], 3), levels, np.uint8), np.full(SIZE[::-1], 255)
        lay_arm(frame, np.uint8(covered), "left_upper_arm", arm_at(clip, "left", 0), clip, 0)
        return [frame[tuple(np.rint(at[::-1]).astype(int))].astype(int) for at in (armpit, below)]

    white, own = drawn((240, 240, 240)), drawn(CLOTH)
    assert white[0].min() > 225  # the trunk's
    assert np.abs(white[1] - own[1]).max() < 5  # the arm's


@pytest.mark.parametrize("light", [0.4, 1.0, 2.0])
def test_a_bare_arm_is_about_as_light_as_the_face_and_its_sleeve_stays(light):
    face, end = np.float32([0.45, 0.28, 0.2]), ROWS // 2
    strip = np.full((2 * ROWS, COLUMNS, 3), (30, 40, 120), np.uint8)
    skin = (light * face[:, None] * [0.9, 1.1]).T.clip(0, 1)  # two tones of it, side by side
    strip[end:, : COLUMNS // 2], strip[end:, COLUMNS // 2 :] = np.rint(255 * skin ** (1 / 2.2))
    arm = Sleeve(strip, np.ones(2 * ROWS), np.ones(2 * ROWS), light * face, end)
    found = like_face(arm, face, np.ones(3))
    np.testing.assert_array_equal(found.strip[:end], strip[:end])
    below = linear(found.strip[end + ROWS // 2 :])
    assert below.mean(axis=(0, 1)) @ GREY / (face @ GREY) == pytest.approx(
        np.clip(light, *LIKE_FACE), rel=0.05
    )
    sides = below[:, 0].mean(), below[:, -1].mean()
    assert sides[1] / sides[0] == pytest.approx(1.1 / 0.9, rel=0.15)  # its own shading stays
