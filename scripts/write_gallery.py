"""Write the page that plays every film beside its driver."""

from pose2video.jobs.job import job


def main(wanted, page):
    """Write the gallery of the films `wanted` (see `pose2video.reporting.wanted`) to `page`.

    Where they are many its other pages lie in the folder `gallery` beside it.
    """
    from pose2video.reporting.gallery import write_gallery
    from pose2video.reporting.results import gather

    write_gallery(page, gather(wanted))


if __name__ == "__main__":
    job(snakemake, main, snakemake.params.wanted, snakemake.output.page)
