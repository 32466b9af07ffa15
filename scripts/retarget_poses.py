"""Fit one clip's motion to a character's body, and draw it over the picture."""

from pose2video.jobs.job import job


def main(motion, body, measured, background, reference, poses, view, preview, retargeter, framing):
    """Fit the pose file `motion` to a character's picture, by its pose file `reference`.

    `body` are the files of the motion on the character's body, none where it is not needed,
    `measured` is the JSON of `measure_poses`, likewise.
    `framing` are the last arguments of `framed_motion`: the file `view` says which part of the
    picture and its surroundings the film shows. The fitted `poses` lie on its canvas; the `preview`
    shows them over the picture's `background`.
    """
    from dataclasses import replace

    from pose2video.characters.framing.beyond import behind
    from pose2video.characters.framing.choosing import framed_motion
    from pose2video.characters.framing.views import write_view
    from pose2video.characters.motions import embodied
    from pose2video.files import read_json
    from pose2video.films.pictures import read_rgb, write_rgb
    from pose2video.films.previews import draw_preview
    from pose2video.poses.formats import read_poses, write_poses
    from pose2video.retargeters import RETARGETERS

    still = read_poses(reference)
    driver = embodied(read_poses(motion), body)
    driver = replace(driver, measured=read_json(measured)) if measured else driver
    retarget, picture = RETARGETERS.build(retargeter), read_rgb(background)
    fitted, shown = framed_motion(retarget, driver, still, picture, **framing)
    write_rgb(preview, draw_preview(behind(picture, shown), fitted))
    write_poses(poses, fitted, retargeter)
    write_view(view, shown)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.poses,
        snakemake.input.body,
        snakemake.input.measured,
        snakemake.input.background,
        snakemake.input.reference,
        snakemake.output.poses,
        snakemake.output.view,
        snakemake.output.preview,
        snakemake.params.retargeter,
        snakemake.params.framing,
    )
