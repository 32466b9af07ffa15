"""Write the poses of one clip in the format of another tool."""

from pose2video.job import job


def main(poses, folder, form, clip):
    """Write the pose file `poses` of `clip` into `folder`, as `form` of `exchange.EXPORTS`."""
    from pose2video.exchange import EXPORTS
    from pose2video.formats import read_poses

    EXPORTS[form].write(folder, clip, read_poses(poses))


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.poses,
        snakemake.output.folder,
        snakemake.wildcards.form,
        snakemake.wildcards.clip,
    )
