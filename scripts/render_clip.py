"""Render a driving film: a synthetic performer doing a choreography, with its exact keypoints."""

from pose2video.job import job


def main(model, choreography, performer, fps, out_video, out_poses):
    """Render `performer` doing `choreography` (YAML files) at `fps` with the body model `model`."""
    from pose2video.performers import load_choreography, load_performer
    from pose2video.performers.films import write_clip
    from pose2video.performers.stage import clip_performance

    performance = clip_performance(
        model, load_choreography(choreography), load_performer(performer), fps
    )
    write_clip(performance, out_video, out_poses, {"use": "render_clip"})


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.model,
        snakemake.input.choreography,
        snakemake.input.performer,
        snakemake.params.fps,
        snakemake.output.video,
        snakemake.output.poses,
    )
