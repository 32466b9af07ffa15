"""A painter of flows that learns from a film whose every picture, mask and pose is known."""

import json

import numpy as np
import pytest

from danced_footage import SIZE, danced, dancer, learned
from pose2video.characters.motions import Motion
from pose2video.generators import GENERATORS

torch = pytest.importorskip("torch")
pytest.importorskip("tensorboardX")

from pose2video.generators.flow_attention.networks.animator import covered  # noqa: E402
from pose2video.generators.flow_attention.painter import (  # noqa: E402
    PREVIOUS,
    REFERENCE,
    FlowPainter,
)
from pose2video.generators.flow_attention.plan import FlowPlan  # noqa: E402

TINY = {
    "use": "flow_attention", "size": 64, "width": 8, "flow_width": 8, "frames": 2, "batch_size": 1,
    "device": "cpu", "losses": "pixels", "led": False,
}  # fmt: skip


def test_it_learns_and_paints_the_film_of_a_clip(tmp_path):
    make, sheet = learned(TINY | {"steps": 24, "learning_rate": 2e-3}, tmp_path, 16)
    assert sheet.ndim == 3 and sheet.dtype == np.uint8
    first, last = begun(tmp_path), last_losses(tmp_path)
    assert last["edges"] < 0.8 * first["edges"] and last["regular"] < 0.6 * first["regular"]
    motion, character = Motion(danced(3, seed=2)), dancer(tmp_path)
    frames = list(make.generate(character, motion))
    assert len(frames) == 3 and frames[0].shape == (SIZE[1], SIZE[0], 3)
    for one, again in zip(frames, make.generate(character, motion), strict=True):
        np.testing.assert_array_equal(one, again)


def test_it_learns_by_features_and_against_judges(tmp_path, perception, monkeypatch):
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "perception").symlink_to(perception)
    monkeypatch.chdir(tmp_path)
    learned(TINY | {"steps": 2, "frames": 5, "losses": "judged"}, tmp_path, 16)
    losses = last_losses(tmp_path)
    assert {"content", "style", "correct", "regular", "fool", "real", "fake"} <= set(losses)
    assert all(np.isfinite(value) for value in losses.values())


def test_a_frame_is_painted_from_the_one_before():
    painter, batch = FlowPainter(FlowPlan((64, 32), 8, 8)).eval(), a_batch()
    with torch.no_grad():
        one, two = (layer for layer, _ in painter.frames(batch))
        other = batch | {"previous": 255 - batch["previous"]}
        another, after = (layer for layer, _ in painter.frames(other))
        alone = next(iter(painter.frames(begun_with(batch, one))))[0]
    assert one.shape == (1, 4, 32, 64) and (one[:, :3] <= one[:, 3:]).all()
    assert (one - another).abs().max() > 1e-4 and (two - after).abs().max() > 1e-6
    # the second frame is the first one of a film that begins with the first; but for 8 bits
    assert (two - alone).abs().mean() < 0.01


def test_what_is_painted_is_a_layer():
    wild = torch.tensor([1.0, 0.0, -1.0, 0.0]).view(1, 4, 1, 1)
    torch.testing.assert_close(covered(wild).flatten(), torch.tensor([0.0, -0.5, -1.0, 0.0]))
    assert (covered(wild[:, :3]) == wild[:, :3]).all()


def test_settings_that_do_not_go_together_are_refused():
    for settings, said in (
        ({"losses": "judged"}, "frames: 5 or more"),
        ({"window_quarter": 9}, r"window_quarter must lie in \[0, 7\]"),
        ({"rate": "fast"}, "rate must be one of"),
    ):
        with pytest.raises(Exception, match=said):
            GENERATORS.spec({"use": "flow_attention"} | settings, "generators.x")


def a_batch(size=(64, 32)):
    generator = torch.Generator().manual_seed(0)
    width, height = size
    batch = {
        "points": torch.rand(1, 2, 21, 2, generator=generator) * 30,
        "sure": torch.ones(1, 2, 21),
    }
    for picture, points, sure in (REFERENCE, PREVIOUS):
        shape = (1, height, width, 4)
        batch[picture] = torch.randint(0, 256, shape, generator=generator, dtype=torch.uint8)
        batch[points] = torch.rand(1, 21, 2, generator=generator) * 30
        batch[sure] = torch.ones(1, 21)
    return batch


def begun_with(batch, layer):
    """The second frame of a batch alone, after a painted one."""
    colour = layer[:, :3] / layer[:, 3:].clamp_min(1e-6)
    picture = torch.cat([colour, layer[:, 3:]], dim=1).clamp(0, 1) * 255
    picture = picture.round().byte().permute(0, 2, 3, 1)
    before = dict(zip(PREVIOUS, (picture, batch["points"][:, 0], batch["sure"][:, 0]), strict=True))
    return batch | before | {name: batch[name][:, 1:] for name in ("points", "sure")}


def last_losses(folder):
    return json.loads((folder / "model" / "flows.json").read_text())["last_losses"]


def begun(folder):
    """The losses of the same training after one step."""
    learned(TINY | {"steps": 1}, folder / "begun", 16)
    return last_losses(folder / "begun")
