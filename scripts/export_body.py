"""Write the motion of a fitted body as BVH."""

from pose2video.jobs.job import job


def main(model, motion, folder, clip):
    """Write the motion file `motion` of `clip` into `folder`, on the body model `model`."""
    from pathlib import Path

    from pose2video.bodies.bvh import write_bvh
    from pose2video.bodies.model import load_body_model
    from pose2video.bodies.motion import read_motion
    from pose2video.files import writing

    with writing(Path(folder)) as beside:
        beside.mkdir()
        write_bvh(beside / f"{clip}.bvh", load_body_model(model), read_motion(motion))


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.model,
        snakemake.input.motion,
        snakemake.output.folder,
        snakemake.wildcards.clip,
    )
