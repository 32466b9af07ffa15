"""What a step of a learner will take, found without doing it: memory and operations.

The step is gone through with tensors that have shapes and no numbers. What lives is counted by the
storages that there are at a time, as PyTorch's allocator would hold them; a GPU's own workspaces
and what its memory loses in pieces come on top.
"""

from __future__ import annotations

import weakref
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves
from torch.utils.flop_counter import FlopCounterMode, sdpa_backward_flop_count, sdpa_flop_count

shapeless = FakeTensorMode  # a context in which tensors have shapes and no numbers
_ATTEND = torch.ops.aten._scaled_dot_product_flash_attention_for_cpu
_ATTEND_BACK = torch.ops.aten._scaled_dot_product_flash_attention_for_cpu_backward


@dataclass(frozen=True)
class Expected:
    """What one step takes.

    Attributes:
        bytes: Of memory at most at a time, beside networks, gradients and optimizers.
        operations: Floating-point operations.
    """

    bytes: int
    operations: int


def expected(step, parameters) -> Expected:
    """Go through a step, within `shapeless`.

    Args:
        step: Gives a loss of a step, with a graph. parameters: What learns.
    """
    counter = FlopCounterMode(display=False, custom_mapping=_FORMULAS)
    with _Live() as live, counter, _gradients(parameters, live):
        step().backward()
    return Expected(live.peak, counter.get_total_flops())


class _Live(TorchDispatchMode):
    """Counts the bytes of storages that come to be within it, and how many lived at a time."""

    def __init__(self):
        super().__init__()
        self.now = self.peak = 0
        self.seen = weakref.WeakKeyDictionary()

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        """Do it, and count what comes of it."""
        found = function(*args, **(kwargs or {}))
        for leaf in tree_leaves(found):
            if isinstance(leaf, torch.Tensor):
                self._meet(leaf.untyped_storage())
        return found

    def _meet(self, storage):
        if storage in self.seen:
            return
        size = self.seen[storage] = storage.nbytes()
        weakref.finalize(storage, self.leave, size)
        self.now += size
        self.peak = max(self.peak, self.now)

    def leave(self, size):
        """Something of a size is gone, or counts elsewhere."""
        self.now -= size


@contextmanager
def _gradients(parameters, live):
    """Let the gradients of what learns not count: they are there in every step."""
    hooks = [
        parameter.register_post_accumulate_grad_hook(
            lambda parameter: live.leave(parameter.grad.untyped_storage().nbytes())
        )
        for parameter in parameters
    ]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()


def _attention(query, key, value, *args, **kwargs):
    return sdpa_flop_count(query, key, value)


def _attention_back(grad, query, key, value, *args, **kwargs):
    return sdpa_backward_flop_count(grad, query, key, value)


_FORMULAS = {_ATTEND: _attention, _ATTEND_BACK: _attention_back}
