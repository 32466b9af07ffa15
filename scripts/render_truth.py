"""Render the true motion transfer: the character doing the choreography in its own picture."""

from pose2video.job import job


def main(model, choreography, driver, character, fps, out_video, out_masks, out_poses):
    """Render `character` doing `choreography`; `driver`, the film's performer, is only recorded."""
    from pose2video.performers import load_choreography, load_performer
    from pose2video.performers.films import write_clip
    from pose2video.performers.stage import truth_performance

    motion, person = load_choreography(choreography), load_performer(character)
    name = load_performer(driver)["name"]
    performance = truth_performance(model, motion, person, fps)
    made_by = {"use": "render_truth", "driver": name}
    write_clip(performance, out_video, out_poses, made_by, out_masks)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.model,
        snakemake.input.choreography,
        snakemake.input.performer,
        snakemake.input.character,
        snakemake.params.fps,
        snakemake.output.video,
        snakemake.output.masks,
        snakemake.output.poses,
    )
