"""Generators with their weights loaded, kept for the next clip of the same process."""

from __future__ import annotations

import json
from dataclasses import asdict

from pose2video.generators import GENERATORS

_KEPT = {}


def loaded_generator(spec, weights):
    """The generator of a component spec, with its models.

    The last one is kept: a worker that makes one film after another loads them once. Other
    settings, folders or files are loaded anew.

    Args:
        spec: Component spec.
        weights: id -> folder, empty for a generator without weights.

    Returns:
        The generator, and its spec with all settings, the defaults too.
    """
    settings = GENERATORS.build(spec)
    told = spec | {"settings": asdict(settings)}
    if not weights:
        return settings, told
    files = [(name, str(folder), _marks(folder)) for name, folder in sorted(weights.items())]
    key = json.dumps([told, files], sort_keys=True)
    if key not in _KEPT:
        _KEPT.clear()  # before the next one is loaded: memory holds one
        _KEPT[key] = settings.loaded(weights)
    return _KEPT[key], told


def release():
    """Let go of the generator that is kept: something else needs the memory."""
    _KEPT.clear()


def _marks(folder):
    """What changes when a file of a folder does: names, sizes and dates."""
    found = [(path, path.stat()) for path in sorted(folder.rglob("*")) if path.is_file()]
    return [(str(path), file.st_size, file.st_mtime_ns) for path, file in found]
