"""Processes that learn together, on the CPU."""

from pathlib import Path

import pytest

from pose2video.errors import UserError

torch = pytest.importorskip("torch")
pytest.importorskip("tensorboardX")

from safetensors.torch import load_file  # noqa: E402

from learning_together import learn  # noqa: E402
from pose2video.training.company import BUCKET, Company, _buckets  # noqa: E402
from pose2video.training.members import learn_together  # noqa: E402

CALL = "learning_together:learn"


@pytest.fixture(autouse=True)
def tests_are_found(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))


def together(folder, name, count=2, **more):
    """What two processes learned."""
    out = folder / f"{name}.safetensors"
    told = {"checkpoint": str(folder / f"{name}.checkpoint"), "out": str(out)}
    learn_together(count, CALL, told | more, gpu=False)
    return load_file(out)


def test_two_are_as_one_and_killed_as_never_killed(tmp_path):
    learn(tmp_path / "alone", tmp_path / "alone.safetensors")
    alone, both = load_file(tmp_path / "alone.safetensors"), together(tmp_path, "both")
    assert alone.keys() == both.keys()
    for name, tensor in alone.items():
        torch.testing.assert_close(both[name], tensor, rtol=1e-4, atol=1e-6)
    assert alone["losses"][-1] < 0.5 * alone["losses"][0]

    with pytest.raises(UserError, match="the last one gave up"):  # and the other was killed
        together(tmp_path, "killed", dies_at=6)
    again = together(tmp_path, "killed")
    assert all(torch.equal(again[name], tensor) for name, tensor in both.items())


def test_more_gpus_than_there_are_cannot_be_had(monkeypatch):
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    with pytest.raises(UserError, match="processes: 2 want a GPU each and PyTorch sees 1: set"):
        learn_together(2, CALL, {}, gpu=True)


def test_parts_are_all_of_a_batch_and_messages_are_of_one_kind():
    parts = [Company(rank, 3).part(12) for rank in range(3)]
    assert [n for part in parts for n in range(12)[part]] == list(range(12))
    with pytest.raises(ValueError, match="7 examples cannot be divided among 3"):
        Company(0, 3).part(7)
    large, double = torch.empty(BUCKET, device="meta"), torch.empty(2, dtype=torch.float64)
    found = list(_buckets([double, torch.empty(1), large, torch.empty(2), torch.empty(3)]))
    assert [[t.numel() for t in bucket] for bucket in found] == [[2], [1], [BUCKET], [2, 3]]
