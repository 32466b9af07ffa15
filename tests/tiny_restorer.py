"""A small restorer that nobody taught: it changes whatever it may."""

from pathlib import Path

import torch

from pose2video.generators.restorer.model_file import write_model
from pose2video.generators.restorer.network import Restorer


def stirred(width=8) -> Restorer:
    """The network; the same at each call."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        network = Restorer(width)
        torch.nn.init.normal_(network.network.network.last.weight)
    return network.eval()


def tiny_restorer(folder) -> Path:
    """Its folder, as a training writes one."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    write_model(folder, stirred(), {"made_by": {"use": "restorer"}})
    return folder
