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
    from pose2video.films.sounds import sound_under
    from pose2video.films.tags import add_xmp, tags
    from pose2video.films.videos import encoder
    from pose2video.jobs.progress import progress
    from pose2video.provenance.records import record_of
    from pose2video.provenance.signing import sign_film

    frames = read_frames(folder)
    sound, warnings = sound_under(film, part, frames.fps, frames.n_frames)
    print("\n".join(f"warning: {sentence}" for sentence in warnings))
    said = record_of(provenance, frames.origin, sound is not None)

    def finish(path):
        add_xmp(path, said)
        if certificate:
            sign_film(path, said, certificate, key)

    size, rate = frames.frame_size, frames.fps
    with encoder(video, size, rate, sound, tags=tags(said), finish=finish) as write:
        for frame in progress(frames, "frames", frames.n_frames):
            write(frame)
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
