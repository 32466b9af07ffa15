import dataclasses

import pytest

from pose2video.planning.kinds import REGISTRIES
from pose2video.resources import RESOURCES

README = (RESOURCES.parent / "README.md").read_text(encoding="utf-8")
ROWS = [line for line in README.splitlines() if line.startswith("| ")]


@pytest.mark.parametrize(
    ("kind", "name"),
    [(kind, name) for kind, registry in REGISTRIES.items() for name in registry.entries],
)
def test_every_component_has_its_row_with_all_settings(kind, name):
    (row,) = [r for r in ROWS if r.startswith(f"| {kind.removesuffix('s')} | `{name}` |")]
    for field in dataclasses.fields(REGISTRIES[kind].entries[name].load()):
        assert f"`{field.name}`" in row
        if field.default is not dataclasses.MISSING:
            assert f"({str(field.default).lower()})" in row


def test_pictures_of_the_readme_exist_and_are_small():
    names = [part.split(")")[0] for part in README.split("](")[1:]]
    pictures = [RESOURCES.parent / name for name in names if name.startswith("resources/")]
    assert pictures and all(path.is_file() for path in pictures)
    assert sum(path.stat().st_size for path in pictures) < 1_000_000
