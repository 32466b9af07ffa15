"""Settings of a component: what a preset gives, and where they may lie."""

from __future__ import annotations

import dataclasses


def take(settings, preset):
    """Give settings that are 0 or empty the values of a preset, name -> value; in place."""
    for name, value in preset.items():
        object.__setattr__(settings, name, getattr(settings, name) or value)


def check(settings, choices=None, ranges=None):
    """Refuse settings that lie where none can.

    Args:
        settings: A component's dataclass.
        choices: Names of settings -> what they may be; names that it has not are passed over.
        ranges: Names of settings -> the least and the most; likewise.

    Raises:
        ValueError: One does.
    """
    choices, ranges = choices or {}, ranges or {}
    for field in dataclasses.fields(settings):
        name, value = field.name, getattr(settings, field.name)
        if name in choices and value not in choices[name]:
            raise ValueError(f"{name} must be one of {', '.join(choices[name])}")
        if name in ranges:
            least, most = ranges[name]
            if not least <= value <= most:
                raise ValueError(f"{name} must lie in [{least}, {most}]")
