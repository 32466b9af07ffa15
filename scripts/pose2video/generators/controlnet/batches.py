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


class Halving:
    """Runs lists of items, in halves of halves once memory does not suffice; says so.

    Attributes:
        run: Takes a list, returns as many results.
        say: Takes the sentence about a halving.
        what: The items' name in it.
        size: How many are run at a time; None as long as all of them.
    """

    def __init__(self, run, say=print, what="frames"):
        self.run, self.say, self.what, self.size = run, say, what, None

    def __call__(self, batch):
        """Yield `(items, results)`, lists of equal length.

        Raises:
            UserError: Memory does not suffice for one item.
        """
        while batch:
            now = batch[: self.size]
            try:
                results = self.run(now)
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
            self.size = len(now) // 2
            self.say(f"out of GPU memory with {len(now)} {self.what}: going on with {self.size}")
            torch.cuda.empty_cache()


def halving(batches, run, say=print):
    """`(items, results)` of every list of `batches`, see `Halving`."""
    work = Halving(run, say)
    for batch in batches:
        yield from work(batch)
