"""The view in a terminal: as lines that fit its window, and as one line where it is none."""

from __future__ import annotations

import unicodedata

from pose2video.watching.runs import FILMS

WIDTH = 80
BAR = 20  # columns of a bar within a line
CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33"}
COLOURS = {
    "done": "green",
    "running": "yellow",
    "failed": "red",
    "waiting": "dim",
    "blocked": "red",
}
TURNS = ("failed", "running", "films", "rules", "rules")  # who gets the next line of the window


def window(state, size=(WIDTH, 24), coloured=False, blocks="█░") -> list[str]:
    """The view as lines, no more than the window has.

    Args:
        state: What `view.view` gave.
        size: Columns, of which 80 are used at most, and lines, of which the last stays free.
        coloured: Whether to colour by ANSI codes, which take no columns.
        blocks: A full and an empty piece of a bar.
    """
    width, height = min(WIDTH, size[0]), size[1] - 1

    def paint(text, colour):
        return (
            f"\033[{CODES[colour]}m{text}\033[0m" if coloured and colour and text.strip() else text
        )

    top = [paint(line, "bold") for line in wrap(f"pose2video: {state['headline']}", width)]
    if state["counts"]["total"]:
        top += [bar(state["counts"], width, blocks, paint), tally(state, width, paint)]
        top += wrap(state["pace"], width)
    parts = {
        "rules": state["rules"],
        "failed": [
            paint(line, "red") for job in state["failed"] for line in wrap(job["sentence"], width)
        ],
        "running": [aside(f"  {job['title']}", job["age"], width) for job in state["running"]],
        "films": [
            aside(f"  {film['path'].removeprefix(FILMS)}", f"{film['age']} ago", width)
            for film in state["films"]
        ],
    }
    room = height - len(top)
    lines = {name: n for name, n in share_out(parts, room).items() if n}
    for name, n in lines.items():
        part = table(parts[name], n, width, paint) if name == "rules" else parts[name][:n]
        top += ["", paint(fit(title(name, state), width), "bold"), *part]
    return top[:height]


def progress(state, width=None, coloured=False, blocks="█░") -> str:
    """How far a run is, as one line that is drawn again and again, or printed now and then.

    Args:
        state: What `view.view` gave.
        width: Columns that it may take; a bar and the rules at work stand there where they fit.
            None: the bare words.
        coloured: See `window`.
        blocks: See `window`.
    """

    def paint(text, colour):
        return f"\033[{CODES[colour]}m{text}\033[0m" if coloured and text.strip() else text

    at_work = ", ".join(dict.fromkeys(job["title"].partition(" ")[0] for job in state["running"]))
    words = sentence_of(state)
    if width is None:
        return words
    longer = sentence_of(state, f" ({at_work})" if at_work else "")
    room = width - BAR - 2
    words = longer if columns(longer) <= room else words
    if columns(words) > room:
        return fit(words, width)
    return f"{bar(state['counts'], BAR, blocks, paint)}  {words}"


def sentence_of(state, at_work="") -> str:
    """`68 of 199 jobs done, 2 running, 1 failed, about 4 min left`; what is at work if given."""
    counts = state["counts"]
    shown = [f"{counts['done']} of {counts['total']} jobs done"]
    for name, more in (("running", at_work), ("failed", ""), ("blocked", "")):
        shown += [f"{counts[name]} {name}{more}"] * (counts[name] > 0)
    shown += [f"{counts['waiting']} not made"] * (not state["alive"] and counts["waiting"] > 0)
    return ", ".join([*shown, state["left"]])


def line(state) -> str:
    """The view as one line, for an output that is no terminal."""
    counts = state["counts"]
    if not state["alive"]:
        return state["headline"]
    shown = [f"{counts[name]} {name}" for name in COLOURS if counts[name]]
    return f"{', '.join(shown)}; {state['pace']}"


def share_out(parts, room) -> dict[str, int]:
    """Lines for each part of the window, by turns; a part's first line costs a heading too."""
    given = dict.fromkeys(parts, 0)
    before = None
    while given != before:
        before = dict(given)
        for name in TURNS:
            cost = 1 if given[name] else 3
            if given[name] < len(parts[name]) and cost <= room:
                given[name] += 1
                room -= cost
    return given


def title(name, state) -> str:
    """The heading of a part."""
    if name == "rules":
        each = "each, with wait" if state["remote"] else "each"
        return f"  {'rule':<26}{'done':>9} {'of':>7}{'running':>9}{'failed':>8}{each:>18}"
    if name == "running":
        what = "running or waiting on the cluster" if state["remote"] else "running"
        return f"{what} ({state['counts']['running']})"
    return (
        f"failed ({state['counts']['failed']})" if name == "failed" else f"newest films in {FILMS}"
    )


def table(rules, n, width, paint) -> list[str]:
    """The `n` rules that are of most interest, in the order of the work."""

    def interest(i):
        rule = rules[i]
        over = rule["done"] + rule["failed"] == rule["total"]
        under_way = rule["running"] or (rule["done"] and not over)
        return (not under_way, not rule["failed"], over, i)

    lines = []
    for rule in (rules[i] for i in sorted(sorted(range(len(rules)), key=interest)[:n])):
        over = "green" if rule["done"] == rule["total"] else None
        pieces = [
            (f"  {fit(rule['rule'], 25):<26}{rule['done']:>9} {rule['total']:>7}", over),
            (f"{rule['running'] or '':>9}", "yellow"),
            (f"{rule['failed'] or '':>8}", "red"),
            (f"{rule['mean']:>18}", over),
        ]
        lines.append(joined(pieces, width, paint))
    return lines


def bar(counts, width, blocks, paint) -> str:
    """How much is done, running and failed, as a bar with the share that is done behind it."""
    share = counts["done"] / counts["total"]
    label = f" {int(100 * share):3d} %"  # 100 only when all is done
    length = width - len(label)
    pieces, at, end = "", 0, 0
    for name in ("done", "failed", "running"):
        at += counts[name]
        begin, end = end, round(length * at / counts["total"])
        pieces += paint(blocks[0] * (end - begin), COLOURS[name])
    return f"{pieces}{paint(blocks[1] * (length - end), 'dim')}{label}"


def tally(state, width, paint) -> str:
    """The counts in a line."""
    counts = state["counts"]
    words = {} if state["alive"] else {"waiting": "not made"}
    pieces = [
        (f"{counts[name]} {words.get(name, name)}  ", colour)
        for name, colour in COLOURS.items()
        if counts[name] or name == "done"
    ]
    return joined([*pieces, (f"of {counts['total']}", None)], width, paint)


def joined(pieces, width, paint) -> str:
    """Texts and their colours as one line of at most so many columns."""
    line = ""
    for text, colour in pieces:
        text = text[: max(0, width)]
        width -= len(text)
        line += paint(text, colour)
    return line


def aside(text, right, width) -> str:
    """A text with another at the right edge."""
    text = fit(text, width - len(right) - 2)
    return text + " " * (width - columns(text) - len(right)) + right


def wrap(text, width, lines=2) -> list[str]:
    """A text in at most so many lines, the second and later ones indented; the rest is left out."""
    found, words = [], clean(text).split(" ")
    while words and len(found) < lines:
        indent = "    " if found else ""
        line = indent + words.pop(0)
        while words and columns(f"{line} {words[0]}") <= width:
            line += f" {words.pop(0)}"
        found.append(line)
    if words:
        found[-1] += f" {' '.join(words)}"
    return [fit(line, width) for line in found]


def fit(text, width) -> str:
    """A text cut to so many columns, with dots for what was cut."""
    text = clean(text)
    if columns(text) <= width:
        return text
    while columns(text) > width - 3:
        text = text[:-1]
    return f"{text}..."


def clean(text) -> str:
    """A text without control characters: logs and ids must not steer the terminal."""
    return "".join(char if char.isprintable() else " " for char in text)


def columns(text) -> int:
    """Columns that a text takes in a terminal."""
    return sum(
        0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in "WF")
        for char in text
    )
