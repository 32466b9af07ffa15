"""Clip tables from folders."""

import csv
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pose2video.errors import UserError
from pose2video.planning.clip_tables import clip_ids, slug, write_table
from pose2video.planning.clips import read_clips
from pose2video.planning.folders import list_clips
from pose2video.planning.lexicons import is_lexicon, list_lexicon

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
    write_table(folder / "clips.tsv", list_clips(folder)[0])
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
    write_table(folder / "clips.tsv", list_clips(folder)[0])
    usual = ["clip", "gloss", "video", "start_s", "end_s"]
    assert list(rows(folder / "clips.tsv")[0]) == [*usual, "poses"]
    films(folder / "c", "1.jpg")
    write_table(folder / "more.tsv", list_clips(folder)[0])
    header = (folder / "more.tsv").read_text().splitlines()[0].split("\t")
    assert header == [*usual, "poses", "fps"]
    assert list(read_clips(folder / "more.tsv")) == ["a", "b", "c"]


def test_films_are_relative_to_a_table_elsewhere_even_behind_links(tmp_path):
    folder = films(tmp_path / "films", "a.mp4")
    (tmp_path / "deep" / "tables").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "deep" / "tables")
    table = tmp_path / "link" / "clips.tsv"
    write_table(table, list_clips(folder)[0])
    video = rows(table)[0]["video"]
    assert video == "../../films/a.mp4"
    assert (table.parent / video).is_file()


def test_the_workflow_reads_the_table(tmp_path):
    folder = films(tmp_path / "films", 'say "hi".mp4', "'.mp4", "a, b;c.mp4", "NA.mp4")
    films(folder / "dance", "1.jpg")
    table = tmp_path / "clips.tsv"
    write_table(table, list_clips(folder)[0])
    found = read_clips(table)
    assert {row["video"] for row in found.values()} == {str(p) for p in folder.iterdir()}
    assert found["dance"]["fps"] == 25
    assert found["na"]["gloss"] == "NA"


def test_what_systems_leave_in_folders_is_no_clip(tmp_path):
    folder = films(tmp_path / "films", "a.mp4", "._a.mp4", "Thumbs.db", "desktop.ini")
    for left in ("@eaDir", "__MACOSX"):
        films(folder / left, "1.jpg")
    clips, out = list_clips(folder)
    assert [clip.name for clip in clips] == ["a"] and not out.sentences()


def test_a_name_that_ends_in_a_space_is_its_gloss_without(tmp_path):
    folder = films(tmp_path / "films", "f .mp4", '"open.mp4', '"".mp4')
    write_table(folder / "clips.tsv", list_clips(folder)[0])
    found = read_clips(folder / "clips.tsv")
    assert {row["gloss"] for row in found.values()} == {"f", '"open', '""'}


def test_a_folder_of_folders_is_told_so(tmp_path):
    films(tmp_path / "a", "x.mp4")
    for arguments, words in (
        ([tmp_path], "name one of its sub-folders"),
        ([tmp_path / "a" / "x.mp4"], "name the folder that it lies in"),
        ([], "which folder holds the films"),
    ):
        answer = list_in_shell(*arguments, folder=tmp_path)
        assert answer.returncode == 1 and answer.stderr.count("\n") == 1
        assert words in answer.stderr


def test_a_linked_film_keeps_its_name(tmp_path):
    films(tmp_path / "store", "x0001.mp4")
    folder = films(tmp_path / "films")
    (folder / "hello.mp4").symlink_to(tmp_path / "store" / "x0001.mp4")
    (folder / "broken.mp4").symlink_to(tmp_path / "store" / "gone.mp4")
    write_table(folder / "clips.tsv", list_clips(folder)[0])
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
    clips, _ = list_clips(films(tmp_path / "films", *names))
    found = [clip.video.name for clip in clips]
    assert found == ["²1.mp4", "Alpha.mp4", "clip 2.mp4", "clip 10.mp4", "Élan.mp4", "eon.mp4"]


def test_names_without_letters_get_numbers_that_are_free():
    names = ["2", "clip_1", "Привет", "手", "話"]
    assert clip_ids(names) == ["clip_2", "clip_1", "clip_3", "clip_4", "clip_5"]


def test_names_that_make_one_id_get_numbers_and_keep_their_glosses(tmp_path):
    names = ["Été.mp4", "ete.mov", "^Ete*.mp4", "ete_2.mp4", "HAUS.mp4", "haus.mp4", "$haus.mp4"]
    folder = films(tmp_path / "films", *names)
    answer = list_in_shell(folder, folder=tmp_path)
    assert answer.returncode == 0, answer.stderr
    assert "4 names make no id of their own" in answer.stdout
    found = read_clips(folder / "clips.tsv")
    assert {row["gloss"] for row in found.values()} == {Path(name).stem for name in names}
    assert found["ete_2"]["gloss"] == "ete_2"
    assert set(found) == {"ete", "ete_2", "ete_3", "ete_4", "haus", "haus_2", "haus_3"}


@given(st.lists(st.text(alphabet="aAä_2$ ", max_size=4), max_size=40))
def test_every_name_gets_an_id_of_its_own(names):
    ids = clip_ids([*names, "a" * 300, "A" * 300])
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]{0,79}", id_) for id_ in ids)
    assert {slug(name) for name in names} - {""} <= set(ids)


def test_a_film_and_poses_of_one_name_are_one_clip(tmp_path):
    names = ["haus.mp4", "haus.pose", "baum.pose", "auto.mp4", "auto.mov", "auto.pose"]
    names += ["baum.bvh", "haus.bvh"]  # motions have no camera and go with no film
    folder = films(tmp_path / "films", *names)
    films(folder / "dance", "1.jpg")
    films(folder, "dance.pose")
    write_table(folder / "clips.tsv", list_clips(folder)[0])
    found = read_clips(folder / "clips.tsv")
    files = {
        id_: [row[key] and Path(row[key]).name for key in ("video", "poses")]
        for id_, row in found.items()
    }
    assert files == {
        "haus": ["haus.mp4", "haus.pose"],
        "baum": [None, "baum.pose"],
        "dance": ["dance", "dance.pose"],
        "auto": ["auto.mov", None],
        "auto_2": ["auto.mp4", None],
        "auto_3": [None, "auto.pose"],
        "baum_2": [None, "baum.bvh"],
        "haus_2": [None, "haus.bvh"],
    }


LEXICON = """path,spoken_language,signed_language,start,end,words,glosses,priority
sgg/haus.pose,de,sgg,0,0,haus,HAUS,1
sgg/haus.pose,de,sgg,0,0,gebäude,GEBÄUDE,2
sgg/haus.pose,de,sgg,1500,2500,"hut, alt",,1
sgg/gone.pose,de,sgg,0,0,weg,WEG,1
../out.pose,de,sgg,0,0,fort,FORT,1
film.mp4,de,sgg,0,0,baum,BAUM,1
"""


def test_the_index_of_a_lexicon_is_read(tmp_path):
    folder = films(tmp_path / "lexicon", "film.mp4", "more.mp4")
    films(folder / "sgg", "haus.pose")
    films(tmp_path, "out.pose")
    (folder / "index.csv").write_text(LEXICON, encoding="utf-8")
    answer = list_in_shell(folder, folder=tmp_path)
    assert answer.returncode == 0, answer.stderr
    assert "1 rows whose file is not there: sgg/gone.pose" in answer.stdout
    assert "1 rows whose file lies outside the folder" in answer.stdout
    found = read_clips(folder / "clips.tsv")
    assert {id_: row["gloss"] for id_, row in found.items()} == {
        "haus_gebaude": "HAUS / GEBÄUDE",
        "hut_alt": "hut, alt",
        "baum": "BAUM",
    }
    assert (found["hut_alt"]["start_s"], found["hut_alt"]["end_s"]) == (1.5, 2.5)
    assert found["baum"]["video"] and found["hut_alt"]["poses"]


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda text: text, "utf-16"),
        (lambda text: "\ufeff" + text, "utf-8"),
        (lambda text: text.replace(",", ";"), "utf-8"),
        (lambda text: text.replace(",", "\t").replace("\n", "\r\n"), "utf-8"),
        (lambda text: text.replace("path,", '"Path",').replace("glosses", "Glosses"), "utf-8"),
        (lambda text: text.replace("sgg/", "sgg\\"), "utf-8"),
    ],
)
def test_an_index_that_went_through_a_spreadsheet_is_read(tmp_path, spoil, code):
    folder = films(tmp_path / "lexicon", "film.mp4")
    films(folder / "sgg", "haus.pose")
    text = "path,spoken_language,signed_language,start,end,words,glosses,priority\n"
    text += "sgg/haus.pose,de,sgg,0,0,Haus,HÄUSER,0\nhttps://host/a.pose,de,sgg,0,0,a,A,0\n"
    (folder / "index.csv").write_bytes(spoil(text).encode(code))
    assert is_lexicon(folder)
    [clip], out = list_lexicon(folder)
    assert (clip.gloss, clip.poses.name) == ("HÄUSER", "haus.pose")
    assert "1 rows whose path is an address (fetch the files" in out.sentences()[0]


def test_an_index_of_other_letters_is_not_passed_over(tmp_path):
    folder = films(tmp_path, "a.pose")
    text = "path,signed_language,glosses\na.pose,sgg,HÄUSER\n"
    (folder / "index.csv").write_bytes(text.encode("latin-1"))
    answer = list_in_shell(folder, folder=tmp_path)
    assert answer.returncode == 1 and "is no UTF-8 text: save it as UTF-8" in answer.stderr


def test_what_is_left_out_is_said_with_counts(tmp_path):
    folder = films(tmp_path / "films", "a.mp4", "a.txt", "b.txt", "c.fbx", "{x}.mp4", "<y>.mp4")
    films(folder / "more", "1.mp4")
    films(folder / "scans", "1.jpg")
    (folder / "scans" / "2.jpg").symlink_to("gone.jpg")
    (folder / "gone.mp4").symlink_to("nowhere.mp4")
    answer = list_in_shell(folder, folder=tmp_path)
    assert answer.returncode == 0, answer.stderr
    for words in (
        "1 links to nowhere: gone.mp4",
        "1 sub-folders that hold films or poses (list each with FOLDER=): more",
        "2 with a brace or a word in angle brackets in the name (rename them): <y>.mp4, {x}.mp4",
        "1 folders of pictures in which a link leads nowhere: scans",
        "3 other files (2 .txt, 1 .fbx)",
    ):
        assert f"left out: {words}" in answer.stdout
    assert list(read_clips(folder / "clips.tsv")) == ["a"]


def test_names_in_quotes_come_back_as_they_are(tmp_path):
    names = ['"a, b".mp4', '"c".mp4', '"d""e".mp4']
    folder = films(tmp_path / "films", *names)
    write_table(folder / "clips.tsv", list_clips(folder)[0])
    found = read_clips(folder / "clips.tsv")
    assert {Path(row["video"]).name for row in found.values()} == set(names)
    assert {row["gloss"] for row in found.values()} == {Path(name).stem for name in names}


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
def test_names_that_a_table_cannot_hold_are_left_out(tmp_path, name):
    folder = films(tmp_path / "films", name)
    with pytest.raises(UserError, match=r"holds no film.*in the name.*rename them"):
        list_clips(folder)
    clips, out = list_clips(films(folder, "fine.mp4"))
    assert [clip.name for clip in clips] == ["fine"]
    assert [len(names) for names in out.names.values()] == [1]


@pytest.mark.parametrize("folder", ["", "gone", "empty", "file"])
def test_a_folder_without_clips_is_one_sentence(tmp_path, folder):
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").touch()
    answer = list_in_shell(folder, folder=tmp_path)
    assert answer.returncode == 1 and answer.stderr.count("\n") == 1
    assert "Traceback" not in answer.stderr
