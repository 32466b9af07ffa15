"""Find the person in every frame of one clip."""

from pose2video.errors import UserError
from pose2video.jobs.job import job


def main(folder, poses, estimator, weights):
    """Run the component spec `estimator` over the frame folder `folder`, write `poses`.

    The spec's `person` says who of several people is meant; `weights` are folders of what it needs.
    """
    from pose2video.estimators import ESTIMATORS
    from pose2video.films.frames import read_frames
    from pose2video.jobs.progress import progress
    from pose2video.names import spans
    from pose2video.poses.formats import write_poses
    from pose2video.weights.loading import loaded

    frames = read_frames(folder)
    seeing, sentences = loaded(ESTIMATORS, estimator, weights)
    print("\n".join(f"warning: {sentence}" for sentence in sentences))
    seen = progress(frames, "frames", frames.n_frames)
    found, warnings = seeing.follow(seen, float(frames.fps), estimator.get("person"))
    body = found.found("body")
    if not body.any():
        raise UserError(
            f"nobody is found in any of the {frames.n_frames} frames: check that the film shows a "
            f"person, and its start_s and end_s{''.join(f'; {said}' for said in warnings)}"
        )
    if not body.all():
        lost = (~body).nonzero()[0]
        warnings.append(f"nobody is found in {len(lost)} of {len(body)} frames: {spans(lost)}")
    # of a face some estimators know a few points only
    face = (found.confidence[:, found.layout.parts["face"]] > 0).any(axis=1)
    parts = {part: found.found(part) for part in ("left_hand", "right_hand")} | {"face": face}
    for part, there in parts.items():
        lost = 1 - there.mean()
        if lost > 0.2:
            warnings.append(
                f"the {part.replace('_', ' ')} is not found in {lost:.0%} of the frames"
            )
    write_poses(poses, found, estimator, warnings)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.frames,
        snakemake.output.poses,
        snakemake.params.estimator,
        snakemake.input.weights,
    )
