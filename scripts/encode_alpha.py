"""Encode someone cut out as a film with alpha, with the sound of the clip."""

from pose2video.jobs.job import job


def main(cutout, manifest, video, form, film, part, provenance, certificate, key):
    """Encode the film `cutout` of a frame folder with a `manifest` as `webm` or `prores`.

    The sound is that of `film` from the second `part` on, or from its `start_s` and at its `speed`.
    What the film says about itself, from `provenance`, goes into it; with a `certificate` it is
    signed with that and its `key`.
    """
    from pose2video.films.forms import WITH_ALPHA
    from pose2video.films.frames import read_manifest
    from pose2video.films.videos import decode
    from pose2video.provenance.encoding import encode_film

    frames, folder = decode(cutout, alpha=True), read_manifest(manifest)
    signing = (certificate, key)
    encode_film(video, frames, folder, (film, part), provenance, signing, WITH_ALPHA[form])


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
