"""Put driver, pose, every recipe and the truth side by side, as a film and as a sheet."""

from pose2video.job import job


def main(driver, poses, recipes, truth, video, sheet):
    """Compare the folder `driver` with its `poses`, `recipes` (name -> folder), the `truth`."""
    from pose2video.comparison import compare

    compare(driver, poses, recipes, truth, video, sheet)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.driver,
        snakemake.input.poses,
        dict(zip(snakemake.params.recipes, snakemake.input.results, strict=True)),
        snakemake.input.get("truth"),
        snakemake.output.video,
        snakemake.output.sheet,
    )
