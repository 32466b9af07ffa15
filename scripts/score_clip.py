"""Measure one film."""

from pose2video.jobs.job import job


def main(frames, motion, view, driver, found, scores, truth, perception, limits, body, character):
    """Score what is `found` in a result against pose files: its own `motion`, and the `driver`'s.

    The file `view` says what the film shows. `found` is empty where the generator draws no person,
    `frames` where no picture is looked at; `truth` is paths (film, person masks, poses) or None,
    `perception` the tensors by which pictures are compared with it, `limits` what the config says
    under `scores`. `body` are the files of the motion on the body of the `character` folder, none
    where the frames do not show a person before that character's background.
    """
    from pathlib import Path

    from pose2video.characters.character import read_character
    from pose2video.characters.framing.outlining import limbs_on_film
    from pose2video.characters.framing.views import read_view
    from pose2video.characters.motions import embodied
    from pose2video.files import write_json
    from pose2video.films.frames import read_frames
    from pose2video.jobs.progress import progress
    from pose2video.metrics.scoring import score

    shown, tensors = read_view(view), Path(perception).parent if perception else None
    limbs = None
    if body:
        film, moves = read_frames(frames), embodied(None, body)
        images = progress(film, "frames looked at", film.n_frames)
        limbs = limbs_on_film(images, read_character(character), shown, moves.body, moves.figure)
    files = motion, driver, found or None, truth
    told = score(frames, *files, shown, tensors, **limits, limbs=limbs)
    write_json(scores, told, indent=1)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.frames,
        snakemake.input.motion,
        snakemake.input.view,
        snakemake.input.driver or None,
        snakemake.input.found,
        snakemake.output.scores,
        [snakemake.input.get(name) for name in ("truth", "masks", "true_poses")]
        if snakemake.params.has_truth
        else None,
        snakemake.input.perception,
        snakemake.params.limits,
        snakemake.input.body,
        snakemake.params.character,
    )
