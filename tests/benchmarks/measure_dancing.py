"""How fast `edn` learns and paints: `python -m benchmarks.measure_dancing [--quality full]`.

A plain implementation of the same networks stands beside it: it paints its pictures once for the
judge and once for itself, lets the judge pass over each picture for each update, and lays pictures
out channel by channel. Pairs of frames, one in a step; drawing and perceptual loss are left out on
both sides.
"""

import argparse
import copy
import time
from statistics import median

import torch

from pose2video.generators import GENERATORS
from pose2video.generators.compiling import compile_networks
from pose2video.generators.everybody_dance_now.judging import features_apart, lsgan
from pose2video.generators.everybody_dance_now.learner import DanceLearner
from pose2video.generators.everybody_dance_now.painter import DancePainter
from pose2video.generators.everybody_dance_now.plan import DancePlan
from pose2video.generators.everybody_dance_now.presets import PRESETS
from pose2video.training.schedule import Schedule
from pose2video.training.steps import Steps

ROW = 2
SLOW_S = 30.0


def main(arguments=None):
    """Measure, and print a line for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, nargs="+", default=[256, 512])
    parser.add_argument("--quality", default="draft", choices=PRESETS)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--compile", action="store_true", help="ours by torch.compile")
    parser.add_argument("--device", default="cpu", choices=["cpu", "cuda"])
    asked = parser.parse_args(arguments)
    torch.set_num_threads(1)
    what = "pictures/s learned and frames/s painted"
    print(f"{'pixels':>6} {'ours':>8} {'plain':>8} {'ours':>8} {'plain':>8}  {what}")
    for size in asked.size:
        rates = _measured(asked, size)
        print(f"{size:6} " + " ".join(f"{rate:8.3f}" for rate in rates), flush=True)


class PlainPainter(DancePainter):
    """One whose pictures lie channel by channel."""

    def told(self, batch):
        """As of `DancePainter`."""
        return super().told(batch).contiguous()


def _measured(asked, size):
    block = {"use": "edn", "size": size, "quality": asked.quality, "perceptual": 0.0}
    settings = GENERATORS.build(GENERATORS.spec(block, "generators.x"))
    device = torch.device(asked.device)
    shape = {name: getattr(settings, name) for name in ("network", "width", "blocks", "downs")}
    plan = DancePlan((size, size), **shape)
    plain = PlainPainter(plan).to(device)
    ours = DancePainter(plan).to(device)
    ours.load_state_dict(plain.state_dict())
    learner = DanceLearner(ours, settings, 1000, name=plan.network)
    judge = copy.deepcopy(learner.judge.judge).to(device, memory_format=torch.contiguous_format)
    for module in learner.modules.values():
        module.to(device)
    if asked.compile:
        compile_networks(learner.networks)
    steps = Steps(learner, Schedule(1000, 1), device)
    batch = _batch(size, device)
    learned = _seconds(lambda: steps.take(batch, 0), asked.times, device) / ROW
    bare = _seconds(_plain_step(plain, judge, settings, batch), asked.times, device) / ROW
    if device.type == "cpu":  # as `danced_frames` has it
        ours.to(memory_format=torch.contiguous_format)
    painted = [_seconds(_painting(one, size, device), asked.times, device) for one in (ours, plain)]
    return [1 / seconds for seconds in (learned, bare, *painted)]


def _batch(size, device):
    """A pair of frames of noise."""
    picture = torch.randint(0, 255, (1, ROW, size, size, 3), dtype=torch.uint8, device=device)
    batch = {name: picture.clone() for name in ("picture", "behind", "drawing")}
    return batch | {"mask": picture[..., 0].clone(), "at": torch.zeros(1, ROW, device=device)}


def _plain_step(painter, judge, settings, batch):
    """A step as one writes it first."""
    made_by = torch.optim.Adam(painter.parameters(), 2e-4, betas=(0.5, 0.999))
    judged_by = torch.optim.Adam(judge.parameters(), 2e-4, betas=(0.5, 0.999))
    learner = DanceLearner(copy.deepcopy(painter), settings, 1000, name=settings.network)
    learner.painter = painter

    def judged(pictures):
        seen = judge(learner._rows(batch, pictures)[1].contiguous())
        return [scale[-1] for scale in seen], [scale[:-1] for scale in seen]

    def step():
        true = batch["picture"].flatten(0, 1).permute(0, 3, 1, 2).float() / 255
        with torch.no_grad():
            made = learner.rolled(batch)[1]
        loss = 0.5 * (lsgan(judged(true)[0], 1.0) + lsgan(judged(made)[0], 0.0))
        loss.backward()
        judged_by.step()
        judged_by.zero_grad()
        layers, made = learner.rolled(batch)
        flat = {name: values.flatten(0, 1) for name, values in batch.items()}
        found = learner.losses(flat, layers, made)
        verdicts, features = judged(made)
        with torch.no_grad():
            wanted = judged(true)[1]
        loss = sum(found.values()) + lsgan(verdicts, 1.0) + 10 * features_apart(features, wanted)
        loss.backward()
        made_by.step()
        made_by.zero_grad()
        judged_by.zero_grad()
        return float(loss.detach())

    return step


def _painting(painter, size, device):
    """One frame after another, as a clip is painted."""
    told = torch.rand(1, 3, size, size, device=device)
    state = {"before": None}

    def paint():
        with torch.no_grad():
            state["before"] = painter.whole(told, state["before"])

    return paint


def _seconds(call, times, device):
    """Of CPU where that is what works; else on the clock."""
    now = time.process_time if device.type == "cpu" else time.perf_counter
    start = now()
    call()
    if (first := now() - start) > SLOW_S:
        print(f"the first time took {first:.0f} s")
    taken = []
    for _ in range(times):
        start = now()
        call()
        if device.type == "cuda":
            torch.cuda.synchronize()
        taken.append(now() - start)
    return median(taken)


if __name__ == "__main__":
    main()
