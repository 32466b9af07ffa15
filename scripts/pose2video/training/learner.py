"""What a learner is: networks, what moves them, and the losses of a step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import numpy as np
    import torch


class Learner(Protocol):
    """Something that learns from batches. Subclass it: all but `step` may be left as it is here.

    The loop takes a step in *turns*. In a turn one optimizer moves: only its parameters ask for
    gradients, so that a GAN's discriminator sees pictures without the generator's graph, and no
    gradient of the discriminator is kept in the generator's turn. Where making pictures twice costs
    too much, the generator's turn comes first and keeps them, by row, for the other one.

    A batch that does not fit the memory comes in parts, and a turn may begin again with smaller
    parts, so `step` may be called twice for an example. What is carried from step to step (a
    recurrent state, a pool of pictures) is written down by the examples' rows, which the batch
    itself may hold, and taken over in `after`.

    What is random in a step comes from `torch`'s generators, which the loop seeds for each turn,
    or from the batch.

    Attributes:
        name: Of what learns, for sentences and the checkpoint.
        modules: By name the networks that learn, on their device; or, where only some parameters of
            a network do (a LoRA), these by name. Frozen networks are not among them.
        optimizers: By name, of any kind of torch's.
        schedules: By name torch's schedules of learning rates; each goes on by one after each step
            (`ReduceLROnPlateau` after each look at the held-out part, by its loss).
        if_too_large: What to do where memory does not suffice for one example.
        if_not_a_number: What to do where a loss is no number.
    """

    name: str = "model"
    modules: Mapping[str, torch.nn.Module | Mapping[str, torch.nn.Parameter]]
    optimizers: Mapping[str, torch.optim.Optimizer]
    schedules: Mapping[str, torch.optim.lr_scheduler.LRScheduler] = {}
    if_too_large: str = "set a smaller size"
    if_not_a_number: str = "set a smaller learning_rate"

    def turns(self, number: int) -> Sequence[str]:
        """Names of the optimizers that move in step `number`, one after another."""
        return tuple(self.optimizers)

    def step(self, batch: Any, number: int, turn: str) -> Mapping[str, torch.Tensor]:
        """The losses of a turn, by name.

        Args:
            batch: Some examples, on the learner's device.
            number: Of the step, from 0.
            turn: Name of the optimizer that moves.

        Returns:
            Numbers with a gradient, each the mean over these examples. Numbers without one are
            only recorded; a turn that has no others leaves its optimizer alone.
        """
        ...

    def weights(self, number: int) -> Mapping[str, float]:
        """Weights of losses in step `number`, by name; 1 where there is none."""
        return {}

    def after(self, number: int) -> None:
        """Take over what step `number` carries; called once, when all its turns are taken."""

    def held_out(self, batch: Any) -> torch.Tensor:
        """How badly the networks do on examples that they never saw: a mean, smaller is better."""
        raise NotImplementedError

    def samples(self, number: int) -> np.ndarray | None:
        """One uint8 RGB picture `(height, width, 3)` to look at, of one size; None for none.

        Called without gradients, with the networks in evaluation mode.
        """
        return None

    def state(self) -> Any:
        """What else the learner carries: dicts and lists of tensors, numbers and text."""
        return None

    def restore(self, state: Any) -> None:
        """Take back what `state` gave; its tensors are on the CPU."""
