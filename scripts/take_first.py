"""Take the first frame of a clip as the picture of whom it shows."""

from pose2video.jobs.job import job


def main(frames, picture):
    """Write the first frame of the frame folder `frames` as `picture`."""
    from pose2video.films.frames import read_frames
    from pose2video.films.pictures import write_rgb

    write_rgb(picture, read_frames(frames).frame(0))


if __name__ == "__main__":
    job(snakemake, main, snakemake.input.frames[0], snakemake.output.picture)
