"""The page of all components and their settings, made of the docstrings that define them."""

from __future__ import annotations

import dataclasses
import inspect
import re
from dataclasses import dataclass

_ATTRIBUTES = re.compile(r"^Attributes:\n((?:    .*\n?|\n)*)", re.MULTILINE)
_SETTING = re.compile(r"^    (\w+(?:, \w+)*): (.*(?:\n        .*)*)", re.MULTILINE)
_HEAD = """# Components and their settings

A recipe is one estimator, one smoother, one retargeter and one generator. A block of the config
names a component by its `use`; its settings stand beside that. `snakemake -n` refuses an unknown
setting by its name. `make components` writes this page from the code.
"""


@dataclass(frozen=True)
class Setting:
    """A setting of a component.

    Attributes:
        name: As in the config.
        default: As YAML writes it; None where a value has to be given.
        meaning: What the docstring says of it.
    """

    name: str
    default: str | None
    meaning: str


def settings_of(component) -> list[Setting]:
    """The settings of a component's class, a frozen dataclass, in their order.

    A class inherits what its bases say of theirs.

    Raises:
        ValueError: The docstrings say nothing of one.
    """
    meanings = {}
    for base in reversed(component.__mro__):
        said = _ATTRIBUTES.search(inspect.cleandoc(base.__dict__.get("__doc__") or ""))
        for names, meaning in _SETTING.findall(said[1] if said else ""):
            meanings |= dict.fromkeys(names.split(", "), " ".join(meaning.split()))
    fields = dataclasses.fields(component)
    silent = [field.name for field in fields if field.name not in meanings]
    if silent:
        raise ValueError(f"{component.__name__}: no docstring tells of {', '.join(silent)}")
    return [Setting(field.name, _default(field), meanings[field.name]) for field in fields]


def components_page(registries) -> str:
    """The page in Markdown.

    Args:
        registries: Kind -> `Registry`.

    Raises:
        ValueError: A setting has no words.
    """
    parts = [_HEAD]
    for kind, registry in registries.items():
        parts.append(f"## {kind.capitalize()}\n")
        for name, entry in registry.entries.items():
            component = entry.load()
            first = inspect.cleandoc(component.__doc__).split("\n\n")[0]
            parts.append(f"### `{name}`\n\n{first}\n")
            if settings := settings_of(component):
                rows = [
                    f"| `{s.name}` | {_shown(s.default)} | {_cell(s.meaning)} |" for s in settings
                ]
                parts.append(
                    "\n".join(["| Setting | Default | |", "| --- | --- | --- |", *rows, ""])
                )
    return "\n".join(parts)


def _default(field):
    if field.default is dataclasses.MISSING:
        return None
    return str(field.default).lower() if isinstance(field.default, bool) else str(field.default)


def _shown(default):
    if default is None:
        return "must be given"
    return f"`{_cell(default)}`" if default else "empty"


def _cell(text):
    return text.replace("|", "\\|")
