"""Tables of components: name -> class, revision, traits. Reading one imports nothing heavy."""

from __future__ import annotations

import dataclasses
import difflib
import importlib
import math
import typing
from dataclasses import dataclass

from pose2video.errors import UserError

MERGED = " (blocks of one name are merged with config.yaml's: choose a name of your own)"


@dataclass(frozen=True)
class Entry:
    """One line of a table.

    Attributes:
        path: `module:Class` of a frozen dataclass whose fields are the component's settings.
        revision: Raised by one whenever the component's results change; makes them run again.
        traits: What is true of it (`draws_person`, `reaches_bone_lengths`).
    """

    path: str
    revision: int
    traits: frozenset[str] = frozenset()

    def load(self):
        """Import the class."""
        module, name = self.path.split(":")
        return getattr(importlib.import_module(module), name)


@dataclass(frozen=True)
class Registry:
    """The components of one kind.

    Attributes:
        kind: The config's name for them, e.g. `smoothers`.
        entries: name -> Entry.
    """

    kind: str
    entries: dict[str, Entry]

    def spec(self, block: dict, where: str) -> dict:
        """Check a config block and turn it into the parameter that a rule records.

        Args:
            block: `{"use": name, setting: value, ...}`.
            where: The block's place in the config, for messages.

        Returns:
            `{"revision", "settings", "use"}`, sorted; settings holds what the block says, not
            the defaults. Blocks inside settings (the steps of a chain) become specs themselves.

        Raises:
            UserError: Unknown component or setting, or a value that the component refuses.
        """
        use = block.get("use") if isinstance(block, dict) else None
        if not isinstance(use, str) or use not in self.entries:
            raise UserError(
                f"{where}: {self.kind} has no component {use!r}{_nearest(use, self.entries)}; "
                f"choose one of {', '.join(self.entries)}"
            )
        entry = self.entries[use]
        cls = entry.load()
        hints = typing.get_type_hints(cls)
        fields = {field.name: field for field in dataclasses.fields(cls)}
        settings = {key: value for key, value in block.items() if key != "use"}
        for key, value in settings.items():
            if key not in fields:
                choice = f"choose from {', '.join(fields)}" if fields else "it has none"
                close = _nearest(key, fields)
                raise UserError(f"{where}: {use} has no setting {key!r}{close}; {choice}{MERGED}")
            if not _fits(value, hints[key]):
                raise UserError(f"{where}: {use}'s {key} is {value!r}: give {_KINDS[hints[key]]}")
            if hints[key] is list:
                settings[key] = [
                    self.spec(step, f"{where}.{key}[{i}]") for i, step in enumerate(value)
                ]
        for key, field in fields.items():
            if field.default is dataclasses.MISSING and key not in settings:
                raise UserError(f"{where}: {use} needs the setting {key!r}: give it")
        spec = {"revision": entry.revision, "settings": dict(sorted(settings.items())), "use": use}
        try:
            self.build(spec)
        except (TypeError, ValueError) as error:
            raise UserError(f"{where}: {error}") from None
        return spec

    def build(self, spec: dict):
        """Make the component of a spec. Cheap: models are loaded at first use."""
        return self.entries[spec["use"]].load()(**spec["settings"])

    def has(self, spec: dict, trait: str) -> bool:
        """Whether the table line of a spec's component claims `trait`."""
        return trait in self.entries[spec["use"]].traits


_KINDS = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "text",
    list: "a list of blocks such as {use: NAME}",
}


def _fits(value, kind):
    """Whether a value from YAML is of a setting's type; a whole number is a number too."""
    if kind is float:
        return type(value) in (int, float) and math.isfinite(value)
    return type(value) is kind


def _nearest(word, known):
    close = difflib.get_close_matches(str(word), list(known), n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""
