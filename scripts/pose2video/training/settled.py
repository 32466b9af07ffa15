"""Where equal seeds give equal results."""

from __future__ import annotations

import os
from contextlib import contextmanager

import torch

from pose2video.training.company import Company

WORKSPACE = {"CUBLAS_WORKSPACE_CONFIG": ":4096:8"}  # without it cuBLAS's sums may differ


@contextmanager
def environment(variables):
    """Variables in the environment, but for those that the user has set, while the block runs."""
    new = {name: value for name, value in variables.items() if name not in os.environ}
    os.environ.update(new)
    try:
        yield
    finally:
        for name in new:
            os.environ.pop(name, None)


@contextmanager
def settled(device, schedule):
    """Have equal seeds give equal results; of several processes each has one CPU.

    Random generators, torch's settings and the environment are as found afterwards; only cuBLAS
    keeps the workspace that it has once taken.
    """
    gpu = device.type == "cuda"
    threads, benchmark = torch.get_num_threads(), torch.backends.cudnn.benchmark
    strict = torch.are_deterministic_algorithms_enabled()
    warns = torch.is_deterministic_algorithms_warn_only_enabled()
    fills = torch.utils.deterministic.fill_uninitialized_memory
    with environment(WORKSPACE if gpu else {}), torch.random.fork_rng([device] if gpu else []):
        try:
            if gpu:  # what has no deterministic kernel warns once
                torch.use_deterministic_algorithms(True, warn_only=True)
                torch.backends.cudnn.benchmark = False
                torch.utils.deterministic.fill_uninitialized_memory = False
            else:
                torch.set_num_threads(schedule.cpu_threads if Company.here().size == 1 else 1)
            yield
        finally:
            torch.set_num_threads(threads)
            torch.use_deterministic_algorithms(strict, warn_only=warns)
            torch.backends.cudnn.benchmark = benchmark
            torch.utils.deterministic.fill_uninitialized_memory = fills
