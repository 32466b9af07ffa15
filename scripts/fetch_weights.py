"""Supply one model's weights: from a folder of one's own, or from the Hugging Face hub."""

from pose2video.jobs.job import job


def main(name, folder, weights):
    """Make the folder `weights` of the model `name` from `folder`, or from the hub if None."""
    from pose2video.weights import fetch

    for sentence in fetch(name, folder, weights):
        print(f"warning: {sentence}")


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.wildcards.weights,
        snakemake.params.folder,
        snakemake.output.weights,
    )
