"""Where weights come from: a folder of one's own, an earlier fetch, or the hub."""

from __future__ import annotations

import os
from pathlib import Path

from pose2video.configuring.path_hints import absent as hint_on
from pose2video.errors import UserError
from pose2video.files import read_json
from pose2video.weights.checks import check_folder
from pose2video.weights.table import model_of

FETCHED = Path("results/weights")


def local_folder(name, folder) -> Path | None:
    """The folder of an id in one's own folder of weights, or None where it has none."""
    place = Path(folder) / name if folder else None
    return place if place is not None and place.exists() else None


def own_files(name, folder) -> list[str]:
    """The files of a model in one's own folder of weights, nothing where they are fetched."""
    place = local_folder(name, folder)
    return [f"{place}/{file.path}" for file in model_of(name).files] if place else []


ENDS = (".ckpt", ".pt", ".pth", ".safetensors", ".th")  # of files with tensors by name


def one_file(name, folder) -> Path:
    """The one file of tensors in a folder of one's own folder of weights.

    Raises:
        UserError: There is no such folder, or not one such file in it.
    """
    place = local_folder(name, folder)
    if place is None:
        raise UserError(
            f"weights.folder has no folder {name}: put the published file into it (docs/weights.md)"
        )
    found = sorted(path for path in place.iterdir() if path.suffix in ENDS)
    if len(found) != 1:
        raise UserError(
            f"{place} must hold one file of tensors ({', '.join(ENDS)}), and holds {len(found)}"
        )
    return found[0]


def published(name) -> dict:
    """What the table says of a model's files, the parameter of the rule that supplies them."""
    model = model_of(name)
    files = {file.path: file.sha256 for file in model.files}
    return {"files": files, "repository": model.repository, "revision": model.revision}


def check_supply(ids, folder, fetched=FETCHED, models=None):
    """Check, without asking the network, that every model can be had.

    Args:
        ids: Ids of the table.
        folder: One's own folder of weights, or None.
        fetched: Where `fetch_weights` puts them.
        models: The table; the workflow's own if None.

    Raises:
        UserError: One's own folder is not there, or a model in it is not what it should be; models
            do not fit each other; or some are nowhere and the hub may not be asked.
    """
    if not ids:
        return
    if folder and not Path(folder).is_dir():
        raise UserError(
            f"weights.folder: {folder} is not a folder{hint_on(folder, 'correct the path')}"
        )
    own = {name: local_folder(name, folder) for name in ids}
    own = {name: place for name, place in own.items() if place}
    for name, place in own.items():
        check_folder(model_of(name, models), place)
    check_together(own)
    absent = [model_of(name, models) for name in ids if name not in own]
    absent = [model for model in absent if not (Path(fetched) / model.id).is_dir()]
    if not offline():
        return
    absent = [model for model in absent if not cached(model)]
    if absent:
        which = ", ".join(f"{m.id} ({m.repository}, {m.about_mb} MB)" for m in absent)
        total = sum(model.about_mb for model in absent) / 1000
        place = folder or "/path/to/weights"
        raise UserError(
            f"weights are missing and HF_HUB_OFFLINE is set: {which}, together {total:.1f} GB: "
            f"unset HF_HUB_OFFLINE so that they are fetched, or put each into {place}/<id> and say "
            f"`weights: {{folder: {place}}}` in the config"
        )


def offline() -> bool:
    """Whether the environment forbids asking the hub, by the hub's own two variables."""
    said = os.environ.get("HF_HUB_OFFLINE") or os.environ.get("TRANSFORMERS_OFFLINE") or ""
    return said.upper() in {"1", "ON", "YES", "TRUE"}


def cached(model) -> bool:
    """Whether the hub's cache on this machine has all files of a model."""
    from huggingface_hub import try_to_load_from_cache

    def found(file):
        path = model.hub_path(file.path)
        return try_to_load_from_cache(model.repository, path, revision=model.revision or "main")

    return all(isinstance(found(file), str) for file in model.files)


def check_together(folders):
    """Check that models are of one size, by their configurations: a ControlNet made for the base.

    Args:
        folders: id -> folder.

    Raises:
        UserError: Two do not fit each other.
    """
    configs = {name: _config(Path(folder)) for name, folder in folders.items()}
    bases = {name: config for name, config in configs.items() if "UNet" in _kind(config)}
    for base, unet in bases.items():
        for name, config in configs.items():
            for key in ("cross_attention_dim", "block_out_channels"):
                if _kind(config) not in ("ControlNetModel", "MotionAdapter") or key not in config:
                    continue
                if config[key] != unet.get(key):
                    raise UserError(
                        f"the weights {name} in {folders[name]} do not fit {base}: {key} is "
                        f"{config[key]}, the base model's {unet.get(key)}: take weights made for it"
                    )


def _kind(config):
    return config.get("_class_name") or ""


def _config(folder):
    for name in ("unet/config.json", "config.json"):
        if (folder / name).is_file():
            return read_json(folder / name)
    return {}
