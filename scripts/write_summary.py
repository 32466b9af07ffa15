"""Write the summary of a run that made everything, and the table of its warnings."""

import shutil

from pose2video.jobs.job import job


def main(wanted, summary, problems, partial):
    """Summarise the films `wanted` (see `pose2video.reporting.wanted`).

    The folder `partial`, where an earlier run that failed left its report, is removed.
    """
    from pose2video.reporting.results import gather
    from pose2video.reporting.summary import write_problems, write_summary

    results = gather(wanted)
    write_problems(problems, results)
    write_summary(summary, results)
    shutil.rmtree(partial, ignore_errors=True)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.params.wanted,
        snakemake.output.summary,
        snakemake.output.problems,
        snakemake.params.partial,
    )
