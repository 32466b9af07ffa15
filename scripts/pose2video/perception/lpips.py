"""LPIPS by AlexNet, from files that a user names.

Source: Zhang et al., "The Unreasonable Effectiveness of Deep Features as a Perceptual Metric",
CVPR 2018 (arXiv 1801.03924). The trunk is torchvision's AlexNet as a state dict
(`features.0.weight` ...), the heads are those of the package lpips (`lin0.model.1.weight` ...).
Pictures are normalised by ImageNet's means and deviations in units of [-1, 1], as by that package.
"""

from __future__ import annotations

import torch

from pose2video.errors import UserError
from pose2video.perception.distance import FeatureDistance
from pose2video.weights.tensor_files import read_tensors

NET = "plain alex"
MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # of ImageNet, in [0, 1]
# numbers of the convolutions in torchvision's `features` -> places in `trunks.LAYOUTS`
_PLACES = {0: "0.0", 3: "1.1", 6: "2.1", 8: "3.0", 10: "4.0"}
_KINDS = ("weight", "bias")


class Lpips(FeatureDistance):
    """LPIPS, frozen.

    Args:
        trunk: File of AlexNet's state dict; `.safetensors`, else what `torch.save` wrote.
        heads: That of the linear heads.

    Raises:
        UserError: One is not there, is damaged, or holds something else.
    """

    def __init__(self, trunk, heads):
        super().__init__(NET)
        shapes = {name: tensor.shape for name, tensor in self.state_dict().items()}
        names = {
            f"features.{number}.{kind}": f"trunk.stages.{place}.{kind}"
            for number, place in _PLACES.items()
            for kind in _KINDS
        }
        found = _taken(trunk, names, shapes, "AlexNet's trunk as torchvision saves it")
        names = {f"lin{stage}.model.1.weight": f"heads.{stage}" for stage in range(len(_PLACES))}
        found |= _taken(heads, names, shapes, "the linear heads of the package lpips for AlexNet")
        mean, deviation = (torch.tensor(v).reshape(1, 3, 1, 1) for v in (MEAN, DEVIATION))
        self.hold(found | {"shift": 2 * mean - 1, "scale": 2 * deviation})


def _taken(path, names, shapes, what):
    """Tensors of a file under our names."""
    tensors = read_tensors(path)
    for theirs, ours in names.items():
        found = tensors.get(theirs)
        if found is None or found.shape != shapes[ours]:
            size = "no" if found is None else f"a {tuple(found.shape)}"
            raise UserError(f"{path} has {size} {theirs}: {what} is needed")
    return {ours: tensors[theirs].float() for theirs, ours in names.items()}
