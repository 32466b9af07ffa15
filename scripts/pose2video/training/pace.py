"""A line now and then: how far a training is, its losses, and the time left as measured."""

from __future__ import annotations

import time

from pose2video.jobs.progress import EVERY_S


class Pace:
    """Tells of the steps of one process.

    The first step is not measured: libraries and kernels are made ready in it.
    """

    def __init__(self, name, done, steps):
        """`done` steps were taken by earlier processes."""
        self.name, self.done, self.steps = name, done, steps
        self.last, self.begun = time.monotonic(), None

    def tell(self, losses):
        """Count a step; print where the last line is old enough."""
        self.done += 1
        now = time.monotonic()
        if self.begun is None:
            self.begun = (now, self.done)
        if now - self.last > EVERY_S:
            self.last = now
            print(self.line(losses, now))

    def line(self, losses, now) -> str:
        """The line of a moment."""
        said = [f"{name} {value:.4f}" for name, value in losses.items()]
        start, first = self.begun
        if self.done > first:
            said.append(f"{_text((self.steps - self.done) * (now - start) / (self.done - first))}")
        return f"{self.name}: {self.done} of {self.steps} steps, {', '.join(said)}"


def _text(seconds):
    if seconds < 90:
        return f"{seconds:.0f} s left"
    minutes = round(seconds / 60)
    return f"{minutes} min left" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min left"
