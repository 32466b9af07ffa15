"""Render one film of a data set of synthetic people: a random person who moves at random."""

from pose2video.jobs.job import job


def main(model, layout, numbers, video, masks, poses):
    """Render the person and the motion of `numbers` with the body model `model`.

    `layout` is the spec of the layout `performers`; writes the film, where the person is in it, and
    the true poses.
    """
    from pose2video.datasets.layouts import LAYOUTS
    from pose2video.datasets.strangers import performance_of
    from pose2video.performers.films import write_clip

    performance = performance_of(model, LAYOUTS.build(layout), **numbers)
    write_clip(performance, video, poses, LAYOUTS.told(layout), masks)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.model,
        snakemake.params.layout,
        snakemake.params.numbers,
        snakemake.output.video,
        snakemake.output.masks,
        snakemake.output.poses,
    )
