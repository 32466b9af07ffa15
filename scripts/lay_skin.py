"""Lay the frames of a character's film on the body, from all sides."""

from pose2video.jobs.job import job


def main(model, folder, masks, motion, character, skin, words, sheet, name, held_out=None):
    """Lay the skin of `character` from the frame folder `folder` with its `masks`.

    `model` is the folder of the body model, `motion` the body fitted to the film. Outputs are the
    folder `skin`, the JSON of warnings `words` and `sheet`, a picture to check it by. `name` is the
    character's, and the share `held_out` of the film's end is not looked at.
    """
    from dataclasses import replace

    from pose2video.bodies.model import load_body_model
    from pose2video.bodies.motion import read_motion
    from pose2video.characters.character import read_character
    from pose2video.characters.filmed.learned import learned_frames
    from pose2video.characters.skins import write_skin
    from pose2video.files import write_json
    from pose2video.films.frames import read_frames
    from pose2video.films.pictures import write_rgb
    from pose2video.generators.filmed_skins.laying import lay_skin
    from pose2video.generators.filmed_skins.sheet import skin_sheet

    frames, body = read_frames(folder), load_body_model(model)
    used = learned_frames(frames.n_frames, held_out)
    who = read_character(character)
    laid = lay_skin(body, who, read_motion(motion), frames, read_frames(masks), used)
    warnings = [f"the film of {name}: {sentence}" for sentence in laid.warnings]
    print("\n".join(f"warning: {sentence}" for sentence in warnings))
    laid = replace(laid, warnings=tuple(warnings))
    write_skin(skin, laid)
    write_rgb(sheet, skin_sheet(body, who, laid))
    write_json(words, {"warnings": warnings}, indent=1)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.model,
        snakemake.input.frames,
        snakemake.input.masks,
        snakemake.input.motion,
        snakemake.params.character,
        snakemake.output.skin,
        snakemake.output.words,
        snakemake.output.sheet,
        snakemake.wildcards.character,
        snakemake.params.held_out,
    )
