"""Train a generator on the people of a data set."""

from pose2video.jobs.job import job


def main(index, model, check, generator):
    """Train the component spec `generator` on the data set of the file `index`.

    Writes the folder `model` and the picture `check`; what training needs until then lies beside
    them.
    """
    from pathlib import Path

    from pose2video.datasets.index import SetIndex
    from pose2video.files import remove
    from pose2video.films.pictures import write_rgb
    from pose2video.generators import GENERATORS
    from pose2video.weights.loading import release

    release()  # a worker may keep the models of the film before
    scratch = Path(f"{model}.training")
    takes = SetIndex.read(index).takes()
    learn, made_by = GENERATORS.build(generator), GENERATORS.told(generator)
    write_rgb(check, learn.train(takes, {}, model, scratch, made_by))
    remove(scratch)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.index,
        snakemake.output.model,
        snakemake.output.check,
        snakemake.params.generator,
    )
