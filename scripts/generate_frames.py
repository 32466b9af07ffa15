"""Make the frames of one film: a character performs a clip."""

from pose2video.jobs.job import job


def main(
    motion, body, manifest, character, footage, film, cameras, weights, frames, generator, gloss
):
    """Generate the frame folder `frames` of `character` moving as the pose file `motion`.

    `body` are the files of the motion on the character's body, none where it is not needed.
    `manifest` is the driving clip's: the frames get its exact rate. `footage` is the frame folder
    of the character's film, or None; `film` are its masks first and its plate last, or nothing.
    `cameras` is the JSON of the clip's cameras before the plate, or nothing. `weights` are the
    folders of what the generator needs of the table of weights and of what was trained, `gloss` the
    clip's written label.
    """
    from dataclasses import replace
    from fractions import Fraction

    from pose2video.characters.character import read_character
    from pose2video.characters.motions import embodied
    from pose2video.characters.plates import read_cameras
    from pose2video.files import read_json
    from pose2video.films.frames import write_frames
    from pose2video.generators import GENERATORS
    from pose2video.jobs.progress import progress
    from pose2video.poses.formats import read_poses
    from pose2video.weights.loading import loaded

    poses, who = read_poses(motion), read_character(character, footage, film)
    moves = replace(embodied(poses, body, poses.frame_size), gloss=gloss)
    found, lost = read_cameras(cameras) if cameras else (None, [])
    moves = replace(moves, cameras=found)
    make, sentences = loaded(GENERATORS, generator, weights)
    warnings = make.warnings(who, moves) + lost + sentences
    print("\n".join(f"warning: {sentence}" for sentence in warnings))
    images = progress(noting(make.generate(who, moves), warnings), "frames", poses.n_frames)
    rate = Fraction(*read_json(manifest)["fps"])
    origin = {"generator": GENERATORS.told(generator), "gloss": gloss, "warnings": warnings}
    write_frames(frames, images, rate, poses.frame_size, origin)


def noting(images, warnings):
    """Yield from `images`; sentences that their generator returns at the end join `warnings`."""
    warnings += (yield from images) or []


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.poses,
        snakemake.input.body,
        snakemake.input.manifest,
        snakemake.params.character,
        next(iter(snakemake.input.footage), None),
        snakemake.input.film,
        snakemake.input.cameras,
        snakemake.input.weights,
        snakemake.output.frames,
        snakemake.params.generator,
        snakemake.params.gloss,
    )
