"""Measure what shows no method at all on the held-out part of a character's film."""

from pose2video.jobs.job import job


def main(picture, manifest, truth, masks, scores):
    """Write to `scores` what the still `picture` scores on the canvas of the frames of `manifest`.

    `truth` and `masks` are frame folders of the film and of where the person is in it.
    """
    from itertools import repeat

    import cv2

    from pose2video.files import read_json, write_json
    from pose2video.films.pictures import read_rgb
    from pose2video.metrics.scoring import picture_rows

    made = read_json(manifest)
    size, count = tuple(made["frame_size"]), made["n_frames"]
    still = cv2.resize(read_rgb(picture), size, interpolation=cv2.INTER_AREA)
    rows = picture_rows(repeat(still, count), count, size, truth, masks)
    write_json(scores, {"still picture": rows}, indent=1)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.picture,
        snakemake.input.manifest,
        snakemake.input.truth,
        snakemake.input.masks,
        snakemake.output.scores,
    )
