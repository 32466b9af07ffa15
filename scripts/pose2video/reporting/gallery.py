"""The gallery: one page of HTML that plays every film beside its driver."""

from __future__ import annotations

import os
import re
from functools import partial
from pathlib import Path

from pose2video.files import writing
from pose2video.metrics import METRICS
from pose2video.reporting.tables import recipe_means, score_table
from pose2video.skeletons import RESOURCES

_FORMATS = {"share": "{:.1%}", "dB": "{:.1f} dB", "index": "{:.3f}"}


def write_gallery(path, results):
    """Write the page for `results` (see `gather`); its links are relative to its own folder."""
    import jinja2

    folder = os.path.abspath(Path(path).parent)

    def link(file):
        return Path(os.path.relpath(os.path.abspath(file), folder)).as_posix()

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(RESOURCES / "report"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters |= {"link": link, "shown": shown}
    films = results.films
    page = environment.get_template("gallery.html.j2").render(
        results=results,
        recipes=list(dict.fromkeys(film.recipe for film in films)),
        means=recipe_means(score_table((vars(film), film.scores) for film in films)),
        metrics=_metrics(),
    )
    with writing(path) as beside:
        beside.write_text(page, encoding="utf-8")


def shown(value, unit) -> str:
    """A score for people: `87.1%`, `24.3 dB`, `0.913`, `0.42 torso/s`."""
    return _FORMATS.get(unit, "{:.2f} " + unit).format(value)


def _metrics():
    """What the page says about each metric: unit, direction, first sentence of its docstring.

    Settings that the sentence names are replaced by their values.
    """
    classes = {name: entry.load() for name, entry in METRICS.entries.items()}
    return {
        name: {
            "unit": metric.unit,
            "arrow": "↑" if metric.higher_is_better else "↓",
            "better": "higher is better" if metric.higher_is_better else "lower is better",
            "about": re.sub(r"`(\w+)`", partial(_default, metric), metric.__doc__.split("\n")[0]),
        }
        for name, metric in classes.items()
    }


def _default(metric, setting):
    return f"{getattr(metric, setting[1]):g}"
