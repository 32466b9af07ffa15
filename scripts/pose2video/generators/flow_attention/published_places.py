"""Where the file of a published checkpoint lies."""

from __future__ import annotations

from pathlib import Path

from pose2video.errors import UserError

NAMES = ("latest_net_G.pth", "latest_net_G.safetensors")  # of the file in a checkpoint's folder


def file_in(folder) -> Path:
    """The file of a checkpoint's folder.

    Raises:
        UserError: It has none.
    """
    for name in NAMES:
        if (Path(folder) / name).is_file():
            return Path(folder) / name
    raise UserError(
        f"{folder} has no {NAMES[0]}: put the generator of a published checkpoint there, see "
        "docs/flow-attention.md"
    )
