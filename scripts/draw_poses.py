"""Draw the poses of a clip that has no film, so that there is something to look at."""

from pose2video.jobs.job import job


def main(source, folder, clip, max_side_px):
    """Draw the file or folder `source` of the row `clip` as the frame folder `folder`."""
    from fractions import Fraction

    from pose2video.exchange.importing import import_poses
    from pose2video.films.frames import write_frames
    from pose2video.jobs.progress import progress
    from pose2video.pose_drawings.openpose_lines import draw_openpose
    from pose2video.poses.geometry import resize

    poses, _ = import_poses(source, clip)
    scale = min(1, max_side_px / max(poses.frame_size))
    size = tuple(max(2, 2 * round(side * scale / 2)) for side in poses.frame_size)
    poses = resize(poses, size)
    images = (draw_openpose(poses, i) for i in range(poses.n_frames))
    frames = progress(images, "frames", poses.n_frames)
    rate = Fraction(poses.fps).limit_denominator(1001)
    origin = {"poses": str(source)} | ({"mirrored": True} if clip.get("mirror") else {})
    write_frames(folder, frames, rate, size, origin)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.source,
        snakemake.output.frames,
        snakemake.params.clip,
        snakemake.params.max_side_px,
    )
