"""Scores, gallery and summary of whole and of failed runs."""

import csv
import json
import os
import re
from copy import deepcopy
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pytest

from pose2video.planning.footage import footage_name
from pose2video.registry import Needs
from pose2video.reporting.failures import INTERRUPTED, KILLED, NOT_BEGUN, failed_jobs
from pose2video.reporting.gallery import near, shown, split, write_gallery
from pose2video.reporting.partial import write_partial
from pose2video.reporting.results import Clip, FilmResult, Picture, Results, film_scores, gather
from pose2video.reporting.summary import (
    GREEN,
    RED,
    YELLOW,
    show_summary,
    write_problems,
    write_summary,
)
from pose2video.reporting.tables import recipe_means, score_table, write_scores
from pose2video.reporting.verdicts import LOOK, READS_WELL, WRONG, verdict, verdicts
from pose2video.reporting.wanted import prepared, wanted
from pose2video.watching import view
from pose2video.watching.runs import Failure, Job
from stand_ins import wanted_clips, write_results

ROOT = Path(__file__).parents[2]
GLOSS = '手話 <script>alert("x")</script> & {gloss}'
NAMES = {
    "body": True,
    "estimator": "holistic",
    "recipe": "puppet",
    "smoother": "steady",
}
WANTED = {
    "characters": {
        name: {"license": None, "sheets": [], "words": [f"characters/{name}/holistic/poses.json"]}
        for name in ("ada", "bruno")
    },
    "clips": {
        "hello": {"gloss": GLOSS, "license": "CC BY 4.0", "performer": "eva"},
        "walk": {"gloss": None, "license": None, "performer": None},
    },
    "films": [
        {"clip": clip, "character": character, **NAMES, "kind": kind}
        for clip in ("hello", "walk")
        for kind, character in enumerate(("ada", "bruno"))
    ],
    "logs": [
        [
            "logs/estimate_poses/{clip}/holistic.log",
            f"logs/score_clip/{{clip}}/puppet.{character}.log",
        ]
        for character in ("ada", "bruno")
    ],
}
SCORES = [
    {"metric": "pck_body", "value": 0.7712, "unit": "share", "note": ""},
    {"metric": "jitter", "value": None, "unit": "torso/s", "note": "not measured"},
    {"metric": "psnr", "value": None, "unit": "dB", "note": "not applicable"},
]


def write(path, content=""):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")


@pytest.fixture
def run(tmp_path):
    """Folder of a run that made every film of WANTED; the files of films and pictures are empty."""
    results = tmp_path / "results"
    for character in ("ada", "bruno"):
        folder = results / "characters" / character / "holistic"
        write(folder / "poses.json", {"warnings": ["no feet"] * (character == "bruno")})
    for clip in WANTED["clips"]:
        write(results / "drivers" / f"{clip}.mp4")
        # cut short behind the head: the points of a pose file are not read
        write(
            results / "poses" / clip / "holistic.json",
            '{"warnings": ["a lost hand"], "keypoints": {"xy',
        )
    for film in WANTED["films"]:
        name = f"{film['recipe']}.{film['character']}"
        frames = results / "generated" / film["clip"] / name
        manifest = {"suffix": ".jpg", "frame_size": [384, 512], "origin": {"warnings": []}}
        write(frames / "000000.jpg")
        write(frames.with_name(f"{name}.json"), manifest)
        write(results / "videos" / film["clip"] / f"{name}.mp4")
        write(
            results / "scores" / film["clip"] / f"{name}.json", {"scores": SCORES, "warnings": []}
        )
        for suffix in (".mp4", ".png"):
            write(results / "compared" / film["clip"] / f"{film['character']}{suffix}")
    return tmp_path


@pytest.fixture
def many(tmp_path):
    """250 clips of which two have no film, 10 films a page."""
    told = wanted_clips(250)
    write_results(tmp_path, told)
    results = gather(told, root=tmp_path)
    home = tmp_path / "results"
    write_scores(home / "scores.tsv", score_table([]))
    write_problems(home / "problems.tsv", results)
    write_summary(home / "summary.txt", results)
    write_gallery(home / "index.html", results, films_a_page=10)
    return home


class Page(HTMLParser):
    """Tags, links and text of a page."""

    def __init__(self, path):
        super().__init__()
        self.links, self.tags, self.text = [], [], ""
        self.source = path.read_text(encoding="utf-8")
        self.feed(self.source)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.append(tag)
        self.links += [attrs[key] for key in ("href", "src", "data-poster") if key in attrs]

    def handle_data(self, data):
        self.text += data


def broken_links(page, folder):
    files = (link.partition("#")[0] for link in page.links if not link.startswith("#"))
    return [link for link in files if not (folder / link).exists()]


def snakemake_log(run, *failed):
    """Snakemake's log of a run in which jobs failed: pairs of rule and log."""
    path = run / "snakemake.log"
    write(
        path,
        "".join(
            f"[Sat Nov 21 11:23:39 2026]\nError in rule {rule}:\n    message: None\n    jobid: 2\n"
            f"    output: x\n    log: {log} (check log file(s) for error details)\n"
            for rule, log in failed
        ),
    )
    return [path]


def test_the_page_links_only_files_that_are_there_and_nothing_outside(run):
    results = run / "results"
    write_scores(results / "scores.tsv", score_table([]))
    write_summary(results / "summary.txt", gather(WANTED, root=run))
    write_problems(results / "problems.tsv", gather(WANTED, root=run))
    write_gallery(results / "index.html", gather(WANTED, root=run))
    page = Page(results / "index.html")
    assert not list((results / "gallery").iterdir())
    assert broken_links(page, results) == []
    assert page.tags.count("video") == 6
    assert "videos/hello/puppet.ada.mp4" in page.links
    assert "generated/hello/puppet.ada/000000.jpg" in page.links
    assert not re.search(r"https?:|//\w+\.|@import|base64", page.source)


def test_films_beside_the_mp4_are_linked_where_they_are(run):
    told = deepcopy(WANTED)
    for film in told["films"]:
        film["formats"] = ["gif", "prores"]
    videos = run / "results/videos/hello"
    for name in ("puppet.ada.gif", "puppet.ada.mov", "puppet.bruno.webm"):
        write(videos / name)
    write_gallery(run / "results/index.html", gather(told, root=run))
    page = Page(run / "results/index.html")
    beside = [link for link in page.links if link.endswith((".gif", ".mov", ".webm"))]
    assert beside == ["videos/hello/puppet.ada.gif", "videos/hello/puppet.ada.mov"]
    assert "prores" in page.source and broken_links(page, run / "results") == [
        "scores.tsv", "summary.txt", "problems.tsv"
    ]  # fmt: skip


def test_the_page_shows_text_as_text_and_only_scores_that_were_measured(run):
    write_gallery(run / "results/index.html", gather(WANTED, root=run))
    page = Page(run / "results/index.html")
    assert page.tags.count("script") == 2
    assert GLOSS in page.text
    assert page.text.count("77.1%") == 4 + 1  # and their mean
    assert "jitter" not in page.text and "psnr" not in page.text
    assert "What failed" not in page.text and "reads well" not in page.text


def test_of_a_dance_no_word_speaks_of_signs(run):
    for character, value in (("ada", 0.93), ("bruno", 0.3)):
        row = {"metric": "sign_fidelity", "value": value, "unit": "share", "note": ""}
        other = {"metric": "sign_lag", "value": 0.0, "unit": "s", "note": ""}
        said = [f"fidelity {value} is below 0.8: compare"] * (value < 0.8)
        words = {"scores": [row, other], "signs": False, "warnings": said}
        write(run / f"results/scores/walk/puppet.{character}.json", words)
    results = gather(WANTED, root=run)
    assert verdicts(results.films) == {"follows": 1, "look at it": 0, "far off": 1}
    write_gallery(run / "results/index.html", results)
    walk = " ".join(Page(run / "results/index.html").text.split()).partition("walk")[2]
    assert "follows 93.0%" in walk and "far off 30.0%" in walk
    shown = walk.partition("const ")[0]  # the script that follows names its variables
    assert "sign fidelity" not in shown and "sign lag" not in shown and "reads well" not in shown
    assert "signs" not in shown and "lag ↓" in shown


def test_one_score_is_said_in_words_and_the_others_are_folded(run):
    values = {"hello/puppet.ada": 0.93, "hello/puppet.bruno": 0.72, "walk/puppet.ada": 0.3}
    for name, value in values.items():
        row = {"metric": "sign_fidelity", "value": value, "unit": "share", "note": ""}
        said = [f"sign_fidelity {value} is below 0.8: compare"] * (value < 0.8)
        write(run / f"results/scores/{name}.json", {"scores": [row, *SCORES[:1]], "warnings": said})
    results = gather(WANTED, root=run)
    words = {f"{f.clip}/{f.recipe}.{f.character}": verdict(f) for f in results.films}
    assert words == {
        "hello/puppet.ada": READS_WELL,
        "hello/puppet.bruno": LOOK,
        "walk/puppet.ada": WRONG,
        "walk/puppet.bruno": None,
    }
    write_gallery(run / "results/index.html", results)
    text = " ".join(Page(run / "results/index.html").text.split())
    assert "reads well 1 look at it 1 wrong 1" in text
    assert "look at it 72.0% 1 more score" in text
    assert "What the words mean" in text


def test_films_of_a_character_stand_together_and_their_picture_is_spoken_of_once(run):
    legs, face = "the picture does not show the legs: they are left out", "the driver's face is off"
    films = [{**film, "recipe": recipe} for film in WANTED["films"] for recipe in ("a", "b")]
    for film in films:
        name = f"results/scores/{film['clip']}/{film['recipe']}.{film['character']}.json"
        write(run / name, {"scores": [], "warnings": [legs, face] * (film["character"] == "ada")})
    write_gallery(run / "results/index.html", gather(WANTED | {"films": films}, root=run))
    page = Page(run / "results/index.html")
    text = " ".join(page.text.split())
    assert text.count(f"ada: {legs}") == 1 == text.count("the picture does not show")
    assert text.count(face) == 4
    order = re.findall(r"<h3>(ada|bruno)|<figcaption><b>([ab])</b>", page.source)
    assert [a or b for a, b in order] == ["ada", "a", "b", "bruno", "a", "b"] * 2


def test_a_clip_is_warned_of_for_what_can_be_looked_at_in_it(run):
    known = "the legs are not seen: a character's stay as in its picture"
    write(run / "results/poses/walk/holistic.json", {"warnings": [known]})
    write_gallery(run / "results/index.html", gather(WANTED, root=run))
    source = (run / "results/index.html").read_text(encoding="utf-8")
    rows = json.loads(re.search(r"const CLIPS = (.*?);</script>", source)[1])
    assert [row[3] for row in rows] == [1, 0]


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.0, "share", "0.0%"),
        (24.26, "dB", "24.3 dB"),
        (0.9126, "index", "0.913"),
        (0.416, "torso/s", "0.42 torso/s"),
    ],
)
def test_a_score_is_shown_with_its_unit(value, unit, text):
    assert shown(value, unit) == text


def test_the_table_is_long_and_says_why_a_value_is_missing(run):
    films = [(film, film_scores(film, run)["scores"]) for film in WANTED["films"]]
    write_scores(run / "scores.tsv", score_table(films))
    with open(run / "scores.tsv", encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t"))
    assert rows[0] == ["clip", "recipe", "character", "metric", "value", "unit", "note"]
    assert rows[1] == ["hello", "puppet", "ada", "pck_body", "0.7712", "share", ""]
    assert rows[2] == ["hello", "puppet", "ada", "jitter", "", "torso/s", "not measured"]
    assert len(rows) == 1 + 4 * 3


def test_means_are_over_measured_films_and_a_zero_is_measured():
    names = {"clip": "hello", "character": "ada"}
    values = [("puppet", 0.0), ("puppet", 0.5), ("puppet", None), ("skeleton", None)]
    films = [
        ({**names, "recipe": recipe}, [{"metric": "ssim", "value": value, "unit": "", "note": ""}])
        for recipe, value in values
    ]
    assert recipe_means(score_table(films)) == {"ssim": {"puppet": (0.25, 2)}}


def test_what_people_said_is_a_row_of_the_table_and_a_mean_of_the_gallery(run):
    told = deepcopy(WANTED)
    said = ["approved", "rejected: hand, the thumb: hidden"]
    pair = [film for film in told["films"] if film["recipe"] == told["films"][0]["recipe"]][:2]
    for film, text in zip(pair, said, strict=True):
        film["review"] = text
    table = score_table((film, []) for film in told["films"])
    assert table["value"].tolist() == [1, 0] and table["note"][1] == "hand, the thumb: hidden"
    assert recipe_means(table) == {"approved": {pair[0]["recipe"]: (0.5, 2)}}
    write_gallery(run / "results/index.html", gather(told, root=run))
    assert "people found right" in Page(run / "results/index.html").text


@pytest.mark.parametrize(
    ("log", "sentence"),
    [
        ("rule: x\nERROR score_clip [hello puppet ada]: no, because\n", "no, because"),
        ("rule: x\nloading\n", KILLED),
        ("rule: x\nTraceback ...\nKeyboardInterrupt\n", INTERRUPTED),
        (None, NOT_BEGUN),
    ],
)
def test_the_sentence_of_a_failed_job(tmp_path, log, sentence):
    path = "logs/score_clip/hello/puppet.ada.log"
    if log is not None:
        write(tmp_path / path, log)
    for of_the_cluster in ("", ", /site/.snakemake/slurm_logs/9.log"):
        said = snakemake_log(tmp_path, ("score_clip", f"{path}{of_the_cluster}"))
        found = failed_jobs(said, 0, tmp_path)
        assert found == {path: f"score_clip [hello puppet ada]: {sentence}"}


@pytest.mark.parametrize(
    ("names", "log"),
    [
        ((footage_name("friend"),), "extract_frames/{}.log"),
        ((footage_name("friend"), "holistic", "calm"), "mask_frames/{}/{}.{}.log"),
        ((), "collect_scores.log"),
    ],
)
def test_a_job_that_died_silently_has_one_name_in_the_summary_and_the_live_line(
    tmp_path, names, log
):
    rule, path = re.match(r"\w+", log)[0], f"logs/{log}".format(*names)
    (said,) = failed_jobs(snakemake_log(tmp_path, (rule, path)), 0, tmp_path).values()
    failure = Failure(Job(rule, names, started=0.0, cores=1, gpus=0), 0.0, path, group=False)
    assert said == view.sentence(failure, root=tmp_path)


def test_a_log_of_an_earlier_run_says_nothing_about_this_one(tmp_path):
    write(tmp_path / "logs/estimate_poses/hello/holistic.log", "done\n")
    failed = ("estimate_poses", "logs/estimate_poses/hello/holistic.log")
    found = failed_jobs(snakemake_log(tmp_path, failed), 2**40, tmp_path)
    assert list(found.values()) == [f"estimate_poses [hello holistic]: {NOT_BEGUN}"]


def test_a_failed_run_leaves_a_report_of_what_is_there(run):
    results = run / "results"
    for character in ("ada", "bruno"):
        (results / f"videos/walk/puppet.{character}.mp4").unlink()
        (results / f"scores/walk/puppet.{character}.json").unlink()
    write(
        run / "logs/estimate_poses/walk/holistic.log",
        "ERROR estimate_poses [walk holistic]: empty\n",
    )
    write(run / "logs/score_clip/hello/puppet.ada.log", "rule: score_clip\n")
    logs = snakemake_log(
        run,
        ("score_clip", "logs/score_clip/hello/puppet.ada.log"),
        ("estimate_poses", "logs/estimate_poses/walk/holistic.log"),
    )
    write_partial(WANTED, logs, 0, run)
    partial = results / "partial"
    page = Page(partial / "index.html")
    assert broken_links(page, partial) == []
    assert "../videos/hello/puppet.ada.mp4" in page.links
    assert page.text.count("estimate_poses [walk holistic]: empty") == 3  # box, ada, bruno
    assert page.text.count(f"score_clip [hello puppet ada]: {KILLED}") == 2
    assert (partial / "scores.tsv").read_text().count("\n") == 1 + 2 * 3
    summary = (partial / "summary.txt").read_text()
    assert summary.startswith("Clips done: 0 of 2\nFilms made: 2 of 4\n")
    assert (
        "  estimate_poses [walk holistic]: empty\n      walk: puppet.ada, puppet.bruno" in summary
    )
    assert KILLED in " ".join(summary.split())
    assert "  bruno: no feet\n" in summary and "logs/" in summary
    assert "    a lost hand\n      2 clips: hello, walk\n" in summary
    assert max(map(len, summary.split("\n"))) <= max(80, len(f"  {partial}/problems.tsv"))


def test_a_fault_of_the_report_is_printed_and_not_raised(run, capsys):
    write(run / "results/scores/hello/puppet.ada.json", "{")
    write_partial(WANTED, snakemake_log(run), 0, run)
    assert "puppet.ada.json is not a whole JSON file" in capsys.readouterr().err


def test_the_parameter_is_plain_and_holds_no_film_that_is_not_wanted():
    row = {"clip": "walk", "video": "/x.mp4", "choreography": None, **WANTED["clips"]["walk"]}
    plan = SimpleNamespace(
        clips={"walk": row, "other": row},
        wanted_clips=["walk"],
        wanted_characters=["ada"],
        films=[SimpleNamespace(clip="walk", recipe="puppet", character="ada")],
        judged=[],
        reviews={},
        characters={"ada": {"image": "ada.png", "license": "CC BY 4.0"}},
        recipes={"puppet": {**NAMES, "retargeter": "scaled", "formats": []}},
        is_chosen=lambda name: False,
        uses_body=lambda recipe: True,
        needs=lambda kind, recipe: Needs(),
    )
    assert wanted(plan, {"encode_video": {}}, [["logs/x.log"]], [0]) == {
        "characters": {
            "ada": {
                "license": "CC BY 4.0",
                "sheets": [f"characters/ada/holistic/{name}.png" for name in ("check", "body")],
                "words": [f"characters/ada/holistic/{name}.json" for name in ("poses", "body")],
            }
        },
        "clips": {"walk": WANTED["clips"]["walk"]},
        "films": [{"character": "ada", "clip": "walk", "kind": 0, **NAMES}],
        "jobs": {"encode_video": {}},
        "logs": [["logs/x.log"]],
    }


def test_every_rule_says_what_it_does():
    rules = "".join(path.read_text() for path in (ROOT / "rules").glob("*.smk"))
    blocks = re.split(r"^(?:use )?rule ", rules, flags=re.MULTILINE)[1:]
    working = [block for block in blocks if "script:" in block]
    silent = [
        block.split("\n")[0] for block in working if not re.search(r'message:\n\s+"[A-Z]', block)
    ]
    assert len(working) > 20
    assert silent == []


def test_a_body_that_no_film_uses_any_more_says_nothing(run):
    write(run / "results/bodies/hello/holistic.steady.json", {"warnings": ["no legs"]})
    write(run / "results/characters/ada/holistic/body.json", {"warnings": ["no hands"]})
    assert "no legs" in gather(WANTED, root=run).clips[0].warnings
    flat = WANTED | {"films": [film | {"body": False} for film in WANTED["films"]]}
    assert "no legs" not in gather(flat, root=run).clips[0].warnings
    assert "no hands" not in gather(flat, root=run).characters["ada"]


def test_many_films_are_pages_that_lead_to_each_other(many):
    pages = sorted((many / "gallery").glob("*.html"))
    assert len(pages) == 24
    first, last = Page(many / "index.html"), Page(many / "gallery/25.html")
    assert first.tags.count("article") == last.tags.count("article") == 10
    assert broken_links(first, many) == [] == broken_links(last, many / "gallery")
    assert {"gallery/2.html", "gallery/25.html"} <= set(first.links)
    assert {"../index.html", "24.html", "23.html"} <= set(last.links)
    assert "../videos/w00240/puppet.me.mp4" in last.links
    assert "gallery/10.html#w00099" in first.links  # what failed lies on another page
    assert "Mean scores" in first.text and "Mean scores" not in last.text
    assert "250 jobs" in first.text
    assert not re.search(r"(?<!xmlns=\")https?:|//\w+\.|@import|base64", last.source)


def test_every_page_searches_in_all_clips(many):
    text = (many / "gallery/clips.js").read_text(encoding="utf-8")
    rows = json.loads(text.removeprefix("const CLIPS = ").rstrip(";\n"))
    assert len(rows) == 250
    assert rows[11] == ["w00011", "手話 11", 2, 0, 0.113]
    assert [row[3] for row in rows[98:100]] == [0, 2] and rows[9][3] == 1
    for path in (many / "index.html", many / "gallery/7.html"):
        assert "clips.js" in Page(path).source


def test_a_second_gallery_leaves_no_page_of_the_first(many):
    told = wanted_clips(15)
    write_gallery(many / "index.html", gather(told, root=many.parent), films_a_page=10)
    names = {path.name for path in (many / "gallery").iterdir()}
    assert names - {".snakemake_timestamp"} == {"clips.js", "2.html"}


def test_a_page_holds_a_clip_whole():
    clips = [SimpleNamespace(films=[0] * n) for n in (3, 3, 3, 12, 1)]
    assert [[len(c.films) for c in page] for page in split(clips, 6)] == [[3, 3], [3], [12], [1]]
    assert split([], 6) == [[]]
    assert near(1, 1) == [1]
    assert near(50, 100) == [1, 48, 49, 50, 51, 52, 100]


def test_the_summary_of_many_says_what_matters_and_where_the_rest_is(many):
    text = " ".join((many / "summary.txt").read_text().split())
    assert text.startswith("Clips done: 248 of 250")
    assert "Warnings: 25" in text
    assert "... and 22 more like this: w00039/puppet.me, " in text
    assert f"and 14 more; see {many}/problems.tsv" in text
    with open(many / "problems.tsv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert [row["kind"] for row in rows] == ["failed"] * 2 + ["warning"] * 25
    assert rows[2]["clip"] == "w00009" and "right hand" in rows[2]["sentence"]


def test_a_thousand_failures_of_one_rule_are_counted(run):
    missing = Picture(None, None, None)
    films = [FilmResult(f"w{i}", "puppet", "ada", missing, [], [], "x", None) for i in range(1000)]
    clips = [Clip(f.clip, None, None, None, missing, [f], {}, []) for f in films]
    failures = {f"estimate_poses [w{i}]: nobody": [film] for i, film in enumerate(films)}
    results = Results(clips, {}, failures)
    write_summary(run / "summary.txt", results)
    lines = (run / "summary.txt").read_text().split("\n")
    assert len(lines) < 40
    assert "... and 990 more failures of estimate_poses" in " ".join(lines)


def test_a_summary_is_shown_in_colours_in_a_terminal_only_and_only_of_this_run(
    tmp_path, capsys, monkeypatch
):
    text = (
        "Clips done: 1 of 2\nFilms made: 3 of 3\n\nFailed:\n  extract_frames [one]: no film\n\n"
        "Warnings: 1\n  two: the left hand\n\nLogs: logs, of the whole run .snakemake/log\n"
    )
    path = tmp_path / "summary.txt"
    path.write_text(text)
    show_summary(path, path.stat().st_mtime)
    assert capsys.readouterr().err == "\n" + text
    show_summary(path, path.stat().st_mtime + 1)
    show_summary(tmp_path / "none.txt", 0)
    assert capsys.readouterr().err == ""
    master, slave = os.openpty()
    with os.fdopen(slave, "w") as terminal:
        monkeypatch.setenv("TERM", "xterm")
        show_summary(path, 0, terminal)
        shown = os.read(master, 4096).decode().replace("\r", "")
        monkeypatch.setenv("NO_COLOR", "1")
        show_summary(path, 0, terminal)
        assert os.read(master, 4096).decode().replace("\r", "") == "\n" + text
    os.close(master)
    lines = shown.splitlines()
    assert re.sub(r"\033\[\d*m", "", shown) == "\n" + text
    assert lines[1].startswith(f"\033[{YELLOW}m") and lines[2].startswith(f"\033[{GREEN}m")
    assert lines[4].startswith(f"\033[{RED}m") and lines[5].startswith(f"\033[{RED}m")
    assert lines[8].startswith(f"\033[{YELLOW}m  two")
    assert lines[-1] == "Logs: logs, of the whole run .snakemake/log"


def test_what_is_made_of_a_character_is_what_its_recipes_use():
    chain = {"estimator": "holistic", "smoother": "steady", "retargeter": "scaled"}
    films = [
        SimpleNamespace(recipe=r, character=c) for r in "abc" for c in ("me", "posed", "still")
    ]
    needs = {
        "a": Needs(body=True),
        "b": Needs(trained_on="character"),
        "c": Needs(adaptation="mine"),
    }
    plan = SimpleNamespace(
        films=films,
        characters={
            "me": {"film": "x.mp4"},
            "posed": {"film": "x.mp4", "image": "x.png"},
            "still": {"image": "x.png"},
        },
        recipes={name: chain | {"generator": f"g{name}"} for name in "abc"},
        is_chosen=lambda name: name == "me",
        uses_body=lambda recipe: needs[recipe].body,
        needs=lambda kind, recipe: needs[recipe],
    )
    folder = "characters/me/holistic"
    assert prepared(plan, "me") == {
        "sheets": [
            *(f"{folder}/{name}.png" for name in ("candidates", "check", "body")),
            "models/gb/me/holistic.steady.png",
            *("models/mine/me/holistic.png", "models/mine/me/holistic.training.png"),
        ],
        "words": [f"{folder}/{name}.json" for name in ("footage", "poses", "body")],
    }
    plan.films = [film for film in films if film.recipe == "a"]
    for name in ("posed", "still"):  # its film is of no use to this recipe
        told = str(prepared(plan, name))
        assert "candidates" not in told and "footage" not in told


def test_pictures_to_check_a_character_by_are_shown(run):
    results, wanted = run / "results", deepcopy(WANTED)
    sheets = ["characters/ada/holistic/check.png", "models/mine/ada/holistic.training.png"]
    wanted["characters"]["ada"]["sheets"] = [*sheets, "characters/ada/holistic/body.png"]
    wanted["characters"]["ada"]["words"].append("characters/ada/holistic/footage.json")
    for path in sheets:
        write(results / path)
    write(results / "characters" / "ada" / "holistic" / "candidates.png")  # of an earlier config
    write(results / "characters" / "ada" / "holistic" / "footage.json", {"warnings": ["it cuts"]})
    found = gather(wanted, root=run)
    assert found.sheets == {"ada": [results / path for path in sheets], "bruno": []}
    assert found.characters["ada"] == ["it cuts"]
    write_gallery(results / "index.html", found)
    page = (results / "index.html").read_text()
    assert all(f'src="{path}"' in page for path in sheets) and "candidates" not in page
