"""Make the frames of one film once more, of the person alone, with alpha."""

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
    cutout,
    generator,
    gloss,
):
    """Write the film `cutout`, without loss: `character` alone, moving as the pose file `motion`.

    The file `view` says which part of the character's picture it shows. `body` are the files of the
    motion on the character's body, none where it is not needed. `manifest` is that of the
    film's frames. `footage` is the frame folder of the character's film, or None;
    `film` are its masks first and its plate last, or nothing. `skin` is the folder of the skin laid
    from it, or None. `cameras` is the JSON of the clip's cameras before the plate, or nothing.
    `weights` are the folders of what the generator needs of the table of weights and of what was
    trained, `gloss` the clip's written label.
    """
    from fractions import Fraction

    from pose2video.files import read_json
    from pose2video.films.forms import CUTOUT
    from pose2video.films.videos import encoder
    from pose2video.generators.performing import planned_performance
    from pose2video.jobs.progress import progress

    planned = planned_performance(
        motion, view, body, character, footage, film, skin, cameras, weights, generator, gloss
    )
    words = read_json(manifest)
    rate, size = Fraction(*words["fps"]), tuple(words["frame_size"])
    with encoder(cutout, size, rate, form=CUTOUT) as write:
        for image in progress(planned.cut_outs(), "frames", words["n_frames"]):
            write(image)


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
        snakemake.output.cutout,
        snakemake.params.generator,
        snakemake.params.gloss,
    )
