from dataclasses import replace

import pytest
import yaml

from pose2video.configuring.config import read_schema, read_yaml, resolve_paths
from pose2video.errors import UserError
from pose2video.generators import GENERATORS
from pose2video.planning.clips import read_clips
from pose2video.planning.kinds import REGISTRIES
from pose2video.planning.reading import read_plan
from pose2video.resources import RESOURCES

ROOT = RESOURCES.parent


@pytest.fixture
def project(tmp_path):
    """A folder with a film, a picture, a table of two clips and a config for them."""
    (tmp_path / "films").mkdir()
    (tmp_path / "films" / "one.mp4").write_bytes(b"x")
    (tmp_path / "linked.mp4").symlink_to("films/<results>.mp4")
    (tmp_path / "me.jpg").write_bytes(b"x")
    (tmp_path / "clips.tsv").write_text(
        "clip\tgloss\tvideo\tstart_s\tend_s\n"
        "one\tno\tfilms/one.mp4\t\t\n"
        "two\t007\tfilms/one.mp4\t0.5\t1.5\n"
    )
    mine = {
        "clips": "clips.tsv",
        "characters": {"me": {"image": "me.jpg"}},
        "make": [{"clips": "all", "characters": ["me"], "recipes": ["puppet"]}],
    }
    (tmp_path / "mine.yaml").write_text(yaml.safe_dump(mine))
    return tmp_path


def plan(project, **changes):
    """The plan of the workflow's own config with the project's over it."""
    mine = read_yaml(project / "mine.yaml") | changes
    (project / "mine.yaml").write_text(yaml.safe_dump(mine))
    return read_plan(["mine.yaml"], project)


def test_ones_own_path_that_the_demo_has_too_is_ones_own(project):
    (project / "resources").mkdir()
    (project / "clips.tsv").rename(project / "resources" / "clips.tsv")
    table = project / "resources" / "clips.tsv"
    table.write_text(table.read_text().replace("films/", "../films/"))
    assert list(plan(project, clips="resources/clips.tsv").clips) == ["one", "two"]


def test_six_lines_of_ones_own(project):
    made = plan(project)
    assert [(f.clip, f.recipe, f.character) for f in made.films] == [
        ("one", "puppet", "me"),
        ("two", "puppet", "me"),
    ]
    assert made.clips["two"]["gloss"] == "007"
    assert made.clips["one"]["gloss"] == "no"
    assert made.clips["two"]["end_s"] == 1.5
    # paths are relative to the file that names them
    assert made.clips["one"]["video"] == str(project / "films" / "one.mp4")
    assert made.characters["me"]["image"] == str(project / "me.jpg")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"smoothers": {"s": {"use": "chain", "steps": [{"use": "nope"}]}}}, r"s\.steps\[0\]"),
        ({"smoothers": {"s": {"use": "chain", "steps": [{"usee": "median"}]}}}, r"s\.steps\[0\]"),
        ({"smoothers": {"s": {"use": "median", "window_frames": 7.5}}}, "give a whole number"),
        ({"generators": {"g": {"use": "skeleton_render", "body": "no"}}}, "give true or false"),
        ({"characters": {"me": {"image": "me.jpg", "performer": "ada"}}}, "name of your own"),
        ({"characters": {"me": {"image": "{me}.jpg"}}}, "has a brace in its name"),
        ({"characters": {"me": {"image": "<me>/me.jpg"}}}, r"me\.image: .* angle brackets"),
        ({"characters": {"me": {"film": "<logs>.mp4"}}}, r"me\.film: .* angle brackets"),
        (
            {"characters": {"me": {"film": "films"}}},
            r"me\.film: .*it is a folder\): name one file",
        ),
        ({"characters": {"me": {"image": "Me.jpg"}}}, r"did you mean 'me.jpg'\?"),
        ({"recipes": {"r": {"estimator": "holistic"}}}, "is missing"),
        ({"make": [{"clips": "all", "characters": ["you"], "recipes": "all"}]}, "'you'"),
        ({"characters": {"me": {"performer": "nemo"}}}, "no performer 'nemo'"),
    ],
)
def test_a_fault_is_one_sentence_with_its_place(project, changes, words):
    """Most faults of a config stand in the table `bad_input`."""
    with pytest.raises(UserError, match=words) as caught:
        plan(project, **changes)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("three\t\tfilms", "holds films, not pictures: name one"),
        ("three\t\tfilms/One.mp4", r"One.mp4 is not there \(did you mean 'one.mp4'\?\)"),
        ("three\t\tfilms\\one.mp4", "is not there: write it with /"),
        ("three\t\t~/one.mp4", "is not there: ~ is not replaced here"),
        ("three\t\thttps://host/one.mp4", "is not there: an address is no path"),
        ("three\t\t$HOME/one.mp4", "is not there: variables are not replaced"),
        ("three\t\tC:\\films\\one.mp4", "is not there: it is a path of Windows"),
        ("three\t\tfilms/<results>.mp4", "has a word in angle brackets in its name: rename"),
        ("three\t\tlinked.mp4", "<results>.mp4 has a word in angle brackets"),
        ("three\t\tfilms/{a}.mp4", "has a brace in its name"),
        ("three\t\tfilms/one.mp4\t\t\t\t\tx", "remove a tab"),
    ],
)
def test_a_bad_row_is_one_sentence_with_its_line(project, row, words):
    table = project / "clips.tsv"
    table.write_text(table.read_text() + row + "\n")
    with pytest.raises(UserError, match=words) as caught:
        read_clips(table)
    assert "line 4" in str(caught.value)


def test_tables_are_read_as_text(project):
    table = project / "clips.tsv"
    glosses = ["yes", "1e3", "null", "犬", '"NO"', '"hi']
    rows = "".join(f"c{i}\t{gloss}\tfilms/one.mp4\n" for i, gloss in enumerate(glosses))
    table.write_text("\ufeffclip\tgloss\tvideo\r\n" + rows, encoding="utf-8")
    assert [row["gloss"] for row in read_clips(table).values()] == glosses


def test_a_path_from_the_command_line_is_relative_to_the_current_folder(project):
    config = {"clips": "elsewhere.tsv", "characters": {}}
    resolve_paths(config, [project / "mine.yaml"], project / "films")
    assert config["clips"] == str(project / "films" / "elsewhere.tsv")


@pytest.mark.parametrize("name", ["config", "clip", "dataset", "models"])
def test_every_key_of_the_schemas_is_described(name):
    def keys(node, place=""):
        for name, child in node.get("properties", {}).items():
            yield f"{place}.{name}", child
            yield from keys(child, f"{place}.{name}")
        for part in ("items", "additionalProperties"):
            if isinstance(node.get(part), dict):
                yield from keys(node[part], place)

    assert not [place for place, child in keys(read_schema(name)) if "description" not in child]


def test_a_spec_folds_in_the_revisions_of_what_its_component_builds(monkeypatch):
    entries = GENERATORS.entries
    raised = replace(entries["limb_warp"], revision=entries["limb_warp"].revision + 1)
    blocks = [{"use": "controlnet"}, {"use": "limb_warp"}]
    held = {"init": "reference", "hold_hands": 0, "hold_face": 0, "background": "generated"}
    blocks += [{"use": "controlnet"} | held, {"use": "skeleton_render"}]
    before = [GENERATORS.spec(block, "here") for block in blocks]
    monkeypatch.setitem(entries, "limb_warp", raised)
    after = [GENERATORS.spec(block, "here") for block in blocks]
    assert [a != b for a, b in zip(before, after, strict=True)] == [True, True, False, False]
    [drawing] = after[3]["uses"]
    assert drawing["use"] == "openpose"


@pytest.mark.parametrize("kind", sorted(REGISTRIES))
def test_specs_are_sorted_and_carry_the_revision(kind):
    registry = REGISTRIES[kind]
    for name, entry in registry.entries.items():
        block = {"use": name}
        if name == "chain":
            block["steps"] = [{"use": "one_euro", "min_cutoff_hz": 2.0, "beta": 1.0}]
        spec = registry.spec(block, "here")
        assert list(spec)[:3] == ["revision", "settings", "use"]
        assert spec["revision"] == entry.revision
    if kind == "smoothers":
        (step,) = registry.spec(
            {"use": "chain", "steps": [{"use": "one_euro", "min_cutoff_hz": 2.0, "beta": 1.0}]},
            "here",
        )["settings"]["steps"]
        assert list(step["settings"]) == ["beta", "min_cutoff_hz"]
        assert step["revision"] == registry.entries["one_euro"].revision


def test_of_many_clips_the_nearest_three_are_named(project):
    rows = "".join(f"clip_{i}\t\tfilms/one.mp4\n" for i in range(3000))
    (project / "clips.tsv").write_text("clip\tgloss\tvideo\n" + rows)
    with pytest.raises(UserError, match="nearest of 3000 are clip_17, ") as caught:
        plan(project, make=[{"clips": ["clip_17x"], "characters": "all", "recipes": "all"}])
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (
            lambda plan: plan.component("smoothers", "stedy"),
            "smoothers has no 'stedy'.*raw, steady",
        ),
        (lambda plan: plan.named("recipes", "pupet"), "recipes has no 'pupet'.*from puppet, "),
        (lambda plan: plan.named("characters", "mee"), "characters has no 'mee'.*, me$"),
        (lambda plan: plan.named("clips", "x"), "clips has no 'x': correct the name of the result"),
    ],
)
def test_a_result_of_nothing_that_is_defined_is_answered_with_names(project, ask, sentence):
    plan = read_plan(["mine.yaml"], project)
    with pytest.raises(UserError, match=sentence):
        ask(plan)
