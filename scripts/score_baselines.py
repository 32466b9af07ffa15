"""Measure what no method reaches, or every one should, on the held-out part of a film."""

from pose2video.jobs.job import job


def main(picture, manifest, truth, perception, plate, scores):
    """Write to `scores` how baselines score on the canvas of the frames of `manifest`.

    `truth` is paths: frame folders of the film and of where the person is in it, and its poses;
    `perception` the tensors by which pictures are compared. Measured are the still `picture`, and
    where `plate` (the plate and the cameras before it) is given, the true person on it: what a
    method that paints there can reach.
    """
    from itertools import repeat
    from pathlib import Path

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
        before, (cameras, _) = read_plate(plate[0]), read_cameras(plate[1])
        film = (read_frames(truth[0]), read_frames(truth[1]))
        shown["true person on the plate"] = on_plate(*film, before, cameras, size)
    folder = Path(perception).parent
    rows = {what: picture_rows(made, count, size, truth, folder) for what, made in shown.items()}
    write_json(scores, rows, indent=1)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.picture,
        snakemake.input.manifest,
        [snakemake.input.truth, snakemake.input.masks, snakemake.input.true_poses],
        snakemake.input.perception,
        snakemake.input.plate,
        snakemake.output.scores,
    )
