"""Clip tables from folders."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pose2video.errors import UserError
from pose2video.planning.clip_tables import clip_ids, list_clips, slug, write_table
from pose2video.planning.clips import read_clips

SCRIPT = Path(__file__).parents[2] / "scripts" / "list_clips.py"


def films(folder, *names):
    """Empty files: the suffix makes the film."""
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).touch()
    return folder


def rows(table):
    with open(table, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def list_in_shell(*arguments, folder):
    command = [sys.executable, SCRIPT, *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Café au lait", "cafe_au_lait"),
        ("Straße", "strasse"),
        ("ŁÓDŹ-2", "lodz_2"),
        ("İstanbul", "istanbul"),
        ("3 Tage", "clip_3_tage"),
        ("__x__", "x"),
        ("ﬁlm²", "film2"),
        ("手話", ""),
        ("٣", ""),
        ("a" * 300, "a" * 80),
    ],
)
def test_an_id_is_a_slug_of_the_name(name, wanted):
    assert slug(name) == wanted


def test_the_table_holds_names_as_they_are_and_relative_films(tmp_path):
    folder = films(tmp_path / "films", "Grüß Gott.MP4", 'say "hi".webm', "# no.gif", "notes.txt")
    write_table(folder / "clips.tsv", list_clips(folder))
    found = rows(folder / "clips.tsv")
    assert tuple(found[0]) == ("clip", "gloss", "video", "start_s", "end_s")
    assert [(row["clip"], row["gloss"], row["video"]) for row in found] == [
        ("no", "# no", "# no.gif"),
        ("gruss_gott", "Grüß Gott", "Grüß Gott.MP4"),
        ("say_hi", 'say "hi"', 'say "hi".webm'),
    ]
    assert {row[key] for row in found for key in ("start_s", "end_s")} == {""}


def test_a_column_of_which_no_row_has_anything_is_left_out(tmp_path):
    folder = films(tmp_path / "films", "a.mp4", "b.pose")
    write_table(folder / "clips.tsv", list_clips(folder))
    usual = ["clip", "gloss", "video", "start_s", "end_s"]
    assert list(rows(folder / "clips.tsv")[0]) == [*usual, "poses"]
    films(folder / "c", "1.jpg")
    write_table(folder / "more.tsv", list_clips(folder))
    header = (folder / "more.tsv").read_text().splitlines()[0].split("\t")
    assert header == [*usual, "poses", "fps"]
    assert list(read_clips(folder / "more.tsv")) == ["a", "b", "c"]


def test_films_are_relative_to_a_table_elsewhere_even_behind_links(tmp_path):
    folder = films(tmp_path / "films", "a.mp4")
    (tmp_path / "deep" / "tables").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "deep" / "tables")
    table = tmp_path / "link" / "clips.tsv"
    write_table(table, list_clips(folder))
    video = rows(table)[0]["video"]
    assert video == "../../films/a.mp4"
    assert (table.parent / video).is_file()


def test_the_workflow_reads_the_table(tmp_path):
    folder = films(tmp_path / "films", 'say "hi".mp4', "'.mp4", "a, b;c.mp4", "NA.mp4")
    films(folder / "dance", "1.jpg")
    table = tmp_path / "clips.tsv"
    write_table(table, list_clips(folder))
    found = read_clips(table)
    assert {row["video"] for row in found.values()} == {str(p) for p in folder.iterdir()}
    assert found["dance"]["fps"] == 25
    assert found["na"]["gloss"] == "NA"


def test_a_linked_film_keeps_its_name(tmp_path):
    films(tmp_path / "store", "x0001.mp4")
    folder = films(tmp_path / "films")
    (folder / "hello.mp4").symlink_to(tmp_path / "store" / "x0001.mp4")
    (folder / "broken.mp4").symlink_to(tmp_path / "store" / "gone.mp4")
    write_table(folder / "clips.tsv", list_clips(folder))
    assert [(row["clip"], row["video"]) for row in rows(folder / "clips.tsv")] == [
        ("hello", "hello.mp4")
    ]


def test_folders_of_pictures_are_clips_with_a_rate(tmp_path):
    films(tmp_path / "dance.v1", "1.jpg", "2.PNG")
    films(tmp_path / "texts", "a.txt")
    films(tmp_path / ".thumbnails", "1.jpg")
    films(tmp_path / "macos", "._1.jpg")
    answer = list_in_shell(tmp_path, "", folder=tmp_path)
    assert answer.returncode == 0, answer.stderr
    [row] = rows(tmp_path / "clips.tsv")
    assert (row["clip"], row["gloss"], row["video"], row["fps"]) == (
        *("dance_v1", "dance.v1", "dance.v1", "25"),
    )
    assert "25" in answer.stdout and "dance.v1" in answer.stdout


def test_the_order_is_natural(tmp_path):
    names = ["clip 10.mp4", "clip 2.mp4", "Élan.mp4", "eon.mp4", "Alpha.mp4", "²1.mp4"]
    found = [path.name for path in list_clips(films(tmp_path / "films", *names))]
    assert found == ["²1.mp4", "Alpha.mp4", "clip 2.mp4", "clip 10.mp4", "Élan.mp4", "eon.mp4"]


def test_names_without_letters_get_numbers_that_are_free(tmp_path):
    folder = films(tmp_path / "films", "手.mp4", "話.mp4", "clip_1.mp4", "2.mp4", "Привет.mp4")
    clips = list_clips(folder)
    ids = clip_ids(clips)
    assert dict(zip((path.stem for path in clips), ids, strict=True)) == {
        **{"2": "clip_2", "clip_1": "clip_1"},
        **{"Привет": "clip_3", "手": "clip_4", "話": "clip_5"},
    }


def test_clashes_are_named_and_nothing_is_written(tmp_path):
    folder = films(tmp_path / "films", "Été.mp4", "ete.mov", "1.mp4", "clip_1.mkv", "fine.mp4")
    answer = list_in_shell(folder, folder=tmp_path)
    assert answer.returncode == 1
    for name in ("Été.mp4", "ete.mov", "1.mp4", "clip_1.mkv"):
        assert name in answer.stderr
    assert "fine" not in answer.stderr and answer.stderr.count("\n") == 1
    assert not (folder / "clips.tsv").exists()


def test_a_table_is_never_overwritten(tmp_path):
    folder = films(tmp_path / "films", "a.mp4")
    (folder / "clips.tsv").write_text("mine")
    answer = list_in_shell(folder, folder=tmp_path)
    assert answer.returncode == 1 and "clips.tsv" in answer.stderr
    assert (folder / "clips.tsv").read_text() == "mine"
    assert list_in_shell(folder, "new.tsv", folder=tmp_path).returncode == 0
    assert rows(tmp_path / "new.tsv")[0]["video"] == "films/a.mp4"


@pytest.mark.parametrize(
    "name", ["a\tb.mp4", "a\nb.mp4", "a\u2028b.mp4", os.fsdecode(b"a\xff.mp4")]
)
def test_names_that_a_table_cannot_hold_are_refused(tmp_path, name):
    with pytest.raises(UserError, match="rename it"):
        list_clips(films(tmp_path / "films", name))


@pytest.mark.parametrize("folder", ["", "gone", "empty", "file"])
def test_a_folder_without_clips_is_one_sentence(tmp_path, folder):
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").touch()
    answer = list_in_shell(folder, folder=tmp_path)
    assert answer.returncode == 1 and answer.stderr.count("\n") == 1
    assert "Traceback" not in answer.stderr
