"""Convert the tensors by which pictures are compared as people see them."""

from pose2video.jobs.job import job


def main(net, tensors):
    """Write those of the network `net` to `tensors`."""
    from pose2video.perception.wheel import convert

    convert(net, tensors)


if __name__ == "__main__":
    job(snakemake, main, snakemake.wildcards.net, snakemake.output.tensors)
