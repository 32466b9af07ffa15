"""Write the table of recipes that are judged on data sets."""

from pose2video.jobs.job import job


def main(groups, networks, table, text):
    """Write the judged `groups` of films to a `table`, and as `text` what the terminal shows.

    `groups` are `{data_set, split, recipe, settings, films}`, `networks` the config's block.
    """
    from pathlib import Path

    from pose2video.files import writing
    from pose2video.reporting.evaluation import evaluation_rows, table_text, write_rows

    rows = evaluation_rows(groups, networks)
    write_rows(table, rows)
    with writing(text) as beside:
        Path(beside).write_text(table_text(rows), encoding="utf-8")


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.params.groups,
        snakemake.params.networks,
        snakemake.output.table,
        snakemake.output.text,
    )
