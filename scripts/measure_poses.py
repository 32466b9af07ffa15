"""Measure how one clip's driver and a character stand, for a retargeter that needs it."""

from pose2video.jobs.job import job


def main(poses, reference, film, body, measured, plot, retargeter, held_out):
    """Measure the pose file `poses` and a character, write the JSON `measured` and draw it.

    `reference` is the character's pose in its picture, `film` the pose file of its film, of which
    the share `held_out` of the end does not count, `body` the files of its fitted body and the
    model; of the last two what is not needed is empty.
    """
    from pose2video.characters.filmed.learned import learned_frames
    from pose2video.characters.motions import standing
    from pose2video.files import write_json
    from pose2video.films.pictures import write_rgb
    from pose2video.poses.formats import read_poses
    from pose2video.retargeters import RETARGETERS
    from pose2video.retargeters.everybody.charts import chart
    from pose2video.retargeters.everybody.known import KnownCharacter

    picture = read_poses(reference)
    footage, stance, horizon = None, None, None
    if film:
        footage = read_poses(film)
        footage = footage.cut(slice(0, learned_frames(footage.n_frames, held_out)))
    if body:
        stance, horizon = standing(body, picture.frame_size)
    known = KnownCharacter(picture, footage, stance, horizon)
    words = RETARGETERS.build(retargeter).measure(read_poses(poses), known)
    print("\n".join(f"warning: {sentence}" for sentence in words["warnings"]))
    write_rgb(plot, chart(words))
    write_json(measured, words, indent=1)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.poses,
        snakemake.input.reference,
        snakemake.input.film,
        snakemake.input.body,
        snakemake.output.measured,
        snakemake.output.plot,
        snakemake.params.retargeter,
        snakemake.params.held_out,
    )
