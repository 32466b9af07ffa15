"""Write the table of the judged methods, its page, and its headlines."""

from pose2video.jobs.job import job


def main(methods, strips, table, page, text):
    """Write the judged films `methods` (see `pose2video.planning.judged`) to three files.

    `strips` are the pictures of their clips and characters; `text` is what the terminal shows.
    """
    from pathlib import Path

    from pose2video.files import writing
    from pose2video.reporting.method_page import table_text, write_page
    from pose2video.reporting.methods import method_rows, write_methods

    rows = method_rows(methods)
    pairs = dict.fromkeys((method["clip"], method["character"]) for method in methods)
    write_methods(table, rows)
    write_page(page, rows, dict(zip(pairs, strips, strict=True)))
    with writing(text) as beside:
        Path(beside).write_text(table_text(rows), encoding="utf-8")


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.params.methods,
        list(snakemake.input.strips),
        snakemake.output.table,
        snakemake.output.page,
        snakemake.output.text,
    )
