"""What a judge says of true and painted pictures, worked out once for both updates.

A painter's update wants the gradient of the verdicts on what it painted, a judge's update wants
those of its own weights. Both come from one pass of the judge over each picture: the graph of the
painter's turn is kept, and the judge's turn, which follows, goes back through it once more. The
judge's weights do not move in between.
"""

from __future__ import annotations

from contextlib import contextmanager

import torch
import torch.nn.functional as F

FOOLED, REAL, FAKE = 1.0, 1.0, 0.0  # labels of LSGAN


def lsgan(verdicts, label):
    """The mean square distance of verdicts from a label, summed over the scales."""
    return sum(F.mse_loss(one.float(), torch.full_like(one, label).float()) for one in verdicts)


def features_apart(made, true):
    """How far apart a judge's features are: L1, every scale and layer alike.

    Source: pix2pixHD. Each term has the weight `4 / layers / scales`.

    Args:
        made, true: For each scale the features of each layer, without the verdict.
    """
    total = 0.0
    for mine, wanted in zip(made, true, strict=True):
        for one, other in zip(mine, wanted, strict=True):
            total = total + F.l1_loss(one.float(), other.detach().float()) * 4 / len(mine)
    return total / len(made)


class SharedJudge:
    """A judge whose passes serve both updates.

    Attributes:
        judge: A network that gives, for each scale, features and a verdict; or one verdict.
        kept: By a name of the examples what the judge saw of them, with the graph.
    """

    def __init__(self, judge):
        """Nothing is kept yet."""
        self.judge, self.kept = judge, {}

    def seen(self, pictures):
        """Lists of verdicts and of features, by scale."""
        found = self.judge(pictures)
        found = found if isinstance(found, list) else [[found]]
        return [scale[-1] for scale in found], [scale[:-1] for scale in found]

    def painted(self, name, true, made, weights):
        """The painter's losses; what the judge saw is kept under a name.

        Args:
            name: Of these examples.
            true: `(N, channels, height, width)`. made: Likewise, with the painter's graph.
            weights: Of `fool` and of `features`.

        Returns:
            `judged`, whose gradient reaches the painter, and its parts, which are only recorded.
        """
        leaf = made.detach().requires_grad_()
        with _asking(self.judge):
            true_verdicts, wanted = self.seen(true)
            made_verdicts, features = self.seen(leaf)
        found = {"fool": lsgan(made_verdicts, FOOLED)}
        if any(wanted):
            found["features"] = features_apart(features, wanted)
        total = sum(weights.get(part, 1.0) * loss for part, loss in found.items())
        [pull] = torch.autograd.grad(total, leaf, retain_graph=True)
        self.kept[name] = (true_verdicts, made_verdicts)
        through = (made * pull).sum()
        judged = through + (total - through).detach()
        return {part: loss.detach() for part, loss in found.items()} | {"judged": judged}

    def losses(self, name):
        """The judge's losses of kept examples; None where none are."""
        found = self.kept.pop(name, None)
        return None if found is None else self._of(*found)

    def anew(self, true, made):
        """The judge's losses of pictures that were not kept."""
        return self._of(self.seen(true)[0], self.seen(made.detach())[0])

    @staticmethod
    def _of(true, made):
        return {"real": lsgan(true, REAL), "fake": lsgan(made, FAKE)}


@contextmanager
def _asking(module):
    """Have a module's weights ask for gradients while the block runs."""
    silent = [parameter for parameter in module.parameters() if not parameter.requires_grad]
    for parameter in silent:
        parameter.requires_grad_(True)
    try:
        yield
    finally:
        for parameter in silent:
            parameter.requires_grad_(False)
