"""Where parts of a person meet: beard and collar, hair and wall, hips."""

import cv2
import numpy as np

from pose2video.characters.preparation.beards import beard_of, collar, settled
from pose2video.characters.preparation.hips import bites, cap
from pose2video.characters.preparation.materials import MATERIALS
from pose2video.characters.preparation.plan import ORDER
from pose2video.characters.preparation.spill import without_spill
from pose2video.characters.preparation.strands import strands

NECK = (120.0, 90.0, 30.0)
WHITE, BLACK = np.array((205.0, 200, 195)), np.array((25.0, 25, 35))
HAIR, SKIN, UPPER = (1 + MATERIALS.index(name) for name in ("hair", "skin", "upper"))
HEAD, TORSO = ORDER.index("head"), ORDER.index("torso")


def bearded():
    """A white beard on a black shirt: picture, person, pieces, materials, the beard's share."""
    share = np.zeros((240, 240), np.uint8)
    cv2.ellipse(share, (120, 110), (45, 50), 0, 0, 360, 255, -1)
    for x in range(80, 162, 6):
        cv2.line(share, (x, 140), (x + (x - 120) // 8, 172), 255, 2, cv2.LINE_AA)
    share = share / np.float32(255)
    person = np.zeros(share.shape, bool)
    person[40:, 40:200] = True
    picture = share[..., None] * WHITE + (1 - share[..., None]) * BLACK
    sharp = np.where(np.arange(240)[:, None] < 130, HEAD, TORSO) + np.zeros((1, 240), int)
    materials = np.where(share > 0.9, HAIR, UPPER) * person
    return np.rint(picture).astype(np.uint8), person, sharp, materials.astype(np.uint8), share


def test_a_beard_is_the_heads_to_its_last_strand_and_the_collar_the_trunks():
    picture, person, sharp, materials, truth = bearded()
    beard = beard_of(picture, person, materials, NECK)
    below = (np.arange(240)[:, None] > 100) & person
    assert np.abs(beard.share - truth)[below].mean() < 0.02
    rim = (beard.share > 0.4) & (beard.share < 0.95)
    assert np.abs(beard.colours[rim].astype(int) - WHITE).max() < 50  # no shirt in its strands
    owner = settled(sharp, person, beard, NECK)
    assert (owner[below & (truth > 0.8)] == HEAD).mean() > 0.98
    assert (owner[below & (truth == 0) & (np.arange(240)[:, None] > 122)] == TORSO).all()
    assert beard.below[125, 120] and not beard.below[60, 120]
    known = person & (truth == 0) & ~beard.around
    painted = collar(picture, known, beard.beside & ~known)
    assert np.abs(painted[beard.below].astype(int) - BLACK).max() < 10


def test_where_the_neck_is_seen_there_is_no_beard():
    picture, person, _, materials, _ = bearded()
    materials[(materials == HAIR) & (np.abs(np.arange(240) - 120) < 25)] = SKIN
    assert beard_of(picture, person, materials, NECK) is None


def test_hair_gets_its_single_strands_on_a_plain_wall_and_stays_on_another():
    truth = np.zeros((300, 300), np.uint8)
    cv2.circle(truth, (150, 150), 60, 255, -1)
    for a in np.arange(0, 2 * np.pi, 0.2):
        ends = [(int(150 + r * np.cos(a)), int(150 + r * np.sin(a))) for r in (55, 63)]
        cv2.line(truth, *ends, 255, 1, cv2.LINE_AA)
    truth = truth / np.float32(255)
    mask = (np.hypot(*(np.mgrid[:300, :300] - 150)) < 61).astype(np.float32)
    wall = np.array((150.0, 140, 140))
    picture = truth[..., None] * (40, 30, 25) + (1 - truth[..., None]) * wall
    found = strands(np.rint(picture).astype(np.uint8), mask, mask > 0.5)
    ring = np.abs(np.hypot(*(np.mgrid[:300, :300] - 150)) - 62) < 2
    assert np.abs(found - truth)[ring].mean() < 0.6 * np.abs(mask - truth)[ring].mean()
    noise = np.random.default_rng(1).normal(0, 60, (300, 300, 1)) * (mask == 0)[..., None]
    busy = np.clip(picture + noise, 0, 255).astype(np.uint8)
    assert np.abs(strands(busy, mask, mask > 0.5) - mask).mean() < 0.01


def test_hips_have_no_bites_and_thighs_round_tops():
    joints = {"left_hip": (140, 120), "right_hip": (100, 120), "left_knee": (140, 200)}
    joints = {name: np.array(xy, float) for name, xy in joints.items()}
    trunk = np.zeros((240, 240), bool)
    trunk[40:121, 85:156] = True
    whole, trunk[104:114, 140:] = trunk.copy(), False
    trunk[80:84, 118:122] = False
    assert (bites(trunk, whole, joints) == (whole & ~trunk)).all()
    assert not bites(trunk, trunk, joints).any()  # there the background is seen
    top, above = cap("left_thigh", joints, {"left_thigh": 20.0}, trunk.shape)
    assert top[102, 140] == 1 and top[96, 140] == 0 and top[104, 158] == 0
    assert top[122, 170] == 0 and top[180, 170] == 1 and above[119, 140] and not above[121, 140]


def test_a_coloured_walls_light_leaves_the_rim_and_shades_and_dark_things_stay():
    from_middle = np.hypot(*(np.mgrid[:300, :300] - 150))
    wall, skin = np.array((60.0, 210, 120)), np.array((220.0, 170, 150))
    whole = np.clip((100 - from_middle) / 5, 0, 1)[..., None]  # softer than the mask
    picture = whole * skin + (1 - whole) * wall
    picture[(from_middle < 100) & (np.arange(300) < 60)] = 20  # black hair at its side
    mask, behind = (from_middle < 100).astype(np.float32), np.full((300, 300, 3), wall, np.uint8)
    rim = (from_middle > 95) & (from_middle < 99) & (np.arange(300) > 80)
    colours = np.rint(picture).astype(np.uint8)
    cleared, seen = without_spill(colours, mask, behind, np.ones(mask.shape, bool))
    cleared = cleared.astype(float)
    assert np.abs(cleared - skin)[rim].mean() < 0.4 * np.abs(picture - skin)[rim].mean()
    kept = (from_middle < 85) | (picture.max(axis=2) == 20)
    assert np.abs(cleared - picture)[kept].max() <= 1 and (seen == mask)[kept].all()
    outermost = (from_middle > 99) & (from_middle < 100) & (np.arange(300) > 80)
    assert seen[outermost].max() < 0.2  # that is the wall
    for found, given in zip(
        without_spill(colours, mask, np.full_like(behind, 190), mask > 0),
        (colours, mask),
        strict=True,
    ):
        assert (found == given).all()
