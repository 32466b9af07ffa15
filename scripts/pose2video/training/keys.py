"""What a training depends on, as digests."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path


def digest(data) -> str:
    """SHA-256 of what JSON can hold: settings, the manifests of data."""
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()


def file_digest(path) -> str:
    """SHA-256 of a file."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
