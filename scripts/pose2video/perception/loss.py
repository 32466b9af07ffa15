"""A loss that sees what people see: for trainings whose result is a picture."""

from __future__ import annotations

from torch import nn

from pose2video.perception.distance import FOLDER, Distance


class PerceptualLoss(nn.Module):
    """The mean of `Distance` over pictures, frozen.

    Args:
        net: `vgg` or `alex`.
        folder: Where the rule `convert_perception` put its tensors.

    Raises:
        UserError: The tensors are not there, or are something else.
    """

    def __init__(self, net="vgg", folder=FOLDER):
        super().__init__()
        self.distance = Distance(net, folder)

    def forward(self, a, b, weights=None):
        """A scalar, of pictures `(N, 3, H, W)` in [-1, 1]; `weights` `(N, 1, H, W)`, at least 0.

        Both need at least 32 pixels a side; gradients reach whichever of both asks for them.
        """
        return self.distance(a, b, weights).mean()
