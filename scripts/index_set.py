"""Write the index of a data set: who is in it, where it lies, and what is left out."""

from pose2video.jobs.job import job


def main(checked, smoothed, data_set, index):
    """Write the index of `data_set`, whose `takes` have a file each in `checked` and `smoothed`."""
    from pose2video.datasets.indexing import indexed, summary

    found = indexed(data_set, checked, smoothed)
    found.write(index)
    print("\n".join(summary(found)))


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.checked,
        snakemake.input.smoothed,
        snakemake.params.data_set,
        snakemake.output.index,
    )
