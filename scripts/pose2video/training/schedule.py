"""How a training goes: the settings that every learner shares."""

from __future__ import annotations

from dataclasses import asdict, dataclass

PRECISIONS = ("auto", "fp32", "bf16", "fp16")
LONG = 1000  # steps, after which an average may forget slowly
FREE = ("checkpoint_every", "at_once")  # what changes no result but for its last digits


@dataclass(frozen=True)
class Schedule:
    """The settings of a training, whatever learns.

    Attributes:
        steps: How many.
        batch_size: Examples in a step; put through in parts where memory does not suffice.
        at_once: Examples that are put through at a time at most, their gradients added up; 0 for
            all of a batch.
        seed: Of everything that is drawn.
        checkpoint_every: Steps between checkpoints.
        look_every: Steps between looks at samples and at the held-out part; 0 for none.
        ema: Share of the networks' average that a step leaves, such as 0.999; the average is what
            samples, the held-out part and the result see. 0 for no average.
        patience: Looks without a smaller held-out loss after which training ends, with the
            networks of the best look; 0 to take all steps and the last networks.
        precision: `auto` is bf16 on a GPU and fp32 on a CPU; what is learned is fp32 always. In
            `fp16` losses are scaled up, so that small gradients are no zeros.
        max_gradient: Norm at which an optimizer's gradient is cut; 0 for none.
        cpu_threads: Of a training on a CPU: with another number sums end in other digits.
    """

    steps: int
    batch_size: int = 8
    at_once: int = 0
    seed: int = 0
    checkpoint_every: int = 500
    look_every: int = 0
    ema: float = 0.0
    patience: int = 0
    precision: str = "auto"
    max_gradient: float = 0.0
    cpu_threads: int = 2

    def __post_init__(self):
        """Check the settings.

        Raises:
            ValueError: One lies where none can.
        """
        least = {"steps": 1, "batch_size": 1, "checkpoint_every": 1, "cpu_threads": 1}
        for name in (*least, "seed", "at_once", "look_every", "patience", "max_gradient"):
            if getattr(self, name) < least.get(name, 0):
                raise ValueError(f"{name} must be at least {least.get(name, 0)}")
        if not 0 <= self.ema < 1:
            raise ValueError("ema must lie in [0, 1)")
        if self.precision not in PRECISIONS:
            raise ValueError(f"precision must be one of {', '.join(PRECISIONS)}")
        if self.patience and not self.look_every:
            raise ValueError("patience counts looks: give look_every")

    @classmethod
    def of(cls, settings, looks, every, **other) -> Schedule:
        """That of a component whose networks are small, so that a CPU learns them with one thread.

        Args:
            settings: They have `steps`, `batch_size` and `seed`.
            looks: In the whole run. every: Steps between checkpoints.
            other: What else is said of it, `steps` included where a run has others.
        """
        steps = other.pop("steps", settings.steps)
        return cls(
            steps=steps,
            batch_size=settings.batch_size,
            seed=settings.seed,
            checkpoint_every=every,
            look_every=max(1, steps // looks),
            cpu_threads=1,
            **other,
        )

    def key(self) -> dict:
        """The settings that a result depends on, for the key of its checkpoint."""
        return {name: value for name, value in asdict(self).items() if name not in FREE}


def share_left(steps) -> float:
    """The share of the networks' average that a step leaves, where nobody says it."""
    return 0.995 if steps >= LONG else 0.9
