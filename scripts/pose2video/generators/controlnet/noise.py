"""Noise that depends on the seed and the frame, never on the batch or the device."""

import numpy as np
import torch


def draw_noise(settings, frames, shape):
    """Initial noise of some frames, and each frame's generator for what follows.

    Args:
        settings: With `seed` and `shared_noise`.
        frames: Their numbers.
        shape: `(channels, height, width)` of a latent.

    Returns:
        float32 `(frames, *shape)` on the CPU, and a list of generators.
    """
    generators = [
        torch.Generator().manual_seed(_seed(settings.seed, 0 if settings.shared_noise else 1 + i))
        for i in frames
    ]
    return torch.stack([torch.randn(shape, generator=g) for g in generators]), generators


def _seed(*numbers):
    return int(np.random.SeedSequence(numbers).generate_state(1)[0])
