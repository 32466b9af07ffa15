"""Make the weights of a smoother ready: train them, or convert published ones."""

from pose2video.jobs.job import job


def main(smoother, body_model, human36m, published, model):
    """Write the folder `model` for the component spec `smoother`.

    `body_model` is a folder and `human36m` two files that it may be trained with, `published` is a
    checkpoint; what is not needed is None.
    """
    from pathlib import Path

    from pose2video.files import remove
    from pose2video.smoothers import SMOOTHERS

    made_by = SMOOTHERS.told(smoother)
    if published:
        from pose2video.pose_pairs.converting import convert

        convert(published, model, made_by)
        return
    from pose2video.pose_pairs.teaching import teach

    scratch = Path(f"{model}.training")
    teach(SMOOTHERS.build(smoother), body_model, human36m, model, scratch, made_by)
    remove(scratch)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.params.smoother,
        snakemake.input.body_model or None,
        snakemake.input.human36m or None,
        snakemake.input.published or None,
        snakemake.output.model,
    )
