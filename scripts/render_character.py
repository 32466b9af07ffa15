"""Render the still picture by which a synthetic character is known, with its exact keypoints."""

from pose2video.jobs.job import job


def main(model, performer, out_picture, out_poses):
    """Render the picture of `performer` (a YAML file) with the body model `model`."""
    from pose2video.performers import load_performer
    from pose2video.performers.films import write_picture
    from pose2video.performers.stage import picture_performance

    performance = picture_performance(model, load_performer(performer))
    write_picture(performance, out_picture, out_poses, {"use": "render_character"})


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.model,
        snakemake.input.performer,
        snakemake.output.picture,
        snakemake.output.poses,
    )
