"""A training that is killed, and begun again: with the result that it would have had."""

from contextlib import contextmanager

import pytest
import torch
from safetensors.torch import load_file


@contextmanager
def killed(learner, when):
    """What is done within it is killed in the step that `when(learner, number, turn)` says.

    Args:
        learner: The class of what learns.
    """
    step = learner.step

    def dies(self, batch, number, turn):
        if when(self, number, turn):
            raise KeyboardInterrupt
        return step(self, batch, number, turn)

    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(learner, "step", dies)
        yield


def check_never_killed(train, folder, kills):
    """A painter that is killed now and then has the weights of one that never was.

    Args:
        train: `train(folder)` trains in a folder and writes `model` there.
        folder: Where. kills: What is done one after another: arguments of `killed`.
    """
    for name in ("never", "killed"):
        for kill in kills if name == "killed" else ():
            with killed(*kill):
                train(folder / name)
            assert not (folder / name / "model").exists()
        train(folder / name)
    never, again = (
        load_file(folder / name / "model" / "painter.safetensors") for name in ("never", "killed")
    )
    assert never.keys() == again.keys()
    assert all(torch.equal(never[key], again[key]) for key in never)
