"""Turn one clip into frames at a constant rate."""

from pathlib import Path

from pose2video.jobs.job import job


def main(film, folder, clip, frames, limits):
    """Extract the clip `clip` (a row of the table) of `film` into the frame folder `folder`."""
    from pose2video.films.extraction import extract_film, extract_pictures
    from pose2video.films.limits import Limits

    part = {
        "start_s": clip["start_s"],
        "end_s": clip["end_s"],
        "max_side_px": frames["max_side_px"],
        "mirror": bool(clip.get("mirror")),
        "speed": clip.get("speed"),
        "limits": Limits(**limits),
    }
    if Path(film).is_dir():
        extract_pictures(film, folder, clip["fps"], frames["fps"], **part)
    else:
        extract_film(film, folder, frames["fps"], **part)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.film,
        snakemake.output.frames,
        snakemake.params.clip,
        snakemake.params.frames,
        {
            name: snakemake.resources[name]
            for name in ("film_megapixels", "film_seconds", "picture_megapixels")
        },
    )
