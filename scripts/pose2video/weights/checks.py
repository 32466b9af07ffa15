"""Whether files are the weights they should be. Every fault is a sentence for the user."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import numpy as np

from pose2video.errors import UserError
from pose2video.files import read_json
from pose2video.weights.onnx_files import check_onnx

PICKLES = (".bin", ".ckpt", ".pt", ".pth", ".pkl")
BLOCK = 1 << 24  # bytes read at once
FLOATS = {"F64": "<u8", "F32": "<u4", "F16": "<u2", "BF16": "<u2"}
EXPONENT = {"F64": 0x7FF << 52, "F32": 0xFF << 23, "F16": 0x1F << 10, "BF16": 0xFF << 7}


def check_folder(model, folder):
    """Check a model's folder without reading the weights themselves: a second at most.

    Raises:
        UserError: A file is missing, leads out of the folder, is cut short, of another format or
            of another architecture; or there is only a pickle where weights should be.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise UserError(f"the weights {model.id}: {folder} is not a folder: correct the path")
    for file in model.files:
        path = folder / file.path
        if not path.is_file():
            raise UserError(_missing(model, path))
        if not any(path.resolve().is_relative_to(root) for root in _roots(folder)):
            raise UserError(
                f"the weights {model.id}: {path} is a link out of its folder to {path.resolve()}: "
                "put the file itself there"
            )
        if path.suffix == ".safetensors":
            _check_keys(model, path, model.keys.get(file.path, []))
        elif path.suffix == ".onnx":
            _refuse_pointer(path)
            check_onnx(path, path.stat().st_size)
        elif path.stat().st_size == 0:
            raise UserError(f"{path} is empty: fetch it again")
    for name, wanted in model.classes.items():
        _check_class(model, folder / name, wanted)


def _roots(folder):
    """Where a model's files may truly lie: its folder, or the blobs of a snapshot of the hub."""
    home = folder.resolve()
    hub = [parent.parent / "blobs" for parent in home.parents if parent.name == "snapshots"]
    return [home, *hub]


def _missing(model, path):
    if path.is_symlink():
        return f"the weights {model.id}: the link {path} leads nowhere: supply the file"
    for pickle in sorted(path.parent.glob("*")):
        if path.suffix in (".safetensors", ".onnx") and pickle.suffix in PICKLES:
            return (
                f"the weights {model.id}: {path.parent} has {pickle.name} instead of {path.name}: "
                "a pickle can run code when it is read and is never opened here; take the "
                f"{path.suffix.removeprefix('.')} version"
            )
    return (
        f"the weights {model.id}: {path} is not there: the folder must hold what "
        "resources/models.yaml lists"
    )


def read_header(path) -> dict:
    """The header of a safetensors file: tensor -> `{dtype, shape, data_offsets}`.

    Format: eight bytes of length, little endian, JSON, then the tensors without gaps.

    Raises:
        UserError: It is no such file, or cut short.
    """
    path, size = Path(path), Path(path).stat().st_size
    with open(path, "rb") as file:
        first = file.read(8)
        length = int.from_bytes(first, "little")
        if len(first) < 8 or length > min(size - 8, 100_000_000):
            raise UserError(_no_weights(path, size))
        text = file.read(length)
    try:
        header = json.loads(text)
        tensors = {key: entry for key, entry in header.items() if key != "__metadata__"}
        spans = sorted(tuple(entry["data_offsets"]) for entry in tensors.values())
        end = 0
        for begin, stop in spans:
            if begin != end or stop < begin:
                raise ValueError("gap")
            end = stop
        for entry in tensors.values():
            entry["dtype"], [int(n) for n in entry["shape"]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise UserError(_no_weights(path, size)) from None
    if 8 + length + end != size:
        raise UserError(
            f"{path} is cut short or damaged: it should have {8 + length + end} bytes and has "
            f"{size}: fetch it again"
        )
    return tensors


def _no_weights(path, size):
    _refuse_pointer(path)
    with open(path, "rb") as file:
        begin = file.read(40)
    words = begin[:16].decode("ascii", "backslashreplace")
    return f"{path} is not a safetensors file (it begins with {words!r}): fetch it again"


def _refuse_pointer(path):
    with open(path, "rb") as file:
        begin = file.read(40)
    if begin.startswith(b"version https://git-lfs"):
        raise UserError(
            f"{path} is a Git LFS pointer of {path.stat().st_size} bytes, not the weights: run "
            "`git lfs pull` in its folder"
        )


def _check_keys(model, path, beginnings):
    names = list(read_header(path))
    for begin in beginnings:
        if not any(name.startswith(begin) for name in names):
            raise UserError(
                f"the weights {model.id}: {path} is of another architecture: it has no tensor "
                f"{begin}*: take {model.repository} or what was made from it"
            )


def _check_class(model, path, wanted):
    config = read_json(path)
    found = config.get("_class_name") or config.get("architectures") if type(config) is dict else 0
    found = found[0] if isinstance(found, list) and found else found
    if found != wanted:
        raise UserError(
            f"the weights {model.id}: {path} is of another architecture: it names "
            f"{found or 'no class'} where {wanted} is needed: take {model.repository} or what was "
            "made from it"
        )


def sha256(path) -> str:
    """The SHA-256 of a file in hexadecimal, read in blocks."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def check_finite(path):
    """Check that a safetensors file holds neither infinity nor NaN.

    Raises:
        UserError: It does, with the tensor's name.
    """
    tensors = read_header(path)
    with open(path, "rb") as file:
        start = 8 + int.from_bytes(file.read(8), "little")
        for name, entry in tensors.items():
            kind = FLOATS.get(entry["dtype"])
            if kind is None:
                continue
            mask = np.dtype(kind).type(EXPONENT[entry["dtype"]])
            begin, stop = entry["data_offsets"]
            file.seek(start + begin, os.SEEK_SET)
            for left in range(stop - begin, 0, -BLOCK):
                numbers = np.frombuffer(file.read(min(left, BLOCK)), kind)
                if ((numbers & mask) == mask).any():  # all bits of the exponent: inf or NaN
                    raise UserError(
                        f"{path}: the tensor {name} is not finite: the file is damaged, fetch it "
                        "again"
                    )


def check_file(model, file, path, pinned) -> str:
    """Check a file against what is known of it, reading all of it; its SHA-256.

    Args:
        model: Its `Model`. file: Its line of the table. path: Where it lies.
        pinned: What an earlier fetch found, `{size, sha256}`, or nothing.

    Raises:
        UserError: It has another size or SHA-256 than published, or than at the first fetch; or
            numbers that are not finite.
    """
    path = Path(path)
    again = f"delete {path.resolve()} and run again"
    trust = f"{again}; if the repository has changed and you trust it, delete {model.id}.lock.json"
    known = (
        (file.size, file.sha256, "published", again),
        (pinned.get("size"), pinned.get("sha256"), "first fetched", trust),
    )
    size = path.stat().st_size
    for wanted, _, whose, remedy in known:
        if wanted is not None and size != wanted:
            raise UserError(
                f"the weights {model.id}: {file.path} has {size} bytes, the {whose} file "
                f"{wanted}: {remedy}"
            )
    found = sha256(path)
    for _, wanted, whose, remedy in known:
        if wanted is not None and found != wanted:
            raise UserError(
                f"the weights {model.id}: {file.path} is not the {whose} file (sha256 {found}, "
                f"not {wanted}): {remedy}"
            )
    if file.sha256 is None and path.suffix == ".safetensors":
        check_finite(path)
    return found
