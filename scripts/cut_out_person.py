"""Make the frames of one film once more, of the person alone, with alpha."""

from pose2video.jobs.job import job


def main(manifest, cutout, generator, gloss, files):
    """Write the film `cutout`, without loss, of what `files` say, see `planned_performance`.

    `manifest` is that of the film's frames. `generator` is the component's spec, `gloss` the clip's
    written label.
    """
    from fractions import Fraction

    from pose2video.files import read_json
    from pose2video.films.forms import CUTOUT
    from pose2video.films.videos import encoder
    from pose2video.generators.performing import planned_performance
    from pose2video.jobs.progress import progress

    planned, words = planned_performance(*files, generator, gloss), read_json(manifest)
    images = progress(planned.cut_outs(), "frames", words["n_frames"])
    rate = Fraction(*words["fps"])
    with encoder(cutout, tuple(words["frame_size"]), rate, form=CUTOUT) as write:
        for image in images:
            write(image)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.manifest,
        snakemake.output.cutout,
        snakemake.params.generator,
        snakemake.params.gloss,
        [
            snakemake.input.poses,
            snakemake.input.view,
            snakemake.input.body,
            snakemake.params.character,
            next(iter(snakemake.input.footage), None),
            snakemake.input.film,
            snakemake.input.cameras,
            snakemake.input.weights,
        ],
    )
