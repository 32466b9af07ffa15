"""Jobs of the diffusion generator, its models tiny: what loading and importing cost them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from benchmarks.materials import clip_name, run_workflow, write_project
from benchmarks.table import Figure
from pose2video.jobs.tasks import logging_to
from tiny_models import tiny_weights

LENGTH_S, SIDE_PX = 0.32, 64
AIM = 0.5
GENERATOR = {"use": "controlnet", "device": "cpu", "steps": 2, "batch_size": 8}
GENERATOR |= {"init": "reference", "background": "generated", "hold_hands": 0, "hold_face": 0}
RECIPE = {"estimator": "holistic", "smoother": "raw", "retargeter": "as_filmed"}


def measure_diffusion(folder, materials, model, clips=6) -> list[Figure]:
    """Generate clips of eight frames by tiny real models, with workers and without.

    Only the jobs of `generate_frames` count: what comes before them is made first. The models are
    those of the tests, of the real classes and almost no weights, so that what is left is the
    import of torch and diffusers, and opening the files.
    """

    home = Path(folder) / "diffusion"
    config = {
        "weights": {"folder": "weights"},
        "generators": {"tiny": GENERATOR},
        "recipes": {"tiny": RECIPE | {"generator": "tiny", "short_side_px": SIDE_PX}},
        "make": [{"clips": "all", "characters": ["me"], "recipes": ["tiny"]}],
    }
    write_project(home, materials, model, clips, LENGTH_S, **config)
    with logging_to(os.devnull):
        tiny_weights(home / "weights", ("sd15", "openpose_controlnet"))
    made = [f"results/generated/{clip_name(i)}/tiny.me.json" for i in range(clips)]
    environment = {"HF_HUB_OFFLINE": "1", "HF_HOME": str(home / "hub")}
    arguments = (*made, "--set-resources", "generate_frames:mem_mb=8000")
    run_workflow(home, *arguments, "--until", "retarget_poses", "fetch_weights")
    costs = {}
    for workers in (True, False):
        (home / "workers.yaml").write_text(f"workers: {str(workers).lower()}\n")
        costs[workers] = run_workflow(
            home, *arguments, environment=environment, configs=["workers.yaml"]
        )
        shutil.rmtree(home / "results" / "generated")
    note = "without workers; one core, tiny models, 8 frames a clip"
    pairs = (("CPU", "cpu_s", AIM), ("wall", "wall_s", None))
    shutil.rmtree(home)
    return [
        Figure(
            "workers",
            f"{clips} clips by tiny diffusion, {what}",
            getattr(costs[True], key),
            getattr(costs[False], key),
            "s",
            aim,
            note,
        )
        for what, key, aim in pairs
    ]
