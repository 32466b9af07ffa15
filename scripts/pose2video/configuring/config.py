"""The config: read strictly, checked early, every fault one sentence."""

from __future__ import annotations

import math
import os
import re
from copy import deepcopy
from functools import cache
from pathlib import Path

import yaml

from pose2video.configuring.config_faults import explain, no_config, unread
from pose2video.configuring.path_hints import absent
from pose2video.configuring.strict_yaml import parsed
from pose2video.errors import LARGEST, UserError, shown
from pose2video.resources import RESOURCES

TEMPLATE = "__use_yte__"  # a file with this key holds Python expressions, which Snakemake runs
# what Snakemake replaces in paths, wildcards and its own path variables such as <results>, and what
# neither it nor a clip table takes as it is
_REPLACED = {
    r"[{}]": "a brace",
    r"<[a-z][a-z0-9_]*>": "a word in angle brackets",
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029]": "a line break or another control character",
    r"[\ud800-\udfff]": "a letter that is no UTF-8",
    r"\s\Z": "a space at the end",
}


def read_yaml(path):
    """Read a YAML file strictly: a key that stands twice and aliases are refused.

    Raises:
        UserError: It cannot be read.
    """
    if not is_file(path):
        raise UserError(
            f"{path} is not there or not a regular file{absent(path, 'correct the path')}"
        )
    try:
        return deepcopy(parsed(Path(path).read_text(encoding="utf-8")))
    except RecursionError:
        raise UserError(f"{path} is nested too deeply: correct its brackets") from None
    except (OSError, UnicodeError, ValueError, yaml.YAMLError) as error:
        raise UserError(f"{path} cannot be read{unread(error)}") from None


def read_config(path) -> dict:
    """Read a config file strictly, see `read_yaml`; an empty one has no keys.

    Raises:
        UserError: It cannot be read, is no mapping, or holds expressions for Snakemake to run.
    """
    found = read_yaml(path)
    if isinstance(found, str) and (kind := no_config(found)):
        raise UserError(f"{path} is {kind}, not a config: correct the path, or fetch it again")
    if not isinstance(found, dict | None):
        raise UserError(f"{path} must hold keys with values, such as clips: films/clips.tsv")
    if TEMPLATE in (found or {}):
        raise UserError(
            f"{path} asks by the key {TEMPLATE} that its text be run as code: delete the key and "
            "write the values themselves"
        )
    return found or {}


def is_file(path) -> bool:
    """Whether a path leads to a regular file; one that cannot be a path does not."""
    try:
        return Path(path).is_file()
    except (OSError, ValueError):
        return False


def validate(data, schema_name, where):
    """Check data against `resources/schemas/<schema_name>.schema.yaml`.

    Raises:
        UserError: The first fault, with its place and what is expected.
    """
    from jsonschema.exceptions import best_match

    error = best_match(_validator(schema_name).iter_errors(data))
    if error is None:
        _check_finite(data, where, "")
        return
    place = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in error.absolute_path)
    raise UserError(f"{where}: {place.lstrip('.') or 'top level'}: {explain(error)}")


def _check_finite(data, where, place):
    """Refuse nan and infinity, which a schema's limits let pass; components check their own."""
    if isinstance(data, dict) and "use" in data:
        return
    odd = isinstance(data, float) and not math.isfinite(data)
    if odd or (isinstance(data, int) and abs(data) > LARGEST):
        raise UserError(
            f"{where}: {place.lstrip('.')}: {shown(data)} is no number: write it as 12.5"
        )
    items = enumerate(data) if isinstance(data, list) else ()
    for key, value in data.items() if isinstance(data, dict) else items:
        step = f"[{key}]" if isinstance(data, list) else f".{key}"
        _check_finite(value, where, place + step)


@cache
def _validator(schema_name):
    import jsonschema

    return jsonschema.Draft202012Validator(read_schema(schema_name))


@cache
def read_schema(name):
    """A JSON Schema of `resources/schemas`, which no one may change."""
    return yaml.safe_load((RESOURCES / "schemas" / f"{name}.schema.yaml").read_text())


def check_path(path, what):
    """Refuse a path that Snakemake would take for a pattern, or that none can be.

    What links in it lead to counts, too: the rules are given the file itself.

    Raises:
        UserError: It holds a brace, a word in angle brackets or a sign that is no letter, is too
            long, or a link in it leads back to itself.
    """
    for name in dict.fromkeys((str(path), _resolved(Path(path)))):
        for pattern, sign in _REPLACED.items():
            if re.search(pattern, name):
                told = name if name.isprintable() and name == name.strip() else ascii(name)
                raise UserError(f"{what} {told} has {sign} in its name: rename it")
    try:
        os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        pass  # the caller says so
    except (OSError, ValueError) as error:
        short = str(path) if len(str(path)) < 200 else f"{str(path)[:80]}..."
        reason = getattr(error, "strerror", None) or error
        raise UserError(f"{what} {short!r} cannot be opened ({reason}): correct it") from None


def check_python(path):
    """Refuse a Python in a folder whose name Snakemake's shell lines would take apart.

    Raises:
        UserError: It lies in one: its jobs would die before they begin.
    """
    odd = re.search(r"[^\w@%+=,./-]", str(path))
    if odd:
        raise UserError(
            f"the path of Python, {path}, holds {odd.group()!r}, with which Snakemake cannot start "
            "jobs: move the folder to a path of letters, digits, '-' and '_', and run make setup"
        )


def resolve_paths(config, files, base):
    """Make the paths in a merged config absolute, each relative to the file that names it.

    Args:
        config: The merged config, changed in place: `clips`, `reviews`, `weights.folder`,
            `studio.profile`, the files of `signing` and `networks`, the folders of `datasets`,
            the `image`, `film`, `poses` and `mask` of every character.
        files: The config files it was merged from, the workflow's own first, later ones win.
        base: Folder for a path that no file names (given on the command line).
    """
    sources = [(Path(file).resolve().parent, read_config(file)) for file in files]

    def absolute(value, *keys):
        for folder, source in reversed(sources):
            for key in keys:
                source = source.get(key) if isinstance(source, dict) else None
            if source == value:
                return _resolved(folder / value)
        return _resolved(Path(base) / value)

    for key in ("clips", "reviews"):
        if key in config:
            config[key] = absolute(config[key], key)
    for key, name in (("weights", "folder"), ("studio", "profile")):
        block = config.get(key, {})
        if block.get(name):
            block[name] = absolute(block[name], key, name)
    signing = config.get("signing") or {}
    signing |= {key: absolute(path, "signing", key) for key, path in signing.items()}
    for keys, block in _blocks(config.get("networks"), "networks"):
        files = [key for key in ("file", "trunk", "heads") if isinstance(block.get(key), str)]
        block |= {key: absolute(block[key], *keys, key) for key in files}
    for name, block in config.get("datasets", {}).items():
        if isinstance(block.get("folder"), str):
            block["folder"] = absolute(block["folder"], "datasets", name, "folder")
    for name, character in config["characters"].items():
        for key in ("image", "film", "poses", "mask"):
            if isinstance(character, dict) and isinstance(character.get(key), str):
                character[key] = absolute(character[key], "characters", name, key)


def _blocks(block, *keys):
    """A block and all blocks in it, each with the keys that lead there."""
    if isinstance(block, dict):
        yield keys, block
        for key, inner in block.items():
            yield from _blocks(inner, *keys, key)


def _resolved(path):
    """An absolute path; one that leads nowhere as it is, for a check to speak of."""
    try:
        return str(path.resolve())
    except (OSError, RuntimeError, ValueError):
        return str(path)
