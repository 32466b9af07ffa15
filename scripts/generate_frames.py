"""Make the frames of one film: a character performs a clip."""

from pose2video.jobs.job import job


def main(
    motion,
    view,
    body,
    manifest,
    character,
    footage,
    film,
    skin,
    cameras,
    weights,
    frames,
    generator,
    gloss,
):
    """Generate the frame folder `frames` of `character` moving as the pose file `motion`.

    The file `view` says which part of the character's picture it shows. `body` are the files of the
    motion on the character's body, none where it is not needed. `manifest` is the driving clip's:
    the frames get its exact rate. `footage` is the frame folder of the character's film, or None;
    `film` are its masks first and its plate last, or nothing. `skin` is the folder of the skin laid
    from it, or None. `cameras` is the JSON of the clip's cameras before the plate, or nothing.
    `weights` are the folders of what the generator needs of the table of weights and of what was
    trained, `gloss` the clip's written label.
    """
    from fractions import Fraction

    from pose2video.files import read_json
    from pose2video.films.frames import write_frames
    from pose2video.generators import GENERATORS
    from pose2video.generators.performing import planned_performance
    from pose2video.jobs.progress import progress

    planned = planned_performance(
        motion, view, body, character, footage, film, skin, cameras, weights, generator, gloss
    )
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
        snakemake.input.poses,
        snakemake.input.view,
        snakemake.input.body,
        snakemake.input.manifest,
        snakemake.params.character,
        next(iter(snakemake.input.footage), None),
        snakemake.input.film,
        next(iter(snakemake.input.skin), None),
        snakemake.input.cameras,
        snakemake.input.weights,
        snakemake.output.frames,
        snakemake.params.generator,
        snakemake.params.gloss,
    )
