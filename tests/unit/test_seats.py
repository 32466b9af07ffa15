"""Cloth about the hips: trousers that part at the crotch alone, a skirt that never parts."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from paper_doll import BACKGROUND, HALF, POINTS, SIZE, moved, poses
from pose2video.characters.character import Character
from pose2video.characters.motions import Motion
from pose2video.characters.preparation.materials import MATERIALS
from pose2video.characters.preparation.pieces import cut_pieces
from pose2video.characters.preparation.plan import BONES, ORDER, joints_of
from pose2video.characters.preparation.skirts import skirt_of
from pose2video.generators.limb_warp import LimbWarp
from pose2video.generators.limb_warp.at_rest import prepare
from pose2video.generators.limb_warp.over_clip import follow
from pose2video.generators.limb_warp.per_frame.limbs import limb_at, trunk_at
from pose2video.generators.limb_warp.per_frame.seats import hung
from pose2video.generators.limbs.seats import Sheet, thigh_shares

SHIRT, CLOTH, SKIN = (200, 60, 50), (40, 60, 160), (230, 180, 150)
WAIST, HEM = 165, 218
JOINTS = {name: xy[0] for name, xy in joints_of(poses()).items()}
SPREAD = {
    "left_knee": (176, 222), "right_knee": (64, 222), "left_ankle": (186, 270),
    "right_ankle": (54, 270), "left_foot_index": (198, 280), "right_foot_index": (42, 280),
}  # fmt: skip


def cut(skirt, hem=HEM):
    """A figure in trousers, a `skirt` or a `dress`: the arguments of `cut_pieces`."""
    owner, material = np.zeros(SIZE[::-1], np.uint8), np.zeros(SIZE[::-1], np.uint8)
    colour = np.full((*owner.shape, 3), BACKGROUND, np.uint8)

    def paint(name, kind, rgb, draw):
        drawn = np.zeros_like(owner)
        draw(drawn)
        owner[drawn > 0], material[drawn > 0] = 1 + ORDER.index(name), 1 + MATERIALS.index(kind)
        colour[drawn > 0] = rgb

    for name in (n for n in ORDER if not n.endswith("hand")):
        if name == "torso":
            paint(name, "upper", SHIRT, lambda d: cv2.rectangle(d, (90, 86), (150, 178), 1, -1))
            continue
        if name == "head":
            paint(
                name, "skin", SKIN, lambda d: cv2.ellipse(d, (120, 56), (19, 26), 0, 0, 360, 1, -1)
            )
            continue
        bone, wide = BONES[name], 2 * HALF[name.split("_", 1)[1]]
        ends = [tuple(int(v) for v in JOINTS[joint]) for joint in (bone.start, bone.end)]
        kind, rgb = ("upper", SHIRT) if "arm" in name else ("skin", SKIN)
        if not skirt and name.endswith(("thigh", "shin")):
            kind, rgb = "lower", CLOTH
        paint(name, kind, rgb, lambda d, ends=ends, wide=wide: cv2.line(d, *ends, 1, wide))
    rows, columns = np.mgrid[: SIZE[1], : SIZE[0]]
    if skirt:
        below = (rows >= WAIST) & (rows <= hem)
        worn = below & (np.abs(columns - 120) <= 30 + 0.3 * (rows - WAIST))
    else:
        worn = (rows >= WAIST) & (rows < 200) & (np.abs(columns - 120) <= 30)
    for side, half in (("left", columns > 120), ("right", columns <= 120)):
        for piece, low in (("thigh", 178), ("shin", JOINTS[f"{side}_knee"][1])):
            owner[worn & half & (rows >= low)] = 1 + ORDER.index(f"{side}_{piece}")
    owner[worn & (rows < 178)] = 1 + ORDER.index("torso")
    cloth, colour[worn] = ("upper", SHIRT) if skirt == "dress" else ("lower", CLOTH)
    material[worn] = 1 + MATERIALS.index(cloth)
    shares = {
        name: np.float32(owner == 1 + i) for i, name in enumerate(ORDER) if "hand" not in name
    }
    widths = {name: float(HALF[name.split("_", 1)[1]]) for name in BONES if "hand" not in name}
    mask = np.float32(owner > 0)
    return colour, mask, shares, JOINTS, widths, (120, 80, 10), 8.0, material


def character(skirt, hem=HEM):
    args = cut(skirt, hem)
    background = np.full_like(args[0], BACKGROUND)
    mask = np.uint8(255 * args[1])
    return Character(args[0], mask, background, poses(), Path("."), tuple(cut_pieces(*args)))


def drawn(skirt, hem=HEM, **points):
    (frame,) = LimbWarp(hands="picture").generate(
        character(skirt, hem), Motion(moved(poses(), **points))
    )
    return frame.astype(int)


def like(pixels, colour, tolerance=25):
    return np.abs(pixels - np.array(colour)).max(axis=-1) <= tolerance


@pytest.mark.parametrize(("skirt", "colour"), [("skirt", CLOTH), ("dress", SHIRT)])
def test_a_skirt_hangs_in_one_piece_over_legs_that_spread(skirt, colour):
    rest, frame = drawn(skirt), drawn(skirt, **SPREAD)
    for image in (rest, frame):
        assert like(image[WAIST + 3 : HEM - 12, 120], colour).all()
    for row in range(180, 200):  # from one side to the other without a hole
        worn = 75 + np.flatnonzero(like(frame[row, 75:166], colour))
        assert not like(frame[row, worn[0] : worn[-1]], BACKGROUND, 70).any()
    wide = [like(image[195:205], colour).sum(axis=1).mean() for image in (rest, frame)]
    assert wide[1] > wide[0] + 8  # it goes with the thighs
    assert like(frame[230:240, 178:190], SKIN).any()  # and they come out of it


def test_a_skirt_below_the_knees_hides_them():
    ankles = {"left_ankle": (160, 275), "right_ankle": (80, 275)}
    frame = drawn("skirt", 262, **ankles)
    number, _, stats, _ = cv2.connectedComponentsWithStats(np.uint8(like(frame, CLOTH)))
    assert (stats[1:number, cv2.CC_STAT_AREA] > 4).sum() == 1
    assert not like(frame[225:245, 100:140], SKIN).any()
    assert like(frame[268:272, 150:165], SKIN).any()


def test_trousers_stay_whole_when_legs_spread():
    frame = drawn(None, **SPREAD)
    for side in ("left", "right"):
        hip, knee = (np.array(p[f"{side}_{j}"]) for p, j in ((POINTS, "hip"), (SPREAD, "knee")))
        along = np.rint(np.linspace(hip, knee, 40)).astype(int)
        assert like(frame[along[:, 1], along[:, 0]], CLOTH).all()
    for x in range(85, 156):  # each column has cloth from the waist down to one edge
        worn = WAIST + 8 + np.flatnonzero(like(frame[WAIST + 8 : 240, x], CLOTH))
        assert not like(frame[worn[0] : worn[-1], x], BACKGROUND, 70).any()
    lowest = [np.flatnonzero(like(frame[:, x], CLOTH))[-1] for x in (105, 120, 135)]
    assert lowest[1] < lowest[0] and lowest[1] < lowest[2]  # and parts at the crotch


@pytest.mark.parametrize("skirt", ["skirt", "dress", None])
def test_a_skirt_is_told_from_trousers(skirt):
    _, mask, shares, _, _, _, _, material = cut(skirt)
    sharp = np.stack([shares.get(n, np.zeros_like(mask)) for n in ORDER]).argmax(axis=0)
    found = skirt_of(mask > 0.5, sharp, material, JOINTS)
    if not skirt:
        assert found is None
        return
    rows, columns = np.mgrid[: SIZE[1], : SIZE[0]]
    truth = material == 1 + MATERIALS.index("upper" if skirt == "dress" else "lower")
    truth, found = truth & (rows >= WAIST) & (np.abs(columns - 120) < 50), found & (rows >= WAIST)
    assert (found & truth).sum() / (found | truth).sum() > 0.97


def test_sheets_of_both_legs_are_one_above_the_crotch_and_the_trunk_s_at_the_waist():
    y, x = (v.ravel() for v in np.mgrid[150:236:2, 90:151:3])
    points = np.stack([x, y], axis=1).astype(float)
    (left, own), (right, other) = (thigh_shares(points, JOINTS, 202.0, side) for side in (0, 1))
    above = y <= 202
    assert np.array_equal(left[above], right[above]) and np.array_equal(own[above], other[above])
    assert (own[y < 165] == 0).all()
    assert np.allclose(left[y > 220], [1, 0]) and np.allclose(right[y > 220], [0, 1])
    assert (own[y > 220, 0] == 1).all() and (other[y > 220, 1] == 1).all()
    assert own[(y == 202) & (x == 120)].max() < 0.5 < own[(y == 202) & (x == 138), 0]
    skirt = thigh_shares(points, JOINTS)
    middle = (x == 120) & (y > 210)
    assert np.allclose(skirt[0][middle], 0.5, atol=0.02) and (skirt[1][middle] == 1).all()


def test_cloth_turns_with_a_thigh_about_the_hip_by_its_share():
    hip, knee = np.array(POINTS["left_hip"], float), np.array(POINTS["left_knee"], float)
    turn = np.radians(-40)
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    motion = moved(poses(), left_knee=tuple(hip + matrix @ (knee - hip)))
    points = np.array([[130.0, 172.0], [150.0, 200.0], [138.0, 215.0], [128.0, 205.0]])
    for moves, share, by in (
        (poses(), 0.7, 0),
        (motion, 0, 0),
        (motion, 0.5, 0.5),
        (motion, 1, 1),
    ):
        clip = follow(prepare(character(None), SIZE, False), Motion(moves))
        puppet, tracks = clip.rest.puppet, clip.tracks
        trunk = trunk_at(puppet, tracks, clip.turns[0], clip.outlines[0], 0)
        limbs = [limb_at(puppet, tracks, {}, f"{s}_thigh", 0)[0] for s in ("left", "right")]
        every = np.ones((len(points), 1))
        sheet = Sheet(None, points, None, every * [1, 0], every * [share, 0], every[:, 0])
        found = hung(sheet, trunk, limbs)
        cos, sin = np.cos(by * turn), np.sin(by * turn)
        truth = hip + (points - hip) @ np.array([[cos, -sin], [sin, cos]]).T
        assert np.abs(found - truth).max() < 0.6
