"""Build the body model that every synthetic performer shares."""

from pose2video.jobs.job import job


def main(folder):
    """Write the body model to `folder`."""
    from pose2video.bodies.model import build_body_model

    build_body_model(folder)


if __name__ == "__main__":
    job(snakemake, main, snakemake.output.model)
