"""How the code is laid out: what may be called what."""

import ast
import re
from collections import defaultdict
from pathlib import Path

SCRIPTS = Path(__file__).parents[2] / "scripts"
COMPONENT = re.compile(r"pose2video[\w.]*:\w+")  # as a registry's table names a class


def test_no_class_name_means_two_things():
    """Components are told apart by their registry: a smoother and a retargeter may share a name."""
    where, components = defaultdict(list), set()
    for file in (SCRIPTS / "pose2video").rglob("*.py"):
        module = ".".join(file.relative_to(SCRIPTS).with_suffix("").parts)
        module = module.removesuffix(".__init__")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                where[node.name].append(f"{module}:{node.name}")
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                components.update(COMPONENT.findall(node.value))
    twice = {name: places for name, places in where.items() if len(places) > 1}
    assert not {name: places for name, places in twice.items() if not components.issuperset(places)}
