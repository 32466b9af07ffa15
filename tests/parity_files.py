"""What published networks give for known weights and inputs, where it lies beside the checkout."""

import json
import zlib

import numpy as np
import pytest

from pose2video.resources import RESOURCES

PLACE = RESOURCES.parent.parent / "shared" / "reference" / "parity"


def arrays_of(name):
    """The inputs and outputs of a network; the test is skipped where they are not."""
    path = PLACE / f"{name}.npz"
    if not path.is_file():
        pytest.skip(f"{path} is not there")
    return dict(np.load(path))


def keys_of(name):
    """Names and shapes of a network's tensors, in order."""
    return [
        (key, tuple(shape)) for key, shape in json.loads((PLACE / f"{name}.keys.json").read_text())
    ]


def weight_of(key, shape, gain):
    """The deterministic value of a tensor: see the README beside the files."""
    drawn = np.random.default_rng(zlib.crc32(key.encode())).standard_normal(shape)
    drawn, leaf = drawn.astype(np.float32), key.rpartition(".")[2]
    if leaf == "running_mean":
        return 0.05 * drawn
    if leaf == "running_var":
        return 1 + 0.1 * np.abs(drawn)
    if len(shape) >= 2:
        return drawn * np.float32(gain / np.sqrt(max(1, np.prod(shape[1:]))))
    return 1 + 0.1 * drawn if leaf in ("weight", "weight_orig", "weight_org") else 0.05 * drawn


def fill(network, gain):
    """Give every tensor its deterministic value; integers stay."""
    import torch

    values = {
        key: torch.from_numpy(np.asarray(weight_of(key, tuple(tensor.shape), gain), np.float32))
        if tensor.is_floating_point()
        else tensor
        for key, tensor in network.state_dict().items()
    }
    network.load_state_dict(values, strict=True)
    return network
