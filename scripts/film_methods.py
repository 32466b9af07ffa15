"""Put the truth and all judged methods of one clip side by side, as a film."""

from pose2video.jobs.job import job


def main(driver, truth, results, video, recipes, provenance):
    """Write the film `video` of the frame folders `results` of `recipes`, beside the `truth`.

    Where that is not known they stand beside the frames of the `driver`.
    """
    from functools import partial

    from pose2video.films.comparison import compare_methods
    from pose2video.films.tags import add_xmp, tags
    from pose2video.provenance.records import record_of

    said = record_of(provenance, {}, sound=False)
    shown = dict(zip(recipes, results, strict=True))
    finish = partial(add_xmp, record=said)
    what = "truth" if truth else "driver"
    compare_methods(truth or driver, shown, driver, video, what, tags(said), finish)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.driver,
        snakemake.input.get("truth") or None,
        list(snakemake.input.results),
        snakemake.output.video,
        snakemake.params.recipes,
        snakemake.params.provenance,
    )
