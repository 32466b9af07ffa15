"""Smooth the keypoint trajectories of one clip."""

from pose2video.jobs.job import job


def main(raw, smoothed, smoother):
    """Read the pose file `raw`, smooth it with the component spec `smoother`, write `smoothed`."""
    from pose2video.poses.formats import read_poses, write_poses
    from pose2video.smoothers import SMOOTHERS

    smooth = SMOOTHERS.build(smoother)
    write_poses(smoothed, smooth(read_poses(raw)), smoother)


if __name__ == "__main__":
    job(snakemake, main, snakemake.input.poses, snakemake.output.poses, snakemake.params.smoother)
