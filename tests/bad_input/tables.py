"""Configs and clip tables: every one is read by the plan, as `snakemake -n` does it.

A row spoils a good project: `mine.yaml`, the table `clips.tsv` of one clip, a film, a picture.
"""

from __future__ import annotations

import os
from itertools import pairwise

import yaml

from bad_input import Case, Handled, Refused

HEAD = "clip\tgloss\tvideo\tstart_s\tend_s\tfps\n"
GOOD = HEAD + "one\thello\tone.mp4\n"
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


def config(**changes):
    """Change top keys of the config."""
    return lambda folder: (folder / "mine.yaml").write_text(yaml.safe_dump(MINE | changes))


def config_text(text, encoding="utf-8"):
    """The config's text behind the good one, or alone where it is bytes."""

    def spoil(folder):
        path = folder / "mine.yaml"
        if isinstance(text, bytes):
            path.write_bytes(text)
        else:
            path.write_text(path.read_text() + text, encoding=encoding)

    return spoil


def table(content):
    """Another clip table: text or bytes."""
    data = content.encode() if isinstance(content, str) else content
    return lambda folder: (folder / "clips.tsv").write_bytes(data)


def rows(*lines):
    return table(HEAD + "\n".join(lines) + "\n")


def row(clip="one", gloss="", video="one.mp4", *more):
    return rows("\t".join((clip, gloss, video, *more)))


def smoother(**settings):
    return config(smoothers={"mine": {"use": "one_euro", **settings}})


def picture(image):
    return config(characters={"me": {"image": image}})


def glosses(*expected):
    """A handled table whose glosses are these texts, as they were typed."""

    def check(plan):
        assert [clip["gloss"] for clip in plan.clips.values()] == list(expected)

    return Handled(check=check)


def many(folder):
    lines = (f"c{i}\tgloss {i}\tone.mp4" for i in range(10_000))
    rows(*lines)(folder)


def ten_thousand(plan):
    assert len(plan.films) == 10_000


def bomb(folder):
    """Nine lists of nine of the one before, where the schema has a list: a billion."""
    lists = ["&a [x, x, x, x, x, x, x, x, x]"]
    for before, name in pairwise("abcdefghi"):
        lists.append(f"&{name} [{', '.join([f'*{before}'] * 9)}]")
    (folder / "mine.yaml").write_text("make:\n" + "".join(f"  - {line}\n" for line in lists))


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
    Case("an id of 300 letters", row("a" * 300), Refused(LINE + ".*long")),
    Case("no id", row(""), Refused(LINE)),
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
        Refused(r"clips\.tsv cannot be read .*save it as UTF-8"),
    ),
    Case(
        "UTF-16, Excel's Unicode text",
        table(GOOD.encode("utf-16")),
        Refused(r"clips\.tsv cannot be read .*save it as UTF-8"),
    ),
    Case("Excel's quotes round a gloss", row("one", '"say ""hi"""'), glosses('"say ""hi"""')),
    Case("Excel's quotes round an id", row('"one"'), Refused(LINE + ".*is not an id")),
    Case("commas", table(GOOD.replace("\t", ",")), Refused("unknown column .*separated by tabs")),
    Case("semicolons", table(GOOD.replace("\t", ";")), Refused("unknown column .*by tabs")),
    Case("spaces", table(GOOD.replace("\t", "    ")), Refused("unknown column .*by tabs")),
    Case("a tab too many", row("one", "", "one.mp4", "", "", "", "x"), Refused("remove a tab")),
    Case("an empty table", table(""), Refused(r"clips\.tsv is empty: give it a header")),
    Case("a header alone", table(HEAD), Refused("has no clips: add a row")),
    Case("no header", table("one\thello\tone.mp4\n"), Refused("header: unknown column 'one'")),
    Case("a column twice", table("clip\tclip\n"), Refused("header: 'clip' stands twice")),
    Case("another column twice", table("clip\tfps\tfps\n"), Refused("'fps' stands twice")),
    Case("an unknown column", table("clip\tvidio\n"), Refused("unknown column 'vidio'")),
    Case("10,000 rows", many, Handled(check=ten_thousand)),
    Case("a cell of a megabyte", row("one", "x" * 10**6), Refused(r"clips\.tsv cannot be read")),
    *(
        Case(f"start_s {value}", row("one", "", "one.mp4", value), Refused(LINE + "start_s: .*"))
        for value in ("soon", "nan", "inf", "-1", "1e400", "0,5", "0x10", "1_000", "00:01:00")
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

CONFIGS = [
    Case("an unknown key", config(colour=1), Refused("unknown key 'colour'")),
    Case(
        "a key that is nearly one",
        config(frames={"fpss": 3}),
        Refused(r"frames: unknown key 'fpss' \(did you mean 'fps'\?\)"),
    ),
    *(
        Case(f"frames.fps {value}", config(frames={"fps": value}), Refused(r"frames\.fps"))
        for value in (0, -1, 1000, float("nan"), float("inf"), "fast", True, None)
    ),
    Case("a negative size", config(frames={"max_side_px": -5}), Refused("max_side_px")),
    Case("a size that is no whole number", config(frames={"max_side_px": 99.5}), Refused("99.5")),
    Case("a size that is text", config(frames={"max_side_px": "99"}), Refused("'99'")),
    Case("a limit of zero", config(limits={"film_seconds": 0}), Refused(r"limits\.film_seconds")),
    Case("a limit of nan", config(limits={"film_seconds": float("nan")}), Refused("film_seconds")),
    *(
        Case(f"a setting of {value}", smoother(beta=value), Refused("smoothers.mine: .*beta"))
        for value in (float("nan"), float("inf"), "fast", None, True, [1], -1)
    ),
    Case("a setting of zero", smoother(min_cutoff_hz=0), Refused("smoothers.mine: .*cutoff")),
    Case("an unknown setting", smoother(betta=1), Refused(r"did you mean 'beta'\?")),
    Case(
        "an unknown component",
        config(smoothers={"mine": {"use": "one_eura"}}),
        Refused(r"smoothers\.mine: .*did you mean 'one_euro'\?"),
    ),
    Case("no component", config(smoothers={"mine": {}}), Refused(r"smoothers\.mine.*use")),
    Case(
        "a component without what it needs",
        config(smoothers={"mine": {"use": "chain"}}),
        Refused("smoothers.mine: chain needs the setting 'steps'"),
    ),
    Case(
        "a recipe with an unknown block",
        config(recipes={"puppet": {"estimator": "eyes"}}),
        Refused(r"recipes\.puppet: estimators has no block 'eyes'"),
    ),
    Case("an unknown clip", config(make=[MINE["make"][0] | {"clips": ["two"]}]), Refused("'two'")),
    Case("a clip that is a number", config(make=[MINE["make"][0] | {"clips": [7]}]), Refused("7")),
    Case("nothing to make", config(make=[]), Refused("make")),
    Case("a list for a block", config(characters=["me"]), Refused("characters")),
    Case("text for a block", config(frames="all"), Refused("frames")),
    Case("ids of characters", config(characters={"../me": {"image": "me.png"}}), Refused("an id")),
    Case("a character that is null", config(characters={"me": None}), Refused(r"characters\.me")),
    Case("an image that is a number", picture(7), Refused("7 is not text: quote it")),
    Case(
        "an image that is nowhere", picture("gone.png"), Refused(r"characters\.me\.image: .*gone")
    ),
    Case("an image with a NUL", picture("a\0.png"), Refused(r"characters\.me\.image")),
    Case("an image of 5000 letters", picture("a" * 5000), Refused(r"characters\.me\.image")),
    Case("an image that is a folder", instead("me.png", os.mkdir), Refused("me.png is not there")),
    Case("an image that is a FIFO", instead("me.png", os.mkfifo), Refused("me.png is not there")),
    Case(
        "an image that is a link to itself",
        link_to_itself("me.png"),
        Refused("me.png.*symbolic links"),
    ),
    Case("a table that is a number", config(clips=7), Refused("clips: 7 is not text: quote it")),
    Case("a table with a NUL", config(clips="a\0b"), Refused("clips")),
    Case("weights that are nowhere", config(weights={"folder": 7}), Refused(r"weights\.folder")),
    Case("a key that stands twice", config_text("clips: other.tsv\n"), Refused("stands twice")),
    Case("an alias bomb", bomb, Refused(r"mine\.yaml cannot be read: no aliases")),
    Case("an alias", config_text("x: &x 1\ny: *x\n"), Refused("no aliases in line")),
    Case("a merge key", config_text("x: {<<: {a: 1}}\n"), Refused("unknown key|cannot be read")),
    Case("nested deeply", config_text("x: " + "[" * 5000), Refused("nested too deeply")),
    Case(
        "a wide mapping",
        config_text("".join(f"k{i}: 1\n" for i in range(5000))),
        Refused("unknown key"),
    ),
    Case("a list as a key", config_text("? [a, b]\n: 1\n"), Refused("cannot be read")),
    Case("a date as a key", config_text("2001-01-01: 1\n"), Refused("2001")),
    Case(
        "a tag that runs code",
        config_text("x: !!python/object/apply:os.getcwd []\n"),
        Refused("cannot be read: could not determine a constructor"),
    ),
    Case("an open bracket", config_text("x: [1\n"), Refused("cannot be read: .* in line")),
    Case("tabs", config_text("x:\n\ty: 1\n"), Refused("cannot be read: .* in line")),
    Case("a list at the top", config_text(b"- 1\n- 2\n"), Refused("mine.yaml .*keys")),
    Case("text at the top", config_text(b"hello\n"), Refused("mine.yaml .*keys")),
    Case("Latin-1", config_text("# grün\n", "latin-1"), Refused("cannot be read: .*utf-8")),
    Case("a BOM and CRLF", config_text(b"\xef\xbb\xbfframes: {fps: 25}\r\n"), Handled()),
    Case("bytes", config_text(bytes(range(256))), Refused("cannot be read")),
    Case("an empty config", config_text(b""), Handled()),
    Case("a config that is nowhere", instead("mine.yaml", lambda path: None), Refused("mine.yaml")),
    Case(
        "a config that is a FIFO", instead("mine.yaml", os.mkfifo), Refused("mine.yaml .*regular")
    ),
    Case(
        "a config that is a folder", instead("mine.yaml", os.mkdir), Refused("mine.yaml .*regular")
    ),
]
