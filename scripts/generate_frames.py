"""Make the frames of one film: a character performs a clip."""

from pose2video.jobs.job import job


def main(manifest, frames, generator, gloss, files):
    """Generate the frame folder `frames` of what `files` say, see `planned_performance`.

    `manifest` is the driving clip's: the frames get its exact rate. `generator` is the component's
    spec, `gloss` the clip's written label.
    """
    from fractions import Fraction

    from pose2video.files import read_json
    from pose2video.films.frames import write_frames
    from pose2video.generators import GENERATORS
    from pose2video.generators.performing import planned_performance
    from pose2video.jobs.progress import progress

    planned = planned_performance(*files, generator, gloss)
    print("\n".join(f"warning: {sentence}" for sentence in planned.warnings))
    poses = planned.motion.poses
    images = progress(planned.frames(), "frames", poses.n_frames)
    rate = Fraction(*read_json(manifest)["fps"])
    origin = {"generator": GENERATORS.told(generator), "gloss": gloss, "warnings": planned.warnings}
    write_frames(frames, images, rate, poses.frame_size, origin)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.manifest,
        snakemake.output.frames,
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
