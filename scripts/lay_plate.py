"""Lay the background of a character's film together from all its frames."""

from pose2video.jobs.job import job


def main(folder, masks, chosen, plate, words, sheet, name, frames_used=None):
    """Lay the plate of the frame folder `folder` with its `masks`; the next three are outputs.

    `plate` is the folder of the plate, `words` a JSON of warnings, `sheet` a picture to check it
    by. `chosen` says which frame is the character's picture, `name` is the character's, and of the
    film the first `frames_used` frames count, all if None.
    """
    from dataclasses import replace

    from pose2video.characters.filmed.scenery import lay_plate
    from pose2video.characters.filmed.scenery.sheet import plate_sheet
    from pose2video.characters.plates import write_plate
    from pose2video.files import read_json, write_json
    from pose2video.films.frames import read_frames
    from pose2video.films.pictures import write_rgb

    frames, picture = read_frames(folder), read_json(chosen)["frames"][0]["frame"]
    laid = lay_plate(frames, read_frames(masks), picture, frames_used)
    warnings = [f"the film of {name}: {sentence}" for sentence in laid.warnings]
    print("\n".join(f"warning: {sentence}" for sentence in warnings))
    write_plate(plate, replace(laid, warnings=tuple(warnings)))
    write_rgb(sheet, plate_sheet(laid, frames))
    write_json(words, {"warnings": warnings}, indent=1)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.frames,
        snakemake.input.masks,
        snakemake.input.chosen,
        snakemake.output.plate,
        snakemake.output.words,
        snakemake.output.sheet,
        snakemake.wildcards.character,
    )
