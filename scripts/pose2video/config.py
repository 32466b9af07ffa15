"""The config and the tables: read strictly, checked early, every fault one sentence."""

from __future__ import annotations

import csv
import difflib
import re
from pathlib import Path

import yaml

from pose2video.errors import UserError
from pose2video.skeletons import RESOURCES

SLUG = re.compile(r"[a-z][a-z0-9_]*\Z")
CLIP_COLUMNS = (
    "clip",
    "gloss",
    "video",
    "start_s",
    "end_s",
    "fps",
    "choreography",
    "performer",
    "license",
)


class _StrictLoader(yaml.SafeLoader):
    """YAML without double keys and without aliases."""

    def compose_node(self, parent, index):
        if self.check_event(yaml.events.AliasEvent):
            event = self.peek_event()
            raise yaml.constructor.ConstructorError(None, None, "no aliases", event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} stands twice", node.start_mark
                )
        return super().construct_mapping(node, deep)


def read_yaml(path):
    """Read a YAML file strictly: a key that stands twice and aliases are refused.

    Raises:
        UserError: It cannot be read.
    """
    try:
        return yaml.load(Path(path).read_text(encoding="utf-8"), _StrictLoader)
    except (OSError, UnicodeError, yaml.YAMLError) as error:
        raise UserError(f"{path} cannot be read: {_in_one_line(error)}") from None


def _in_one_line(error):
    mark = getattr(error, "problem_mark", None)
    where = f" in line {mark.line + 1}" if mark else ""
    return f"{getattr(error, 'problem', None) or error}{where}"


def validate(data, schema_name, where):
    """Check data against `resources/schemas/<schema_name>.schema.yaml`.

    Raises:
        UserError: The first fault, with its place and what is expected.
    """
    import jsonschema

    schema = yaml.safe_load((RESOURCES / "schemas" / f"{schema_name}.schema.yaml").read_text())
    validator = jsonschema.Draft202012Validator(schema)
    error = jsonschema.exceptions.best_match(validator.iter_errors(data))
    if error is None:
        return
    place = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in error.absolute_path)
    raise UserError(f"{where}: {place.lstrip('.') or 'top level'}: {_explain(error)}")


def _explain(error):
    if error.validator == "additionalProperties":
        known = list(error.schema.get("properties", {}))
        unknown = [key for key in error.instance if key not in known]
        if not known or "pattern" in error.schema.get("propertyNames", {}):
            return error.message
        close = difflib.get_close_matches(str(unknown[0]), known, n=1)
        hint = f" (did you mean {close[0]!r}?)" if close else ""
        return f"unknown key {unknown[0]!r}{hint}; known are {', '.join(known)}"
    if error.validator == "pattern":
        return f"{error.instance!r} is not an id: use a-z, 0-9 and _, a letter first"
    if error.validator == "type" and error.schema.get("type") == "string":
        return f"{error.instance!r} is not text: quote it"
    return f"{error.message}; {error.schema.get('description', 'see the comments in config.yaml')}"


def resolve_paths(config, files, base):
    """Make the paths in a merged config absolute, each relative to the file that names it.

    Args:
        config: The merged config, changed in place: `clips` and the `image` of every character.
        files: The config files it was merged from, later ones win.
        base: Folder for a path that no file names (given on the command line).
    """
    sources = [(Path(file).resolve().parent, read_yaml(file) or {}) for file in files]

    def absolute(value, *keys):
        for folder, source in reversed(sources):
            for key in keys:
                source = source.get(key) if isinstance(source, dict) else None
            if source == value:
                return str((folder / value).resolve())
        return str((Path(base) / value).resolve())

    config["clips"] = absolute(config["clips"], "clips")
    for name, character in config["characters"].items():
        if isinstance(character, dict) and isinstance(character.get("image"), str):
            character["image"] = absolute(character["image"], "characters", name, "image")


def read_clips(path) -> dict[str, dict]:
    """Read and check a clip table: tab-separated text, UTF-8, one row a clip.

    Args:
        path: The table; paths in it are relative to its folder.

    Returns:
        id -> row. Empty cells are None, `start_s`, `end_s` and `fps` numbers, `video` an absolute
        path.

    Raises:
        UserError: The first fault, with its row.
    """
    path = Path(path)
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file, delimiter="\t"))
    except (OSError, UnicodeError, csv.Error) as error:
        raise UserError(
            f"the clip table {path} cannot be read ({error}): save it as UTF-8"
        ) from None
    if not rows:
        raise UserError(f"the clip table {path} is empty: give it a header and a row a clip")
    header = [cell.strip() for cell in rows[0]]
    unknown = [name for name in header if name not in CLIP_COLUMNS]
    if unknown or "clip" not in header or len(set(header)) < len(header):
        what = f"unknown column {unknown[0]!r}" if unknown else "the column clip must be there once"
        raise UserError(
            f"{path}, header: {what}; columns are {', '.join(CLIP_COLUMNS)}, separated by tabs"
        )
    clips: dict[str, dict] = {}
    for number, cells in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in cells) or cells[0].startswith("#"):
            continue
        where = f"{path}, line {number}"
        if len(cells) > len(header):
            raise UserError(
                f"{where}: {len(cells)} cells under {len(header)} columns: remove a tab"
            )
        cells = cells + [""] * (len(header) - len(cells))
        row = dict.fromkeys(CLIP_COLUMNS) | {
            name: cell.strip() or None for name, cell in zip(header, cells, strict=True)
        }
        _check_row(row, where, path.parent)
        if row["clip"] in clips:
            raise UserError(
                f"{where}: the clip {row['clip']!r} stands in an earlier line: rename one"
            )
        clips[row["clip"]] = row
    if not clips:
        raise UserError(f"the clip table {path} has no clips: add a row")
    return clips


def _check_row(row, where, folder):
    """Turn the texts of a row into values, in place."""
    if not SLUG.match(row["clip"] or ""):
        raise UserError(
            f"{where}: {row['clip']!r} is not an id: use a-z, 0-9 and _, a letter first"
        )
    for name in ("start_s", "end_s", "fps"):
        if row[name] is not None:
            row[name] = _number(row[name], f"{where}: {name}")
    if row["end_s"] is not None and row["end_s"] <= (row["start_s"] or 0):
        raise UserError(f"{where}: end_s {row['end_s']:g} does not lie after start_s: correct it")
    if (row["video"] is None) == (row["choreography"] is None):
        raise UserError(f"{where}: give either video or choreography")
    if row["choreography"] is not None:
        _check_performed(row, where)
        return
    video = folder / row["video"]
    if not video.exists():
        raise UserError(f"{where}: the film {video} is not there: correct the column video")
    if video.is_dir() and not row["fps"]:
        raise UserError(f"{where}: {video} is a folder of pictures: give their rate in column fps")
    if not video.is_dir() and not video.is_file():
        raise UserError(f"{where}: {video} is not a regular file: give a film or a picture folder")
    row["video"] = str(video.resolve())


def _check_performed(row, where):
    if row["start_s"] is not None or row["end_s"] is not None:
        raise UserError(f"{where}: a choreography is performed whole: empty start_s and end_s")
    for column, folder in (("choreography", "choreographies"), ("performer", "performers")):
        known = sorted(p.stem for p in (RESOURCES / folder).glob("*.yaml"))
        if row[column] not in known:
            raise UserError(
                f"{where}: there is no {column} {row[column]!r}: choose from {', '.join(known)}"
            )


def _number(text, where):
    try:
        value = float(text)
    except ValueError:
        raise UserError(f"{where}: {text!r} is not a number: use digits and a point") from None
    if not 0 <= value < 1e6:
        raise UserError(f"{where}: {text} is out of range: give seconds or frames a second from 0")
    return value
