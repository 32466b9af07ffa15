"""How different two pictures look: Shift-tolerant LPIPS, and what it shares with LPIPS.

Source: Ghildyal and Liu, ECCV 2022 (arXiv 2207.13686), on the form of Zhang et al. 2018 (LPIPS):
at every place of every stage the features of both pictures are brought to length 1, and their
squared differences are weighed channel by channel by what people saw as different. The value is
the sum over the stages of the mean over the places. It is not LPIPS: the numbers are others.
"""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from torch import nn
from torch.nn.functional import interpolate

from pose2video.errors import UserError
from pose2video.perception.trunks import MIN_SIDE_PX, FeatureTrunk, features

FOLDER = "results/perception"  # made by the rule `convert_perception`
_TINY = 1e-10


class FeatureDistance(nn.Module):
    """The distance by one network, frozen; gradients reach the pictures alone.

    Args:
        net: See `trunks.LAYOUTS`.
    """

    def __init__(self, net):
        super().__init__()
        self.trunk = FeatureTrunk(net)
        self.heads = nn.ParameterList(torch.empty(1, n, 1, 1) for n in features(net))
        self.register_buffer("shift", torch.empty(1, 3, 1, 1))
        self.register_buffer("scale", torch.empty(1, 3, 1, 1))

    def hold(self, tensors):
        """Take the tensors of all that it has, by name, and learn nothing from then."""
        self.load_state_dict(tensors)
        self.requires_grad_(False)
        self.eval()

    def forward(self, a, b, weights=None):
        """Compare pictures with pictures.

        Args:
            a: RGB in [-1, 1], float `(N, 3, H, W)`, at least 32 pixels a side.
            b: The others, of the same shape.
            weights: Where it counts, at least 0, `(N, 1, H, W)`; everywhere alike if None.

        Returns:
            `(N,)`, 0 for equal pictures; 0, too, where a picture has no weight at all.
        """
        return sum(weighed(one, weights) for one in self.maps(a, b))

    def maps(self, a, b) -> list[torch.Tensor]:
        """The differences by stage and place, `(N, 1, h, w)` each; arguments as `forward`'s.

        Raises:
            ValueError: The shapes differ, or a side is too short.
        """
        if a.shape != b.shape or min(a.shape[2:]) < MIN_SIDE_PX:
            raise ValueError(
                f"pictures of {tuple(a.shape)} and {tuple(b.shape)} cannot be compared: give equal "
                f"shapes of {MIN_SIDE_PX} pixels a side or more"
            )
        both = (self.trunk((pictures - self.shift) / self.scale) for pictures in (a, b))
        return [
            ((_unit(one) - _unit(other)) ** 2 * head).sum(dim=1, keepdim=True)
            for one, other, head in zip(*both, self.heads, strict=True)
        ]


class Distance(FeatureDistance):
    """Shift-tolerant LPIPS.

    Args:
        net: `alex`, which fits people's judgement best, or `vgg`, which serves better as a loss.
        folder: With `<net>.safetensors`, see `wheel.convert`.

    Raises:
        UserError: The file is not there, or holds something else.
    """

    def __init__(self, net="alex", folder=FOLDER):
        super().__init__(net)
        path = Path(folder) / f"{net}.safetensors"
        self.hold(_read(path, {name: t.shape for name, t in self.state_dict().items()}))


def weighed(values, weights=None):
    """The mean of a map over its places, `(N,)`; `weights` as of `Distance.forward`."""
    if weights is None:
        return values.mean(dim=(1, 2, 3))
    share = interpolate(weights.to(values), size=values.shape[2:], mode="area")
    return (values * share).sum(dim=(1, 2, 3)) / share.sum(dim=(1, 2, 3)).clamp_min(_TINY)


def _unit(features):
    """Features brought to length 1 at every place, with a gradient where all are zero."""
    length = (features.square().sum(dim=1, keepdim=True) + _TINY**2).sqrt()
    return features / (length + _TINY)


def _read(path, wanted):
    """The tensors of a file, by name, if they have the names and shapes of `wanted`."""
    remedy = "delete it and run again: `convert_perception` makes it"
    try:
        with safe_open(path, framework="pt") as file:
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except FileNotFoundError:
        raise UserError(f"{path} is not there: the rule `convert_perception` makes it") from None
    except (OSError, SafetensorError) as error:
        raise UserError(f"{path} cannot be read ({error}): {remedy}") from None
    if {name: tensor.shape for name, tensor in tensors.items()} != wanted:
        raise UserError(f"{path} holds other tensors than this network has: {remedy}")
    return tensors
