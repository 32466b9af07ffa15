"""YAML read strictly: what it would silently take for something else is refused."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache

import yaml

from pose2video.errors import LARGEST

LONG = 20_000  # letters; such a text is read by libyaml, which is ten times as fast


class _Strict:
    """YAML without double keys, hidden octals and sixties, and numbers of very many digits."""

    def construct_yaml_int(self, node):
        if re.fullmatch(r"[-+]?0[0-7_]*[1-7][0-7_]*", node.value):
            plain = node.value.replace("_", "")
            problem = (
                f"{node.value} would be an octal number, {int(plain, 8)}: write {int(plain)}, or "
                "quote it if it is text"
            )
            raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark)
        value = super().construct_yaml_int(node)
        _refuse_sixties(node, value)
        if abs(value) > LARGEST:
            problem = "a number of so many digits is not taken: write a smaller one"
            raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark)
        return value

    def construct_yaml_float(self, node):
        value = super().construct_yaml_float(node)
        _refuse_sixties(node, value)
        return value

    def construct_mapping(self, node, deep=False):
        seen = set()
        for key_node, _ in node.value:
            key = repr(self.construct_object(key_node, deep=True))
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key} stands twice: remove one", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


def _refuse_sixties(node, value):
    """Refuse `1:30`, which YAML reads as 90 and `01:30` as text."""
    if ":" in node.value:
        problem = (
            f"{node.value} would be a number to the base of 60, {value:g}: write {value:g} if it "
            "is one, or quote it if it is text"
        )
        raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark)


class _StrictLoader(_Strict, yaml.SafeLoader):
    """The same without aliases."""

    def compose_node(self, parent, index):
        if self.check_event(yaml.events.AliasEvent):
            event = self.peek_event()
            problem = "aliases (*name) are not taken: write the value out"
            raise yaml.constructor.ConstructorError(None, None, problem, event.start_mark)
        return super().compose_node(parent, index)


class _FastLoader(_Strict, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """For a text of which it is known that it has no aliases."""


for _loader in (_StrictLoader, _FastLoader):
    _loader.add_constructor("tag:yaml.org,2002:int", _loader.construct_yaml_int)
    _loader.add_constructor("tag:yaml.org,2002:float", _loader.construct_yaml_float)


@lru_cache(maxsize=4)
def parsed(text):
    """A YAML text as Python's values, which no one may change.

    Raises:
        yaml.YAMLError, ValueError, RecursionError: It cannot be read.
    """
    if len(text) > LONG:
        with suppress(yaml.YAMLError, ValueError):  # else the other one says what it is
            parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
            if not any(isinstance(e, yaml.AliasEvent) for e in yaml.parse(text, parser)):
                return yaml.load(text, _FastLoader)
    return yaml.load(text, _StrictLoader)
