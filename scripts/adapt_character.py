"""Train models on the pictures of one character."""

from pose2video.jobs.job import job


def main(characters, films, weights, model, check, training, adaptation):
    """Train the component spec `adaptation` on the prepared `characters`, who are one person.

    `films` are `[words, frames, poses, masks]` of those that were filmed: more frames of theirs are
    learned from, too. `weights` are the folders of the models it begins with. Writes the folder
    `model`, and the pictures `check` and `training` (losses and samples over time); a checkpoint
    and a diary lie beside the folder until all are there.
    """
    from pathlib import Path

    from pose2video.characters.character import read_character
    from pose2video.characters.filmed.moments import read_moments
    from pose2video.files import remove
    from pose2video.films.frames import manifest_path
    from pose2video.films.pictures import write_rgb
    from pose2video.training import ADAPTATIONS
    from pose2video.training.keys import file_digest
    from pose2video.training.plots import album
    from pose2video.weights import opened
    from pose2video.weights.loading import release

    release()  # a worker may keep the models of the film before
    checkpoint = Path(f"{model}.checkpoint.safetensors")
    models, sentences = opened(weights)
    print("\n".join(f"warning: {sentence}" for sentence in sentences))
    people = [read_character(folder) for folder in characters]
    people += [moment for film in films for moment in read_moments(*film)]
    learn = ADAPTATIONS.build(adaptation)
    read = ("picture.png", "mask.png", "poses.json")
    data = [file_digest(Path(folder) / name) for folder in characters for name in read]
    for words, frames, poses, masks in films:
        files = (words, manifest_path(frames), poses, manifest_path(masks))
        data += [file_digest(path) for path in files]
    picture = learn.train(people, models, model, checkpoint, adaptation["revision"], data)
    write_rgb(check, picture)
    write_rgb(training, album(Path(model) / "training"))
    remove(checkpoint)
    remove(f"{checkpoint}.diary")


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.params.characters,
        snakemake.params.films,
        snakemake.input.weights,
        snakemake.output.model,
        snakemake.output.check,
        snakemake.output.training,
        snakemake.params.adaptation,
    )
