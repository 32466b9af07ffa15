"""Noise that depends on the seed and the frame, never on the batch or the device."""

import numpy as np
import torch


def draw_noise(settings, frames, shape, own=False):
    """Initial noise of some frames, and each frame's generator for what follows.

    Args:
        settings: With `seed` and `shared_noise`.
        frames: Their numbers.
        shape: `(channels, height, width)` of a latent.
        own: Each frame has noise of its own whatever the settings say.

    Returns:
        float32 `(frames, *shape)` on the CPU, and a list of generators.
    """
    shared = settings.shared_noise and not own
    generators = [
        torch.Generator().manual_seed(_seed(settings.seed, 0 if shared else 1 + i)) for i in frames
    ]
    return torch.stack([torch.randn(shape, generator=g) for g in generators]), generators


def _seed(*numbers):
    return int(np.random.SeedSequence(numbers).generate_state(1)[0])
