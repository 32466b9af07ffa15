"""Make the frames of one film: a character performs a clip."""

from fractions import Fraction

from pose2video.characters import read_character
from pose2video.files import read_json
from pose2video.formats import read_poses
from pose2video.frames import write_frames
from pose2video.generators import GENERATORS
from pose2video.job import job
from pose2video.progress import progress


def main(motion, manifest, character, frames, generator):
    """Generate the frame folder `frames` of `character` moving as the pose file `motion`.

    `manifest` is the driving clip's: the frames get its exact rate.
    """
    poses, who = read_poses(motion), read_character(character)
    make = GENERATORS.build(generator)
    origin = {"generator": generator, "warnings": make.warnings(who, poses)}
    print("\n".join(f"warning: {sentence}" for sentence in origin["warnings"]))
    images = progress(make.generate(who, poses), "frames", poses.n_frames)
    rate = Fraction(*read_json(manifest)["fps"])
    write_frames(frames, images, rate, poses.frame_size, origin)


if __name__ == "__main__":
    with job(snakemake):
        main(
            snakemake.input.poses,
            snakemake.input.manifest,
            snakemake.params.character,
            snakemake.output.frames,
            snakemake.params.generator,
        )
