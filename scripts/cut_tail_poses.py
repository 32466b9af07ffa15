"""Cut off the poses of the part of a character's film that is held out."""

from pose2video.jobs.job import job


def main(folder, poses, tail, held_out, name):
    """Write the last frames of the pose file `poses`, of the film `folder`, to `tail`."""
    from pose2video.characters.filmed.learned import tail_start
    from pose2video.files import read_json
    from pose2video.films.frames import read_frames
    from pose2video.poses.formats import read_poses, write_poses

    first = tail_start(read_frames(folder), held_out or 0, name)
    made_by = read_json(poses).get("made_by")
    write_poses(tail, read_poses(poses).cut(slice(first, None)), made_by)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.frames,
        snakemake.input.poses,
        snakemake.output.poses,
        snakemake.params.held_out,
        snakemake.wildcards.character,
    )
