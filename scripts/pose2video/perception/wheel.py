"""The tensors that the package stlpips-pytorch carries, converted to files of our own.

Source: PyPI `stlpips-pytorch` 0.0.2 (Ghildyal and Liu, BSD-2-Clause). Its two `.pth` files are
read, and nothing of its Python is imported.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import re
from pathlib import Path

from pose2video.errors import UserError
from pose2video.files import writing
from pose2video.perception.trunks import LAYOUTS

PACKAGE, PIN = "stlpips_pytorch", "stlpips-pytorch==0.0.2"
SHA256 = {
    "alex": "b356b382f96010f77d085ee8343ecd9fd322d0a56e8de2b2d0549fafcad8b9ee",
    "vgg": "44597da68f49c1837c100ff52299050f274d102eb102e5837178c79be6f0e250",
}
_CONVOLUTION = re.compile(r"net\.slice(\d+)\.(\d+)\.(weight|bias)")
_HEAD = re.compile(r"lin(\d+)\.model\.1\.weight")


def convert(net, path):
    """Write the tensors of one network to a safetensors file, whole or not at all.

    Args:
        net: `alex` or `vgg`.
        path: The file to write.

    Raises:
        UserError: The package is not installed, or its file is not the published one.
    """
    import torch
    from safetensors.torch import save_file

    file = packaged(net)
    tensors = torch.load(file, map_location="cpu", weights_only=True)
    words = {"net": net, "from": PIN, "licence": "BSD-2-Clause", "sha256": SHA256[net]}
    with writing(path) as beside:
        # one word alone: the order of several differs from run to run
        save_file(_renamed(net, tensors), beside, {"said": json.dumps(words)})


def packaged(net) -> Path:
    """The file of a network in the installed package, checked.

    Raises:
        UserError: It is not there, or not the published one.
    """
    found = importlib.util.find_spec(PACKAGE)
    remedy = f"install {PIN} (`make setup` does) and run again"
    if found is None:
        raise UserError(f"the package {PACKAGE} is not installed in this environment: {remedy}")
    folder = Path(found.submodule_search_locations[0])
    file = folder / "weights" / "vST0.0" / f"{net}_shift_tolerant.pth"
    try:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError as error:
        raise UserError(f"{file} cannot be read ({error.strerror}): {remedy}") from None
    if digest != SHA256[net]:
        raise UserError(f"{file} is not the published file: {remedy}")
    return file


def _renamed(net, tensors):
    """Tensors under the names of `Distance`; what can be computed, such as the blur, is left out.

    The package counts the parts of all stages through, and its stages from 1.
    """
    starts = [sum(map(len, LAYOUTS[net][:stage])) for stage in range(len(LAYOUTS[net]))]
    found = {
        "shift": tensors["scaling_layer.shift"],
        "scale": tensors["scaling_layer.scale"],
    }
    for name, tensor in tensors.items():
        if match := _CONVOLUTION.fullmatch(name):
            stage, part, kind = int(match[1]) - 1, int(match[2]), match[3]
            found[f"trunk.stages.{stage}.{part - starts[stage]}.{kind}"] = tensor
        elif match := _HEAD.fullmatch(name):
            found[f"heads.{match[1]}"] = tensor
    return {name: tensor.contiguous() for name, tensor in found.items()}
