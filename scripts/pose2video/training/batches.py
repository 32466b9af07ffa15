"""Batches: cut in parts, brought to a device."""

from __future__ import annotations

import numpy as np
import torch


def length(batch) -> int:
    """How many examples a batch has: a list of them, an array, or a dict of arrays."""
    return len(next(iter(batch.values())) if isinstance(batch, dict) else batch)


def parts(batch, size):
    """A batch in parts of at most `size` examples; the whole one as it is."""
    count = length(batch)
    if size >= count:
        yield batch
        return
    for first in range(0, count, size):
        chosen = slice(first, first + size)
        if isinstance(batch, dict):
            yield {name: values[chosen] for name, values in batch.items()}
        else:
            yield batch[chosen]


def pinned(batch):
    """A batch whose arrays are tensors in memory that a GPU copies from by itself."""
    return _changed(batch, lambda tensor: tensor.pin_memory())


def on(device, batch):
    """A batch whose arrays are tensors on a device; lists of other things stay."""
    return _changed(batch, lambda tensor: tensor.to(device, non_blocking=True))


def _changed(batch, change):
    if isinstance(batch, dict):
        return {name: _changed(values, change) for name, values in batch.items()}
    if isinstance(batch, np.ndarray):
        batch = torch.from_numpy(batch)
    return change(batch) if isinstance(batch, torch.Tensor) else batch
