"""Find where the camera of a clip stands in the place that a character's film shows."""

from pose2video.jobs.job import job


def main(folder, masks, plate, cameras):
    """Write the JSON `cameras`: those of the frame folder `folder` with its `masks`, by `plate`."""
    from pose2video.characters.filmed.scenery.following import follow
    from pose2video.characters.plates import read_plate, write_cameras
    from pose2video.films.frames import read_frames

    found, warnings = follow(read_plate(plate), read_frames(folder), read_frames(masks))
    print("\n".join(f"warning: {sentence}" for sentence in warnings))
    write_cameras(cameras, found, warnings)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.frames,
        snakemake.input.masks,
        snakemake.input.plate,
        snakemake.output.cameras,
    )
