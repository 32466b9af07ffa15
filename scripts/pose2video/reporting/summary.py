"""The summary of a run: text of 80 columns."""

from __future__ import annotations

import textwrap
from pathlib import Path

from pose2video.files import writing

WIDTH = 80


def write_summary(path, results):
    """Write the summary of `results` (see `gather`) to the text file `path`."""
    done = sum(clip.done for clip in results.clips)
    made = sum(bool(film.picture.video) and not _is_stale(film) for film in results.films)
    lines = [
        f"Clips done: {done} of {len(results.clips)}",
        f"Films made: {made} of {len(results.films)}",
        *_failed(results),
        *_warnings(results),
        "",
        *_entry(f"Gallery: {Path(path).with_name('index.html')}", ""),
        *_entry(f"Scores: {Path(path).with_name('scores.tsv')}", ""),
        *_entry("Logs: logs/<rule>/<names>.log, of the whole run .snakemake/log", ""),
    ]
    with writing(path) as beside:
        beside.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _is_stale(film):
    """Whether the film that lies there is of an earlier run: a job before it failed this time."""
    return bool(film.failure) and not film.failure.startswith(("score_clip", "compare_video"))


def _failed(results):
    if not results.failures:
        return []
    lines = ["", "Failed:"]
    for sentence, films in results.failures.items():
        lines += _entry(sentence)
        for clip in dict.fromkeys(film.clip for film in films):
            names = [f"{film.recipe}.{film.character}" for film in films if film.clip == clip]
            lines += _entry(f"{clip}: {', '.join(names)}", "      ")
    return lines


def _warnings(results):
    found = [(name, sentence) for name, all_ in results.characters.items() for sentence in all_]
    for clip in results.clips:
        found += [(clip.clip, sentence) for sentence in clip.warnings]
        found += [
            (f"{film.clip}, {film.recipe}.{film.character}", sentence)
            for film in clip.films
            for sentence in film.warnings
        ]
    lines = [line for who, sentence in found for line in _entry(f"{who}: {sentence}")]
    return ["", f"Warnings: {len(found)}", *lines] if found else ["", "Warnings: none"]


def _entry(text, indent="  "):
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + "  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
