"""Write the table of the judged methods, its page, and its headlines."""

from pose2video.jobs.job import job


def main(methods, networks, strips, films, table, page, text):
    """Write the judged films `methods` (see `pose2video.planning.judged`) to three files.

    They are measured by `networks`, the config's block, too. `strips` and `films` are the pictures
    of their clips and characters; `text` is what the terminal shows.
    """
    from pathlib import Path

    from pose2video.files import writing
    from pose2video.metrics.named import measures_of
    from pose2video.reporting.method_page import table_text, write_page
    from pose2video.reporting.methods import method_rows, write_methods

    named = measures_of(networks)
    rows = method_rows(methods, named)
    pairs = dict.fromkeys((method["clip"], method["character"]) for method in methods)
    write_methods(table, rows, named)
    shown = dict(zip(pairs, zip(strips, films, strict=True), strict=True))
    write_page(page, rows, shown, named)
    with writing(text) as beside:
        Path(beside).write_text(table_text(rows), encoding="utf-8")


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.params.methods,
        snakemake.params.networks,
        list(snakemake.input.strips),
        list(snakemake.input.films),
        snakemake.output.table,
        snakemake.output.page,
        snakemake.output.text,
    )
