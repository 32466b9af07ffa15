"""How the code is laid out: what may import what, and be called what."""

import ast
import re
from collections import defaultdict
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

SCRIPTS = Path(__file__).parents[2] / "scripts"
COMPONENT = re.compile(r"pose2video[\w.]*:\w+")  # as a registry's table names a class
# Rooms from below to above: a room imports those before it alone. Tables name components by text.
ROOMS = (
    *("errors", "resources", "names", "files", "registry"),
    *("jobs", "configuring", "triangles", "poses", "smoothers", "retargeters", "weights"),
    *("pose_drawings", "crowds", "films", "perception"),
    *("estimators", "exchange", "bodies", "metrics", "characters", "training", "performers"),
    "pose_pairs",
    "datasets",
    "generators",
    *("provenance", "planning", "reporting", "watching"),
)


def parsed():
    """Module name -> its syntax tree."""
    trees = {}
    for file in sorted((SCRIPTS / "pose2video").rglob("*.py")):
        module = ".".join(file.relative_to(SCRIPTS / "pose2video").with_suffix("").parts)
        trees[module.removesuffix("__init__").removesuffix(".")] = ast.parse(file.read_text())
    return trees


TREES = parsed()


def imports_of(module):
    """The package's modules that one imports, anywhere in it; not those for annotations only."""
    tree, found = TREES[module], set()
    typed = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pose2video"):
            base = node.module.removeprefix("pose2video").removeprefix(".")
            for name in () if id(node) in typed else node.names:
                inner = f"{base}.{name.name}".removeprefix(".")
                found.add(inner if inner in TREES else base)
    return found - {module, ""}


def room_of(module):
    """The folder that a module lies in; a loose one is a room of its own."""
    is_folder = (SCRIPTS / "pose2video" / Path(*module.split("."))).is_dir()
    return module if is_folder else module.rpartition(".")[0] or module


def circle(edges):
    """A circle in a graph, or nothing."""
    try:
        TopologicalSorter(edges).prepare()
    except CycleError as error:
        return error.args[1]
    return []


def test_there_is_no_circle_of_files_or_of_rooms():
    files = {module: imports_of(module) for module in TREES}
    assert not circle(files)
    rooms = defaultdict(set)
    for module, imported in files.items():
        rooms[room_of(module)] |= {room_of(other) for other in imported} - {room_of(module)}
    assert not circle(rooms)


def test_no_import_runs_upward():
    upward = []
    for module in TREES:
        room = module.partition(".")[0]
        for other in imports_of(module):
            below = other.partition(".")[0]
            if room and below != room and ROOMS.index(below) >= ROOMS.index(room):
                upward.append((module, other))
    assert not upward


def test_few_modules_lie_loose():
    loose = [path for path in (SCRIPTS / "pose2video").glob("*.py") if path.stem != "__init__"]
    assert len(loose) <= 5


def test_no_class_name_means_two_things():
    """Components are told apart by their registry: a smoother and a retargeter may share a name."""
    where, components = defaultdict(list), set()
    for module, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                where[node.name].append(f"pose2video.{module}:{node.name}")
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                components.update(COMPONENT.findall(node.value))
    twice = {name: places for name, places in where.items() if len(places) > 1}
    assert not {name: places for name, places in twice.items() if not components.issuperset(places)}
