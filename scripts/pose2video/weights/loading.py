"""Components with their weights loaded, kept for the next job of the same process."""

from __future__ import annotations

import json

from pose2video.weights.folders import opened

_KEPT = {}


def loaded(registry, spec, folders):
    """The component of a spec, with its models.

    The last one of its kind is kept: a worker that makes one film after another loads it once.
    Other settings, folders or files are loaded anew.

    Args:
        registry: The table of the component's kind.
        spec: Component spec.
        folders: Folders that `fetch_weights` or a training made, of every model that it needs.

    Returns:
        The component, and sentences: which files are one's own, what the licences ask.

    Raises:
        UserError: A file of the weights is gone or was changed, or they do not fit together.
    """
    weights, sentences = opened(folders)
    if not weights:
        return registry.build(spec), sentences
    files = [(name, str(folder), _marks(folder)) for name, folder in sorted(weights.items())]
    key = json.dumps([registry.told(spec), files], sort_keys=True)
    kept, component = _KEPT.get(registry.kind, ("", None))
    if kept != key:
        release(registry.kind)  # before the next one is loaded: memory holds one
        component = registry.build(spec).loaded(weights)
        _KEPT[registry.kind] = (key, component)
    return component, sentences


def release(kind=None):
    """Let go of what is kept of a kind, or of all: something else needs the memory."""
    for name in [kind] if kind else list(_KEPT):
        _KEPT.pop(name, None)


def _marks(folder):
    """What changes when a file of a folder does: names, sizes and dates."""
    found = [(path, path.stat()) for path in sorted(folder.rglob("*")) if path.is_file()]
    return [(str(path), file.st_size, file.st_mtime_ns) for path, file in found]
