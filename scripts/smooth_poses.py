"""Smooth the keypoint trajectories of one clip."""

from pose2video.jobs.job import job


def main(raw, smoothed, smoother, model=()):
    """Read the pose file `raw`, smooth it with the component spec `smoother`, write `smoothed`.

    `model` are the folders of weights that the smoother was prepared with; none if its own do.
    """
    from pose2video.poses.formats import read_poses, write_poses
    from pose2video.smoothers import SMOOTHERS
    from pose2video.weights.loading import loaded

    smooth, sentences = loaded(SMOOTHERS, smoother, model)
    write_poses(smoothed, smooth(read_poses(raw)), smoother, sentences)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.poses,
        snakemake.output.poses,
        snakemake.params.smoother,
        snakemake.input.model,
    )
