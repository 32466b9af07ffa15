"""Train a generator on the film of one character."""

from pose2video.jobs.job import job


def main(
    frames,
    poses,
    masks,
    plate,
    body,
    character,
    skin,
    weights,
    subject,
    model,
    check,
    generator,
    held_out,
):
    """Train the component spec `generator` on the footage of `subject`.

    `frames` and `masks` are frame folders of the film, `poses` its smoothed pose file, `plate` the
    folder of its background or nothing, `body` the files of the body fitted to it, none where it is
    not needed, `character` the files of the character's picture, taken apart, and `skin` the folder
    of the skin laid from the film, or nothing, `weights` the folders of what the generator begins
    with; the share `held_out` of the film's end is not learned from. Writes the folder `model` and
    the picture `check`; what training needs until then lies beside them.
    """
    from pathlib import Path

    from pose2video.characters.filmed.learned import learned_frames
    from pose2video.files import remove
    from pose2video.films.frames import read_frames
    from pose2video.films.pictures import write_rgb
    from pose2video.generators import GENERATORS
    from pose2video.training.takes import Take
    from pose2video.weights import opened
    from pose2video.weights.loading import release

    release()  # a worker may keep the models of the film before
    scratch = Path(f"{model}.training")
    used = learned_frames(read_frames(frames).n_frames, held_out) if held_out else None
    behind = plate and Path(plate)
    bodies = tuple(map(Path, body))
    worn = [Path(character[0]).parent if character else None, Path(skin[0]) if skin else None]
    takes = [Take(subject, Path(frames), Path(poses), Path(masks), behind, used, bodies, *worn)]
    models, sentences = opened(weights)
    print("\n".join(f"warning: {sentence}" for sentence in sentences))
    learn, made_by = GENERATORS.build(generator), GENERATORS.told(generator)
    write_rgb(check, learn.train(takes, models, model, scratch, made_by))
    remove(scratch)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.frames,
        snakemake.input.poses,
        snakemake.input.masks,
        snakemake.input.plate or None,
        snakemake.input.body,
        snakemake.input.character,
        snakemake.input.skin,
        snakemake.input.weights,
        snakemake.wildcards.subject,
        snakemake.output.model,
        snakemake.output.check,
        snakemake.params.generator,
        snakemake.params.held_out,
    )
