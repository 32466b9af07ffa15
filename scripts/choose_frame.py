"""Choose the frame of a filmed character's film that is its picture."""

from pose2video.jobs.job import job


def main(folder, poses, picture, words, sheet, name, frame_s, held_out):
    """Choose among the frame folder `folder` with its `poses`; the next three are outputs.

    `picture` is the frame, `words` a JSON of which and why, `sheet` a picture of the best ones.
    `name` is the character's, `frame_s` the wanted second of the film or None, `held_out` the share
    of its end that nothing is taken of.
    """
    from pose2video.characters.filmed.checking import film_second
    from pose2video.characters.filmed.choosing import choose
    from pose2video.characters.filmed.learned import learned_part
    from pose2video.characters.filmed.sheet import choice_sheet
    from pose2video.files import write_json
    from pose2video.films.frames import read_frames
    from pose2video.films.pictures import write_rgb
    from pose2video.poses.formats import read_poses

    frames, found = learned_part(read_frames(folder), read_poses(poses), held_out)
    choice = choose(frames, found, name, frame_s)
    best = [
        {
            "frame": number,
            "time_s": round(film_second(frames, number), 3),
            "why": choice.words(rank),
        }
        for rank, number in enumerate(choice.frames)
    ]
    write_rgb(picture, frames.frame(choice.frames[0]))
    write_rgb(sheet, choice_sheet(frames, choice))
    write_json(words, {"frames": best}, indent=1)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.frames,
        snakemake.input.poses,
        snakemake.output.picture,
        snakemake.output.words,
        snakemake.output.sheet,
        snakemake.wildcards.character,
        snakemake.params.frame_s,
        snakemake.params.held_out,
    )
