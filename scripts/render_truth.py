"""Render the true motion transfer: the character doing the choreography where it is known from."""

from pathlib import Path

from pose2video.jobs.job import job


def main(
    model,
    choreography,
    driver,
    performer,
    fps,
    names,
    out_video,
    out_masks,
    out_poses,
    film=None,
):
    """Render `performer` doing `choreography`; `driver`, the film's performer, is only recorded.

    It stands in its own picture, or where `film`, the choreography of its own film, has it filmed.
    `names` are the ids of the clip and of the character.
    """
    from pose2video.films.tags import marks
    from pose2video.performers import load_choreography, load_performer
    from pose2video.performers.films import write_clip
    from pose2video.performers.stage import filmed_performance, truth_performance
    from pose2video.provenance.records import performance_parts, record_of

    motion, person = load_choreography(choreography), load_performer(performer)
    if film:
        performance = filmed_performance(model, motion, person, load_choreography(film), fps)
    else:
        performance = truth_performance(model, motion, person, fps)
    clip, character = names
    ids = (clip, Path(choreography).stem, Path(driver).stem, character)
    said, said_of_masks = (
        marks(record_of(performance_parts(*ids, shows), {}, sound=False))
        for shows in ("picture", "mask")
    )
    made_by = {"use": "render_truth", "driver": load_performer(driver)["name"]}
    write_clip(performance, out_video, out_poses, made_by, out_masks, said, said_of_masks)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.model,
        snakemake.input.choreography,
        snakemake.input.performer,
        snakemake.input.character,
        snakemake.params.fps,
        [snakemake.wildcards.clip, snakemake.wildcards.character],
        snakemake.output.video,
        snakemake.output.masks,
        snakemake.output.poses,
        snakemake.input.film or None,
    )
