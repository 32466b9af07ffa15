"""Give a still character a body from its prepared picture, and draw it for a person to check."""

from pose2video.jobs.job import job


def main(model, character, body, check):
    """Fit the body model in the folder `model` to the `character` folder; the rest are outputs."""
    from pose2video.bodies.likeness import fit_character
    from pose2video.bodies.model import load_body_model
    from pose2video.bodies.motion import write_motion
    from pose2video.characters.character import read_character
    from pose2video.films.pictures import write_rgb

    still = read_character(character)
    motion, sheet, warnings = fit_character(
        load_body_model(model), still.picture, still.mask, still.poses
    )
    for sentence in warnings:
        print(f"warning: {sentence}")
    write_rgb(check, sheet)
    write_motion(body, motion, warnings=warnings)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.model,
        snakemake.params.character,
        snakemake.output.body,
        snakemake.output.check,
    )
