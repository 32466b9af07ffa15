"""Clip tables: every one is read by the plan, as `snakemake -n` does it.

A row spoils a good project: `mine.yaml`, the table `clips.tsv` of one clip, a film, a picture.
"""

from __future__ import annotations

import os

import yaml

from bad_input import Case, Handled, Refused

HEAD = "clip\tgloss\tvideo\tstart_s\tend_s\tfps\n"
GOOD = HEAD + "one\thello\tone.mp4\n"
XLS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(60)
MINE = {
    "clips": "clips.tsv",
    "characters": {"me": {"image": "me.png"}},
    "make": [{"clips": "all", "characters": ["me"], "recipes": ["puppet"]}],
}


def project(folder):
    """A good project; nothing of it is opened by the dry run."""
    folder.mkdir()
    for name in ("one.mp4", "me.png"):
        (folder / name).write_bytes(b"x")
    (folder / "clips.tsv").write_text(GOOD)
    (folder / "mine.yaml").write_text(yaml.safe_dump(MINE))


def table(content):
    """Another clip table: text or bytes."""
    data = content.encode() if isinstance(content, str) else content
    return lambda folder: (folder / "clips.tsv").write_bytes(data)


def rows(*lines):
    return table(HEAD + "\n".join(lines) + "\n")


def row(clip="one", gloss="", video="one.mp4", *more):
    return rows("\t".join((clip, gloss, video, *more)))


def glosses(*expected):
    """A handled table whose glosses are these texts, as they were typed."""

    def check(plan):
        assert [clip["gloss"] for clip in plan.clips.values()] == list(expected)

    return Handled(check=check)


def quoted_path(folder):
    """A path that Excel quotes for its comma."""
    (folder / "a, b.mp4").write_bytes(b"x")
    row("one", "hello", '"a, b.mp4"')(folder)


def many(folder):
    lines = (f"c{i}\tgloss {i}\tone.mp4" for i in range(10_000))
    rows(*lines)(folder)


def ten_thousand(plan):
    assert len(plan.films) == 10_000


def link_to_itself(name):
    def spoil(folder):
        (folder / name).unlink()
        (folder / name).symlink_to(name)

    return spoil


def instead(name, make):
    """Put a pipe or a folder in the place of a file."""

    def spoil(folder):
        (folder / name).unlink()
        make(folder / name)

    return spoil


LINE = r"clips\.tsv, line 2: "
IDS = (
    "../x",
    "/etc/passwd",
    "a/b",
    "a.b",
    "A",
    "ä",
    "1a",
    "a b",
    "$(id)",
    "a;b",
    "-n",
    "`id`",
    "a&b",
)
WORDS = ("no", "yes", "on", "007", "1e3", "12:30:45", "2001-01-01", "null", "NaN", "=1+1", "#hash")

TABLES = [
    *(Case(f"id {name!r}", row(name), Refused(LINE + ".*is not an id")) for name in IDS),
    Case("the id of footage", row("footage"), Refused("the id footage is that of")),
    Case(
        "an id of 300 letters", row("a" * 300), Refused(LINE + ".*has 300 letters, the most is 80")
    ),
    Case("no id", row(""), Refused(LINE + "the clip has no id: fill the column")),
    Case("an id twice", rows("a\t\tone.mp4", "a\t\tone.mp4"), Refused("line 3: .* earlier line")),
    Case(
        "ids that differ in case",
        rows("a\t\tone.mp4", "A\t\tone.mp4"),
        Refused("line 3: .*is not an id"),
    ),
    *(Case(f"the gloss {word}", row("one", word), glosses(word)) for word in WORDS),
    Case("a gloss in any script", row("one", "犬 <b>&\u0301'\""), glosses("犬 <b>&\u0301'\"")),
    Case("a gloss with a control character", row("one", "a\x07b"), Refused(LINE + ".*control")),
    Case("a NUL in a path", row("one", "", "one\0.mp4"), Refused(LINE + ".*control")),
    Case(
        "a path of 5000 letters", row("one", "", "a" * 5000), Refused(LINE + ".*File name too long")
    ),
    Case("BOM and CRLF", table("\ufeff" + GOOD.replace("\n", "\r\n")), glosses("hello")),
    Case("line ends of an old Mac", table(GOOD.replace("\n", "\r")), glosses("hello")),
    Case(
        "Latin-1",
        table((HEAD + "one\tgrün\tone.mp4\n").encode("latin-1")),
        Refused(r"clips\.tsv cannot be read: .*save it as UTF-8"),
    ),
    *(
        Case(f"Excel's Unicode text, {code}", table(f"\ufeff{GOOD}".encode(code)), glosses("hello"))
        for code in ("utf-16-le", "utf-16-be")
    ),
    Case(
        "UTF-16 that does not say so", table(GOOD.encode("utf-16-le")), Refused("no text in UTF-8")
    ),
    Case("UTF-16 cut short", table(GOOD.encode("utf-16")[:-1]), Refused("no UTF-16.* text: save")),
    Case("Excel's line break", row("one", '"say\nhi"'), glosses("say hi")),
    Case(
        "a line break, a quote, and a row behind",
        rows('one\t"say ""hi"",\r\nbye"\tone.mp4', "two\tx\tone.mp4"),
        glosses('say "hi", bye', "x"),
    ),
    Case("Excel's tab", row("one", '"say\thi"'), glosses("say hi")),
    Case(
        "quotes that stay open",
        rows('one\t"say\tone.mp4', 'two\t"\tone.mp4', 'three\t"5\tone.mp4'),
        glosses('"say', '"', '"5'),
    ),
    Case(
        "a row behind quotes that stay open",
        rows('one\t"say\tgone.mp4', "two\tx\tone.mp4"),
        Refused(LINE + ".*gone.mp4 is not there"),
    ),
    Case(
        "the line of a fault below a line break",
        rows('one\t"a\nb"\tone.mp4', "two\tx\tgone.mp4"),
        Refused(r"clips\.tsv, line 4: .*gone.mp4"),
    ),
    Case("Excel's quotes round a gloss", row("one", '"say ""hi"""'), glosses('say "hi"')),
    Case("Excel's quotes round a comma", row("one", '"HELLO, WORLD"'), glosses("HELLO, WORLD")),
    Case("quotes that nobody puts round a cell", row("one", '"NO"'), glosses('"NO"')),
    Case("a gloss that only begins with a quote", row("one", '"A", B'), glosses('"A", B')),
    Case("quotes round all cells", row('"one"', '"NO"', '"one.mp4"'), glosses("NO")),
    Case("a quoted path", quoted_path, glosses("hello")),
    Case(
        "a gloss that begins with # in the first column",
        table("gloss\tclip\tvideo\n#JOB\tone\tone.mp4\n# a comment\n#\t\t\n"),
        glosses("#JOB"),
    ),
    Case("a comment", rows("# two\tx\tone.mp4", "one\thello\tone.mp4"), glosses("hello")),
    Case("empty columns", table(GOOD.replace("\n", "\t\t\n")), glosses("hello")),
    Case(
        "an empty column in the middle",
        table("clip\t\tgloss\tvideo\none\t\thello\tone.mp4\n"),
        glosses("hello"),
    ),
    Case(
        "a cell under no name",
        table("clip\t\tvideo\none\tx\tone.mp4\n"),
        Refused(LINE + "a cell stands under no name"),
    ),
    *(
        Case(f"a workbook, {name}", table(data), Refused("is a workbook.*: save it as text"))
        for name, data in (("xlsx", b"PK\x03\x04" + bytes(60)), ("xls", XLS))
    ),
    *(
        Case(f"no table but {name}", table(data), Refused(f"clips.tsv is .*{words}"))
        for name, data, words in (
            ("a web page", "<!DOCTYPE html>\n<html></html>", "web page.*: fetch"),
            ("a pointer", "version https://git-lfs.github.com/spec/v1\n", "LFS pointer"),
            ("a letter", b"PK\x03\x04" + bytes(20) + b"word/document.xml", "document of Word"),
            ("a 7z archive", b"7z\xbc\xaf\x27\x1c" + bytes(40), "7z archive.*unpack"),
            ("a packed file", b"\x1f\x8b\x08" + bytes(40), "packed with gzip"),
            ("a film", b"\0\0\0 ftypisom" + bytes(40), "no text in UTF-8"),
        )
    ),
    Case("a gloss of 100,000 letters", row("one", "x" * 10**5), Refused("gloss: .*100000 letters")),
    Case(
        "a licence of 100,000 letters",
        table(f"clip\tvideo\tlicense\none\tone.mp4\t{'x' * 10**5}\n"),
        Refused("license: .*has 100000 letters, the most is 10000"),
    ),
    Case(
        "a path in quotes",
        row("one", "", '"one.mp4"'),
        Refused("is not there: the quotes are taken for a part of the name"),
    ),
    Case("a path with a word in angle brackets", row("one", "", "a<b>c.mp4"), Refused("angle br")),
    *(
        Case(name, table(GOOD.replace("\t", sign)), Refused(f"header: {name} separate .* put tabs"))
        for name, sign in (
            ("commas", ","),
            ("semicolons", ";"),
            ("bars", " | "),
            ("spaces", "    "),
        )
    ),
    Case("a tab too many", row("one", "", "one.mp4", "", "", "", "x"), Refused("remove a tab")),
    Case("a person by a number", table("clip\tvideo\tperson\none\tone.mp4\t1\n"), Handled()),
    Case("an empty table", table(""), Refused(r"clips\.tsv is empty: give it a header")),
    Case("a header alone", table(HEAD), Refused("has no clips: add a row")),
    *(
        Case(f"a header {name}", table(head + GOOD.removeprefix(HEAD)), glosses("hello"))
        for name, head in (
            ("in capitals", HEAD.upper()),
            ("with spaces", HEAD.replace("start_s", "Start s ").replace("end_s", "end-s")),
            ("with signs that are not seen", f"\ufeff\ufeff\u200b{HEAD}"),
            ("below empty lines and a comment", f"\n\t\t\n# my clips\n{HEAD}"),
        )
    ),
    Case("no header", table("one\thello\tone.mp4\n"), Refused("first line names no column")),
    Case("a column nearly right", table("clips\tvideo\n"), Refused("'clips' .did you mean 'clip'")),
    Case("no column clip", table("gloss\tvideo\n"), Refused("there is no column clip: add one")),
    Case("a column twice", table("clip\tclip\n"), Refused("header: 'clip' stands twice")),
    Case("a column twice, once in capitals", table("clip\tCLIP\n"), Refused("'clip' stands twice")),
    Case("another column twice", table("clip\tfps\tfps\n"), Refused("'fps' stands twice")),
    Case("an unknown column", table("clip\tvidio\n"), Refused("'vidio' .did you mean 'video'")),
    Case("10,000 rows", many, Handled(check=ten_thousand)),
    Case("a cell of a megabyte", row("one", "x" * 10**6), Refused(LINE + ".*131072.*shorten")),
    *(
        Case(f"start_s {value}", row("one", "", "one.mp4", value), Refused(LINE + "start_s: .*"))
        for value in ("soon", "nan", "inf", "-1", "1e400", "0,5", "0x10", "1_000", "00:01:00")
    ),
    *(
        Case(f"start_s {value}, better", row("one", "", "one.mp4", value), Refused(f"{words}$"))
        for value, words in (
            ("0,5", "write 0.5"),
            ("1:02:03.5", "write seconds, 3723.5"),
            ("12 s", "write 12"),
            ("n/a", "leave the cell empty"),
            ("x" * 1000, "write it as 12.5"),
        )
    ),
    Case(
        "an id with a sign that is not seen",
        row("o\u200bne"),
        Refused(LINE + r".*is not an id \(U\+200B in it is not seen: delete it\)"),
    ),
    *(
        Case(f"the film {path!r}", row("one", "", path), Refused(f"is not there.*: {words}"))
        for path, words in (
            ("one.mp4\u200b", r"it holds U\+200B, which is not seen"),
            ("\u202aone.mp4", r"it holds U\+202A, which is not seen"),
            ("smb://host/one.mp4", "an address is no path"),
            ("www.example.org/one.mp4", "an address is no path"),
            ("\\\\host\\one.mp4", "it is a share of Windows"),
        )
    ),
    Case("an end before the start", row("one", "", "one.mp4", "3", "2"), Refused("after start_s")),
    Case("an end of zero", row("one", "", "one.mp4", "", "0"), Refused(LINE + "end_s")),
    Case("fps of a film", row("one", "", "one.mp4", "", "", "25"), Refused("empty the column fps")),
    Case("a path to nowhere", row("one", "", "gone.mp4"), Refused(LINE + ".*is not there")),
    Case("a path outside", row("one", "", "../films/../{x}"), Refused("has a brace in its name")),
    Case("no film", row("one", "", ""), Refused(LINE + "give either video or choreography")),
    Case("the table is a folder", instead("clips.tsv", os.mkdir), Refused("is not there")),
    Case("the table is a FIFO", instead("clips.tsv", os.mkfifo), Refused("is not there")),
    Case("the table is a link to itself", link_to_itself("clips.tsv"), Refused("is not there")),
]
