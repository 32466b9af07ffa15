"""Write the summary of a run that made everything."""

import shutil

from pose2video.job import job


def main(wanted, summary, partial):
    """Summarise the films `wanted` (see `pose2video.reporting.wanted`) in `summary`.

    The folder `partial`, where an earlier run that failed left its report, is removed.
    """
    from pose2video.reporting.results import gather
    from pose2video.reporting.summary import write_summary

    write_summary(summary, gather(wanted))
    shutil.rmtree(partial, ignore_errors=True)


if __name__ == "__main__":
    job(
        snakemake, main, snakemake.params.wanted, snakemake.output.summary, snakemake.params.partial
    )
