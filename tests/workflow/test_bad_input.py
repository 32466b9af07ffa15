"""Everything that people throw at it: one table of bad input, and what comes of every row.

The rows lie in `tests/bad_input`, a module a theme. What the dry run refuses is asked of the plan,
as Snakemake asks it; all the rest goes through the real workflow in one run, each file up to the
first stage that shows what becomes of it.
"""

import csv
import json
import os
import re
import subprocess
import sys

import pytest
import yaml

from bad_input import Failed, Handled, Refused
from bad_input.configs import CONFIGS
from bad_input.films import FILMS
from bad_input.people import CHARACTERS, PEOPLE, WARNED, warned_of
from bad_input.pictures import PICTURES
from bad_input.poses import POSES
from bad_input.tables import MINE, TABLES, project
from conftest import command, finished
from pose2video.errors import UserError
from pose2video.films.frames import read_frames
from pose2video.films.pictures import read_rgb
from pose2video.planning.clip_tables import COLUMNS
from pose2video.planning.reading import read_plan
from pose2video.poses.formats import read_poses
from pose2video.resources import ROOT

CLIPS = {"film": FILMS, "people": PEOPLE, "picture": PICTURES, "poses": POSES}
THEMES = {**CLIPS, "character": CHARACTERS, "table": TABLES, "config": CONFIGS}
LIMITS = {
    **{"film_megapixels": 70, "film_seconds": 600},
    **{"picture_megapixels": 50, "poses_megabytes": 1},
}
RESULTS = {
    "film": "results/frames/{}.json",
    "picture": "results/frames/{}.json",
    "people": "results/poses/{}/holistic.json",
    "poses": "results/poses/{}/holistic.json",
    "with_film": "results/poses/{}/given.json",
    "character": "results/characters/{}/holistic/picture.png",
}
# the log of the job that fails
LOGS = {
    "film": "logs/extract_frames/{}.log",
    "picture": "logs/extract_frames/{}.log",
    "people": "logs/estimate_poses/{}/holistic.log",
    "poses": "logs/import_poses/{}/holistic.log",
    "with_film": "logs/import_film_poses/{}/given.log",
    "character": "logs/prepare_character/{}/holistic.log",
}
# the least that makes a film, without a body
PLAIN = {
    **{"estimator": "holistic", "smoother": "raw"},
    **{"retargeter": "as_filmed", "generator": "skeleton"},
}
TIMEOUT_S = 600  # of the one run: whatever hangs fails here


def cases(*outcomes, themes=THEMES):
    """The rows of some outcomes as parameters, `theme-name`; ids number the rows of a theme."""
    return [
        pytest.param(theme, f"{theme}_{i}", case, id=f"{theme}-{case.name}")
        for theme in themes
        for i, case in enumerate(THEMES[theme])
        if isinstance(case.outcome, outcomes)
    ]


def write_clips(folder, clips):
    """The clip table of `clips`, id -> row."""
    with open(folder / "clips.tsv", "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None)
        rows.writerow(COLUMNS)
        for clip, row in clips.items():
            rows.writerow([({"clip": clip} | row).get(name, "") for name in COLUMNS])


def clip_of(theme, case, path):
    """Make the file of a row at `path`; the row of the clip table."""
    row = {"fps": 25} | case.row if theme == "picture" else dict(case.row)
    made = str(case.make(path))
    if theme != "poses":
        return row | {"video": made}
    film = {"video": str(path.with_suffix(".mp4"))} if row.pop("video", None) else {}
    return row | {"poses": made} | film


def place(theme, case, name, patterns):
    """A row's result or log."""
    kind = "with_film" if "video" in case.row else theme
    return patterns[kind].format(name)


@pytest.fixture(scope="module")
def run(tmp_path_factory, body_model):
    """One run over all that the dry run lets pass; its folder and what it printed."""
    folder = tmp_path_factory.mktemp("bad_input")
    (folder / "input").mkdir()
    (folder / "input" / "body_model").symlink_to(body_model)
    clips, characters, targets = {}, {}, []
    for parameter in cases(Failed, Handled, themes=[*CLIPS, "character"]):
        theme, name, case = parameter.values
        path = folder / "input" / name
        if theme == "character":
            characters[name] = {"image": str(case.make(path))}
        else:
            clips[name] = clip_of(theme, case, path)
        targets.append(place(theme, case, name, RESULTS))
    clips["warned"] = {"video": str(warned_of(folder / "input" / "warned")), "person": "largest"}
    write_clips(folder, clips)
    mine = {
        "clips": "clips.tsv",
        "frames": {"max_side_px": 640},
        "limits": LIMITS,
        "estimators": {"given": {"use": "precomputed"}},
        "characters": characters,
        "recipes": {"plain": PLAIN},
        "make": [{"clips": ["warned"], "characters": ["character_0"], "recipes": ["plain"]}],
    }
    (folder / "mine.yaml").write_text(yaml.safe_dump(mine))
    done = finished(command(*targets, "results/summary.txt", cores=2), folder, TIMEOUT_S)
    return folder, done.stdout


@pytest.mark.parametrize(("theme", "name", "case"), cases(Failed, themes=[*CLIPS, "character"]))
def test_its_own_job_fails_with_a_sentence(run, theme, name, case):
    folder, output = run
    log = folder / place(theme, case, name, LOGS)
    assert log.exists(), f"no job for {name}:\n{output[-3000:]}"
    last = log.read_text(encoding="utf-8", errors="replace").rstrip("\n").rpartition("\n")[2]
    assert last.startswith("ERROR ") and name in last
    sentence = last.removeprefix("ERROR ").partition("]: ")[2]
    assert re.search(case.outcome.words, sentence), sentence
    assert_one_sentence(sentence)
    assert last.removeprefix("ERROR ") in output
    assert not (folder / place(theme, case, name, RESULTS)).exists()


@pytest.mark.parametrize(("theme", "name", "case"), cases(Handled, themes=[*CLIPS, "character"]))
def test_it_is_handled_although_others_fail(run, theme, name, case):
    folder, output = run
    path = folder / place(theme, case, name, RESULTS)
    if not path.exists():
        log = folder / place(theme, case, name, LOGS)
        pytest.fail(log.read_text()[-2000:] if log.exists() else output[-3000:])
    expected = case.outcome
    if theme == "character":
        result = read_rgb(path)
        warnings = json.loads(path.with_name("poses.json").read_text())["warnings"]
        frames, size, fps = None, result.shape[1::-1], None
    elif theme in ("film", "picture"):
        result = read_frames(path.with_suffix(""))
        warnings = result.origin.get("warnings", ())
        frames, size, fps = result.n_frames, result.frame_size, float(result.fps)
    else:
        result, warnings = read_poses(path), json.loads(path.read_text())["warnings"]
        frames, size, fps = result.n_frames, result.frame_size, result.fps
    assert expected.frames in (None, frames)
    assert expected.size in (None, size)
    assert expected.fps is None or fps == pytest.approx(expected.fps)
    if expected.warns:
        assert any(re.search(expected.warns, sentence) for sentence in warnings), warnings
    if expected.check:
        expected.check(result)


@pytest.mark.parametrize("what", WARNED)
def test_the_summary_warns_of_what_can_be_used_in_part(run, what):
    folder, output = run
    assert (folder / "results/summary.txt").exists(), output[-3000:]
    summary = " ".join((folder / "results/summary.txt").read_text().split())
    assert re.search(f"warned: {WARNED[what]}", summary), summary
    assert "Films made: 1 of 1" in summary


def test_no_traceback_is_printed_and_no_name_is_run(run):
    folder, output = run
    assert "Traceback" not in output
    assert not list(folder.rglob("pwned"))


def test_no_file_keeps_a_job_busy(run):
    folder, _ = run
    logs = {path: path.read_text(errors="replace") for path in (folder / "logs").rglob("*.log")}
    busy = {path: re.findall(r"worked ([\d.]+) s of CPU", text) for path, text in logs.items()}
    assert sum(map(len, busy.values())) > 100
    assert not {path: s for path, s in busy.items() if max(map(float, s), default=0) > 60}


def assert_one_sentence(sentence):
    assert "\n" not in sentence and "Traceback" not in sentence
    assert "fault of pose2video" not in sentence
    assert len(sentence) < 600


def plan_of(theme, name, case, folder):
    """The plan of a project that has the bad thing in it."""
    project(folder)
    if theme in ("table", "config"):
        case.make(folder)
    else:
        (folder / "input").mkdir()
        write_clips(folder, {name: clip_of(theme, case, folder / "input" / name)})
        (folder / "mine.yaml").write_text(yaml.safe_dump(MINE | {"limits": LIMITS}))
    return read_plan(["mine.yaml"], folder)


@pytest.mark.parametrize(("theme", "name", "case"), cases(Refused))
def test_the_dry_run_refuses_it(tmp_path, theme, name, case):
    with pytest.raises(UserError, match=case.outcome.words) as caught:
        plan_of(theme, name, case, tmp_path / "project")
    assert_one_sentence(str(caught.value))


@pytest.mark.parametrize(("theme", "name", "case"), cases(Handled, themes=["table", "config"]))
def test_the_dry_run_takes_it(tmp_path, theme, name, case):
    plan = plan_of(theme, name, case, tmp_path / "project")
    if case.outcome.check:
        case.outcome.check(plan)


@pytest.mark.parametrize(
    "what",
    [
        ("config", "an alias bomb"),
        ("config", "a limit of zero"),
        ("table", "id '$(id)'"),
        ("film", "a FIFO"),
    ],
    ids=lambda what: what[1],
)
def test_snakemake_itself_says_the_sentence(tmp_path, what):
    theme, wanted = what
    name, case = next(
        (name, case)
        for _, name, case in (p.values for p in cases(Refused, themes=[theme]))
        if case.name == wanted
    )
    with pytest.raises(UserError):
        plan_of(theme, name, case, tmp_path / "project")
    done = finished(command("-n"), tmp_path / "project")
    assert done.returncode != 0
    assert "Traceback" not in done.stdout
    assert re.search(case.outcome.words, " ".join(done.stdout.split())), done.stdout


DEEP = "[" * 100_000  # JSON or YAML, as one likes
EXPRESSION = "__use_yte__: true\nx: ?__import__('os').system('touch pwned')\n"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (os.mkfifo, "not a regular file"),
        (os.mkdir, "not a regular file"),
        (lambda path: path.symlink_to("/dev/zero"), "not a regular file"),
        (lambda path: None, "is not there"),
        (lambda path: path.write_text(DEEP), "nested too deeply"),
        (lambda path: path.write_text(EXPRESSION), "be run as code"),
    ],
)
def test_make_run_refuses_what_would_stop_snakemake_itself(tmp_path, make, words):
    make(tmp_path / "odd.yaml")
    option = "--configfiles=odd.yaml" if make is os.mkdir else "--configfile odd.yaml"
    code = "import sys, run_workflow; sys.exit(run_workflow.main(sys.argv[2:], sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path, "--cores", "1", *option.split()],
        env=os.environ | {"PYTHONPATH": str(ROOT / "scripts")},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode != 0
    assert re.search(words, done.stderr) and done.stderr.count("\n") == 1, done.stderr
    assert not (tmp_path / "pwned").exists()


@pytest.mark.parametrize("wanted", ["results/videos/one/puppet.me.mp4", "exports"])
def test_a_result_named_behind_the_config_is_told_from_one(wanted):
    script = ROOT / "scripts" / "check_configs.py"
    command = [sys.executable, script, ROOT / "config.yaml", wanted]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode != 0 and done.stderr.count("\n") == 1
    assert f"{wanted} stands behind --configfile" in done.stderr
