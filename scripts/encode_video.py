"""Encode generated frames as an MP4 with the sound of the clip, and note what it is made of."""

from pose2video.jobs.job import job


def main(folder, video, record, film, part, provenance, certificate, key):
    """Encode the frame folder `folder`; the sound is that of `film` from the second `part`
    on, or from its `start_s` and at its `speed`.

    What the film says about itself, from `provenance`, goes into it and into the JSON `record`;
    with a `certificate` it is signed with that and its `key`.
    """
    from pose2video.files import write_json
    from pose2video.films.frames import read_frames
    from pose2video.provenance.encoding import encode_film

    frames, signing = read_frames(folder), (certificate, key)
    said, warnings = encode_film(video, frames, frames, (film, part), provenance, signing)
    write_json(record, said | ({"warnings": warnings} if warnings else {}), indent=1)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.frames,
        snakemake.output.video,
        snakemake.output.record,
        snakemake.input.get("film"),
        snakemake.params.part,
        snakemake.params.provenance,
        snakemake.input.get("certificate"),
        # the path only, and not by a parameter: those are logged
        (snakemake.config.get("signing") or {}).get("key"),
    )
