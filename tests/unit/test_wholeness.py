"""The score of wholeness: torn limbs, rags, and what is none of them."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from embodied import standing_motion
from pose2video.bodies.body import Body
from pose2video.bodies.parts import PARTS
from pose2video.characters.character import Character, Piece
from pose2video.characters.framing.outlining import _Labels, limbs_on_film
from pose2video.characters.framing.views import PictureView
from pose2video.metrics import METRICS
from pose2video.metrics.limbs import NOBODY, Limbs, Outline, limbs_of
from pose2video.metrics.signing import signs
from pose2video.metrics.wholeness import falls_apart

SIZE, FRAMES = (400, 400), 4
GROUND, SKIN = (200, 200, 205), (150, 100, 80)
ARM, RAISED = PARTS.index("left_forearm"), 1.0  # radians by which the left arm is lifted


@pytest.fixture(scope="module")
def stage(model):
    """Somebody who stands before a plain ground: character, motion, body, labels of the parts."""
    motion = standing_motion(model, FRAMES, SIZE)
    rotations = motion.rotations.copy()
    turn = [0, 0, -np.sin(RAISED / 2), np.cos(RAISED / 2)]
    rotations[:, model.bones.index("upperarm01.L")] = turn
    motion = replace(motion, rotations=rotations)
    figure = Body.build(model, motion.shape)
    labels = _Labels(figure).of(motion, 0, SIZE)
    large = cv2.resize(labels, SIZE, interpolation=cv2.INTER_NEAREST)
    person = cv2.dilate((large != NOBODY).astype(np.uint8), np.ones((7, 7), np.uint8))
    skirt = np.zeros_like(person)
    cv2.ellipse(skirt, (200, 260), (42, 40), 0, 0, 360, 1, -1)
    person |= skirt
    picture = np.where(person[..., None] > 0, np.uint8(SKIN), np.uint8(GROUND))
    names = [part for part in PARTS if part not in ("trunk", "neck")]
    pieces = tuple(Piece(name, np.zeros((2, 2, 4), np.uint8), (0, 0), 1.0) for name in names)
    ground = np.full_like(picture, GROUND)
    body = motion.cut(slice(0, 1))
    who = Character(picture, person * np.uint8(255), ground, None, None, pieces, body)
    return who, motion, figure, large


def wholeness(stage, frames):
    who, motion, figure, _ = stage
    limbs = limbs_on_film(frames, who, PictureView.whole(SIZE, SIZE[0]), motion, figure)
    return METRICS.build({"use": "wholeness", "settings": {}})(limbs), limbs


def without(stage, part, share=1.0):
    """The picture without the part of a limb that lies nearest to the left, in the picture."""
    who, _, _, labels = stage
    limb = (labels == PARTS.index(part)).astype(np.uint8)
    columns = np.flatnonzero(limb.any(axis=0))
    limb[:, columns[0] + round(share * np.ptp(columns)) + 1 :] = 0
    torn = cv2.dilate(limb, np.ones((13, 13), np.uint8))
    return np.where(torn[..., None] > 0, np.uint8(GROUND), who.picture)


def jpeg(image):
    _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 95])
    return cv2.imdecode(data, cv2.IMREAD_COLOR)


def test_who_holds_together_scores_one_skirt_and_all_through_jpeg(stage):
    value, _ = wholeness(stage, [jpeg(stage[0].picture)] * FRAMES)
    assert value > 0.99


def test_a_torn_arm_is_seen_and_named_with_its_frames(stage):
    whole = stage[0].picture
    gone, limbs = wholeness(stage, [whole, whole, *[without(stage, "left_forearm")] * 2])
    assert gone < 0.6
    (sentence,) = falls_apart(gone, limbs, 0.8)
    assert "wholeness 0." in sentence and "the left " in sentence and "in frames 2-3" in sentence
    assert falls_apart(gone, limbs, 0.0) == [] == falls_apart(None, None, 0.8)
    # cut through: what hangs below it hangs together with nothing
    cut, _ = wholeness(stage, [without(stage, "left_forearm", 0.2)] * FRAMES)
    assert cut < 0.5


def test_rags_are_seen_and_cost_more_the_larger_they_are(stage):
    values = []
    for side in (0, 12, 24):
        ragged = stage[0].picture.copy()
        x = np.nonzero(stage[3] == ARM)[1].max()
        y = int(np.nonzero(stage[3] == ARM)[0].mean())
        ragged[y : y + side, x : x + 12 + side] = SKIN
        values.append(wholeness(stage, [ragged] * FRAMES)[0])
    assert values[0] > 0.99 > 0.95 > values[1] > values[2]


def test_a_shadow_on_the_ground_is_no_rag_and_one_beside_the_trunk_is(stage):
    rows, columns = np.nonzero(stage[3] != NOBODY)
    y, x = np.mgrid[: SIZE[1], : SIZE[0]]
    values = []
    for row in (rows.max() - 5, rows.min() + 0.4 * np.ptp(rows)):
        away = np.hypot((x - columns.mean()) / 60, (y - row) / 12)
        shaded = stage[0].background * (1 - 0.5 * np.exp(-0.5 * away**2))[..., None]
        shaded = np.where(stage[0].mask[..., None] > 0, stage[0].picture, shaded).astype(np.uint8)
        values.append(wholeness(stage, [jpeg(shaded)] * FRAMES)[0])
    assert values[0] > 0.97 > 0.8 > values[1]


def test_what_the_picture_does_not_show_is_not_asked_for(stage):
    who, *rest = stage
    kept = tuple(p for p in who.pieces if not p.name.endswith(("thigh", "shin", "foot")))
    legless = who.picture.copy()
    legless[np.isin(stage[3], [PARTS.index(f"left_{p}") for p in ("shin", "foot")])] = GROUND
    assert wholeness(stage, [legless] * FRAMES)[0] < 0.6
    value, _ = wholeness((replace(who, pieces=kept), *rest), [legless] * FRAMES)
    assert value > 0.9


def test_a_limb_that_leaves_the_canvas_is_not_torn():
    """Beyond the edge there is nothing to see, and what comes back there hangs on nothing."""
    parts = np.full((200, 160), NOBODY, np.int8)
    parts[40:200, 40:100] = 0
    person = parts != NOBODY
    rest = Outline(person, parts, np.ones(2, bool))
    back = person.copy()
    back[40:160, 148:160] = True  # a hand at the edge
    shown = limbs_of(("trunk", "hand"), rest, [rest, replace(rest, person=back)]).shown
    assert shown[0, 0] == 1 and np.isnan(shown[0, 1])
    assert shown[1, 0] < 1  # a rag it is still, as the body is not there
    parts[40:160, 148:160] = 1
    whole = Outline(back, parts, np.ones(2, bool))
    assert limbs_of(("trunk", "hand"), whole, [whole]).shown[0].tolist() == [1, 1]


def test_nothing_asked_nothing_measured():
    metric = METRICS.build({"use": "wholeness", "settings": {}})
    assert metric(Limbs(("trunk",), np.full((3, 1), np.nan))) is None
    assert metric(Limbs(("a", "b"), np.array([[1, 0.4], [np.nan, 0.8]]))) == pytest.approx(0.44)


def test_who_signs_stays_with_hands_before_the_body(waving):
    raised = waving.keypoints.copy()
    for i, name in enumerate(waving.layout.names):
        if name.startswith("right_hand") or name == "right_wrist":
            raised[:, i] += (30, -90)
    signing = waving.changed(keypoints=raised)
    assert signs(signing)
    walk = raised + np.linspace(0, 80, 30)[:, None, None] * [1, 0]
    assert not signs(waving.changed(keypoints=walk))
    down = raised.copy()
    for part in ("left_hand", "right_hand"):
        down[:, waving.layout.parts[part]] = np.nan
    assert not signs(waving.changed(keypoints=down))
    assert not signs(waving.changed(keypoints=np.full_like(raised, np.nan)))
