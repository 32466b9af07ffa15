"""How the faults of a config are said: what YAML's reader and the schemas find, in plain words."""

from __future__ import annotations

import difflib

from pose2video.errors import LARGEST, shown
from pose2video.names import as_number

# of words that YAML's reader says of a fault, better ones
_FAULTS = {
    "a constructor for the tag": "tags and merge keys (!x, <<) are not taken: write the values out",
    "'\\t'": "a tab stands there: indent with spaces",
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
    problem = getattr(error, "problem", None)
    if problem is None:  # a date or a number that is none
        return f"{where}{str(error).partition(';')[0]}: quote it if it is text"
    told = next((said for sign, said in _FAULTS.items() if sign in problem), None)
    told = told or (problem if ": " in problem else f"{problem}: correct the YAML there")
    return f"{where}{told}"


def not_utf8(error):
    """What a file is that is no UTF-8, and what to do; of a `UnicodeError`."""
    return f"its byte {getattr(error, 'start', 0)} is no UTF-8 text: save it as UTF-8"


def explain(error):
    """What is wrong with a value, by a schema's `ValidationError`, and what to do."""
    if error.validator == "additionalProperties":
        known = list(error.schema.get("properties", {}))
        unknown = [key for key in error.instance if key not in known]
        if not known or "pattern" in error.schema.get("propertyNames", {}):
            return _cut(error.message)
        close = difflib.get_close_matches(str(unknown[0]), known, n=1)
        hint = f" (did you mean {close[0]!r}?)" if close else ""
        hint = _lost(error, unknown[0]) or hint
        return f"unknown key {shown(unknown[0], 200)}{hint}; known are {', '.join(known)}"
    if error.validator == "type" and error.schema.get("type") == "array":
        return f"{shown(error.instance, 200)} is not a list: begin each selection with '- '"
    if _takes_number(error.schema) and (number := as_number(error.instance)):
        return f"{shown(error.instance, 200)} is text, not a number: {number}"
    if error.validator == "oneOf":
        return f"{shown(error.instance, 200)} does not fit: {error.schema.get('description', '')}"
    if error.validator == "pattern":
        return f"{shown(error.instance, 200)} is not an id: use a-z, 0-9 and _, a letter first"
    if error.validator == "type" and "string" in error.schema["type"]:
        return f"{shown(error.instance, 200)} is not text: quote it"
    meaning = error.schema.get("description", "").rstrip(".")
    return f"{_fault(error)}: correct it{f' ({meaning})' if meaning else ''}"


def _takes_number(schema):
    kinds = [schema, *schema.get("oneOf", ())]
    return any(kind.get("type") in ("number", "integer") for kind in kinds)


def _lost(error, key):
    """A hint where an unknown key seems to have lost its indentation; else nothing."""
    blocks = error.schema.get("properties", {})
    empty = [name for name, block in error.instance.items() if block is None and name in blocks]
    home = [name for name, block in blocks.items() if key in block.get("properties", ())]
    place = next((name for name in (*home, *empty) if name in empty), next(iter(home), None))
    return f" (indent it if it belongs to {place})" if place else ""


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
