"""Fit the articulated body to the keypoints of one clip."""

from pose2video.jobs.job import job


def main(model, poses, motion):
    """Fit the body model of the folder `model` to the pose file `poses`, write `motion`."""
    from pose2video.bodies.fitting import fit_body
    from pose2video.bodies.model import load_body_model
    from pose2video.bodies.motion import write_motion
    from pose2video.poses.formats import read_poses

    fitted, warnings = fit_body(load_body_model(model), read_poses(poses))
    write_motion(motion, fitted, warnings=warnings)


if __name__ == "__main__":
    job(snakemake, main, snakemake.input.model, snakemake.input.poses, snakemake.output.motion)
