"""Collect the scores of all films in one table."""

from pose2video.jobs.job import job


def main(films, table):
    """Write the scores of `films` (see `pose2video.reporting.wanted`) to `table`."""
    from pose2video.reporting.results import film_scores
    from pose2video.reporting.tables import score_table, write_scores

    write_scores(table, score_table((film, film_scores(film)["scores"]) for film in films))


if __name__ == "__main__":
    job(snakemake, main, snakemake.params.films, snakemake.output.table)
