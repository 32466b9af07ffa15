"""Make the weights of a generator out of a published checkpoint."""

from pose2video.jobs.job import job


def main(checkpoint, model, generator):
    """Write the folder `model` for the component spec `generator` from the file `checkpoint`."""
    from pose2video.generators import GENERATORS
    from pose2video.generators.flow_attention.published_checkpoint import convert

    convert(checkpoint, model, GENERATORS.told(generator))


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.checkpoint,
        snakemake.output.model,
        snakemake.params.generator,
    )
