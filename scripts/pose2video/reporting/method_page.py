"""What people read of the table of methods: a page with strips, and a table in the terminal."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from pose2video.files import writing
from pose2video.metrics import METRICS
from pose2video.metrics.named import Measure
from pose2video.reporting.methods import COSTS, UNMEASURED
from pose2video.resources import RESOURCES

# The columns that are told first, where they are measured: title, column.
HEADLINES = {
    "L1": "l1",
    "SSIM": "ssim",
    "L1 person": "l1_person",
    "SSIM person": "ssim_person",
    "ST-LPIPS": "st_lpips",
    "flicker": "flicker",
    "sharpness": "sharpness",
    "sign fidelity": "sign_fidelity",
    "training s": "training_s",
    "s a frame": "generation_s_per_frame",
}


def grouped(rows) -> dict[tuple, list[dict]]:
    """Rows that can be compared: those of one setting, character, clip and canvas."""
    found: dict[tuple, list[dict]] = {}
    for row in rows:
        key = tuple(row[name] for name in ("setting", "character", "clip", "canvas"))
        found.setdefault(key, []).append(row)
    return found


def told_of(named=None) -> dict[str, Measure]:
    """How every column of scores is read: those of the table of metrics, and what is `named`."""
    found = {}
    for name, entry in METRICS.entries.items():
        metric = entry.load()
        said = metric.__doc__.split("\n")[0]
        found[name] = Measure(metric.unit, metric.higher_is_better, said)
    return found | dict(named or {})


def best_of(rows, metric, told) -> float | None:
    """The best value of a metric among rows; None where it is measured in fewer than two."""
    values = [row[metric] for row in rows if row.get(metric) is not None]
    if len(values) < 2:
        return None
    return max(values) if told[metric].higher_is_better else min(values)


def table_text(rows) -> str:
    """The headlines of every group as lines of text."""
    lines = []
    for (setting, character, clip, canvas), group in grouped(rows).items():
        shown = {k: v for k, v in HEADLINES.items() if any(r.get(v) is not None for r in group)}
        doing = "its own film's held-out part" if setting == "self" else clip
        lines.append(f"{character} performs {doing} ({setting}), {canvas}")
        width = max(len(row["recipe"]) for row in group)
        lines.append("  " + " " * width + "".join(f"{title:>15}" for title in shown))
        lines += [
            f"  {row['recipe']:<{width}}"
            + "".join(f"{number(row.get(name)):>15}" for name in shown.values())
            for row in group
        ]
        lines += [f"  {row['recipe']}: {said}" for row in group for said in row["warnings"]]
        lines.append("")
    return "\n".join(lines)


def number(value) -> str:
    """A number for people: four significant digits, a dash where there is none."""
    if value is None:
        return "-"
    if isinstance(value, int) or abs(value) >= 1000:
        return f"{value:,.0f}"
    return np.format_float_positional(value, 4, fractional=False, trim="-")


def write_page(path, rows, shown, named=None):
    """Write the page of the methods.

    Args:
        path: Where to; links are relative to its folder.
        rows: See `methods.method_rows`. shown: `(clip, character)` -> a strip and a film.
        named: See `metrics.named.measures_of`.
    """
    import jinja2

    path = Path(path)
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(RESOURCES / "report"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["number"] = number
    groups, told = grouped(rows), told_of(named)
    template = environment.get_template("methods.html.j2")
    text = template.render(
        groups=groups,
        best={key: {m: best_of(group, m, told) for m in told} for key, group in groups.items()},
        metrics=told,
        costs=COSTS,
        unmeasured=UNMEASURED,
        shown={key: [_link(file, path) for file in files] for key, files in shown.items()},
    )
    with writing(path) as beside:
        beside.write_text(text, encoding="utf-8")


def _link(file, page):
    return Path(os.path.relpath(os.path.abspath(file), page.parent.absolute())).as_posix()
