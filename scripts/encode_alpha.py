"""Encode someone cut out as a film with alpha, with the sound of the clip."""

from pose2video.jobs.job import job


def main(cutout, manifest, video, form, film, part, provenance, certificate, key):
    """Encode the film `cutout` of a frame folder with a `manifest` as `webm` or `prores`.

    The sound is that of `film` from the second `part` on, or from its `start_s` and at its `speed`.
    What the film says about itself, from `provenance`, goes into it; with a `certificate` it is
    signed with that and its `key`.
    """
    from fractions import Fraction

    from pose2video.files import read_json
    from pose2video.films.forms import WITH_ALPHA
    from pose2video.films.sounds import sound_under
    from pose2video.films.tags import add_xmp, tags
    from pose2video.films.videos import decode, encoder
    from pose2video.jobs.progress import progress
    from pose2video.provenance.records import record_of
    from pose2video.provenance.signing import sign_film

    words, form = read_json(manifest), WITH_ALPHA[form]
    rate, n_frames = Fraction(*words["fps"]), words["n_frames"]
    sound, warnings = sound_under(film, part, rate, n_frames)
    print("\n".join(f"warning: {sentence}" for sentence in warnings))
    said = record_of(provenance, words["origin"], sound is not None)

    def finish(path):
        if form.boxes:
            add_xmp(path, said)
        if certificate:
            sign_film(path, said, certificate, key, form.mime)

    size = tuple(words["frame_size"])
    with encoder(video, size, rate, sound, tags=tags(said), finish=finish, form=form) as write:
        for frame in progress(decode(cutout, alpha=True), "frames", n_frames):
            write(frame)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.cutout,
        snakemake.input.manifest,
        snakemake.output.video,
        snakemake.params.form,
        snakemake.input.get("film"),
        snakemake.params.part,
        snakemake.params.provenance,
        snakemake.input.get("certificate"),
        (snakemake.config.get("signing") or {}).get("key"),
    )
