"""Networks of a user's own by which methods are judged: the config's block `networks`, checked."""

from __future__ import annotations

from pathlib import Path

from pose2video.configuring.config import check_path
from pose2video.configuring.path_hints import absent
from pose2video.errors import UserError
from pose2video.metrics.named import FID, FRECHET, FVD, IDENTITY, LPIPS
from pose2video.weights.checks import read_header, sha256
from pose2video.weights.onnx_files import check_onnx

_TORCH = (b"PK\x03\x04", b"\x80\x02")  # what torch.save begins with: a zip archive, or a pickle
_TENSORS = {"trunk": "features.0.weight", "heads": "lin0.model.1.weight"}


def network_files(networks) -> list[str]:
    """All files that the block names."""
    return [path for _, path, _ in _files(networks or {})]


def check_networks(networks):
    """Check that the files are there and of their kind.

    Args:
        networks: The block, with absolute paths, or nothing.

    Raises:
        UserError: One is not, or its SHA-256 is another; or a distance has a name that it is not.
    """
    networks = networks or {}
    for name, network in networks.get(FRECHET, {}).items():
        where = f"networks.{FRECHET}.{name}"
        if "fvd" in name:
            raise UserError(f"{where}: FVD compares clips and this distance frames: rename it")
        if FID in name and not (name == FID and "sha256" in network):
            raise UserError(
                f"{where}: only FID's own network gives FID: call it {FID} and give its file's "
                "sha256, or choose another name"
            )
    if FVD in networks and "sha256" not in networks[FVD]:
        raise UserError(
            f"networks.{FVD}: only I3D's own features give FVD: give its file's sha256, or leave "
            "it out"
        )
    for where, path, wanted in _files(networks):
        check_path(path, f"{where}: the file")
        if not Path(path).is_file():
            raise UserError(f"{where}: the file {path} is not there{absent(path, 'correct it')}")
        try:
            _check_kind(where.rpartition(".")[2], path)
        except UserError as error:
            raise UserError(f"{where}: {error}") from None
        if wanted and (found := sha256(path)) != wanted:
            raise UserError(f"{where}: {path} has the sha256 {found}, not {wanted}: correct one")


def _files(networks):
    """`(place in the config, file, sha256 or None)`."""
    for name in (IDENTITY, FVD):
        if name in networks:
            yield f"networks.{name}.file", networks[name]["file"], networks[name].get("sha256")
    for key in _TENSORS if LPIPS in networks else ():
        yield f"networks.{LPIPS}.{key}", networks[LPIPS][key], None
    for name, block in networks.get(FRECHET, {}).items():
        yield f"networks.{FRECHET}.{name}.file", block["file"], block.get("sha256")


def _check_kind(key, path):
    path = Path(path)
    if key not in _TENSORS:
        check_onnx(path, path.stat().st_size)
    elif path.suffix == ".safetensors":
        if _TENSORS[key] not in read_header(path):
            raise UserError(f"{path} has no tensor {_TENSORS[key]}: take the {key} of LPIPS's")
    else:
        with open(path, "rb") as file:
            begin = file.read(4)
        if not begin.startswith(_TORCH):
            raise UserError(
                f"{path} is not what torch.save writes (it begins with "
                f"{begin.decode('ascii', 'backslashreplace')!r}): correct it"
            )
