"""Render a driving film: a synthetic performer doing a choreography, with its exact keypoints."""

from pathlib import Path

from pose2video.jobs.job import job


def main(model, choreography, performer, fps, clip, out_video, out_poses):
    """Render `performer` doing `choreography` (YAML files) at `fps` with the body model `model`."""
    from pose2video.films.tags import marks
    from pose2video.performers import load_choreography, load_performer
    from pose2video.performers.films import write_clip
    from pose2video.performers.stage import clip_performance
    from pose2video.provenance.records import performance_parts, record_of

    performance = clip_performance(
        model, load_choreography(choreography), load_performer(performer), fps
    )
    parts = performance_parts(clip, Path(choreography).stem, Path(performer).stem)
    said = marks(record_of(parts, {}, sound=False))
    write_clip(performance, out_video, out_poses, {"use": "render_clip"}, marks=said)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.model,
        snakemake.input.choreography,
        snakemake.input.performer,
        snakemake.params.fps,
        snakemake.wildcards.clip,
        snakemake.output.video,
        snakemake.output.poses,
    )
