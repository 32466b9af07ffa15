"""How alike pictures look to VGG19: the loss of pix2pixHD."""

from __future__ import annotations

from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

from pose2video.errors import UserError
from pose2video.weights.tensor_files import read_tensors

ID, FILE = "vgg19", "model.safetensors"  # among the weights
DEPTHS = (2, 2, 4, 4, 1)  # convolutions up to relu5_1, by size of the picture
WEIGHTS = (1 / 32, 1 / 16, 1 / 8, 1 / 4, 1.0)  # of the first layer at each size


class Vgg19Loss(nn.Module):
    """The weighted L1 distance of the features behind the first convolution of each size, frozen.

    Source: Simonyan and Zisserman, ICLR 2015; Wang et al., "High-Resolution Image Synthesis and
    Semantic Manipulation with Conditional GANs", CVPR 2018, who give it pictures in [-1, 1] as
    they are.
    """

    def __init__(self, folder):
        """Of the file that a folder of weights has, with torchvision's names.

        Raises:
            UserError: It cannot be read, or has other tensors.
        """
        super().__init__()
        path = Path(folder) / FILE
        found = read_tensors(path)
        self.features, inputs, number = nn.ModuleDict(), 3, 0
        for depth in DEPTHS:
            for _ in range(depth):
                weight, bias = (found.get(f"features.{number}.{w}") for w in ("weight", "bias"))
                if weight is None or bias is None or weight.shape != (len(bias), inputs, 3, 3):
                    raise UserError(f"{path} is no VGG19: it has no fitting features.{number}")
                conv = self.features[str(number)] = nn.Conv2d(inputs, len(bias), 3, padding=1)
                conv.load_state_dict({"weight": weight, "bias": bias})
                inputs, number = len(bias), number + 2
            number += 1  # where the picture is halved
        self.eval().requires_grad_(False)

    def seen(self, pictures):
        """Yield features of pictures `(N, 3, H, W)`, the finest first; H and W from 16 on."""
        layers = iter(self.features.values())
        for place, depth in enumerate(DEPTHS):
            pictures = F.max_pool2d(pictures, 2) if place else pictures
            for number in range(depth):
                pictures = F.relu(next(layers)(pictures))
                if not number:
                    yield pictures

    def forward(self, made, true):
        """A scalar, of pictures `(N, 3, H, W)` in [-1, 1]; gradients reach `made` alone."""
        with torch.no_grad():
            wanted = list(self.seen(true))
        pairs = zip(WEIGHTS, self.seen(made), wanted, strict=True)
        return sum(weight * F.l1_loss(one, other) for weight, one, other in pairs)
