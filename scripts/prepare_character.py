"""Take a character's picture apart: pose, mask, filled background, pieces, a sheet to check."""

from pose2video.jobs.job import job


def main(
    image,
    picture,
    mask,
    background,
    poses,
    limbs,
    check,
    estimator,
    weights,
    megapixels,
    points=None,
    outline=None,
):
    """Prepare the picture `image` with the component spec `estimator`; the rest are outputs.

    The spec's `crop` is the part that is used, its `mirror` swaps left and right, its `person` says
    who of several is meant; `weights` are folders of what it needs. A picture of more than
    `megapixels` is refused. The file `points` has keypoints that were given by hand, in place of
    what would be found; the picture `outline` is a mask that was painted.
    """
    import numpy as np

    from pose2video.characters.character import write_pieces
    from pose2video.characters.preparation import prepare_character
    from pose2video.characters.preparation.corrections import cropped, read_mask
    from pose2video.characters.preparation.given import read_given
    from pose2video.estimators import ESTIMATORS
    from pose2video.films.limits import Limits
    from pose2video.films.pictures import load_alpha, load_picture, write_rgb
    from pose2video.poses.formats import write_poses
    from pose2video.weights.loading import loaded

    limits = Limits(picture_megapixels=megapixels)
    source = cropped(load_picture(image, limits=limits), estimator.get("crop"))
    alpha = cropped(load_alpha(image, limits=limits), estimator.get("crop"))
    painted = read_mask(outline, source.shape[:2], limits) if outline else None
    person, mirror = estimator.get("person"), bool(estimator.get("mirror"))
    given = read_given(points, source.shape[1::-1], person, mirror) if points else None
    if mirror:
        source, alpha, painted = (
            None if plane is None else np.ascontiguousarray(plane[:, ::-1])
            for plane in (source, alpha, painted)
        )
    seeing, sentences = loaded(ESTIMATORS, estimator, weights)
    prepared = prepare_character(source, seeing, person, given, alpha, painted)
    for sentence in [*sentences, *prepared.warnings]:
        print(f"warning: {sentence}")
    write_rgb(picture, prepared.picture)
    write_rgb(mask, prepared.mask)
    write_rgb(background, prepared.background)
    write_poses(poses, prepared.poses, made_by=estimator, warnings=prepared.warnings)
    write_pieces(limbs, prepared.pieces)
    write_rgb(check, prepared.check)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.image,
        snakemake.output.picture,
        snakemake.output.mask,
        snakemake.output.background,
        snakemake.output.poses,
        snakemake.output.limbs,
        snakemake.output.check,
        snakemake.params.estimator,
        snakemake.input.weights,
        snakemake.resources.picture_megapixels,
        snakemake.input.get("points"),
        snakemake.input.get("mask"),
    )
