"""Train a generator on a data set of several people."""

from pose2video.jobs.job import job


def main(index, weights, model, check, generator):
    """Train the component spec `generator` on what the file `index` names.

    `weights` are the folders of what the generator begins with. Writes the folder `model` and the
    picture `check`; what training needs until then lies beside them.
    """
    from pathlib import Path

    from pose2video.datasets.index import SetIndex
    from pose2video.files import remove
    from pose2video.films.pictures import write_rgb
    from pose2video.generators import GENERATORS
    from pose2video.weights import opened
    from pose2video.weights.loading import release

    release()  # a worker may keep the models of the film before
    scratch, found = Path(f"{model}.training"), SetIndex.read(index)
    print(f"the terms of the data set {found.name}: {found.license or 'not said'}")
    models, sentences = opened(weights)
    print("\n".join(f"warning: {sentence}" for sentence in sentences))
    learn, made_by = GENERATORS.build(generator), GENERATORS.told(generator)
    write_rgb(check, learn.train(found.takes(), models, model, scratch, made_by))
    remove(scratch)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.index,
        snakemake.input.weights,
        snakemake.output.model,
        snakemake.output.check,
        snakemake.params.generator,
    )
