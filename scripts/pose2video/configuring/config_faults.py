"""How the faults of a config are said: what YAML's reader and the schemas find, in plain words."""

from __future__ import annotations

import datetime
import difflib
import re

from pose2video.errors import LARGEST, shown
from pose2video.names import as_number, unseen

# of words that YAML's reader says of a fault, better ones
_FAULTS = {
    "'\\t'": "a tab stands there: indent with spaces",
    "a constructor for the tag": "tags and merge keys (!x, <<) are not taken: write the values "
    "out, and quote text that begins with !",
    "cannot start any token": "text that begins so must be quoted",
    "expected alphabetic or numeric character": "text that begins with * or & must be quoted",
    "mapping values are not allowed": "a colon with a space stands too far right: quote text that "
    "holds one, or correct the indentation",
    "escape": "\\ has a meaning of its own in double quotes: use single ones",
    "another document": "a second text begins with ---: delete that line",
    "special characters are not allowed": "it holds a control character: delete it, or correct the "
    "path if it is no text",
    "unhashable key": "a list or a block is no key: write a name",
}
_NO_TYPE = {
    "integer": "no whole number",
    "boolean": "neither true nor false",
    "object": "no block of keys and values",
}
_BOUNDS = {
    "minimum": "too small, the least is",
    "exclusiveMinimum": "too small, it must be above",
    "maximum": "too large, the most is",
}


def unread(error):
    """Where and why a YAML file cannot be read, and what to do: the end of a sentence."""
    if isinstance(error, OSError):
        return f": {error.strerror}: change its rights, or copy it again"
    if isinstance(error, UnicodeError):
        return f": {not_utf8(error)}"
    mark = getattr(error, "problem_mark", None)
    where = f" in line {mark.line + 1}: " if mark else ": "
    problem = getattr(error, "problem", None) or getattr(error, "reason", None)
    if problem is None:  # a date or a number that is none
        return f"{where}{str(error).partition(';')[0]}: quote it if it is text"
    told = next((said for sign, said in _FAULTS.items() if sign in problem), None)
    told = told or (problem if ": " in problem else f"{problem}: correct the YAML there")
    return f"{where}{told}"


def no_config(text):
    """What a text is that YAML takes for one line of words; None where nothing is known."""
    text = text.lstrip().lower()
    if text.startswith(("<!doctype", "<html")):
        return "a web page"
    return "a Git LFS pointer" if text.startswith("version https://git-lfs") else None


def not_utf8(error):
    """What a file is that is no UTF-8, and what to do; of a `UnicodeError`."""
    code = getattr(error, "encoding", "utf-8").upper()
    return f"its byte {getattr(error, 'start', 0)} is no {code} text: save it as UTF-8"


def explain(error):
    """What is wrong with a value, by a schema's `ValidationError`, and what to do."""
    if error.validator == "additionalProperties":
        known = list(error.schema.get("properties", {}))
        unknown = [key for key in error.instance if key not in known]
        if not known or "pattern" in error.schema.get("propertyNames", {}):
            return _cut(error.message)
        close = difflib.get_close_matches(str(unknown[0]), known, n=1)
        near = f" (did you mean {close[0]!r}?)" if close else ""
        hint = _read_as(unknown[0]) or _lost(error, unknown[0]) or near
        return f"unknown key {shown(unknown[0], 200)}{hint}; known are {', '.join(known)}"
    if not isinstance(error.instance, dict) and error.schema.get("type") == "object":
        found = _no_block(error.instance)
        if found:
            return f"{shown(error.instance, 200)} is no block of keys and values: {found}"
    if error.validator == "type" and error.schema.get("type") == "array":
        return f"{shown(error.instance, 200)} is not a list: begin each selection with '- '"
    if _takes_number(error.schema) and (number := as_number(error.instance)):
        return f"{shown(error.instance, 200)} is text, not a number: {number}"
    if error.validator == "oneOf" and isinstance(error.instance, str) and _takes_list(error.schema):
        alone = f"write it as a list, [{error.instance}], or the word all"
        said = "write all" if error.instance.lower() == "all" else alone
        return f"{shown(error.instance, 200)} does not fit: {said}"
    if error.validator == "oneOf":
        return f"{shown(error.instance, 200)} does not fit: {error.schema.get('description', '')}"
    if error.validator == "pattern" and "sha256" in error.absolute_path:
        digits = "64 digits and letters from a to f, as sha256sum prints them"
        return f"{shown(error.instance, 200)} is no SHA-256: it has {digits}"
    if error.validator == "pattern":
        sign = unseen(error.instance.strip("\n"))
        hint = f" ({sign} in it is not seen: delete it)" if sign else ""
        return (
            f"{shown(error.instance, 200)} is not an id{hint}: use a-z, 0-9 and _, a letter first"
        )
    if error.validator == "type" and "string" in error.schema["type"]:
        return f"{_plainly(error.instance)} is not text{_read_as(error.instance)}: quote it"
    meaning = error.schema.get("description", "").rstrip(".")
    return f"{_fault(error)}: correct it{f' ({meaning})' if meaning else ''}"


def _takes_list(schema):
    return any(kind.get("type") == "array" for kind in schema.get("oneOf", ()))


def _plainly(value):
    """A value that YAML made, as it was written where that is plain."""
    return str(value) if isinstance(value, datetime.date) else shown(value, 200)


def _read_as(value):
    """A hint on what YAML takes text for; nothing for text that is read as it stands."""
    if isinstance(value, bool):
        words = "yes, on and true" if value else "no, off and false"
        return f" (YAML reads {words} as {value})"
    if value is None:
        return " (it is empty; what stands behind # is a comment)"
    sign = unseen(value) if isinstance(value, str) else None
    return f" ({sign} in it is not seen: delete it)" if sign else ""


def _no_block(value):
    """What to do about something that was to be a block; nothing where it is not known."""
    if isinstance(value, str) and re.match(r"\w+[:：]\S|\w+：", value):
        return "write a colon and a space behind each key"
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        return "write its keys without '- ' before them"
    return None


def _takes_number(schema):
    kinds = [schema, *schema.get("oneOf", ())]
    return any(kind.get("type") in ("number", "integer") for kind in kinds)


def _lost(error, key):
    """A hint where an unknown key seems to have lost its indentation; else nothing."""
    blocks = {k: b for k, b in error.schema.get("properties", {}).items() if _is_block(b)}
    empty = [name for name, block in error.instance.items() if block is None and name in blocks]
    home = [name for name, block in blocks.items() if key in block.get("properties", ())]
    place = next((name for name in (*home, *empty) if name in empty), next(iter(home), None))
    return f" (indent it if it belongs to {place})" if place else ""


def _is_block(schema):
    """Whether a key holds a block that may not be null."""
    return schema.get("type", "object" if "$ref" in schema else None) == "object"


def _fault(error):
    """What is wrong with a value, in words."""
    value, bound = error.instance, error.validator_value
    if error.validator == "required":
        return f"the key {next(key for key in bound if key not in value)!r} is missing"
    if error.validator == "type":
        if value is None and bound == "object":
            return "the block is empty, its keys must be indented below it"
        kind = bound if isinstance(bound, str) else bound[0]
        return f"{shown(value, 200)} is {_NO_TYPE.get(kind, f'no {kind}')}"
    if error.validator == "enum":
        return f"{shown(value, 200)} is none of {', '.join(map(str, bound))}"
    if error.validator == "maxLength":
        return f"{value[:20]!r}... has {len(value)} letters, the most is {bound}"
    if error.validator == "minItems":
        return "the list is empty"
    if error.validator in _BOUNDS:
        return f"{_short(value)} is {_BOUNDS[error.validator]} {bound}"
    return _cut(error.message)


def _short(number):
    return shown(number) if abs(number) > LARGEST else f"{number:g}"


def _cut(text, most=400):
    return text if len(text) <= most else f"{text[: most - 3]}..."
