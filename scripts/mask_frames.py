"""Find where the person is in every frame of one clip."""

from pose2video.jobs.job import job


def main(folder, poses, masks):
    """Write the frame folder `masks`: where the person of `poses` is in the frames of `folder`."""
    from pose2video.estimators.person_masks import mask_frames, mask_size
    from pose2video.films.frames import read_frames, write_frames
    from pose2video.jobs.progress import progress
    from pose2video.poses.formats import read_poses

    frames, found = read_frames(folder), read_poses(poses)
    seen = progress(mask_frames(frames, found), "masks", frames.n_frames)
    write_frames(masks, seen, frames.fps, mask_size(frames.frame_size), {"masks_of": "person"})


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.frames,
        snakemake.input.poses,
        snakemake.output.masks,
    )
