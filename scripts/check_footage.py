"""Look whether a character's film is fit to learn from."""

from pose2video.jobs.job import job


def main(folder, poses, words, name, held_out):
    """Look at the frame folder `folder` with its `poses`, write what is wrong to the JSON `words`.

    `name` is the character's, the share `held_out` of the film's end is not looked at. What was
    noticed when the film was read and looked at is told, too.
    """
    from pose2video.characters.filmed.checking import check_footage
    from pose2video.characters.filmed.learned import learned_part
    from pose2video.files import write_json
    from pose2video.films.frames import read_frames
    from pose2video.poses.formats import read_poses
    from pose2video.poses.warnings import read_warnings

    frames, found = learned_part(read_frames(folder), read_poses(poses), held_out)
    noticed = [*frames.origin.get("warnings", []), *read_warnings(poses)]
    noticed += check_footage(frames, found, name)
    warnings = [f"the film of {name}: {sentence}" for sentence in noticed]
    print("\n".join(f"warning: {sentence}" for sentence in warnings))
    write_json(words, {"warnings": warnings}, indent=1)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.frames,
        snakemake.input.poses,
        snakemake.output.words,
        snakemake.wildcards.character,
        snakemake.params.held_out,
    )
