"""Measure one film on a data set as the published protocols need it."""

from pose2video.jobs.job import job


def main(frames, truth, measures, features, networks):
    """Write what the frame folder `frames` is against the true one: `measures` and `features`.

    `networks` is the config's block: those of Fréchet distances give the features.
    """
    import numpy as np

    from pose2video.files import write_json, writing
    from pose2video.films.frames import read_frames
    from pose2video.metrics.named.protocols import of_film

    made = read_frames(frames)
    values, found = of_film(made, read_frames(truth), networks)
    with writing(features) as beside, open(beside, "wb") as file:
        np.savez_compressed(file, **found)
    write_json(measures, {"n_frames": made.n_frames, "disco": values}, indent=1)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.frames,
        snakemake.input.truth,
        snakemake.output.measures,
        snakemake.output.features,
        snakemake.params.networks,
    )
