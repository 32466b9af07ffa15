"""Put driver, pose, every recipe and the truth side by side, as a film and as a sheet."""

from pose2video.jobs.job import job


def main(driver, poses, recipes, truth, video, sheet, provenance):
    """Compare the folder `driver` with its `poses`, `recipes` (name -> folder), the `truth`.

    `poses` is None of a clip that is of pose maps.
    """
    from functools import partial

    from pose2video.films.comparison import compare
    from pose2video.films.tags import add_xmp, tags
    from pose2video.provenance.records import record_of

    said = record_of(provenance, {}, sound=False)
    finish = partial(add_xmp, record=said)
    compare(driver, poses, recipes, truth, video, sheet, tags(said), finish)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.driver,
        snakemake.input.poses or None,
        dict(zip(snakemake.params.recipes, snakemake.input.results, strict=True)),
        snakemake.input.get("truth"),
        snakemake.output.video,
        snakemake.output.sheet,
        snakemake.params.provenance,
    )
