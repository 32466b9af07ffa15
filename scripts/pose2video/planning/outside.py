"""The plan outside of Snakemake: for programs that ask what a run would make."""

from __future__ import annotations

from pathlib import Path

from pose2video.configuring.config import read_config
from pose2video.planning.plan import Plan
from pose2video.resources import ROOT


def read_plan(files=(), base="."):
    """The plan of the workflow's config and files of one's own.

    Args:
        files: Config files, later ones win; merged as Snakemake merges them.
        base: Folder that the files' paths are relative to.

    Raises:
        UserError: The first fault.
    """
    files = [ROOT / "config.yaml", *(Path(base) / file for file in files)]
    config: dict = {}
    for file in files:
        merge(config, read_config(file))
    return Plan(config, files, base)


def merge(config, other):
    """Put `other` into `config`, in place: mappings key by key, everything else as a whole."""
    for key, value in other.items():
        if isinstance(value, dict) and isinstance(config.get(key), dict):
            merge(config[key], value)
        else:
            config[key] = value
