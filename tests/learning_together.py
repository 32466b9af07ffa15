"""What processes of a test do that learn together: see `pose2video.training.members`."""

import torch
from safetensors.torch import save_file

from pose2video.errors import UserError
from pose2video.training.averages import snapshot
from pose2video.training.checkpoints import Checkpoint
from pose2video.training.company import Company
from pose2video.training.learner import Learner
from pose2video.training.loop import train
from pose2video.training.schedule import Schedule

ROWS = 6


class Curve(Learner):
    """Two networks and two optimizers, one of which has parameters that no loss asks for."""

    name = "curve"

    def __init__(self):
        torch.manual_seed(0)
        self.net = torch.nn.Sequential(
            torch.nn.Linear(1, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1)
        )
        self.spare = torch.nn.Linear(3, 3)
        self.modules = {"net": self.net, "spare": self.spare}
        both = [*self.net.parameters(), *self.spare.parameters()]
        self.optimizers = {"all": torch.optim.AdamW(both, 0.02)}

    def step(self, batch, number, turn):
        return {"loss": (self.net(batch["x"]) - batch["x"] ** 2).square().mean()}

    def held_out(self, batch):
        return self.step(batch, 0, "all")["loss"]


def rows(number):
    """All rows of a step."""
    draw = torch.Generator().manual_seed(number)
    return {"x": torch.randn(ROWS, 1, generator=draw)}


def learn(checkpoint, out=None, dies_at=None):
    """Learn, alone or with others; the first one writes its networks to `out`.

    In step `dies_at` the last process raises a sentence.
    """
    company = Company.here()

    def draw(number):
        if number == dies_at and company.rank == company.size - 1:
            raise UserError("the last one gave up")
        return {"x": rows(number)["x"][company.part(ROWS)]}

    schedule = Schedule(
        steps=12,
        batch_size=ROWS,
        checkpoint_every=4,
        look_every=5,
        ema=0.9,
        max_gradient=0.5,
        cpu_threads=1,
    )
    learner = Curve()
    held_out = [rows(100 + number) for number in range(3)]
    history = train(learner, schedule, draw, Checkpoint(checkpoint, {"it": "1"}), lambda: held_out)
    if company.first and out:
        found = snapshot(learner)
        tensors = {f"{n}.{k}": t for n, part in found.items() for k, t in part.items()}
        tensors["losses"] = torch.tensor(history.losses["loss"])
        tensors["held_out"] = torch.tensor([loss for _, loss in history.held_out])
        save_file(tensors, out)
