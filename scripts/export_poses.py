"""Write the poses of one clip in the format of another tool."""

from pose2video.jobs.job import job


def main(poses, folder, form, clip, provenance):
    """Write the pose file `poses` of `clip` into `folder`, as `form` of `exchange.EXPORTS`.

    What is looked at says what it is, from `provenance`; for the other forms that is None.
    """
    from pose2video.exchange import EXPORTS
    from pose2video.poses.formats import read_poses
    from pose2video.provenance.records import record_of

    record = record_of(provenance, {}, sound=False) if provenance else None
    EXPORTS[form].write(folder, clip, read_poses(poses), record)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.poses,
        snakemake.output.folder,
        snakemake.wildcards.form,
        snakemake.wildcards.clip,
        snakemake.params.provenance,
    )
