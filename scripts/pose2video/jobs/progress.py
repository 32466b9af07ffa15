"""Progress of a long loop, for its log."""

from __future__ import annotations

import time

EVERY_S = 5.0  # between two lines


def progress(items, what, total=None):
    """Yield from `items`, printing now and then how many are done and how fast.

    Args:
        items: Any iterable.
        what: The noun, e.g. "frames".
        total: How many there will be, where known.
    """
    start = last = time.monotonic()
    done = 0
    for done, item in enumerate(items, 1):
        yield item
        now = time.monotonic()
        if now - last >= EVERY_S:
            last = now
            print(f"{done}{f' of {total}' if total else ''} {what}, {done / (now - start):.1f}/s")
    seconds = max(time.monotonic() - start, 1e-9)
    print(f"{done} {what} in {seconds:.1f} s, {done / seconds:.1f}/s")
