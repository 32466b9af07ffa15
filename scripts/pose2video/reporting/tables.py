"""The scores as tables."""

from __future__ import annotations

from pose2video.files import writing
from pose2video.planning.reviews import APPROVED

REVIEWED = "approved"  # what people said, beside the scores
COLUMNS = ("clip", "recipe", "character", "metric", "value", "unit", "note")


def score_table(films):
    """The scores of films as one long table.

    Args:
        films: Pairs of a film's names (a mapping with `clip`, `recipe`, `character`, and `review`
            where people said something) and its rows `{metric, value, unit, note}`.

    Returns:
        `pandas.DataFrame` with `COLUMNS`; `value` is NaN where `note` says why. A film that people
        reviewed has a row `REVIEWED` more: 1 or 0, why as its note; a mean is a share of films.
    """
    import pandas as pd

    rows = [
        {"clip": names["clip"], "recipe": names["recipe"], "character": names["character"], **row}
        for names, scores in films
        for row in [*scores, *_reviewed(names.get("review"))]
    ]
    return pd.DataFrame(rows, columns=COLUMNS).astype({"value": float})


def _reviewed(said):
    if said:
        verdict, _, why = said.partition(": ")
        yield {"metric": REVIEWED, "value": verdict == APPROVED, "unit": "share", "note": why}


def write_scores(path, table):
    """Write a score table as tab-separated text; a value that is NaN is an empty cell."""
    with writing(path) as beside:
        table.to_csv(beside, sep="\t", index=False, lineterminator="\n")


def recipe_means(table) -> dict:
    """Means over the films of each recipe that were measured.

    Returns:
        `{metric: {recipe: (mean, number of films)}}`; a recipe without a measured film is absent.
    """
    measured = table.dropna(subset=["value"])
    means = measured.groupby(["metric", "recipe"], sort=False)["value"].agg(["mean", "count"])
    found = {metric: {} for metric in table["metric"].unique()}
    for (metric, recipe), row in means.iterrows():
        found[metric][recipe] = (float(row["mean"]), int(row["count"]))
    return found
