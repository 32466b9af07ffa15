"""Measure one film."""

from pose2video.jobs.job import job


def main(frames, motion, driver, scores, estimator, weights, draws_person, truth, limits):
    """Score the frame folder `frames` against pose files: its own `motion`, and the `driver`'s.

    `truth` is paths (film, person masks, poses) or None; `estimator` a component spec, `weights`
    the folders of what it needs; `limits` what the config says under `scores`.
    """
    from pose2video.estimators import ESTIMATORS
    from pose2video.files import write_json
    from pose2video.metrics.scoring import score
    from pose2video.weights.loading import loaded

    seeing, _ = loaded(ESTIMATORS, estimator, weights)
    found = score(frames, motion, driver, seeing, draws_person, truth, **limits)
    write_json(scores, found, indent=1)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.frames,
        snakemake.input.motion,
        snakemake.input.driver,
        snakemake.output.scores,
        snakemake.params.estimator,
        snakemake.input.weights,
        snakemake.params.draws_person,
        [snakemake.input.get(name) for name in ("truth", "masks", "true_poses")]
        if snakemake.params.has_truth
        else None,
        snakemake.params.limits,
    )
