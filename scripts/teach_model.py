"""Teach a model that is no character's, or read it from a file of one's own."""

from pose2video.jobs.job import job


def main(index, begin, own, body_model, weights, model, training):
    """Write the folder `model` for the component spec `training`.

    `index` is that of a data set, `begin` the folder of another training that it goes on from,
    `own` a published checkpoint, `body_model` the folder of the body model; what is not needed is
    None. `weights` are the folders of what it begins with. A picture to check by, where there is
    one, is `check.png` in the folder's `training`; what training needs until then lies beside the
    folder.
    """
    from pathlib import Path

    from pose2video.files import remove
    from pose2video.films.pictures import write_rgb
    from pose2video.training import TRAININGS
    from pose2video.weights import opened
    from pose2video.weights.loading import release

    release()  # a worker may keep the models of the film before
    models, sentences = opened(weights)
    print("\n".join(f"warning: {sentence}" for sentence in sentences))
    scratch = Path(f"{model}.training")
    sources = {"index": index, "begin": begin, "own": own, "body_model": body_model}
    learn, made_by = TRAININGS.build(training), TRAININGS.told(training)
    sheet = learn.train(sources, models, model, scratch, made_by)
    if sheet is not None:
        write_rgb(Path(model) / "training" / "check.png", sheet)
    remove(scratch)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.index or None,
        snakemake.input.begin or None,
        snakemake.input.own or None,
        snakemake.input.body_model or None,
        snakemake.input.weights,
        snakemake.output.model,
        snakemake.params.training,
    )
