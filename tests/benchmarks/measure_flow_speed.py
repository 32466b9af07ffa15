"""What `flow_attention` costs: a step of its training beside the bare work, and a painted frame.

    PYTHONPATH=scripts:tests python -m benchmarks.measure_flow_speed FOLDER

FOLDER is that of `benchmarks.measure_flows`, whose first films are learned for a few steps. Times
are of the processor (one thread), so that a busy machine tells nearly the same as an idle one.
"""

import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import torch

from benchmarks.measure_flows import MOTIONS, rendered
from pose2video.generators.flow_attention import FlowAttention
from pose2video.generators.flow_attention.networks.animator import Animator
from pose2video.generators.flow_attention.people_lessons import scene_of_people
from pose2video.generators.flow_attention.people_teaching import lessons_of_people, packed_size
from pose2video.training.checkpoints import Checkpoint
from pose2video.training.footage import Footage
from pose2video.training.loop import train
from pose2video.training.schedule import Schedule

STEPS, FRAMES, PEOPLE = 12, 4, 2


def a_learner(settings, folder, scratch):
    """A learner of the first films, and its examples."""
    takes = [rendered(None, folder / "films", p, m) for p in range(PEOPLE) for m in range(MOTIONS)]
    plan = settings.plan((96, 128))
    footage = Footage.pack(takes, scratch / "footage", packed_size(plan, takes))
    learned, _ = lessons_of_people(settings, footage, scene_of_people(plan, footage, takes))
    torch.manual_seed(0)
    return settings.learner(settings.painter(plan), STEPS, None, 1), learned


def bare(learner, batch):
    """CPU seconds of a step: forward, backward, Adam."""
    optimizer, weights = learner.optimizers["painter"], learner.weights(0)
    begun = time.process_time()
    for number in range(STEPS):
        losses = learner.step(batch, number, "painter")
        optimizer.zero_grad()
        sum(weights.get(name, 1) * loss for name, loss in losses.items()).backward()
        optimizer.step()
    return (time.process_time() - begun) / STEPS


def looped(learner, learned, scratch):
    """CPU seconds of a step of the training, with all that belongs to it."""
    schedule = Schedule(
        steps=STEPS,
        batch_size=learner.settings.batch_size,
        seed=0,
        checkpoint_every=STEPS + 1,
        look_every=0,
        ema=learner.settings.ema,
        cpu_threads=1,
    )
    begun = time.process_time()
    train(learner, schedule, learned.drawing(schedule), Checkpoint(scratch / "c.safetensors", {}))
    return (time.process_time() - begun) / STEPS


def painted(settings, size):
    """CPU seconds of a frame of the painter of a preset, at a size."""
    painter, (width, height) = settings.painter(settings.plan(size)).eval(), size
    points = torch.rand(1, FRAMES, 21, 2) * torch.tensor([width, height])
    still = torch.randint(0, 256, (1, height, width, 4), dtype=torch.uint8)
    batch = {"points": points, "sure": torch.ones(1, FRAMES, 21)}
    for name in ("reference", "previous"):
        batch |= {name: still, f"{name}_points": points[:, 0], f"{name}_sure": torch.ones(1, 21)}
    with torch.no_grad():
        next(iter(painter.frames(batch)))
        begun = time.process_time()
        list(painter.frames(batch))
    return (time.process_time() - begun) / FRAMES


def published():
    """CPU seconds of a frame of the published network, 256 x 256 pixels."""
    network = Animator().eval()
    picture, pose = torch.rand(1, 3, 256, 256), torch.rand(1, 20, 256, 256)
    with torch.no_grad():
        begun = time.process_time()
        list(network((picture, pose), pose[:, None].expand(-1, 2, -1, -1, -1)))
    return (time.process_time() - begun) / 2


def main(folder):
    """Measure, print."""
    torch.set_num_threads(1)
    settings = FlowAttention(people="performers", device="cpu")
    with tempfile.TemporaryDirectory() as scratch:
        learner, learned = a_learner(settings, Path(folder), Path(scratch))
        batch = learned.batch(range(settings.batch_size), np.random.default_rng(0))
        batch = {name: torch.from_numpy(values) for name, values in batch.items()}
        bare(learner, batch)
        alone, whole = bare(learner, batch), looped(learner, learned, Path(scratch))
    pictures = settings.batch_size * settings.frames
    print(f"a step of draft, 96 x 128: {whole:.2f} s, {pictures / whole:.2f} pictures/s; "
          f"bare {alone:.2f} s; {whole / alone - 1:+.0%}")  # fmt: skip
    for size in ((96, 128), (256, 352)):
        cost = painted(settings, size)
        print(f"a frame of draft, {size[0]} x {size[1]}: {cost:.3f} s, {1 / cost:.1f} frames/s")
    cost = published()
    print(f"a frame of published, 256 x 256: {cost:.2f} s, {1 / cost:.2f} frames/s")


if __name__ == "__main__":
    main(*sys.argv[1:])
