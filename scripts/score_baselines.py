"""Measure what no method reaches, or every one should, on the held-out part of a film."""

from pose2video.jobs.job import job


def main(picture, manifest, truth, masks, plate, scores):
    """Write to `scores` how baselines score on the canvas of the frames of `manifest`.

    `truth` and `masks` are frame folders of the film and of where the person is in it. Measured
    are the still `picture`, and where `plate` (the plate and the cameras before it) is given, the
    true person on it: what a method that paints there can reach.
    """
    from itertools import repeat

    from pose2video.characters.filmed.baselines import on_canvas, on_plate
    from pose2video.characters.plates import read_cameras, read_plate
    from pose2video.files import read_json, write_json
    from pose2video.films.frames import read_frames
    from pose2video.films.pictures import read_rgb
    from pose2video.metrics.scoring import picture_rows

    made = read_json(manifest)
    size, count = tuple(made["frame_size"]), made["n_frames"]
    shown = {"still picture": repeat(on_canvas(read_rgb(picture), size), count)}
    if plate:
        before, cameras = read_plate(plate[0]), read_cameras(plate[1])
        film = (read_frames(truth), read_frames(masks))
        shown["true person on the plate"] = on_plate(*film, before, cameras, size)
    rows = {what: picture_rows(made, count, size, truth, masks) for what, made in shown.items()}
    write_json(scores, rows, indent=1)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.picture,
        snakemake.input.manifest,
        snakemake.input.truth,
        snakemake.input.masks,
        snakemake.input.plate,
        snakemake.output.scores,
    )
