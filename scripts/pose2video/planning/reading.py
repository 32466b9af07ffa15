"""Making the plan of a config, checked."""

from __future__ import annotations

from pathlib import Path

from pose2video.configuring.config import read_config
from pose2video.planning.checks import check
from pose2video.planning.plan import Plan
from pose2video.resources import ROOT


def checked_plan(config, files, base) -> Plan:
    """The plan of a merged config, of which everything is checked.

    Args:
        config: The merged config.
        files: The config files it was merged from.
        base: Folder that paths from the command line are relative to.

    Raises:
        UserError: The first fault.
    """
    plan = Plan(config, files, base)
    check(plan)
    return plan


def read_plan(files=(), base=".") -> Plan:
    """The plan of the workflow's config and files of one's own, for programs beside Snakemake.

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
    return checked_plan(config, files, base)


def merge(config, other):
    """Put `other` into `config`, in place: mappings key by key, everything else as a whole."""
    for key, value in other.items():
        if isinstance(value, dict) and isinstance(config.get(key), dict):
            merge(config[key], value)
        else:
            config[key] = value
