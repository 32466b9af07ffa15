"""Fit one clip's motion to a character's body, and draw it over the picture."""

from pose2video.characters import canvas_size, read_character
from pose2video.formats import read_poses, write_poses
from pose2video.geometry import resize
from pose2video.job import job
from pose2video.pictures import write_rgb
from pose2video.previews import draw_preview
from pose2video.retargeters import RETARGETERS


def main(motion, character, poses, preview, retargeter, short_side_px):
    """Fit the pose file `motion` to the folder `character`; write `poses` and the `preview`."""
    who = read_character(character)
    reference = resize(who.poses, canvas_size(who.size, short_side_px))
    fitted = RETARGETERS.build(retargeter)(read_poses(motion), reference)
    write_rgb(preview, draw_preview(who.picture, fitted))
    write_poses(poses, fitted, retargeter)


if __name__ == "__main__":
    with job(snakemake):
        main(
            snakemake.input.poses,
            snakemake.params.character,
            snakemake.output.poses,
            snakemake.output.preview,
            snakemake.params.retargeter,
            snakemake.params.short_side_px,
        )
