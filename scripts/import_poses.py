"""Read the poses that another tool has found in one clip."""

from pose2video.jobs.job import job


def main(source, manifest, poses, clip, estimator):
    """Read the file or folder `source` of the row `clip`, write the pose file `poses`.

    `manifest` is that of the film's frames, nothing without a film; `estimator` a component spec.
    """
    from pose2video.exchange.importing import import_poses
    from pose2video.poses.formats import write_poses

    found, warnings = import_poses(source, clip, manifest or None)
    print("\n".join(f"warning: {sentence}" for sentence in warnings))
    write_poses(poses, found, estimator, warnings)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.source,
        snakemake.input.get("manifest"),
        snakemake.output.poses,
        snakemake.params.clip,
        snakemake.params.estimator,
    )
