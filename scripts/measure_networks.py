"""Measure one judged film by networks whose files a user names."""

from pose2video.jobs.job import job


def main(frames, found, picture, still, truth, scores, networks):
    """Write to `scores` what `networks` (the config's block) measure of the folder `frames`.

    `found` is the pose file of what is found in it, or None; `picture` and `still` are the
    character's picture and its poses; `truth` is the film of the true result, or None.
    """
    from pose2video.files import write_json
    from pose2video.films.frames import read_frames
    from pose2video.films.pictures import read_rgb
    from pose2video.metrics.named.measuring import measured
    from pose2video.poses.formats import read_poses

    own = (read_rgb(picture), read_poses(still))
    seen = read_poses(found) if found else None
    write_json(scores, measured(read_frames(frames), seen, own, truth, networks), indent=1)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.frames,
        snakemake.input.get("found") or None,
        snakemake.input.picture,
        snakemake.input.still,
        snakemake.input.get("truth") or None,
        snakemake.output.scores,
        snakemake.params.networks,
    )
