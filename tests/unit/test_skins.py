"""A skin from a film: back and sides come from the frames that show them, nothing else does."""

from dataclasses import replace

import numpy as np
import pytest

from pose2video.bodies.body import Body
from pose2video.bodies.model import load_body_model
from pose2video.bodies.parts import PARTS
from pose2video.bodies.retargeting.filming import as_filmed
from pose2video.characters.motions import Motion
from pose2video.characters.skins import SHOWN, read_skin, write_skin
from pose2video.errors import UserError
from pose2video.generators.body_render import BodyRender
from pose2video.generators.dressing.charts import VIEWS, Charts
from pose2video.generators.dressing.surface import Surface
from pose2video.generators.dressing.worn_skin import wear
from pose2video.generators.filmed_skins.blending import blended, gains
from pose2video.generators.filmed_skins.laying import lay_skin
from pose2video.metrics.looks import Look
from pose2video.metrics.pictures import Psnr
from textured_body import WALL, turned
from turning_film import drawn_at, film_of

TURN = (0, 60, 120, 180, 240, 300)


@pytest.fixture(scope="module")
def filmed(body_model, tmp_path_factory):
    """A turn whose exposure wavers, before masks that are a pixel too large; and its skin."""
    folder = tmp_path_factory.mktemp("turn")
    made = film_of(folder, body_model, TURN, grown=1, lights=(1, 0.85, 1.1))
    model, character, motion, frames, masks = made
    return model, character, lay_skin(model, character, motion, frames, masks, frames.n_frames)


def rendered(model, character, degrees):
    """The character turned, and the true picture with the mask of who is in it."""
    body = turned(character.body, degrees)
    figure = Body.build(model, body.shape)
    moves = Motion(figure.poses(body), body, figure)
    frame = next(BodyRender(expression=0.0).generate(character, moves))
    return frame, *drawn_at(model, body)


@pytest.mark.parametrize(("degrees", "least", "gain"), [(180, 22, 11), (95, 19, 5)])
def test_back_and_sides_are_the_film_s(filmed, degrees, least, gain):
    model, character, skin = filmed
    frame, truth, mask = rendered(model, replace(character, skin=skin), degrees)
    before, _, _ = rendered(model, character, degrees)
    found, mirrored = (Psnr()(Look(of, truth), mask > 200) for of in (frame, before))
    assert found > least
    assert found > mirrored + gain
    assert skin.warnings == ()
    assert skin.fits > 0.85


def test_no_background_is_on_the_pages(filmed):
    _, _, skin = filmed
    for part in SHOWN:
        page = skin.pages[part][skin.seen[part] > 0].astype(int)
        wall = np.abs(page - WALL).max(axis=1) < 60
        assert wall.mean() < 0.002, part


def test_every_texel_lies_on_the_body_where_its_corners_say(body_model):
    model = load_body_model(body_model)
    surface = Surface.build(model)
    charts = Charts.build(surface, model.reference, 0.006)
    found = charts.over(model.reference)
    normals = np.array([view[0] for view in VIEWS.values()])[charts.view]
    trunk = charts.part == PARTS.index("trunk")
    back = trunk & (charts.view == list(VIEWS).index("back"))
    assert found[back, 2].min() > -0.05  # metres behind the middle
    assert (np.abs(normals).sum(axis=1) == 1).all()
    shown = charts.faces[:, 0] >= 0
    hands = np.isin(surface.face_parts, [PARTS.index(f"{s}_hand") for s in ("left", "right")])
    np.testing.assert_array_equal(shown, ~hands)
    first, last = charts.rows["trunk"]
    rows = charts.at[trunk] // charts.keys.shape[1]
    assert rows.min() >= first
    assert rows.max() < last


def test_what_the_film_does_not_show_is_said(filmed, body_model, tmp_path):
    model, character, _ = filmed
    made = film_of(tmp_path, body_model, (0, 20))
    skin = lay_skin(model, character, *made[2:], 2)
    (sentence,) = skin.warnings
    assert "never shows the person's left side, back, right side: " in sentence
    away = replace(made[2], translation=made[2].translation + [1.5, 0, 0])
    skin = lay_skin(model, character, away, *made[3:], 2)
    (sentence,) = skin.warnings
    assert "0.00 of the outline" in sentence
    assert skin.frames == ()


def test_frames_of_other_light_agree_and_a_stranger_is_outvoted():
    rng = np.random.default_rng(0)
    true = rng.uniform(60, 160, (3000, 3))
    gain = np.array([[1, 1, 1], [1.2, 1.1, 1.0], [0.8, 0.9, 0.95], [1, 1, 1], [1.1, 1.1, 1.1]])
    colours = np.clip(true * gain[:, None] + rng.normal(0, 2, (5, 3000, 3)), 0, 255)
    colours[3, :600] = (20, 30, 250)  # a hand that nobody knew of
    colours = np.rint(colours).astype(np.uint8)
    worth = np.ones((5, 3000), np.float32)
    worth[:, -10:] = 0
    found = gains(colours, worth, 0)
    np.testing.assert_allclose(found, gain, atol=0.02)
    colour, seen = blended(colours, worth, found)
    assert np.abs(colour[:-10] - true[:-10]).max() < 12
    assert np.abs(colour[:600] - true[:600]).mean() < 2
    assert (seen[:-10] == 5).all()
    assert (seen[-10:] == 0).all()


def test_a_skin_comes_back_from_its_folder_and_a_damaged_one_is_refused(filmed, tmp_path):
    model, _, skin = filmed
    write_skin(tmp_path / "skin", skin)
    back = read_skin(tmp_path / "skin")
    assert (back.texel, back.frames, back.warnings) == (skin.texel, skin.frames, skin.warnings)
    for part in SHOWN:
        np.testing.assert_array_equal(back.pages[part], skin.pages[part])
        np.testing.assert_array_equal(back.seen[part], skin.seen[part])
    other = replace(back, texel=0.005)
    with pytest.raises(UserError, match="another size"):
        wear(other, Surface.build(model), model.reference)
    (tmp_path / "skin" / "trunk.png").write_bytes(b"no picture")
    with pytest.raises(UserError, match="damaged"):
        read_skin(tmp_path / "skin")


def test_in_its_own_film_a_body_of_other_proportions_is_where_the_film_has_it(filmed):
    model, character, _ = filmed
    stance = character.body
    larger = replace(stance.shape, scales={"thigh": 1.08, "shin": 0.95, "trunk": 1.06})
    moved = as_filmed(model, stance, replace(stance, shape=larger))
    assert moved.shape == larger
    assert moved.camera == stance.camera
    before, after = (Body.build(model, of.shape).poses(of) for of in (stance, moved))
    points = before.layout.indices(
        *(f"{s}_{p}" for s in ("left", "right") for p in ("wrist", "ankle", "hip"))
    )
    off = np.linalg.norm(before.keypoints[0, points] - after.keypoints[0, points], axis=1)
    assert off.max() < 6  # pixels, of 200 from head to foot
