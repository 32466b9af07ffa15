"""Fit one clip's motion to a character's body, and draw it over the picture."""

from pose2video.jobs.job import job


def main(motion, body, picture, reference, poses, preview, retargeter, short_side_px):
    """Fit the pose file `motion` to the character's `picture` and its pose file `reference`.

    `body` are the files of the motion on the character's body, none where it is not needed. The
    fitted `poses` lie on the picture at `short_side_px`; the `preview` shows them over it.
    """
    from pose2video.characters.character import canvas_size
    from pose2video.characters.motions import embodied
    from pose2video.films.pictures import read_rgb, write_rgb
    from pose2video.films.previews import draw_preview
    from pose2video.poses.formats import read_poses, write_poses
    from pose2video.poses.geometry import resize
    from pose2video.retargeters import RETARGETERS

    still = read_poses(reference)
    reference = resize(still, canvas_size(still.frame_size, short_side_px))
    driver = embodied(read_poses(motion), body, reference.frame_size)
    fitted = RETARGETERS.build(retargeter)(driver, reference)
    write_rgb(preview, draw_preview(read_rgb(picture), fitted))
    write_poses(poses, fitted, retargeter)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.poses,
        snakemake.input.body,
        snakemake.input.picture,
        snakemake.input.reference,
        snakemake.output.poses,
        snakemake.output.preview,
        snakemake.params.retargeter,
        snakemake.params.short_side_px,
    )
