"""The gallery: pages of HTML that play every film beside its driver.

The first page is `index.html`; further ones, of many films, lie in the folder `gallery` beside it
with `clips.js`, in which every page searches. All of it works from a file system, without a server.
"""

from __future__ import annotations

import json
import os
import re
from functools import partial
from pathlib import Path

from pose2video.files import writing
from pose2video.metrics import FACE, HANDS, METRICS, PERSON
from pose2video.reporting.advice import actions, is_limit, is_of_clip, kinds_of, of_many, untold
from pose2video.reporting.graphs import Graph, as_svg
from pose2video.reporting.stages import rule_boxes
from pose2video.reporting.tables import REVIEWED, recipe_means, score_table
from pose2video.reporting.verdicts import (
    LEADING,
    OF_OTHERS,
    OF_SIGNS,
    WRONG_BELOW,
    grade,
    leading_value,
    verdict,
    verdicts,
)
from pose2video.resources import RESOURCES

FILMS_A_PAGE = 100
FOLDER, INDEX = "gallery", "clips.js"
_FORMATS = {
    **{"share": "{:.1%}", "dB": "{:.1f} dB", "index": "{:.3f}"},
    **{"distance": "{:.3f}", "level": "{:.4f}"},
}
_PLACES = {
    PERSON: " Over the true person.",
    HANDS: " Around the true hands.",
    FACE: " Over the true face.",
}
_OK, _WARNED, _FAILED = range(3)


def write_gallery(path, results, films_a_page=FILMS_A_PAGE):
    """Write the pages for `results` (see `gather`); their links are relative to their own folders.

    Args:
        path: The first page; the folder of the others lies beside it, empty where there are none.
        results: What is shown.
        films_a_page: Films of a page; the films of a clip stay together.
    """
    path = Path(path)
    pages = split(results.clips, films_a_page)
    rows = index_rows(pages)
    page_of = {row[0]: row[2] for row in rows}
    films = results.films
    shared = {
        "results": results,
        "recipes": list(dict.fromkeys(film.recipe for film in films)),
        "means": recipe_means(score_table((vars(film), film.scores) for film in films)),
        "metrics": _metrics(),
        "made": sum(bool(film.picture.video) for film in films),
        "done": sum(clip.done for clip in results.clips),
        "pages": len(pages),
        "rules": as_svg(Graph(*rule_boxes(results.jobs)), "The rules") if results.jobs else None,
        "rows": rows if len(pages) == 1 else None,
        "leading": LEADING,
        "verdicts": (told := verdicts(films)),
        "of_signs": OF_SIGNS[0] in told,
        "of_others": OF_OTHERS[0] in told,
        "wrong_below": WRONG_BELOW,
        "untold": untold,
        "advice": actions(of_many(kinds_of(results.warnings()))),
    }
    template = _template()
    with writing(path.parent / FOLDER) as beside:
        beside.mkdir()
        if len(pages) > 1:
            text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
            (beside / INDEX).write_text(f"const CLIPS = {text};\n", encoding="utf-8")
        for number, clips in enumerate(pages[1:], 2):
            page = _page(template, path, shared, page_of, clips, number)
            (beside / f"{number}.html").write_text(page, encoding="utf-8")
    with writing(path) as beside:
        page = _page(template, path, shared, page_of, pages[0], 1)
        beside.write_text(page, encoding="utf-8")


def split(clips, films_a_page) -> list[list]:
    """The clips of every page, at least one page; a clip is not divided."""
    pages, room = [[]], films_a_page
    for clip in clips:
        if len(clip.films) > room and pages[-1]:
            pages.append([])
            room = films_a_page
        pages[-1].append(clip)
        room -= len(clip.films)
    return pages


def index_rows(pages) -> list[list]:
    """What is searched: `[clip, gloss, page, 0 good 1 warned 2 failed, lowest score or None]`."""
    return [
        [clip.clip, clip.gloss or "", number, _state(clip), _lowest(clip)]
        for number, clips in enumerate(pages, 1)
        for clip in clips
    ]


def near(page, pages) -> list[int]:
    """The pages that a page leads to by number: the first, the last and its neighbours."""
    wanted = {1, pages, *range(page - 2, page + 3)}
    return sorted(number for number in wanted if 1 <= number <= pages)


def shown(value, unit) -> str:
    """A score for people: `87.1%`, `24.3 dB`, `0.913`, `0.42 torso/s`."""
    return _FORMATS.get(unit, "{:.2f} " + unit).format(value)


def _template():
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(RESOURCES / "report"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters |= {"shown": shown, "verdict": verdict, "grade": grade}
    environment.tests |= {"limit": is_limit, "of_clip": is_of_clip}
    return environment.get_template("gallery.html.j2")


def _page(template, first, shared, page_of, clips, number):
    """The text of a page; links lead from its own folder."""
    folder = os.path.abspath(first.parent if number == 1 else first.parent / FOLDER)

    def link(file):
        return Path(os.path.relpath(os.path.abspath(file), folder)).as_posix()

    def href(page):
        return link(first if page == 1 else first.parent / FOLDER / f"{page}.html")

    def place(clip):
        return f"#{clip}" if page_of[clip] == number else f"{href(page_of[clip])}#{clip}"

    return template.render(
        **shared,
        clips=clips,
        page=number,
        near=near(number, shared["pages"]),
        index=link(first.parent / FOLDER / INDEX),
        table=link(first.with_name("scores.tsv")),
        summary=link(first.with_name("summary.txt")),
        problems=link(first.with_name("problems.tsv")),
        methods=link(first.with_name("methods.html")),
        link=link,
        href=href,
        place=place,
    )


def _state(clip):
    if not clip.done:
        return _FAILED
    said = [*clip.warnings, *(text for film in clip.films for text in film.warnings)]
    return _WARNED if any(map(is_of_clip, said)) else _OK


def _lowest(clip):
    values = [value for value in map(leading_value, clip.films) if value is not None]
    return round(min(values), 3) if values else None


_HEARD = {
    "unit": "share",
    "arrow": "↑",
    "better": "higher is better",
    "about": "Share of the reviewed films that people found right.",
}


def _metrics():
    """What the page says about each metric: unit, direction, first sentence of its docstring;
    and about what people said.

    Settings that the sentence names are replaced by their values; where pictures are compared at a
    place alone, that is said.
    """
    classes = {name: entry.load() for name, entry in METRICS.entries.items()}
    return {REVIEWED: _HEARD} | {
        name: {
            "unit": metric.unit,
            "arrow": "↑" if metric.higher_is_better else "↓",
            "better": "higher is better" if metric.higher_is_better else "lower is better",
            "about": re.sub(r"`(\w+)`", partial(_default, metric), metric.__doc__.split("\n")[0])
            + _PLACES.get(METRICS.entries[name].place, ""),
        }
        for name, metric in classes.items()
    }


def _default(metric, setting):
    return f"{getattr(metric, setting[1]):g}"
