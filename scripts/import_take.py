"""Read the poses that a data set has of one of its sequences."""

from pose2video.jobs.job import job


def main(given, source, manifest, poses):
    """Write the pose file `poses` of what `given` says of the pictures `source`.

    `given` is a folder with a JSON file a frame, or a pose file; `manifest` that of the frames.
    """
    from pathlib import Path

    from pose2video.datasets.given_poses import given_poses
    from pose2video.files import read_json
    from pose2video.poses.formats import read_poses, write_poses
    from pose2video.poses.geometry import resize

    if Path(given).is_dir():
        found, several, words = given_poses(given, source, manifest)
    else:
        found, several, words = read_poses(given), [], []
        found = resize(found, tuple(read_json(manifest)["frame_size"]))
    print("\n".join(f"warning: {sentence}" for sentence in words))
    write_poses(poses, found, {"use": "given", "several": several}, words)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.given,
        snakemake.input.get("source"),
        snakemake.input.manifest,
        snakemake.output.poses,
    )
