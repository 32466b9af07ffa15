"""The hands of the body model on the flat puppet: side, place, order, colour."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from embodied import standing_motion
from paper_doll import SIZE, paper_character, poses
from performer_figure import unseen
from pose2video.bodies.angles import ANGLE_INDEX, ANGLES
from pose2video.bodies.body import Body, Shape
from pose2video.bodies.hands.drawing import Light, encode
from pose2video.bodies.hands.mesh import build_hand
from pose2video.bodies.hands.skin import paint_skin
from pose2video.bodies.hands.tones import SkinTone, is_skin, skin_tone
from pose2video.bodies.likeness.phenotype import USUAL
from pose2video.bodies.model import load_body_model
from pose2video.characters.motions import Motion
from pose2video.characters.preparation.plan import BONES, SIDES
from pose2video.generators.limb_warp import LimbWarp
from pose2video.generators.limb_warp.at_rest import prepare
from pose2video.generators.limb_warp.over_clip import follow
from pose2video.generators.limb_warp.over_clip.hand_order import measure_gaps, with_hands
from pose2video.generators.limb_warp.over_clip.unseen_arms import with_unseen_arms
from pose2video.generators.limb_warp.per_frame.hand_shadows import as_soft_as, cast_shadow, smear
from pose2video.generators.limb_warp.per_frame.hands import place_hand, rest_length
from pose2video.generators.limbs.mounts import Mounts
from pose2video.generators.limbs.puppet import lay_out
from pose2video.generators.limbs.sleeves import Sleeve
from pose2video.generators.limbs.wrists import Wrist, end_of_forearm
from pose2video.registry import Needs
from pose2video.triangles.meshes import Layer
from pose2video.triangles.textures import linear

TONE = np.float32([0.45, 0.27, 0.19])


@pytest.fixture(scope="module")
def body(body_model):
    return Body.build(load_body_model(body_model), Shape())


def posture(body, frames=1, **joints):
    """A `BodyMotion` before the doll's canvas; `left_elbow={"bend": 90}`, degrees."""
    angles = np.zeros((frames, len(ANGLES)))
    for joint, turns in joints.items():
        for angle, degrees in turns.items():
            angles[:, ANGLE_INDEX[joint, angle]] = degrees
    standing = standing_motion(body.model, frames, SIZE)
    root = np.tile(np.eye(4), (frames, 1, 1))
    return replace(standing, rotations=body.rig.rotations(angles, root))


def as_poses(body, motion):
    """The body's keypoints on the canvas as a generator gets them."""
    return body.poses(motion)


def followed(body, motion):
    """The doll's clip, and the keypoints that it follows."""
    where = as_poses(body, motion)
    rest = prepare(paper_character(), where.frame_size, moves_head=False, figure=body)
    return follow(rest, Motion(where, motion, body)), where


RAISED = {"flex": 20, "abduct": 60, "twist": 0}


@pytest.mark.parametrize("side", SIDES)
def test_every_finger_is_drawn_where_the_bodys_own_keypoints_are(body, side):
    motion = posture(body, **{f"{side}_shoulder": RAISED, f"{side}_index": {"mcp": 70}})
    clip, where = followed(body, motion)
    hand = place_hand(clip, side, 0)
    wrist = where.keypoints[0, where.layout.index(f"{side}_wrist")]
    for number, finger in enumerate(("thumb", "index", "middle", "ring", "pinky")):
        tip = np.linalg.norm(hand.mesh.points - hand.mesh.fingers[number, 3], axis=1).argmin()
        name = where.layout.index(f"{side}_hand_{finger}_tip")
        wanted = (where.keypoints[0, name] - wrist) * clip.hands.scale
        start = clip.tracks.start[f"{side}_hand"][0]
        assert np.linalg.norm(hand.xy[tip] - start - wanted) < 1.5


@pytest.mark.parametrize("longer", [0.8, 1.25])
def test_the_end_of_its_forearm_lies_on_the_puppet_s_whatever_its_length(body, longer):
    stretched = Body.build(body.model, Shape(USUAL, {"forearm": longer}))
    clip, _ = followed(stretched, posture(stretched, left_shoulder=RAISED))
    hand, bone = place_hand(clip, "left", 0), BONES["left_forearm"]
    share = hand.mesh.up_arm / rest_length(stretched, "left")
    ring = hand.xy[np.abs(share - 0.25) < 0.04].mean(axis=0)
    angle = clip.tracks.angle[bone.name][0]
    length = clip.rest.puppet.bone(bone)[0] * clip.tracks.along[bone.name][0]
    along = (ring - clip.tracks.start[bone.name][0]) @ (np.cos(angle), np.sin(angle)) / length
    assert along == pytest.approx(0.75, abs=0.04)


def test_left_and_right_hand_are_mirror_images(body):
    left, right = (build_hand(body, side) for side in SIDES)
    mirrored = left.fingers * [-1, 1, 1]
    assert np.abs(mirrored - right.fingers).max() < 1e-3
    assert left.inward[0] < 0 < right.inward[0]


def test_the_hand_follows_the_puppets_wrist(body):
    motion = posture(body, left_shoulder=RAISED)
    clip, _ = followed(body, motion)
    first = place_hand(clip, "left", 0)
    moved = {name: start + [7.0, -3.0] for name, start in clip.tracks.start.items()}
    second = place_hand(replace(clip, tracks=replace(clip.tracks, start=moved)), "left", 0)
    assert np.allclose(second.xy - first.xy, [7, -3], atol=1e-3)


def test_a_sleeve_ends_at_the_wrist_and_a_bare_arm_above_it():
    doll = lay_out(paper_character(), SIZE)
    name = "left_forearm"
    texture, bone = doll.textures[name], BONES[name]
    colour = np.median(texture.image[..., :3][texture.image[..., 3] > 250], axis=0)
    for tone, bare in ((linear(colour), True), (TONE[::-1].copy(), False)):
        wrist, cut = end_of_forearm(doll, name, tone, 0.9, doll.bone(bone)[0])
        assert (wrist.bare, wrist.whole) == (bare, False)
        y, x = np.nonzero(cut.image[..., 3] > 128)
        ends = np.stack([x, y], axis=1) + cut.origin - doll.joints[bone.start]
        along = ends @ (doll.joints[bone.end] - doll.joints[bone.start]) / doll.bone(bone)[0] ** 2
        assert abs(along.max() - wrist.end) < 0.05
        assert wrist.end == (pytest.approx(1.0) if not bare else pytest.approx(0.91, abs=0.02))


def test_an_arm_that_the_driver_does_not_show_hangs_as_the_bodys(body):
    motion = posture(body, 2)
    whole = as_poses(body, motion)
    lost = whole.layout.indices("left_elbow", "left_wrist", "left_index", "left_pinky")
    found = with_unseen_arms(Motion(unseen(whole, *lost), motion, body))
    assert np.abs(found.keypoints[:, lost] - whole.keypoints[:, lost]).max() < 0.01
    assert (found.confidence[:, lost] < 0.5).all()


@pytest.mark.parametrize(
    ("shoulder", "elbow", "before"),
    [({"flex": 35, "twist": 60}, 100, True), ({"flex": -45, "twist": 60}, 80, False)],
)
def test_real_depth_decides_whether_a_hand_is_before_or_behind_the_trunk(
    body, shoulder, elbow, before
):
    motion = posture(body, left_shoulder=shoulder, left_elbow={"bend": elbow})
    meshes = {side: build_hand(body, side) for side in SIDES}
    gaps = measure_gaps(body, body.transforms(motion), motion.camera, meshes)
    gap = gaps.gap["left", "torso"][0]
    assert gap > 0.02 if before else gap < -0.02
    order = ["left_forearm", "right_forearm", "torso", "head"]
    if before:
        order = ["torso", "head", "left_forearm", "right_forearm"]
    (drawn,) = with_hands([order], gaps, SIDES)
    assert (drawn.index("left_hand") > drawn.index("torso")) == before
    assert drawn.index("left_hand") > drawn.index("left_forearm")


def lit_face(body, tone, towards):
    """A picture in which the face's points have a tone under one lamp, and their keypoints."""
    motion = standing_motion(body.model, 1, (480, 640))
    motion = replace(motion, translation=np.array([[0.0, 0.55, 1.6]]))
    seen = body.poses(motion)
    xy = seen.part("face")[0]
    x = (xy[:, 0] - xy[:, 0].mean()) / np.ptp(xy[:, 0]) * 2
    u = (np.arange(480) - xy[:, 0].mean()) / np.ptp(xy[:, 0]) * 2
    shade = 1 + 0.35 * np.sign(towards) * np.clip(u, -1, 1)
    assert np.abs(x).max() <= 1.5
    row = 255 * encode(np.float32(tone) * shade[:, None].astype(np.float32))
    return np.repeat(np.rint(row).astype(np.uint8)[None], 640, axis=0), seen


@pytest.mark.parametrize("towards", [-1, 1])
def test_tone_and_light_come_from_the_face(body, towards):
    picture, seen = lit_face(body, TONE, towards)
    found = skin_tone(picture, seen, ())
    assert found.seen
    assert np.abs(np.array(found.tone) / TONE - 1).max() < 0.12
    assert np.sign(found.light.towards[0]) == towards and found.light.towards[2] < 0


def test_without_a_face_the_tone_is_assumed_and_says_so():
    assert not skin_tone(np.zeros((320, 240, 3), np.uint8), poses(), ()).seen


def test_cloth_is_not_skin_but_shade_is():
    shirts = linear(np.uint8([[200, 30, 30], [40, 60, 160], [30, 30, 30], [240, 240, 240]]))
    assert not is_skin(shirts, TONE).any()
    assert is_skin(np.stack([TONE, 0.4 * TONE, 1.3 * TONE]), TONE).all()


def test_painted_skin_has_the_tone_paler_palms_and_nails(body):
    mesh = build_hand(body, "left")
    skin = paint_skin(mesh, TONE)
    x, y = np.rint(mesh.chart).astype(int).T
    colours = skin[y, x, :3]
    facing = mesh.normals @ mesh.inward
    wide = (mesh.finger == 5) & (mesh.points[:, 1] > 0.02)
    back = np.median(colours[wide & (facing < -0.7)], axis=0)
    palm = np.median(colours[wide & (facing > 0.7)], axis=0)
    assert np.abs(back / TONE - 1).max() < 0.25
    assert palm.sum() > back.sum()
    assert skin[..., 3].max() > 0.9  # nails shine


def drawn(character, motion, **settings):
    return np.array(list(LimbWarp(head=0, **settings).generate(character, motion)))


def doll_motion(body, frames=1):
    motion = posture(body, frames)
    return Motion(poses(frames), motion, body)


def test_hands_the_picture_hides_are_drawn_and_not_said_to_be_missing(body):
    whole = paper_character()
    kept = tuple(p for p in whole.pieces if not p.name.endswith("hand"))
    hidden, motion = replace(whole, pieces=kept), doll_motion(body)
    plain = LimbWarp(hands="picture")
    assert any("hands were not found" in said for said in plain.warnings(hidden, motion))
    said = LimbWarp().warnings(hidden, motion)
    assert not any("were not found" in sentence for sentence in said)
    assert not any("colour of the hands" in sentence for sentence in said)  # it is the face's
    changed = drawn(hidden, motion) != drawn(hidden, motion, hands="picture")
    rows, columns = np.nonzero(changed.any(axis=(0, 3)))
    assert len(rows) > 60
    for x in (54, 186):  # below both wrists
        assert ((np.abs(columns - x) < 12) & (rows > 187)).sum() > 15


def test_picture_hands_need_no_body_and_are_as_without_one(body):
    doll, motion = paper_character(), doll_motion(body)
    assert LimbWarp(hands="picture").needs() == Needs(cuts_out=True)
    assert LimbWarp().needs() == Needs(body=True, cuts_out=True)
    with_body = drawn(doll, motion, hands="picture")
    assert np.array_equal(with_body, drawn(doll, Motion(motion.poses), hands="picture"))
    with pytest.raises(ValueError, match="body"):
        drawn(doll, Motion(motion.poses))


def test_a_still_hand_is_not_blurred_and_a_shutter_keeps_what_it_smears(body):
    doll, motion = paper_character(), doll_motion(body, 2)
    assert np.array_equal(drawn(doll, motion), drawn(doll, motion, motion_blur=0.5))
    colour = np.zeros((20, 20, 4), np.float32)
    colour[8:12, 8:12] = 1
    layer = Layer((slice(30, 50), slice(30, 50)), colour, np.ones((20, 20), np.float32))
    wide = smear(layer, (9.0, 0.0), (100, 100))
    assert np.isclose(wide.colour.sum(), colour.sum(), rtol=1e-4)
    assert (wide.colour[..., 3].max(axis=0) > 0).sum() > 4 + 7


def test_a_shadow_falls_on_the_figure_only_away_from_the_light():
    frame = np.full((100, 100, 3), 200, np.uint8)
    covered = np.zeros((100, 100), np.uint8)
    covered[:, :70] = 255
    hand = Layer((slice(40, 60), slice(40, 60)), np.ones((20, 20, 4), np.float32), None)
    light = Light((0.6, -0.5, -0.62))
    cast_shadow(frame, covered, hand, 0.03, light, 300.0)
    assert (frame[:, 70:] == 200).all()
    dark = (frame[..., 0] < 195).astype(np.uint8)
    x, y, width, height = cv2.boundingRect(dark)
    assert x + width / 2 < 50 < y + height / 2


@pytest.mark.parametrize("settings", [{"hands": "none"}, {"motion_blur": 1.5}])
def test_settings_are_checked(settings):
    with pytest.raises(ValueError, match=next(iter(settings))):
        LimbWarp(**settings)


def mounts_of(wrist, skin, lamp=0.6):
    tone = SkinTone(tuple(TONE.tolist()), Light(lamp=lamp), True)
    sleeve = Sleeve(np.zeros((2, 2, 3), np.uint8), np.ones(2), 1.0, skin)
    lit = Light(lamp=0.5 * lamp)
    return Mounts(None, tone, {"left": wrist}).next_to({"left": sleeve}, lit)


def test_a_hand_is_as_the_bare_arm_that_is_drawn_beside_it():
    sleeved = Wrist(False, False, 1.0, (0.0, 0.01), None, None)
    arm = 0.7 * TONE * np.float32([1.05, 1.0, 0.9])
    mounts = mounts_of(sleeved, arm)
    hand, above = mounts.tones("left")
    assert np.allclose(above, arm) and np.abs(hand / arm - 1).max() < 0.4
    assert mounts.wrists["left"].bare  # what the strip shows as skin is no cuff
    assert mounts.tone.light.lamp == 0.3  # in the light on arms


@pytest.mark.parametrize(
    ("whole", "skin"), [(True, None), (False, None), (False, TONE[::-1]), (False, 0.1 * TONE)]
)
def test_an_arm_that_is_a_sleeve_or_not_seen_well_gives_no_colour(whole, skin):
    wrist = Wrist(whole, whole, 0.0, (0.1, 0.2), None, tuple((0.5 * TONE).tolist()))
    mounts = mounts_of(wrist, skin)
    hand, arm = mounts.tones("left")
    assert not mounts.beside and mounts.tone.light.lamp == 0.6
    if whole:  # a forearm of the model's that reaches the elbow is nearly as the hand
        assert np.abs(arm / hand - 1).max() < 0.3
    else:  # what is seen at the end of a sleeve may be a blurred hand
        assert arm is None


def test_a_hand_turned_from_the_lamp_stays_near_its_arm():
    light = Light((0.0, -0.8, -0.6), 0.6)
    up, down = (np.tile(np.float32(n), (50, 1)) for n in ((0, -0.8, -0.6), (0, 0.8, -0.6)))
    assert light.seen(up) > 1.3 * light.seen(down)
    facing = np.tile(np.float32((0, 0, -1)), (5, 1))
    assert light.seen(facing) == pytest.approx(1, abs=1e-5)
    hidden = np.concatenate([facing, np.tile(np.float32((0, 0, 1)), (95, 1))])
    assert light.seen(hidden) == pytest.approx(1, abs=1e-5)


def test_a_hand_beside_an_enlarged_picture_is_as_soft_and_beside_a_fine_one_sharp():
    colour = np.ones((8, 8, 4), np.float32)
    layer = Layer((slice(20, 28), slice(2, 10)), colour, np.ones((8, 8), np.float32))
    assert as_soft_as(layer, 0.6, (40, 40)) is layer
    shares = np.zeros((40, 40), np.float32)
    soft = as_soft_as(layer, 2.0, (40, 40))
    shares[soft.window] = soft.colour[..., 3]
    assert np.abs(shares[24, 10] - shares[24, 1]) < 0.2 and 0.2 < shares[24, 10] < 0.5
    assert np.isclose(shares.sum(), 64, rtol=0.05)
