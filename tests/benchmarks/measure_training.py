"""How fast painters learn, beside their bare networks: `python -m benchmarks.measure_training`.

The bare number is of forward, backward and Adam's step of the same painter on random tensors that
are already there; ours is of the whole loop: frames drawn, moved, cut and compared.
"""

import argparse
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from statistics import median

import torch

from danced_footage import danced_take
from pose2video.generators import GENERATORS
from pose2video.generators.pose_to_picture.learner import flat
from pose2video.generators.pose_to_picture.model_file import read_model
from pose2video.training.batches import on

BLOCKS = {
    "best": {"use": "regression_map"},
    "unet of a person": {"use": "regression_map", "sources": 0},
    "ancestor's vector": {"use": "regression_vector", "paint": "frame", "view": "square",
                          "batch_size": 32, "moves": 0, "ema": 0, "rate": "constant"},
}  # fmt: skip


def main(arguments=None):
    """Measure, and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=64)
    parser.add_argument("--steps", type=int, default=40)
    asked = parser.parse_args(arguments)
    torch.set_num_threads(1)
    print(f"{'painter':20} {'ours':>9} {'bare':>9}  images per second of CPU time")
    for name, block in BLOCKS.items():
        block = block | {"size": asked.size, "steps": asked.steps, "device": "cpu"}
        with tempfile.TemporaryDirectory() as folder:
            ours, painter, batch = _ours(block, Path(folder))
        count = len(next(iter(batch.values())))
        bare = _bare(painter, batch, asked.steps) * count
        print(f"{name:20} {ours * count:9.1f} {bare:9.1f}  {ours * count / bare:6.0%}")


def _ours(block, folder):
    """Steps per second of the loop, the painter, and a batch of its kind."""
    spec = GENERATORS.spec(block, "generators.x")
    component, take = GENERATORS.build(spec), danced_take(folder, 60)
    rows, moments = [], []
    drawn = component.learner

    def learner(painter, steps, shown, epoch):
        made = drawn(painter, steps, shown, epoch)
        step = made.step

        def timed(batch, *rest):
            rows.append(batch)
            moments.append(time.process_time())
            return step(batch, *rest)

        made.step = timed
        return made

    object.__setattr__(component, "learner", learner)
    component.train([take], {}, folder / "model", folder / "scratch", GENERATORS.told(spec))
    painter = read_model(folder / "model", GENERATORS.build(spec)).painter.train()
    speed = 1 / median(b - a for a, b in pairwise(moments))  # looks and plots are few
    return speed, painter, flat(on(torch.device("cpu"), rows[0]))


def _bare(painter, batch, steps):
    """Steps per second of the painter alone."""
    batch = {name: _random(values) for name, values in batch.items()}
    adam = torch.optim.Adam(painter.parameters(), 1e-5)
    moments = []
    for _ in range(steps):
        moments.append(time.process_time())
        painter(batch).square().mean().backward()
        adam.step()
        adam.zero_grad()
    return 1 / median(b - a for a, b in pairwise(moments))


def _random(values):
    """Random numbers of a kind."""
    if values.dtype == torch.uint8:
        return torch.randint_like(values, 255)
    return torch.rand_like(values) * (64 if values.dim() == 4 else 1)  # points, how sure they are


if __name__ == "__main__":
    main()
