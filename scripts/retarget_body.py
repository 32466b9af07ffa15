"""Let a character's body make one clip's motion."""

from pose2video.jobs.job import job


def main(model, driver, stance, motion, own=False):
    """Carry the motion file `driver` over to the body of the file `stance`; write `motion`.

    With `own` the driver is the character itself in its own film, and stays where it is seen.
    """
    from pose2video.bodies.model import load_body_model
    from pose2video.bodies.motion import motion_warnings, read_motion, write_motion
    from pose2video.bodies.retargeting import retarget_body
    from pose2video.bodies.retargeting.filming import as_filmed

    move = as_filmed if own else retarget_body
    moved = move(load_body_model(model), read_motion(driver), read_motion(stance))
    write_motion(motion, moved, warnings=motion_warnings(driver))


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.model,
        snakemake.input.driver,
        snakemake.input.stance,
        snakemake.output.motion,
        snakemake.params.own,
    )
