"""Draw the poses of one clip over its film, small, for people to check."""

from pose2video.jobs.job import job


def main(folder, poses, video, provenance):
    """Write `video`: the frame folder `folder` with the pose file `poses` drawn over it.

    It says what it is, from `provenance`.
    """
    from pose2video.films.frames import read_frames
    from pose2video.films.overlays import overlaid, small_size
    from pose2video.films.tags import marks
    from pose2video.films.videos import encoder
    from pose2video.jobs.progress import progress
    from pose2video.poses.formats import read_poses
    from pose2video.provenance.records import record_of

    frames = read_frames(folder)
    record = record_of(provenance, frames.origin, sound=False)
    size = small_size(frames.frame_size)
    with encoder(video, size, frames.fps, preset="veryfast", **marks(record)) as add:
        pictures = overlaid(frames, read_poses(poses), size)
        for picture in progress(pictures, "frames", frames.n_frames):
            add(picture)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.frames,
        snakemake.input.poses,
        snakemake.output.video,
        snakemake.params.provenance,
    )
