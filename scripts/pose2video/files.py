"""Files that are whole or absent: every writer writes beside, then renames."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import contextmanager
from pathlib import Path

from pose2video.errors import UserError


@contextmanager
def writing(path):
    """Give a path beside `path` to write to; at the end rename it there, on an error remove it.

    Works for files and for folders (the block makes the folder). The name keeps the suffix, since
    encoders look at it.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".tmp.{os.getpid()}.{path.name}")
    _remove(beside)
    try:
        yield beside
        if path.is_dir():
            _remove(path)
        os.replace(beside, path)
    finally:
        _remove(beside)


def _remove(path):
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def write_json(path, data, indent=None):
    """Write `data` as UTF-8 JSON without NaN; whole or not at all."""
    with writing(path) as beside:
        text = json.dumps(data, ensure_ascii=False, allow_nan=False, indent=indent)
        beside.write_text(text + "\n", encoding="utf-8")


def read_json(path):
    """Read a JSON file.

    Raises:
        UserError: The file is empty, cut short or no JSON.
    """
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise UserError(
            f"{path} is not a whole JSON file ({error}): delete it and run again"
        ) from None
