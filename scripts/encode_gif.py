"""Encode generated frames as a GIF."""

from pose2video.jobs.job import job


def main(folder, gif, provenance, certificate, key):
    """Encode the frame folder `folder` as `gif`.

    What the film says about itself, from `provenance`, goes into it; with a `certificate` it is
    signed with that and its `key`.
    """
    from pose2video.films.frames import read_frames
    from pose2video.films.gifs import write_gif
    from pose2video.provenance.records import record_of
    from pose2video.provenance.signing import sign_film

    frames = read_frames(folder)
    record = record_of(provenance, frames.origin, False)

    def finish(path):
        if certificate:
            sign_film(path, record, certificate, key, "image/gif")

    write_gif(gif, frames, record, finish)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.frames,
        snakemake.output.gif,
        snakemake.params.provenance,
        snakemake.input.get("certificate"),
        (snakemake.config.get("signing") or {}).get("key"),
    )
