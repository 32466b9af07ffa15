"""Work in batches: halved where memory ends, the next one made while one is used."""

from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import torch

from pose2video.errors import UserError


def chunks(items, size):
    """Lists of `size` items, the last one shorter."""
    items = iter(items)
    while chunk := list(islice(items, size)):
        yield chunk


def ahead(items):
    """Yield from `items`, the next one made in a thread of its own while one is used."""
    items, end = iter(items), object()
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(next, items, end)
        while (item := future.result()) is not end:
            future = pool.submit(next, items, end)
            yield item


def halving(batches, run, say=print):
    """Run lists of items, in halves of halves once memory does not suffice; says so.

    Args:
        batches: Iterable of lists.
        run: Takes a list, returns as many results.
        say: Takes the sentence about a halving.

    Yields:
        `(items, results)`, lists of equal length.

    Raises:
        UserError: Memory does not suffice for one item.
    """
    size = None
    for batch in batches:
        while batch:
            now = batch[:size]
            try:
                results = run(now)
            except torch.OutOfMemoryError:
                results = None  # freed only after the exception is gone
            if results is not None:
                yield now, results
                batch = batch[len(now) :]
                continue
            if len(now) == 1:
                raise UserError(
                    "the GPU's memory does not suffice for one frame: set a smaller short_side_px "
                    "in the recipe, or guidance_scale: 1"
                )
            size = len(now) // 2
            say(f"out of GPU memory with {len(now)} frames: going on with {size}")
            torch.cuda.empty_cache()
