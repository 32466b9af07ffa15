"""Find the person again in every frame of one result."""

from pose2video.jobs.job import job


def main(folder, poses, estimator, weights):
    """Run the component spec `estimator` over the frame folder `folder`, write `poses`.

    Where nobody is found the poses are empty; `weights` are folders of what it needs.
    """
    from pose2video.estimators import ESTIMATORS
    from pose2video.films.frames import read_frames
    from pose2video.jobs.progress import progress
    from pose2video.poses.formats import write_poses
    from pose2video.weights.loading import loaded

    frames = read_frames(folder)
    seeing, _ = loaded(ESTIMATORS, estimator, weights)
    seen = progress(frames, "frames found again", frames.n_frames)
    write_poses(poses, seeing.estimate(seen, float(frames.fps)), estimator)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.frames,
        snakemake.output.poses,
        snakemake.params.estimator,
        snakemake.input.weights,
    )
