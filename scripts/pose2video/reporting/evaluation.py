"""The table of recipes judged on data sets: a row for each protocol, recipe and metric."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from pose2video.files import read_json, writing
from pose2video.metrics import METRICS
from pose2video.metrics.named import FRECHET, UNNAMED, measures_of, of_sets
from pose2video.metrics.named.frechet import frechet_distance
from pose2video.metrics.named.protocols import DISCO, LEFT_OUT, OF_DISCO, OF_SCORES, RECOMPUTED
from pose2video.reporting.method_page import number

COLUMNS = (
    *("data_set", "split", "recipe", "settings", "protocol", "metric", "value", "unit"),
    *("higher_is_better", "films", "frames", "note"),
)
FEW = "it takes two of them"


def evaluation_rows(groups, networks, root=".") -> list[dict]:
    """Read what is known of the judged films.

    A score is the mean over all frames of a data set's split, so that a long film counts more; a
    Fréchet distance is of all of them together.

    Args:
        groups: `{data_set, split, recipe, settings, films: [names below results/scores]}`.
        networks: The config's block of this name.
        root: Folder that holds `results`.

    Returns:
        Rows of `COLUMNS`; `value` is None where `note` says why.
    """
    home, rows = Path(root) / "results", []
    for group in groups:
        told = [read_json(home / "evaluated" / f"{film}.json") for film in group["films"]]
        weights = [said["n_frames"] for said in told]
        same = {key: group[key] for key in COLUMNS[:4]}
        same |= {"films": len(told), "frames": sum(weights)}
        found = _recomputed(home, group["films"], weights, networks)
        found += [
            (DISCO, name, _mean([said["disco"][name] for said in told], weights), *how, "")
            for name, how in OF_DISCO.items()
        ]
        found += _distances(home, group["films"], networks)
        keys = ("protocol", "metric", "value", "unit", "higher_is_better", "note")
        rows += [same | dict(zip(keys, values, strict=True)) for values in found]
    return rows


def _recomputed(home, films, weights, networks):
    """`(protocol, metric, value, unit, higher is better, note)` of what single films are scored."""
    named = measures_of({k: v for k, v in networks.items() if k != FRECHET})
    scores = [_scores(home, film, named) for film in films]
    found = []
    for name in (*OF_SCORES, *named):
        known = named[name] if name in named else METRICS.entries[name].load()
        values = [score[name]["value"] for score in scores]
        value = _mean(values, weights)
        note = "" if value is not None else scores[0][name]["note"]
        found.append((RECOMPUTED, name, value, known.unit, known.higher_is_better, note))
    return found


def _scores(home, film, named):
    rows = read_json(home / "scores" / f"{film}.json")["scores"]
    rows += read_json(home / "scores" / f"{film}.networks.json") if named else []
    return {row["metric"]: row for row in rows}


def _distances(home, films, networks):
    """Fréchet distances of all frames, or clips, of all films together."""
    named, found = of_sets(networks), []
    features: dict[str, list] = {}
    for film in films if named else ():
        with np.load(home / "evaluated" / f"{film}.npz", allow_pickle=False) as data:
            for key in data.files:
                features.setdefault(key, []).append(data[key])
    for key in (key.removesuffix(".made") for key in features if key.endswith(".made")):
        protocol, name = key.split(".")
        both = [
            np.concatenate([part for part in features[f"{key}.{what}"] if len(part)] or [[]])
            for what in ("made", "true")
        ]
        value = frechet_distance(*both) if min(map(len, both)) > 1 else None
        measure = named[name]
        note = "" if value is not None else FEW
        found.append((protocol, name, value, measure.unit, measure.higher_is_better, note))
    return found


def _mean(values, weights):
    """The mean by weight of the values that are known; None without any."""
    pairs = [(value, by) for value, by in zip(values, weights, strict=True) if value is not None]
    return sum(value * by for value, by in pairs) / sum(by for _, by in pairs) if pairs else None


def write_rows(path, rows):
    """Write rows as tab-separated text; unknown values are empty."""
    with writing(path) as beside, open(beside, "w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, COLUMNS, delimiter="\t", lineterminator="\n")
        table.writeheader()
        for row in rows:
            value = row["value"]
            table.writerow(row | {"value": "" if value is None else float(f"{value:.6g}")})


def table_text(rows) -> str:
    """The table as lines of text, a block for each data set and protocol."""
    lines, blocks = [], {}
    for row in rows:
        key = (row["data_set"], row["split"], row["protocol"])
        blocks.setdefault(key, {}).setdefault(row["recipe"], []).append(row)
    for (name, split, protocol), recipes in blocks.items():
        first = next(iter(recipes.values()))
        lines.append(
            f"{name} ({split}: {first[0]['films']} films, {first[0]['frames']} frames), {protocol}"
        )
        width = max(map(len, recipes))
        titles = [row["metric"] for row in first]
        lines.append("  " + " " * width + "".join(f"{title:>16}" for title in titles))
        for recipe, found in recipes.items():
            values = "".join(f"{number(row['value']):>16}" for row in found)
            lines.append(f"  {recipe:<{width}}{values}")
        lines.append("")
    measured = {row["metric"] for row in rows}
    if lost := [name for name in UNNAMED if name not in measured]:
        lines.append(f"not measured, no network named: {', '.join(lost)}")
    lines += [LEFT_OUT, ""]
    return "\n".join(lines)
