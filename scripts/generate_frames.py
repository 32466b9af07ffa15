"""Make the frames of one film: a character performs a clip, before its picture or cut out."""

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
    cutout,
    generator,
    gloss,
    maps=None,
):
    """Generate the frame folder `frames` of `character` moving as the pose file `motion`.

    With `cutout`, and None for `frames`, that film is written instead: the person alone, without
    loss. The file `view` says which part of the character's picture is shown. `body` are the files
    of the motion on the character's body, none where it is not needed. The result gets the rate of
    the frames that `manifest` tells of. `footage` is the frame folder of the character's film, or
    None; `film` are its masks first and its plate last, or nothing. `skin` is the folder of the
    skin laid from it, or None. `cameras` is the JSON of the clip's cameras before the plate, or
    nothing. `weights` are the folders of what the generator needs of the table of weights and of
    what was trained, `gloss` the clip's written label. `maps` is the frame folder of its own
    pictures of the pose, or None.
    """
    from fractions import Fraction

    from pose2video.files import read_json
    from pose2video.films.forms import CUTOUT
    from pose2video.films.frames import write_frames
    from pose2video.films.videos import encoder
    from pose2video.generators import GENERATORS
    from pose2video.generators.drifting import drifting
    from pose2video.generators.performing import planned_performance
    from pose2video.jobs.progress import progress

    planned = planned_performance(
        motion, view, body, character, footage, film, skin, cameras, weights, generator, gloss, maps
    )
    poses, rate = planned.motion.poses, Fraction(*read_json(manifest)["fps"])
    if cutout:
        with encoder(cutout, poses.frame_size, rate, form=CUTOUT) as write:
            for image in progress(planned.cut_outs(), "frames", poses.n_frames):
                write(image)
        return
    print("\n".join(f"warning: {sentence}" for sentence in planned.warnings))
    origin = {"generator": GENERATORS.told(generator), "gloss": gloss, "warnings": planned.warnings}
    images = progress(planned.frames(), "frames", poses.n_frames)
    if GENERATORS.needs(generator).paints:
        images = drifting(images, rate, origin, planned.warnings.append)
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
        snakemake.output.get("frames"),
        snakemake.output.get("cutout"),
        snakemake.params.generator,
        snakemake.params.gloss,
        next(iter(snakemake.input.get("maps") or []), None),
    )
