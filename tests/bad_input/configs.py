"""Configs: every one is read by the plan, as `snakemake -n` does it; see `tables`."""

from __future__ import annotations

import os
from datetime import date
from itertools import pairwise

import yaml

from bad_input import Case, Handled, Refused
from bad_input.tables import MINE, instead, link_to_itself, row


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


def smoother(**settings):
    return config(smoothers={"mine": {"use": "one_euro", **settings}})


def also_there(name, spoil):
    """The same with an empty file of a name."""

    def make(folder):
        (folder / name).touch()
        spoil(folder)

    return make


def picture(image):
    return config(characters={"me": {"image": image}})


FILM = {"film": "one.mp4"}


def character(**keys):
    return config(characters={"me": keys})


def judged(keys):
    """A character whose methods are judged."""
    return config(characters={"me": keys}, judged=[{"characters": ["me"], "recipes": ["puppet"]}])


def recipe(**changes):
    """Change the recipe that is used, and blocks of components that it needs."""
    blocks = {kind: block for kind, block in changes.items() if isinstance(block, dict)}
    chain = {part: name for part, name in changes.items() if part not in blocks}
    return config(recipes={"puppet": chain}, **blocks)


def bomb(folder):
    """Nine lists of nine of the one before, where the schema has a list: a billion."""
    lists = ["&a [x, x, x, x, x, x, x, x, x]"]
    for before, name in pairwise("abcdefghi"):
        lists.append(f"&{name} [{', '.join([f'*{before}'] * 9)}]")
    (folder / "mine.yaml").write_text("make:\n" + "".join(f"  - {line}\n" for line in lists))


def nested(depth):
    """A list in a list in a list."""
    return [] if depth == 0 else [nested(depth - 1)]


def painted_with_an_empty_folder(folder):
    (folder / "sd15").mkdir()
    photo = {"photo": {"use": "controlnet"}}
    recipe(generator="photo", generators=photo, weights={"folder": "."})(folder)


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
    Case("a rate in quotes", config(frames={"fps": "25"}), Refused("remove the quotes")),
    Case(
        "a rate as YAML does not read it",
        config_text("frames: {fps: 1e2}\n"),
        Refused(r"frames\.fps: '1e2' is text, not a number: write 100"),
    ),
    Case(
        "a size with a zero before it",
        config_text("frames: {max_side_px: 0640}\n"),
        Refused("in line 11: 0640 would be an octal number, 416: write 640"),
    ),
    *(
        Case(
            f"a number to the base of 60, {value}",
            config_text(f"frames: {{fps: {value}}}\n"),
            Refused(f"in line 11: {value} would be a number to the base of 60, {number}: write"),
        )
        for value, number in (("1:30", "90"), ("1:30.5", "90.5"))
    ),
    Case(
        "a comma for a point", config(frames={"fps": "12,5"}), Refused("not a number: write 12.5")
    ),
    Case("no for an id", config(characters={False: {}}), Refused("YAML reads no, off .* as False")),
    Case("on for a key", config_text("on: 1\n"), Refused("unknown key True .YAML reads yes, on")),
    Case(
        "a date for a text",
        character(image="me.png", license=date(2020, 1, 2)),
        Refused(": 2020-01-02 is not text: quote it"),
    ),
    Case(
        "nothing before a comment",
        config_text(b"clips: #1.tsv\n"),
        Refused("what stands behind # is a comment"),
    ),
    Case(
        "a comment in a path",
        also_there("me #1.png", picture("me")),
        Refused(r"did you mean 'me #1.png'\?\): YAML takes ' #' for a comment"),
    ),
    *(
        Case(
            f"a path that begins with {sign}",
            config_text(f"x: {sign}me.png\n"),
            Refused("in line 11: .*quote"),
        )
        for sign in "@%`*!"
    ),
    Case(
        "a path of Windows in double quotes",
        config_text('x: "C:\\Users\\me.png"\n'),
        Refused("in line 11: .*use single ones"),
    ),
    Case(
        "a colon in a text", config_text("x: form 3: signed\n"), Refused("in line 11: .*quote text")
    ),
    Case(
        "two documents", config_text("---\nframes: {fps: 25}\n"), Refused("line 11: a second text")
    ),
    Case(
        "a control character",
        config_text("# \x07\n"),
        Refused("cannot be read: it holds a control"),
    ),
    Case("a web page", config_text(b"<!DOCTYPE html>\n"), Refused("is a web page, not a config")),
    Case(
        "a pointer",
        config_text(b"version https://git-lfs.github.com/spec/v1\n"),
        Refused("Git LFS pointer"),
    ),
    *(
        Case(
            f"no space behind a colon, {text}",
            config(characters={"me": text}),
            Refused("no block .*write a colon and a space"),
        )
        for text in ("image:me.png", "image：me.png")
    ),
    Case(
        "a list of characters",
        config(characters=[{"me": {"image": "me.png"}}]),
        Refused("without '- '"),
    ),
    Case(
        "a key with a sign that is not seen",
        config(**{"clips\u200b": "x"}),
        Refused(r"U\+200B in it"),
    ),
    Case("a misspelt block", config(caracters={}), Refused(r"did you mean 'characters'\?")),
    *(
        Case(f"clips {text}", config(make=[MINE["make"][0] | {"clips": text}]), Refused(words))
        for text, words in (("one, two", r"a list, \[one, two\]"), ("ALL", "'ALL' .*: write all$"))
    ),
    Case(
        "a selection in three",
        config(make=[{"clips": "all"}, {"recipes": "all"}]),
        Refused("begins a selection; its"),
    ),
    Case(
        "no selection of one's own",
        config_text(b"clips: clips.tsv\n"),
        Refused(r"of config\.yaml's own make: give your config"),
    ),
    *(
        Case(
            f"the {key} of someone who is not wanted at {path}",
            config(characters=MINE["characters"] | {"you": {key: path}}),
            Refused(rf"characters\.you\.{key}: .* has {words}"),
        )
        for key, path, words in (
            ("image", "<results>.png", "a word"),
            ("film", "{x}.mp4", "a brace"),
        )
    ),
    *(
        Case(
            f"the person {value} on a picture",
            character(image="me.png", person=value),
            Refused(r"characters\.me\.person: .* names nobody"),
        )
        for value in (0, -1, "left", [0.1, 0.2, 0.1, 0.4])
    ),
    Case("the second person on a picture", character(image="me.png", person=2), Handled()),
    Case(
        "a person of a performer",
        character(performer="ada", person=2),
        Refused("characters.me.person: it needs an image or a film"),
    ),
    *(
        Case(f"an image at {name!r}", also_there(name, picture(name)), Refused(f"has {words}"))
        for name, words in (
            ("a\nb.png", "a line break"),
            ("a\rb.png", "a line break or another control"),
            ("a\u2028b.png", "a line break or another control"),
            ("\udcff.png", "a letter that is no UTF-8"),
            ("a.png ", "a space at the end"),
        )
    ),
    *(
        Case(f"an image at {name!r}", also_there(name, picture(name)), Handled())
        for name in ("-a.png", " a.png", "<A>.png", "a*%s'\"\\;$.png", "\u202ea.png", "e\u0301.png")
    ),
    Case("a size in quotes", config(frames={"max_side_px": "640"}), Refused("remove the quotes")),
    Case("a setting in quotes", smoother(beta="0.5"), Refused("beta is '0.5': remove the quotes")),
    Case("a setting as 1e3", smoother(beta="1e3"), Refused("beta is '1e3': write 1000")),
    Case(
        "lost indentation",
        config_text("frames:\nfps: 25\n"),
        Refused(r"unknown key 'fps' \(indent it if it belongs to frames\)"),
    ),
    Case(
        "lost indentation of ids",
        config(characters=None, friend={"image": "me.png"}),
        Refused(r"unknown key 'friend' \(indent it if it belongs to characters\)"),
    ),
    Case("an empty block", config(frames=None), Refused("frames: the block is empty, its keys")),
    *(
        Case(
            f"an id of {kind} that ends in a line break",
            config(**{kind: {"me\n": block}}),
            Refused("'me.n' is not an id"),
        )
        for kind, block in (("characters", {"image": "me.png"}), ("smoothers", {"use": "raw"}))
    ),
    Case(
        "a licence of 100,000 letters",
        character(image="me.png", license="x" * 10**5),
        Refused(r"me\.license: .* has 100000 letters, the most is 10000"),
    ),
    *(
        Case(f"an image at {path}", picture(path), Refused(f"is not there.*: {words}"))
        for path, words in (
            ("~/me.png", "~ is not replaced"),
            ("$HOME/me.png", "variables are not"),
            ("C:\\me.png", "it is a path of Windows"),
            ("https://host/me.png", "an address is no path"),
        )
    ),
    Case(
        "an image with a word in angle brackets",
        picture("<results>.png"),
        Refused(r"characters\.me\.image: .* has a word in angle brackets"),
    ),
    Case(
        "weights in a folder with a word in angle brackets",
        config(weights={"folder": "<x>"}),
        Refused(r"weights\.folder: .* has a word in angle brackets"),
    ),
    Case(
        "a negative size",
        config(frames={"max_side_px": -5}),
        Refused("-5 is too small, the least is 64"),
    ),
    Case("a size that is no whole number", config(frames={"max_side_px": 99.5}), Refused("99.5")),
    Case("a size that is text", config(frames={"max_side_px": "99"}), Refused("'99'")),
    Case("a limit of zero", config(limits={"film_seconds": 0}), Refused(r"limits\.film_seconds")),
    Case("a limit of nan", config(limits={"film_seconds": float("nan")}), Refused("film_seconds")),
    *(
        Case(f"a setting of {value}", smoother(beta=value), Refused("smoothers.mine: .*beta"))
        for value in (float("nan"), float("inf"), "fast", None, True, [1], -1)
    ),
    *(
        Case(
            f"a window of {n}",
            config(smoothers={"mine": {"use": "median", "window_frames": n}}),
            Refused(r"smoothers\.mine: .*window_frames must be odd and lie in \[1, 301\]"),
        )
        for n in (9999, 99_999_999)
    ),
    Case(
        "a setting of 400 digits",
        config_text(f"smoothers: {{mine: {{use: one_euro, beta: {'9' * 400}}}}}"),
        Refused("in line .*a number of so many digits"),
    ),
    Case(
        "20,000 unknown ids",
        config(make=[MINE["make"][0] | {"clips": [f"x{i}" for i in range(20_000)]}]),
        Refused(r"make\[0\]\.clips: 'x0' is not defined"),
    ),
    Case("a setting of zero", smoother(min_cutoff_hz=0), Refused("smoothers.mine: .*cutoff")),
    Case("an unknown setting", smoother(betta=1), Refused(r"did you mean 'beta'\?")),
    Case(
        "an unknown component",
        config(smoothers={"mine": {"use": "one_eura"}}),
        Refused(r"smoothers\.mine: .*did you mean 'one_euro'\?"),
    ),
    Case(
        "no component",
        config(smoothers={"mine": {}}),
        Refused(r"smoothers\.mine: the key 'use' is missing"),
    ),
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
    *(
        Case(f"ids of {kind}", config(**{kind: {"../x": {"use": "y"}}}), Refused("is not an id"))
        for kind in (
            *("estimators", "smoothers", "retargeters", "generators", "adaptations", "recipes"),
        )
    ),
    Case(
        "poses from files for a clip without",
        recipe(estimator="given", estimators={"given": {"use": "precomputed"}}),
        Refused("the clip one has no poses .*fill the column poses"),
    ),
    Case(
        "a generator without its weights",
        painted_with_an_empty_folder,
        Refused("the weights sd15: .* is not there: the folder must hold what"),
    ),
    Case(
        "an adaptation that is nowhere",
        config(generators={"mine": {"use": "controlnet", "adaptation": "gone"}}),
        Refused(r"generators\.mine\.adaptation: adaptations has no block 'gone'"),
    ),
    Case(
        "an unknown export",
        config(exports={"poses": ["posse"]}),
        Refused(r"exports\.poses\[0\]: 'posse' is none of pose, "),
    ),
    Case(
        "a certificate that is nowhere",
        config(signing={"certificate": "gone.pem", "key": "gone.pem"}),
        Refused(r"signing\.certificate: .*gone\.pem is not there"),
    ),
    Case("an unknown clip", config(make=[MINE["make"][0] | {"clips": ["two"]}]), Refused("'two'")),
    Case("a clip that is a number", config(make=[MINE["make"][0] | {"clips": [7]}]), Refused("7")),
    Case(
        "a clip that YAML takes for a boolean",
        config_text(b"make: [{clips: [no], characters: all, recipes: all}]\n"),
        Refused("False"),
    ),
    Case("nothing to make", config(make=[]), Refused("make: the list is empty")),
    Case("a list for a block", config(characters=["me"]), Refused("characters: .* is no block")),
    Case("text for a block", config(frames="all"), Refused("frames: 'all' is no block of keys")),
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
    *(
        Case(f"a character with {what}", character(**keys), Refused(words))
        for what, keys, words in (
            ("nothing", {}, r"characters\.me: give it an image, a film or a performer"),
            ("a performer and a film", {"performer": "ada", "film": "one.mp4"}, "not both"),
            ("a performer and others", {"performer": "ada", "also": ["me"]}, "an image or a film"),
            ("two pictures", {**FILM, "image": "me.png", "frame_s": 1}, "delete one"),
            (
                "a part of no film",
                {"image": "me.png", "start_s": 1},
                r"me\.start_s: it needs a film",
            ),
            ("a film that is nowhere", {"film": "gone.mp4"}, r"me\.film: the film .*gone"),
            ("a folder for a film", {"film": "."}, r"me\.film: the film .* not a file"),
            (
                "a picture of which a part is held out",
                {"image": "me.png", "held_out": 0.2},
                r"me\.held_out: it needs a film",
            ),
            (
                "a dance of no performer",
                {**FILM, "choreography": "greet"},
                r"me\.choreography: it is danced by a performer",
            ),
            (
                "a dance that is not there",
                {"performer": "ada", "choreography": "tango"},
                "there is no choreography 'tango': choose from .*greet",
            ),
            (
                "a film that ends first",
                {**FILM, "start_s": 3, "end_s": 2},
                "after start_s",
            ),
            (
                "a moment before all",
                {**FILM, "frame_s": -1},
                "the least is 0",
            ),
            ("a person who is a word", {**FILM, "person": "tall"}, r"me\.person.*tall"),
        )
    ),
    *(
        Case(name, judged(keys), Refused(words))
        for name, keys, words in (
            ("a judged film of which all is learned", FILM, r"give characters\.me held_out"),
            (
                "a judged character without a film",
                {"image": "me.png"},
                r"judged\[0\]: me has no film",
            ),
            ("a judged performer without clips", {"performer": "ada"}, "name clips"),
            (
                "a judged film with another picture",
                {**FILM, "held_out": 0.2, "image": "me.png"},
                "delete image",
            ),
            ("a film held out whole", {**FILM, "held_out": 0.9}, "the most is 0.5"),
            (
                "a film of which too little is left",
                {**FILM, "held_out": 0.4, "end_s": 1.5},
                "0.90 s of the film are left to learn from",
            ),
        )
    ),
    Case(
        "a clip that has the name of held-out films",
        row("held_out"),
        Refused("the id held_out is that of characters' films"),
    ),
    Case(
        "a still character whose film is wanted",
        recipe(generators={"near": {"use": "nearest"}}, generator="near"),
        Refused(r"recipes\.puppet: its generator learns from a film .*give characters\.me a film"),
    ),
    Case("a table that is a number", config(clips=7), Refused("clips: 7 is not text: quote it")),
    Case("a table with a NUL", config(clips="a\0b"), Refused("clips")),
    Case(
        "weights that are nowhere",
        config(weights={"folder": 7}),
        Refused(r"weights\.folder: 7 is not text"),
    ),
    Case("a key that stands twice", config_text("clips: other.tsv\n"), Refused("stands twice")),
    Case(
        "an alias bomb",
        bomb,
        Refused(r"mine\.yaml cannot be read in line 3: aliases .*write the value out"),
    ),
    Case("an alias", config_text("x: &x 1\ny: *x\n"), Refused("in line 12: aliases")),
    Case(
        "a merge key",
        config_text("x: {<<: {a: 1}}\n"),
        Refused("in line 11: .*merge keys .*write the values out"),
    ),
    Case("nested deeply", config_text("x: " + "[" * 5000), Refused("nested too deeply")),
    Case(
        "nested not so deeply",
        config_text("x: " + "[" * 150 + "]" * 150),
        Refused("unknown key 'x'"),
    ),
    Case(
        "a setting nested deeply",
        smoother(beta=nested(150)),
        Refused("smoothers.mine: .*beta"),
    ),
    Case(
        "an impossible date",
        config_text("x: 2001-13-45\n"),
        Refused("cannot be read: month .*: quote it"),
    ),
    Case(
        "more digits than Python reads",
        config_text(f"x: {'9' * 9000}\n"),
        Refused("cannot be read: .*digits: quote it|cannot be read: .*quote it"),
    ),
    Case(
        "expressions for Snakemake to run",
        config_text("__use_yte__: true\nx: ?__import__('os').system('touch pwned')\n"),
        Refused("asks by the key __use_yte__ that its text be run as code: delete the key"),
    ),
    Case(
        "a wide mapping",
        config_text("".join(f"k{i}: 1\n" for i in range(5000))),
        Refused("unknown key"),
    ),
    Case("a list as a key", config_text("? [a, b]\n: 1\n"), Refused("in line 11: .*is no key")),
    Case("a date as a key", config_text("2001-01-01: 1\n"), Refused("2001")),
    Case(
        "a tag that runs code",
        config_text("x: !!python/object/apply:os.getcwd []\n"),
        Refused("in line 11: tags .*are not taken"),
    ),
    Case(
        "an open bracket",
        config_text("x: [1\n"),
        Refused("cannot be read in line 12: .*correct the YAML there"),
    ),
    Case("tabs", config_text("x:\n\ty: 1\n"), Refused("in line 12: a tab .*indent with spaces")),
    Case("a list at the top", config_text(b"- 1\n- 2\n"), Refused("mine.yaml .*keys")),
    Case("text at the top", config_text(b"hello\n"), Refused("mine.yaml .*keys")),
    Case(
        "Latin-1", config_text("# grün\n", "latin-1"), Refused("cannot be read: .*save it as UTF-8")
    ),
    Case("a BOM and CRLF", config_text(b"\xef\xbb\xbfframes: {fps: 25}\r\n"), Handled()),
    Case("bytes", config_text(bytes(range(256))), Refused("cannot be read: .*save it as UTF-8")),
    Case("an empty config", config_text(b""), Handled()),
    Case("a config that is nowhere", instead("mine.yaml", lambda path: None), Refused("mine.yaml")),
    Case(
        "a config that is a FIFO", instead("mine.yaml", os.mkfifo), Refused("mine.yaml .*regular")
    ),
    Case(
        "a config that is a folder", instead("mine.yaml", os.mkdir), Refused("mine.yaml .*regular")
    ),
]
