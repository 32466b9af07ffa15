"""What was measured while something learned."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import torch


@dataclass
class History:
    """The losses of a training.

    Attributes:
        steps: How many were taken.
        losses: By name a number for each step; NaN in steps without it.
        held_out: `[steps taken, held-out loss]` of each look at the held-out part.
        seconds: How long it took, over all processes.
        device: What it ran on last.
        ended: Steps taken when it ended early; None where it took all, or goes on.
    """

    steps: int = 0
    losses: dict[str, list[float]] = field(default_factory=dict)
    held_out: list[list[float]] = field(default_factory=list)
    seconds: float = 0.0
    device: str = ""
    ended: int | None = None

    def add(self, losses):
        """Write down the losses of the next step."""
        for name in losses:
            self.losses.setdefault(name, [math.nan] * self.steps)
        for name, values in self.losses.items():
            values.append(losses.get(name, math.nan))
        self.steps += 1

    @property
    def best(self) -> list[float] | None:
        """`[steps taken, loss]` of the best look at the held-out part."""
        return min(self.held_out, key=lambda look: look[1], default=None)

    def stale(self) -> int:
        """Looks since the best one."""
        return len(self.held_out) - 1 - self.held_out.index(self.best) if self.held_out else 0

    def record(self) -> dict:
        """What is said beside the result: steps, time, device, the last losses."""
        last = {
            name: next((v for v in reversed(values) if math.isfinite(v)), None)
            for name, values in self.losses.items()
        }
        return {
            "steps": self.steps,
            "ended_early": self.ended is not None,
            "seconds": round(self.seconds, 1),
            "device": self.device,
            "last_losses": last,
            "best_held_out": self.best if self.best and math.isfinite(self.best[1]) else None,
        }

    def tree(self) -> dict:
        """As a checkpoint holds it: losses as tensors, each with the steps that it belongs to."""
        losses = {
            name: _series((step, v) for step, v in enumerate(values) if not math.isnan(v))
            for name, values in self.losses.items()
        }
        return vars(self) | {"losses": losses, "held_out": _series(self.held_out)}

    @classmethod
    def of(cls, tree) -> History:
        """The history that `tree` was given of."""
        losses = {}
        for name, series in tree["losses"].items():
            losses[name] = [math.nan] * tree["steps"]
            for step, value in _rows(series):
                losses[name][step] = value
        return cls(**tree | {"losses": losses, "held_out": _rows(tree["held_out"])})


def _series(rows):
    """`[step, number]`s as two tensors, which hold them to the bit."""
    rows = list(rows)
    return {
        "steps": torch.tensor([step for step, _ in rows], dtype=torch.int64),
        "values": torch.tensor([value for _, value in rows], dtype=torch.float64),
    }


def _rows(series):
    steps, values = series["steps"].tolist(), series["values"].tolist()
    return [[step, value] for step, value in zip(steps, values, strict=True)]
