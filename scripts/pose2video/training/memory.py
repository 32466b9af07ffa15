"""Too little of a GPU's memory, as one sentence."""

from __future__ import annotations

from contextlib import contextmanager

import torch

from pose2video.errors import UserError


@contextmanager
def enough_memory(what, remedy):
    """What is done within it says, where memory ends, for what, and what to do.

    Raises:
        UserError: It ended.
    """
    try:
        yield
    except torch.OutOfMemoryError:
        raise UserError(f"the GPU's memory does not suffice for {what}: {remedy}") from None
