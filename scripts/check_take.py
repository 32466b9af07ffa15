"""Find out which frames of a sequence of a data set nothing should learn from, and why."""

from pose2video.jobs.job import job


def main(frames, poses, masks, maps, checked):
    """Look at the frame folder `frames`, its poses and, where there are any, the folder `maps`.

    `masks` is the manifest of its masks, nothing where there are none.

    Writes the JSON file `checked`: number, rate and size of the frames, spans of those that are
    unusable, and how many there are for each reason.
    """
    import numpy as np

    from pose2video.datasets.usable import spans_of, unfit
    from pose2video.errors import UserError
    from pose2video.files import read_json, write_json
    from pose2video.films.frames import read_frames
    from pose2video.jobs.progress import progress
    from pose2video.poses.formats import read_poses

    folder, found = read_frames(frames), read_poses(poses)
    several = read_json(poses)["made_by"].get("several", ())
    seen = progress(folder, "frames", folder.n_frames)
    reasons = unfit(seen, found, maps and read_frames(maps), several)
    if masks:
        absent = np.isin(np.arange(folder.n_frames), read_json(masks)["origin"].get("absent", ()))
        reasons["no mask"] = absent & ~np.logical_or.reduce(list(reasons.values()))
    unusable = np.logical_or.reduce(list(reasons.values()))
    why = {reason: int(where.sum()) for reason, where in reasons.items() if where.any()}
    if unusable.all():
        told = ", ".join(f"{reason} in {count}" for reason, count in why.items())
        raise UserError(f"none of the {folder.n_frames} frames is fit to learn from: {told}")
    told = {"n_frames": folder.n_frames, "fps": float(folder.fps)}
    told |= {"frame_size": list(folder.frame_size), "unusable": spans_of(unusable), "why": why}
    write_json(checked, told)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.frames,
        snakemake.input.poses,
        snakemake.input.masks or None,
        snakemake.input.maps or None,
        snakemake.output.checked,
    )
