"""The table of methods: what every judged film scores, what it cost, and what is not measured."""

from __future__ import annotations

import csv
from pathlib import Path

from pose2video.characters.filmed.learned import learned_frames
from pose2video.files import read_json, writing
from pose2video.metrics import METRICS, TRUTH
from pose2video.metrics.named import UNNAMED
from pose2video.metrics.scoring import NOT_APPLICABLE

NAMES = ("setting", "character", "clip", "recipe", "generator", "settings", "canvas")
COSTS = ("training_s", "generation_s_per_frame", "learned_frames", "model_bytes")
UNMEASURED = "not_measured"
STILL = "still picture"


def method_rows(methods, named=(), root=".") -> list[dict]:
    """Read what is known of the judged films.

    Args:
        methods: See `pose2video.planning.judged.described`.
        named: The columns that networks of the user's own give, see `metrics.named.measures_of`.
        root: Folder that holds `results` and `benchmarks`.

    Returns:
        For every film, and for the still picture of every character and canvas, a row with `NAMES`,
        the metrics, what is named, `COSTS` and `UNMEASURED`; a value is None where it is not
        known. `warnings` are those of the generator.
    """
    root, rows, stills = Path(root), [], []
    for method in methods:
        name = f"{method['clip']}/{method['recipe']}.{method['character']}"
        manifest = read_json(root / "results" / "generated" / f"{name}.json")
        row = {key: method[key] for key in NAMES[:4]} | {
            "generator": method["use"],
            "settings": told_settings(method["settings"]),
            "canvas": "{}x{}".format(*manifest["frame_size"]),
            "warnings": manifest["origin"].get("warnings", []),
        }
        scores = read_json(root / "results" / "scores" / f"{name}.json")["scores"]
        if named:
            scores += read_json(root / "results" / "scores" / f"{name}.networks.json")
        seconds = _seconds(root / "benchmarks" / "generate_frames" / f"{name}.tsv")
        costs = {"generation_s_per_frame": seconds and seconds / manifest["n_frames"]}
        rows.append(row | _scored(scores, named) | costs | _learning(method, root))
        baselines = root / "results" / "scores" / f"{name}.baselines.json"
        if method["setting"] == "self" and baselines.is_file():
            for what, found in read_json(baselines).items():
                shown = {"recipe": what, "generator": "", "settings": "", "warnings": []}
                stills.append(row | shown | _scored(found, named))
    known = {(row["character"], row["canvas"], row["recipe"]): row for row in stills}
    return [dict.fromkeys(columns(named)) | row for row in (*rows, *known.values())]


def told_settings(settings) -> str:
    """Settings of a component in a line."""
    return ", ".join(f"{k}={_text(v)}" for k, v in settings.items())


def _text(value):
    return f"{value:g}" if isinstance(value, float) else str(value)


def _scored(rows, named):
    """Metric -> value, and why others are not there."""
    values = {row["metric"]: row["value"] for row in rows}
    notes = {row["metric"]: row["note"] for row in rows}
    why: dict[str, list[str]] = {}
    if lost := [name for name in UNNAMED if name not in named]:
        why["no network named"] = lost
    for name in named:
        if values.get(name) is None:
            why.setdefault(notes.get(name, "of films alone"), []).append(name)
    for metric, line in METRICS.entries.items():
        if values.get(metric) is None:
            why.setdefault(_why(metric, line, rows), []).append(metric)
    said = "; ".join(f"{reason}: {', '.join(names)}" for reason, names in why.items())
    return values | {UNMEASURED: said}


def _why(metric, line, rows):
    notes = {row["metric"]: row["note"] for row in rows}
    known = any(row["value"] is not None for row in rows if _place(row["metric"]))
    if metric not in notes:
        return "nobody is looked for"
    if notes[metric] == NOT_APPLICABLE:
        return "no person is drawn"
    if not known and (line.place or TRUTH in line.compares):
        return "the truth is not known"
    return "nothing to measure it by"


def _place(metric):
    return METRICS.entries[metric].place if metric in METRICS.entries else ""


def _seconds(path):
    """Seconds that a job took, as Snakemake noted them; None where it did not."""
    if not path.is_file():
        return None
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    try:
        return float(rows[-1]["s"])
    except (IndexError, KeyError, ValueError):
        return None


def _learning(method, root):
    """What its training cost and left."""
    if not method["model"]:
        return {"training_s": 0.0, "learned_frames": None, "model_bytes": 0}
    folder = root / "results" / "models" / method["model"]
    jobs = (root / "benchmarks" / rule for rule in ("train_model", "adapt_character"))
    times = [_seconds(job / f"{method['model']}.tsv") for job in jobs]
    count = None
    film = root / "results" / "frames" / "footage" / f"{method['character']}.json"
    if film.is_file():
        count = learned_frames(read_json(film)["n_frames"], method["held_out"])
    return {
        "training_s": next((time for time in times if time is not None), None),
        "learned_frames": count,
        "model_bytes": sum(file.stat().st_size for file in _model_files(folder)),
    }


def _model_files(folder):
    """What a generator reads of its model: all but pictures and events of the training."""
    return [path for path in folder.glob("*") if path.suffix in (".safetensors", ".json")]


def write_methods(path, rows, named=()):
    """Write rows as `method_rows` gives them as tab-separated text; unknown cells are empty."""
    with writing(path) as beside, open(beside, "w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, delimiter="\t", lineterminator="\n")
        table.writerow(columns(named))
        for row in rows:
            table.writerow([_cell(row.get(name)) for name in columns(named)])


def columns(named=()) -> list[str]:
    """The columns of the table, in order; `named` as of `method_rows`."""
    return [*NAMES, *METRICS.entries, *named, *COSTS, UNMEASURED]


def _cell(value):
    if value is None:
        return ""
    return f"{value:.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else value
