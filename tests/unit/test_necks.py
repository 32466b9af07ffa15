"""Heads that are whole at their border: necks, collars, pockets beside them, lips and cheeks."""

from dataclasses import replace

import numpy as np
import pytest

from pose2video.characters.preparation.hair_ends import hair_ends, with_ends
from pose2video.characters.preparation.materials import MATERIALS
from pose2video.characters.preparation.necks import settled_neck, shoulders_behind
from pose2video.characters.preparation.plan import ORDER
from pose2video.characters.preparation.pockets import without_pockets
from pose2video.generators.limb_warp.at_rest.face_borders import FARTHEST, INSIDE, within_head
from pose2video.generators.limb_warp.at_rest.head_mesh import build_mesh
from pose2video.generators.limb_warp.at_rest.necks import STEP, Neck
from pose2video.generators.limb_warp.at_rest.turns import CHEEK, MOST, most_yaw
from pose2video.generators.limb_warp.over_clip.head_places import LONGER, as_long
from pose2video.generators.limb_warp.per_frame.head_warp import moved_mesh
from pose2video.generators.limb_warp.per_frame.lips import LOWER, UPPER, keep_lips
from pose2video.generators.limb_warp.per_frame.maps import Trunk, trunk_map
from pose2video.generators.limbs.puppet import Texture
from pose2video.poses.skeletons import face_mesh

HEAD, TORSO = ORDER.index("head"), ORDER.index("torso")
FACE = 100.0  # pixels; its height
OVAL = face_mesh()["oval"]


def round_face(middle=(150.0, 150.0)):
    """Points of a face whose oval is a circle, the others within it, `(478, 3)`."""
    rng = np.random.default_rng(0)
    away, angle = 0.4 * FACE * np.sqrt(rng.random(478)), 2 * np.pi * rng.random(478)
    away[OVAL], angle[OVAL] = FACE / 2, 2 * np.pi * np.arange(len(OVAL)) / len(OVAL)
    flat = middle + away[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return np.column_stack([flat, np.zeros(478)])


def disc(radius, middle=150):
    """A texture that is opaque within so many pixels of the middle."""
    y, x = np.mgrid[:300, :300]
    alpha = np.uint8(255 * (np.hypot(x - middle, y - middle) < radius))
    return Texture(np.dstack([alpha] * 4), (0, 0), np.zeros((1, 2)))


def test_a_face_that_turns_pushes_the_outline_out_and_folds_nothing():
    points = round_face()
    mesh = build_mesh(points, np.eye(3), FACE, disc(60))
    target = points.copy()
    target[points[:, 0] > 150, 0] += 0.12 * FACE
    rings = moved_mesh(mesh, target)[478:].reshape(-1, len(OVAL), 3)[..., 0]
    right = np.abs(points[OVAL, 1] - 150) < 0.1 * FACE
    right &= points[OVAL, 0] > 150
    steps = np.diff(np.vstack([target[OVAL, 0][None], rings])[:, right], axis=0)
    assert (steps > 0).all()
    assert (rings[-2][right] > 150 + 60 + 5).all()
    assert np.allclose(rings[-1], mesh.points[478:, 0].reshape(rings.shape)[-1])


def test_an_oval_beside_the_head_is_drawn_in_to_it_and_the_face_stays():
    points = round_face((153.0, 150.0))  # by 3 pixels beyond a head of its size on the right
    moved = within_head(points, FACE, [disc(52)])
    away = np.hypot(*(moved[OVAL, :2] - 150).T)
    assert away.max() < 52 - INSIDE * FACE + 1.5
    assert np.abs(moved - points)[:, :2].max() <= FARTHEST * FACE + 1e-6
    inner = np.hypot(*(points[:, :2] - 153).T) < 0.3 * FACE
    assert inner.any() and np.allclose(moved[inner], points[inner])


@pytest.mark.parametrize("yaw", [0.0, 0.2, -0.4])
def test_no_cheek_is_stretched_more_than_that_of_a_frontal_face(yaw):
    turn = most_yaw(yaw, -1.0 if yaw > 0 else 1.0)
    far = CHEEK + abs(yaw)
    grows = np.cos(far - turn) / np.cos(far)
    assert np.isclose(grows, np.cos(CHEEK - MOST) / np.cos(CHEEK))
    assert most_yaw(yaw, yaw) == MOST  # on to its own side


def test_lips_never_come_down_on_the_chin():
    upright = np.zeros((478, 3))
    rim = face_mesh()["rims"]["mouth"]
    columns = np.linspace(-0.15, 0.15, 9)
    chin = (43, 106, 182, 83, 18, 313, 406, 335, 273), (204, 194, 201, 200, 421, 418, 424, 422, 32)
    down = [rim["lower"][1:-1], *LOWER, *chin]
    up = [rim["upper"][1:-1], *UPPER]
    upright[:, 1] = -1
    for rows, sign in ((down, 1), (up, -1)):
        for number, row in enumerate(rows):
            upright[list(row), 0], upright[list(row), 1] = columns, sign * 0.02 * (number + 0.5)
    offsets = np.zeros((478, 2))
    offsets[rim["lower"][1:-1], 1] = 0.15  # of another's mouth, whose lips roll in
    keep_lips(offsets, upright)
    y = upright[:, 1] + offsets[:, 1]
    assert (np.diff([y[list(row)] for row in down], axis=0) > 0.007).all()
    assert (offsets[list(UPPER[-1])] == 0).all()


def trunk(free):
    """One whose head has risen by 20 pixels; its hips at (50, 200), its shoulders at y = 100."""
    here = {"hips": np.array([50.0, 200]), "spine": np.array([0.0, -100])}
    here["sides"] = np.tile([1.0, 0], (2, 1))
    rest = {f"rest_{name}": value for name, value in here.items()}
    neck = Neck(free, free)
    return Trunk(
        **here, **rest, head=np.array([50.0, 10]), rest_head=np.array([50.0, 30]), head_angle=0.0,
        size=1.0, chin=np.array([50.0, 60]), turns=np.zeros(2), half=20.0,
        outline=np.array([[1.0, 0], [1, 0]]), neck=neck,
    )  # fmt: skip


def test_a_collar_stays_and_the_neck_between_it_and_the_chin_stretches():
    free = np.ones((150 // STEP, 100 // STEP), np.float32)
    collar = 70
    rows = STEP * (np.arange(len(free)) + 0.5)
    free *= np.clip((collar - rows) / 8, 0, 1)[:, None]  # cloth from here down
    y = np.arange(20.0, 120)
    for of_head in (False, True):
        _, seen = trunk_map(trunk(free), np.full((1, len(y)), 50.0), y[None], of_head)
        assert np.allclose(seen[0][y >= collar + 2], y[y >= collar + 2], atol=0.1)
        assert np.allclose(seen[0][y <= 38], y[y <= 38] + 20, atol=0.3)
        assert (np.diff(seen[0]) > 0).all()
    risen = replace(trunk(free), head=np.array([50.0, 60]))  # the head has come down instead
    _, chin = trunk_map(risen, np.full((1, 1), 50.0), np.full((1, 1), 75.0), of_head=True)
    _, cloth = trunk_map(risen, np.full((1, 1), 50.0), np.full((1, 1), 75.0), of_head=False)
    assert np.isclose(chin, 45, atol=0.5) and np.isclose(cloth, 75, atol=0.1)


def test_no_neck_is_usually_longer_than_the_picture_s():
    lengths = np.array([0.9, 1.3, 1.3, 1.3, 1.6])
    offsets = np.outer(lengths, [0.0, -50])
    assert np.isclose(1.3 * as_long(offsets, -50j), LONGER)
    assert as_long(offsets, -65j) == 1 and as_long(offsets / 2, -50j) == 1


def test_a_collar_beside_the_jaw_and_frays_of_the_neck_are_the_trunk_s():
    sharp = np.full((100, 100), TORSO)
    sharp[:60] = HEAD
    materials = np.full((100, 100), 1 + MATERIALS.index("skin"), np.uint8)
    materials[70:] = materials[45:, :30] = 1 + MATERIALS.index("upper")
    materials[10:20, 60:70] = 1 + MATERIALS.index("upper")  # a hair slide
    sharp[60:66, 80] = HEAD
    settled = settled_neck(sharp, materials, np.ones((100, 100), bool), (50, 55, 20))
    assert (settled[45:60, :30] == TORSO).all() and (settled[:44] == HEAD).all()
    assert (settled[61:66, 80] == TORSO).all() and (settled[45:60, 35:] == HEAD).all()


def test_a_shoulder_that_hair_hides_is_painted_like_the_cloth_below_it():
    image = np.zeros((60, 100, 3), np.uint8)
    image[:, 40:60], image[40:] = (200, 150, 120), (0, 0, 250)
    known = np.zeros((60, 100), bool)
    known[:, 40:60] = known[40:] = True
    painted = np.full_like(image, 200)  # skin of the neck, gone on along the rows
    joints = {"left_shoulder": np.array([90.0, 50]), "right_shoulder": np.array([10.0, 50])}
    there = np.ones((60, 100), bool)
    out = shoulders_behind(image, painted, known, there, (50, 5, 12), joints, (0, 0))
    assert np.abs(out[36, 80].astype(int) - (0, 0, 250)).max() < 10
    assert np.abs(out[[3, 20], [80, 45]].astype(int) - 200).max() <= 1  # beside the face; known


@pytest.mark.parametrize("hair", [(30, 20, 10), (60, 180, 140)])
def test_a_pocket_of_the_background_is_cut_out_unless_the_hair_looks_like_it(hair):
    green = np.array([60, 190, 150], np.uint8)
    picture = np.tile(green, (200, 200, 1))
    picture[40:140, 60:140] = (220, 170, 150)
    picture[20:75, 55:145] = hair
    picture[100:120, 125:137] = green
    behind, mask = np.tile(green, (200, 200, 1)), np.zeros((200, 200), np.float32)
    mask[20:200, 50:150] = 1
    picture[140:, 50:150] = green  # a shirt
    angles = np.linspace(0, 2 * np.pi, 36)
    face = np.stack([100 + 30 * np.cos(angles), 90 + 40 * np.sin(angles)], axis=1)
    shoulders = np.array([[60.0, 140], [140, 140]])
    cut = without_pockets(picture, mask, behind, face, shoulders)
    assert (cut[145:, 50:150] == 1).all() and (cut[80:95, 80:120] == 1).all()
    assert cut[110, 131] == pytest.approx(0 if hair[1] < 100 else 1, abs=0.01)


def test_hair_ends_on_cloth_where_its_colour_does_not_where_the_map_of_materials_does():
    picture = np.full((200, 200, 3), (200, 30, 30), np.uint8)
    picture[:100] = (30, 20, 10)
    picture[100:103] = (115, 25, 20)  # half of either
    materials = np.full((200, 200), 1 + MATERIALS.index("upper"), np.uint8)
    materials[:101] = materials[101:112, 80:120] = 1 + MATERIALS.index("hair")
    sharp = np.where(materials == 1 + MATERIALS.index("hair"), HEAD, TORSO)
    person = np.ones((200, 200), bool)
    picture = np.repeat(np.repeat(picture, 5, 0), 5, 1)  # a band of 12 pixels
    five = np.ones((5, 5), np.uint8)
    sharp, materials, person = (np.kron(a, five) for a in (sharp, materials, person))
    ends = hair_ends(picture, sharp, materials, person > 0)
    settled = with_ends(sharp, person > 0, ends)
    beside = [250, 700]  # columns off the tongue
    assert (settled[:499, beside] == HEAD).all() and (settled[516:, beside] == TORSO).all()
    half = ends.share[507, beside]
    assert ((half > 0.3) & (half < 0.7)).all()
    assert np.abs(ends.colours[507, beside].astype(int) - (30, 20, 10)).max() < 25
    assert hair_ends(picture, np.full_like(sharp, HEAD), materials, person > 0) is None
