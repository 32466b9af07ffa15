"""The restorer: what it leaves alone, what it learns, and what it says of itself."""

import json
from dataclasses import replace

import numpy as np
import pytest
import yaml

from bad_input.tables import MINE, project
from pose2video.bodies.parts import PARTS
from pose2video.errors import UserError
from pose2video.generators.body_render import BodyRender
from pose2video.planning.reading import read_plan
from textured_body import textured_character, turned

torch = pytest.importorskip("torch")

from pose2video.generators.neural_figure.inputs import WHERE  # noqa: E402
from pose2video.generators.restorer import RestoredFigure  # noqa: E402
from pose2video.generators.restorer.learner import losses  # noqa: E402
from pose2video.generators.restorer.lessons import RestoringLessons, altered, mirrored  # noqa: E402
from pose2video.generators.restorer.model_file import FILE, RECIPE, read_model  # noqa: E402
from pose2video.generators.restorer.network import Restorer  # noqa: E402
from pose2video.generators.restorer.people import light_table  # noqa: E402
from pose2video.generators.restorer.restoring import RestoredFrames  # noqa: E402
from pose2video.generators.restorer.taught import TaughtRestorer  # noqa: E402
from pose2video.generators.restorer.teaching import teach  # noqa: E402
from pose2video.performers.render import developed  # noqa: E402
from tiny_restorer import stirred  # noqa: E402

SIDE, WIDTH = 128, 8
FEW = {"people": 3, "held_out": 1, "windows": 4, "width": WIDTH, "batch_size": 2}


def windows(rng, count=4):
    """A disc on a window, whose truth is larger than its rendering by two pixels."""
    y, x = np.mgrid[:SIDE, :SIDE] - SIDE / 2
    far, rows = np.hypot(x, y), []
    for _ in range(count):
        colour, radius = rng.integers(60, 255, 3), rng.uniform(25, 45)
        body = far < radius
        surface = np.zeros((SIDE, SIDE, 6), np.uint8)
        surface[body] = [128, 128, 0, 128, 1 + PARTS.index("trunk"), WHERE["body"]]
        pictures = [
            np.rint(np.clip(r - far + 0.5, 0, 1)[..., None] * [*colour, 255]).astype(np.uint8)
            for r in (radius, radius + 2)
        ]
        shown = np.full((SIDE, SIDE, 1), 255, np.uint8)
        rows.append((surface, pictures[0], shown, pictures[1]))
    names = ("surface", "layer", "shown", "true")
    return {name: np.stack(row) for name, row in zip(names, zip(*rows, strict=True), strict=True)}


def batch_of(row):
    """A window as the network takes it."""
    return {name: torch.from_numpy(values) for name, values in row.items()}


def test_untaught_it_is_body_render_to_the_bit(body_model):
    character, motion = textured_character(body_model)
    body = turned(motion.body, 50)
    motion = replace(motion, body=body, poses=motion.figure.poses(body))
    [drawn] = BodyRender(sides="picture").generate(character, motion)
    torch.manual_seed(0)
    settings = RestoredFigure(restorer="it")
    [frame] = RestoredFrames(settings, Restorer(WIDTH).eval()).generate(character, motion)
    assert np.array_equal(frame, drawn)
    [changed] = RestoredFrames(settings, stirred()).generate(character, motion)
    assert not np.array_equal(changed, drawn)
    far = np.zeros(drawn.shape[:2], bool)
    far[:20] = True  # above the head
    assert np.array_equal(changed[far], drawn[far])
    weak = replace(settings, strength=0.0)
    [same] = RestoredFrames(weak, stirred()).generate(character, motion)
    assert np.array_equal(same, drawn)


def test_what_the_photograph_shows_stays():
    row = windows(np.random.default_rng(0))
    batch = batch_of(row)
    with torch.no_grad():
        layer = stirred()(batch).permute(0, 2, 3, 1).numpy()
    moved = np.abs(layer - row["layer"] / np.float32(255)).max(axis=3)
    y, x = np.mgrid[:SIDE, :SIDE] - SIDE / 2
    assert moved[:, np.hypot(x, y) < 15].max() < 1e-6, "inside it is sure"
    assert moved[:, np.hypot(x, y) > 60].max() == 0, "beyond there is nothing"
    assert moved.max() > 0.05, "at the outline it is not"
    with torch.no_grad():
        unseen = stirred()(batch | {"shown": torch.zeros_like(batch["shown"])})
    inside = (unseen.permute(0, 2, 3, 1).numpy() - row["layer"] / np.float32(255))[:, 60:68, 60:68]
    assert 0.02 < np.abs(inside).max() < 0.75


def test_rendering_and_truth_are_altered_alike():
    rng = np.random.default_rng(1)
    row = {name: values[0] for name, values in windows(rng).items()}
    row["true"] = row["layer"]
    for _ in range(6):
        found = altered(row, rng)
        assert np.array_equal(found["true"], found["layer"])
        assert (found["layer"][..., :3] <= found["layer"][..., 3:]).all()
    row["surface"][..., 4] = 1 + PARTS.index("left_hand")
    once = mirrored(row)
    assert (once["surface"][..., 4] == 1 + PARTS.index("right_hand")).all()
    again = mirrored(once)
    assert all(np.array_equal(again[name], values) for name, values in row.items())


def test_light_of_levels_is_developed_to_them():
    again = developed(np.broadcast_to(light_table()[:, None, None], (256, 1, 3)))
    assert np.abs(again[:230, 0, 0].astype(int) - np.arange(230)).max() <= 1


def drawn_people(scratch, settings):
    """People as a training that was killed has kept them."""
    rng = np.random.default_rng(2)
    for person in range(settings.people):
        folder = scratch / "people" / f"{settings.seed}_{person}_{settings.windows}"
        folder.mkdir(parents=True)
        if person == 0:
            (folder / "failed.json").write_text('"nobody was found"')
            continue
        for name, values in windows(rng, settings.windows).items():
            np.save(folder / f"{name}.npy", values)


def test_it_learns_and_says_how(tmp_path):
    settings = TaughtRestorer(**FEW, steps=16, learning_rate=0.004)
    drawn_people(tmp_path / "scratch", settings)
    made_by = {"use": "restorer"}
    sheet = teach(settings, "unused", tmp_path / "model", tmp_path / "scratch", made_by)
    assert sheet.dtype == np.uint8
    assert sheet.shape[0] == 3 * SIDE
    recipe = json.loads((tmp_path / "model" / RECIPE).read_text())
    assert recipe["made_by"] == made_by
    assert recipe["data"]["learned"] == [1]
    batch = RestoringLessons(windows(np.random.default_rng(3)), 0, 2).still(range(4))
    batch = batch_of(batch)
    with torch.no_grad():
        before, after = (
            sum(losses(network(batch), batch).values())
            for network in (Restorer(WIDTH), read_model(tmp_path / "model"))
        )
    assert after < 0.8 * before
    path = tmp_path / "model" / FILE
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(UserError, match="delete"):
        read_model(tmp_path / "model")


def test_a_generator_names_a_training_of_its_kind(tmp_path):
    project(tmp_path / "project")
    config = MINE | {
        "trainings": {"it": {"use": "magicpose"}},
        "generators": {"fine": {"use": "restored_figure", "restorer": "it"}},
    }
    (tmp_path / "project" / "mine.yaml").write_text(yaml.safe_dump(config))
    with pytest.raises(UserError, match=r"generators.fine.restorer: .* another kind"):
        read_plan(["mine.yaml"], tmp_path / "project")
    with pytest.raises(ValueError, match="name a block"):
        RestoredFigure(restorer="")
