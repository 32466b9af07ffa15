"""Bring the masks, or the pictures of the pose, of a data set to the frames that they belong to."""

from pose2video.jobs.job import job


def main(given, source, manifest, folder, what):
    """Write the frame folder `folder` with a picture for every frame: black where there is none.

    `given` is a folder of pictures, or a film of as many frames; `source` the folder of pictures
    that became the frames of `manifest`; `what` says what they are.
    """
    from pose2video.datasets.pairing import paired
    from pose2video.films.frames import write_frames

    pictures, fps, size, lost = paired(given, source, manifest)
    write_frames(folder, pictures, fps, size, {what: str(given), "absent": lost})


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.given,
        snakemake.input.get("source"),
        snakemake.input.manifest,
        snakemake.output[0],
        snakemake.params.what,
    )
