"""A figure that learns its skin: it begins as the drawn body, and only its film changes it."""

from dataclasses import replace

import numpy as np
import pytest

from figured_film import figured_take
from pose2video.bodies.body import Body
from pose2video.bodies.model import load_body_model
from pose2video.bodies.parts import PARTS
from pose2video.characters.motions import Motion
from pose2video.errors import UserError
from pose2video.generators import GENERATORS
from pose2video.generators.body_render import BodyRender

torch = pytest.importorskip("torch")
pytest.importorskip("tensorboardX")


from killed_training import check_never_killed  # noqa: E402
from pose2video.generators.neural_figure import learned_film, teaching  # noqa: E402
from pose2video.generators.neural_figure.checking import fit_to_learn  # noqa: E402
from pose2video.generators.neural_figure.correcting import shifted  # noqa: E402
from pose2video.generators.neural_figure.learner import FigureLearner  # noqa: E402
from pose2video.generators.neural_figure.sides import side_sentences  # noqa: E402
from textured_body import turned  # noqa: E402

TINY = {"use": "neural_figure", "size": 64, "steps": 1, "batch_size": 1, "width": 8,
        "perceptual": 0.0, "device": "cpu"}  # fmt: skip


@pytest.fixture(scope="module")
def film(tmp_path_factory, body_model):
    """A film that is learned several times, and whose body is dressed once."""
    dressed, dress = {}, learned_film.filmed

    def once(take, footage, *fine):
        if fine not in dressed:
            dressed[fine] = dress(take, footage, *fine)
        return dressed[fine]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(teaching, "SHOWN", 1)
        patch.setattr(learned_film, "filmed", once)
        yield figured_take(tmp_path_factory.mktemp("film"), body_model)


def taught(film, folder, **settings):
    """The component, taught."""
    spec = GENERATORS.spec(TINY | settings, "generators.x")
    component = GENERATORS.build(spec)
    component.train([film[0]], {}, folder / "model", folder / "scratch", GENERATORS.told(spec))
    return component.loaded({"model": folder / "model"})


def performed(film, body_model, frames=slice(1, 3)):
    _, character, motion = film
    body = Body.build(load_body_model(body_model), motion.shape)
    motion = motion.cut(frames)
    motion = replace(motion, camera=motion.camera.resized((120, 160)))
    black = replace(character, backdrop=np.zeros_like(character.background))
    return black, Motion(body.poses(motion), motion, body)


def test_before_it_has_learned_it_shows_the_drawn_body_to_the_bit(film, body_model, tmp_path):
    figure = taught(film, tmp_path, learning_rate=1e-7, ema=0.0)
    torch.nn.init.zeros_(figure.trained.painter.network.network.last.weight)
    torch.nn.init.zeros_(figure.trained.painter.network.network.last.bias)
    character, motion = performed(film, body_model)
    drawn = list(BodyRender().generate(character, motion))
    for found, wanted in zip(figure.generate(character, motion), drawn, strict=True):
        np.testing.assert_array_equal(found, wanted)


def test_it_comes_nearer_to_its_film(film, body_model, tmp_path, monkeypatch):
    losses = []
    step = FigureLearner.step

    def recorded(self, batch, number, turn):
        found = step(self, batch, number, turn)
        losses.append(float(found["l1"].detach()))
        return found

    monkeypatch.setattr(FigureLearner, "step", recorded)
    taught(film, tmp_path, steps=16, closely=0.0, batch_size=2, learning_rate=5e-3)
    assert np.mean(losses[-4:]) < 0.85 * np.mean(losses[:4])


@pytest.mark.parametrize("adversarial", [0.0, 1.0])
def test_killed_and_resumed_is_never_killed(film, tmp_path, monkeypatch, adversarial):
    monkeypatch.setattr(teaching, "EVERY", 1)
    settings = {"steps": 3, "closely": 0.5, "adversarial": adversarial}
    spec = GENERATORS.spec(TINY | settings, "generators.x")

    def train(folder):
        arguments = ([film[0]], {}, folder / "model", folder / "scratch", GENERATORS.told(spec))
        GENERATORS.build(spec).train(*arguments)

    kill = (FigureLearner, lambda learner, number, turn: number == 2)
    check_never_killed(train, tmp_path, [kill])


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"texture": 2}, "give 3 or more channels"),
        ({"width": 12}, "multiple of 8"),
        ({"quality": "best"}, "quality must be one of draft, full"),
        ({"closely": 1.0}, "closely must lie in"),
    ],
)
def test_settings_that_cannot_be_are_refused_with_what_can(settings, said):
    with pytest.raises(UserError, match=said):
        GENERATORS.spec({"use": "neural_figure"} | settings, "generators.x")


def test_a_body_that_is_moved_by_hand_is_moved_by_as_many_pixels():
    known = torch.zeros(1, 3, 32, 32)
    known[:, :, 10:20, 10:20] = 1
    parts = torch.zeros(1, len(PARTS), 32, 32)
    parts[:, 0, 8:22, 8:22] = 1
    shifts = torch.zeros(1, len(PARTS), 2)
    shifts[:, 0] = torch.tensor([3.0, -2.0])
    window = torch.eye(3)[None, :2]
    still = torch.zeros(1, 32, 32, 2)
    found, _ = shifted(known, still, parts, shifts, window)
    torch.testing.assert_close(found[:, :, 8:18, 13:23], known[:, :, 10:20, 10:20])
    assert found.sum() == pytest.approx(float(known.sum()), rel=1e-3)


def test_what_a_film_hides_and_what_stands_before_it_is_said(film, body_model, tmp_path):
    maps = {"layer": np.zeros((4, 8, 8, 4), np.uint8)}
    maps["layer"][:, 2:6, 2:6] = (90, 90, 90, 255)
    mask = np.zeros((8, 8), np.uint8)
    mask[2:6, 2:6] = 255

    class Seen:
        def seen(self, number, moved):
            person = mask * (number != 2)
            return {"picture": np.full((8, 8, 3), 90, np.uint8), "mask": person}

    usable, sentences = fit_to_learn(maps, Seen(), np.arange(4))
    assert usable.tolist() == [0, 1, 3]
    assert [s for s in sentences if "frames 2 of" in s]
    character, motion = performed(film, body_model)
    turned_round = replace(motion, body=turned(motion.body, 180))
    (sentence,) = side_sentences(character, turned_round)
    assert sentence.startswith("frames 0-1 show the person's back")
