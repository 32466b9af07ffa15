"""Put fast moments of one clip by all judged methods under each other."""

from pose2video.jobs.job import job


def main(poses, results, driver, truth, strip, recipes):
    """Write the picture `strip` of the frame folders `results` of `recipes`, under the `truth`.

    Where that is not known they stand under the frames of the `driver`. `poses` are the clip's:
    they tell when it is fast.
    """
    from pose2video.films.frames import read_frames
    from pose2video.films.pictures import write_rgb
    from pose2video.films.strips import fast_moments, strip_of
    from pose2video.poses.formats import read_poses

    clip = read_frames(driver)
    shown = dict(zip(recipes, results, strict=True))
    moments = fast_moments(read_poses(poses))
    what = "truth" if truth else "driver"
    write_rgb(strip, strip_of(truth or driver, shown, moments, clip.fps, what))


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.poses,
        list(snakemake.input.results),
        snakemake.input.driver,
        snakemake.input.get("truth") or None,
        snakemake.output.strip,
        snakemake.params.recipes,
    )
