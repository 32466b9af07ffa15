"""The summary of a run: text of 80 columns that one can read, and the table of all problems.

Long lists are cut in the text: of 10,000 clips it says what matters and where the rest is.
"""

from __future__ import annotations

import csv
import os
import sys
import textwrap
from contextlib import suppress
from pathlib import Path

from pose2video.files import writing
from pose2video.reporting.advice import actions, kinds_of, untold

WIDTH = 80
PROBLEMS = "problems.tsv"
_COLUMNS = ("kind", "clip", "recipe", "character", "sentence")
_OF_A_RULE, _OF_A_SENTENCE, _ALIKE, _KINDS, _NAMES = 10, 8, 3, 8, 8  # of a list before it is cut
_NO_WARNINGS = "Warnings: none"
# Jobs that no film needs.
_AFTER = ("find_result", "score_clip", "compare_video", "export_poses", "export_body")
RED, GREEN, YELLOW = "31", "32", "33"
_COLOURS = {"Failed": RED, "Warnings": YELLOW}


def write_summary(path, results):
    """Write the summary of `results` (see `gather`) to the text file `path`."""
    done = sum(clip.done for clip in results.clips)
    made = sum(bool(film.picture.video) and not _is_stale(film) for film in results.films)
    table = Path(path).with_name(PROBLEMS)
    lines = [
        f"Clips done: {done} of {len(results.clips)}",
        f"Films made: {made} of {len(results.films)}",
        *_failed(results, table),
        *_warnings(results, table),
        "",
        *_entry(f"Gallery: {Path(path).with_name('index.html')}", ""),
        *_entry(f"Scores: {Path(path).with_name('scores.tsv')}", ""),
        *_entry(f"Every failure and warning: {table}", ""),
        *_entry("Logs: logs/<rule>/<names>.log, of the whole run .snakemake/log", ""),
    ]
    with writing(path) as beside:
        beside.write_text("\n".join(lines) + "\n", encoding="utf-8")


def show_summary(path, since, stream=None):
    """Print a summary that was written after a moment, coloured where `stream` is a terminal.

    Args:
        path: A file that `write_summary` wrote; nothing is printed where it is older, or not there.
        since: Seconds since 1970.
        stream: Standard error if None, where Snakemake's own messages go.
    """
    path, stream = Path(path), stream or sys.stderr
    if stream is not None and path.exists() and path.stat().st_mtime >= since:
        text = path.read_text(encoding="utf-8")
        terminal = stream.isatty() and os.environ.get("TERM", "dumb") != "dumb"
        plain = "NO_COLOR" in os.environ or not terminal
        with suppress(OSError):  # nobody reads any more
            print("\n" + (text if plain else coloured(text)), end="", file=stream, flush=True)


def coloured(text) -> str:
    """A summary in colours: what failed red, warnings yellow, all done green."""
    lines, colour = [], ""
    for line in text.splitlines():
        if not line.startswith(" "):
            done, _, of = line.rpartition(": ")[2].partition(" of ")
            colour = _COLOURS.get(line.partition(":")[0], "") if line != _NO_WARNINGS else GREEN
            if done.isdigit():
                colour = GREEN if done == of else YELLOW
        if not line:
            colour = ""
        lines.append(f"\033[{colour}m{line}\033[0m" if colour else line)
    return "\n".join(lines) + "\n"


def write_problems(path, results):
    """Write every failure and warning of `results` as a tab-separated table."""
    with writing(path) as beside, open(beside, "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter="\t", lineterminator="\n")
        rows.writerow(_COLUMNS)
        for sentence, films in results.failures.items():
            found = [(film.clip, film.recipe, film.character) for film in films]
            rows.writerows(("failed", *names, sentence) for names in found or [("", "", "")])
        for names, sentence in results.warnings():
            rows.writerow(("warning", *names, sentence))


def _is_stale(film):
    """Whether the film that lies there is of an earlier run: a job before it failed this time."""
    return bool(film.failure) and not film.failure.startswith(_AFTER)


def _failed(results, table):
    if not results.failures:
        return []
    of_rule = {}
    for sentence, films in results.failures.items():
        of_rule.setdefault(sentence.partition(" ")[0], []).append((sentence, films))
    lines = ["", "Failed:"]
    for rule, failures in of_rule.items():
        for sentence, films in failures[:_OF_A_RULE]:
            lines += _entry(sentence)
            clips = {}
            for film in films:
                clips.setdefault(film.clip, []).append(f"{film.recipe}.{film.character}")
            shown = list(clips.items())[:_OF_A_SENTENCE]
            for clip, names in shown:
                lines += _entry(f"{clip}: {', '.join(names)}", "      ")
            lines += _more(len(clips) - len(shown), "clips", table, "      ")
        lines += _more(len(failures) - _OF_A_RULE, f"failures of {rule}", table)
    return lines


def _warnings(results, table):
    """Warnings: what to do about them, then whom it concerns; see `advice`."""
    kinds = kinds_of(results.warnings())
    if not kinds:
        return ["", _NO_WARNINGS]
    lines = ["", f"Warnings: {sum(kind.number for kind in kinds)}"]
    for action, alike in actions(kinds).items():
        lines += _entry(f"{action}:")
        for kind in alike[:_KINDS]:
            lines += _kind(kind, table)
        lines += _more(len(alike) - _KINDS, "of other kinds", table, "    ")
    return lines


def _with_name(name, sentence):
    return f"{name}: {sentence}" if name and untold([name], sentence) else sentence


def _kind(kind, table):
    """A kind of warnings: one sentence and whom it concerns, or the worst with a sentence each."""
    text, names = kind.text(), kind.names()
    clips = kind.clips() if kind.advice.local else []
    place = f", in {_number(clips, 'clip')} ({_folded(clips, 4)})" if clips else ""
    if text and len(names) == 1:
        return _entry(_with_name(names[0], f"{text}{place}"), "    ")
    if text:
        who = f"{_number(names, kind.advice.about)}{place}: {_folded(names)}"
        return [*_entry(text, "    "), *_entry(who, "      ")]
    told, most = kind.told(), _ALIKE if kind.advice.about else _KINDS
    lines = []
    for name, sentence in told[:most]:
        lines += _entry(_with_name(name, sentence), "    ")
    if rest := told[most:]:
        others = _folded(list(dict.fromkeys(name for name, _ in rest)))
        lines += _entry(f"... and {len(rest)} more like this: {others}; see {table}", "    ")
    return lines


def _folded(names, most=_NAMES):
    """The first names of a list, and how many there are besides."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")


def _number(names, what):
    return f"{len(names)} {what}{'s' * (len(names) != 1)}"


def _more(number, what, table, indent="  "):
    return _entry(f"... and {number} more {what}: see {table}", indent) if number > 0 else []


def _entry(text, indent="  "):
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + "  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
