"""What is needed next, made ahead in threads."""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor

LOADERS = 2  # threads that make batches
AHEAD = 4  # batches that wait at most


def ahead(draw, numbers, loaders=LOADERS):
    """Yield `(number, draw(number))` in order, the next ones made in threads meanwhile.

    What is drawn depends on its number alone, so the number of threads changes nothing.
    """
    numbers, waiting = iter(numbers), deque()
    pool = ThreadPoolExecutor(loaders)
    try:
        while True:
            while len(waiting) < AHEAD and (number := next(numbers, None)) is not None:
                waiting.append((number, pool.submit(draw, number)))
            if not waiting:
                return
            number, future = waiting.popleft()
            yield number, future.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
