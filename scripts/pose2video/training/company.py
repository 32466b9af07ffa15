"""Processes that take every step of a training together, each with its own part of the batch.

The networks are the same in all of them: each makes the gradient of its examples, the gradients
are added up, and every optimizer makes the same move. No network is wrapped for it: a wrapper of
each would not know what networks hand to each other, nor of passes that are made twice.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.distributed as processes

BUCKET = 1 << 26  # numbers that are added up in one message


@dataclass(frozen=True)
class Company:
    """A process and those that learn beside it.

    Attributes:
        rank: Its number; 0 writes and tells for all. size: How many there are.
    """

    rank: int = 0
    size: int = 1

    @classmethod
    def here(cls) -> Company:
        """Those of `torch.distributed` where it was begun, else this process alone."""
        if not (processes.is_available() and processes.is_initialized()):
            return cls()
        return cls(processes.get_rank(), processes.get_world_size())

    @property
    def first(self) -> bool:
        """Whether this one writes and tells."""
        return self.rank == 0

    def part(self, count) -> slice:
        """Which of a batch's examples are this one's; all processes have equally many.

        Raises:
            ValueError: `count` cannot be divided so.
        """
        if count % self.size:
            raise ValueError(f"{count} examples cannot be divided among {self.size} processes")
        each = count // self.size
        return slice(self.rank * each, (self.rank + 1) * each)

    def add_up(self, tensors):
        """Put into each tensor the sum over all processes; all have them in the same order."""
        if self.size == 1:
            return
        for bucket in _buckets(tensors):
            flat = torch.cat([tensor.reshape(-1) for tensor in bucket])
            processes.all_reduce(flat)
            for tensor, part in zip(bucket, flat.split([t.numel() for t in bucket]), strict=True):
                tensor.copy_(part.view_as(tensor))


def _buckets(tensors):
    """Lists of tensors of one kind, whose numbers make one message."""
    bucket = []
    for tensor in tensors:
        full = sum(t.numel() for t in bucket) + tensor.numel() > BUCKET
        if bucket and (full or bucket[0].dtype != tensor.dtype):
            yield bucket
            bucket = []
        bucket.append(tensor)
    if bucket:
        yield bucket
