"""The report of a run that failed."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path

from pose2video.reporting.failures import failed_jobs
from pose2video.reporting.gallery import write_gallery
from pose2video.reporting.results import gather
from pose2video.reporting.summary import write_problems, write_summary
from pose2video.reporting.tables import score_table, write_scores


def write_partial(wanted, snakemake_logs, started, root="."):
    """Write scores, gallery, summary and problems of what is there into `results/partial`.

    It never raises, that would hide why the run failed: a fault of its own is printed.

    Args:
        wanted: See `pose2video.reporting.wanted`.
        snakemake_logs: Paths of Snakemake's own logs of the run.
        started: When the run began, in seconds since 1970.
        root: Folder that holds `results` and `logs`.
    """
    folder = Path(root) / "results/partial"
    try:
        results = gather(wanted, failed_jobs(snakemake_logs, started, root), root)
        films = [(vars(film), film.scores) for film in results.films]
        write_scores(folder / "scores.tsv", score_table(films))
        write_gallery(folder / "index.html", results)
        write_summary(folder / "summary.txt", results)
        write_problems(folder / "problems.tsv", results)
    except Exception:
        print(f"{folder} could not be written:", file=sys.stderr)
        traceback.print_exc()
