"""Measure one film."""

from pose2video.files import write_json
from pose2video.job import job
from pose2video.scoring import score


def main(frames, motion, scores, estimator, draws_person, truth):
    """Score the frame folder `frames` against its pose file `motion` and the `truth`, if known.

    `truth` is paths (film, person masks, poses) or None; `estimator` a component spec.
    """
    write_json(scores, score(frames, motion, estimator, draws_person, truth), indent=1)


if __name__ == "__main__":
    with job(snakemake):
        main(
            snakemake.input.frames,
            snakemake.input.motion,
            snakemake.output.scores,
            snakemake.params.estimator,
            snakemake.params.draws_person,
            [snakemake.input.get(name) for name in ("truth", "masks", "true_poses")]
            if snakemake.params.has_truth
            else None,
        )
