"""Published checkpoints of Everybody Dance Now, as local files: their tensors under our names.

The files are PyTorch's; only tensors are read of them, nothing is unpickled that could run. They
are written anew as safetensors, and that is what networks are filled from. Names within a network
are the same as ours; a file says which network it is. What a file holds beside `weight_org` is made
of that, and left out.
"""

from __future__ import annotations

from pathlib import Path

from safetensors.torch import load_file, save_file

from pose2video.errors import UserError
from pose2video.files import writing
from pose2video.weights.tensor_files import read_tensors, unlike

PAINTER, JUDGE, PART_JUDGES = "painter.", "judge.", "part_judges."
# A file of a published checkpoint, as pix2pixHD names them, and the network that it holds
FILES = {
    "latest_net_G.pth": f"{PAINTER}network.",
    "latest_net_D.pth": JUDGE,
    "latest_net_Gface.pth": f"{PAINTER}parts.face.",
    "latest_net_Dface.pth": f"{PART_JUDGES}face.",
}


def convert(folder, out) -> list[str]:
    """Write the tensors of the files that a folder has into one safetensors file.

    Args:
        folder: With some of `FILES`, the painter's at least. out: The file.

    Returns:
        Names of the files that were found.

    Raises:
        UserError: There are none, or one holds something else than finite tensors by name.
    """
    found = [name for name in FILES if (Path(folder) / name).is_file()]
    if next(iter(FILES)) not in found:
        raise UserError(
            f"begin: {folder} has no {next(iter(FILES))}: give the folder of a checkpoint, with "
            f"some of {', '.join(FILES)}"
        )
    tensors = {}
    for name in found:
        rows = read_tensors(Path(folder) / name)
        tensors |= {FILES[name] + k: rows[k] for k in rows if not derived(k, rows)}
    with writing(out) as beside:
        save_file(tensors, beside)
    return found


def fill(network, path, start):
    """Fill a network with what `convert` wrote under a beginning of names; nothing where none is.

    Raises:
        UserError: The tensors are of another shape of network.
    """
    rows = load_file(path)
    mine = {key.removeprefix(start): rows[key] for key in rows if key.startswith(start)}
    if not mine:
        return
    if differs := unlike(mine, network):
        key, theirs, ours = differs
        raise UserError(
            f"begin: the published network has {theirs} {key}, this one {ours}: set network, "
            "width, blocks and downs as it was trained"
        )
    network.load_state_dict(mine)


def derived(name, names):
    """Whether a tensor is made of another one that is there: see `UnitScales`."""
    layer, _, leaf = name.rpartition(".")
    return leaf in ("weight", "weight_u") and f"{layer}.weight_org" in names
