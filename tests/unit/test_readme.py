"""README and docs/: rows as the code has them, links that lead somewhere, configs that work."""

import dataclasses
import re

import pytest
import yaml

from pose2video import __version__
from pose2video.configuring.components_page import components_page, settings_of
from pose2video.configuring.config import validate
from pose2video.exchange import EXPORTS, FORMATS
from pose2video.metrics import METRICS
from pose2video.planning.kinds import REGISTRIES
from pose2video.resources import ROOT, SCRIPTS

PAGES = {
    path.relative_to(ROOT).as_posix(): re.sub(
        "<!--.*?-->", "", path.read_text(encoding="utf-8"), flags=re.DOTALL
    )
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
}
DEMO = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))


def anchors(text):
    """The anchors of a page's headings, as GitHub makes them."""
    titles = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def configs(text):
    """The blocks of YAML on a page, and the keys of the config with a value in its sentences."""
    sentences = re.findall(r"`(\w+: [^`]+)`", text)
    blocks = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    return blocks + [found for found in sentences if found.partition(":")[0] in DEMO]


def test_every_component_has_a_row():
    named = re.findall(r"^\| ([a-z]+) \| `(\w+)` \|", PAGES["README.md"], re.MULTILINE)
    wanted = [(kind, name) for kind, registry in REGISTRIES.items() for name in registry.entries]
    assert sorted((f"{kind}s", name) for kind, name in named) == sorted(wanted)


def test_the_page_of_components_says_what_the_code_says():
    assert PAGES["docs/components.md"] == components_page(REGISTRIES), "run `make components`"


def test_a_setting_without_words_is_refused():
    @dataclasses.dataclass(frozen=True)
    class Silent:
        """Something.

        Attributes:
            said, told: Both are one
                thing.
        """

        said: int = 1
        told: bool = False
        untold: str = ""

    with pytest.raises(ValueError, match="Silent: no docstring tells of untold"):
        settings_of(Silent)
    Silent.__doc__ += "    untold: A third.\n"
    said = [(found.name, found.default, found.meaning) for found in settings_of(Silent)]
    assert said[:2] == [
        ("said", "1", "Both are one thing."),
        ("told", "false", "Both are one thing."),
    ]


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)]+)\)", PAGES[page]):
        if "://" in target:
            continue
        name, _, anchor = target.partition("#")
        path = (ROOT / page).parent / name if name else ROOT / page
        assert path.is_file(), target
        if anchor:
            assert anchor in anchors(PAGES[path.resolve().relative_to(ROOT).as_posix()]), target


def test_the_readme_leads_to_every_page_and_pictures_are_small():
    targets = re.findall(r"\]\(([^)#]+)", PAGES["README.md"])
    assert {page for page in PAGES if page.startswith("docs/")} <= set(targets)
    pictures = re.findall(r"!\[[^]]*\]\((?:\.\./)?([^)]+)", "".join(PAGES.values()))
    assert pictures and sum((ROOT / name).stat().st_size for name in pictures) < 1_000_000


def test_every_command_of_make_is_a_target():
    targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    code = r"(?:^    |`)make ([a-z][\w-]*)"
    used = {word for text in PAGES.values() for word in re.findall(code, text, re.MULTILINE)}
    assert "run" in used and used <= set(targets)


@pytest.mark.parametrize("page", PAGES)
def test_every_config_that_is_shown_is_accepted(page):
    for shown in map(yaml.safe_load, configs(PAGES[page])):
        blocks = {key: DEMO[key] for key in shown if isinstance(DEMO.get(key), dict)}
        merged = DEMO | shown | {key: blocks[key] | shown[key] for key in blocks}
        validate(merged, "config", page)
        for kind, registry in REGISTRIES.items():
            for name, block in shown.get(kind, {}).items():
                registry.spec(block, f"{page}: {kind}.{name}")
        for recipe in shown.get("recipes", {}).values():
            for kind in ("estimator", "smoother", "retargeter", "generator"):
                assert recipe[kind] in merged[f"{kind}s"]


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("docs/running.md", METRICS.entries),
        ("docs/poses-from-other-tools.md", [*FORMATS, *EXPORTS]),
        (
            "docs/how-it-is-built.md",
            [f"{path.parent.name}/" for path in (SCRIPTS / "pose2video").glob("*/__init__.py")],
        ),
    ],
)
def test_scores_formats_and_rooms_stand_on_their_page(page, names):
    assert [name for name in names if f"`{name}`" not in PAGES[page]] == []


def test_the_citation_names_this_version():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == __version__ and citation["license"] == "MIT"
