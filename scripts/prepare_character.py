"""Take a character's picture apart: pose, mask, filled background, pieces, a sheet to check."""

from pose2video.jobs.job import job


def main(image, picture, mask, background, poses, limbs, check, estimator, weights, megapixels):
    """Prepare the picture `image` with the component spec `estimator`; the rest are outputs.

    The spec's `mirror` swaps left and right, its `person` says who of several is meant; `weights`
    are folders of what it needs. A picture of more than `megapixels` is refused.
    """
    import numpy as np

    from pose2video.characters.character import write_pieces
    from pose2video.characters.preparation import prepare_character
    from pose2video.estimators import ESTIMATORS
    from pose2video.films.limits import Limits
    from pose2video.films.pictures import load_picture, write_rgb
    from pose2video.poses.formats import write_poses
    from pose2video.weights.loading import loaded

    limits = Limits(picture_megapixels=megapixels)
    source = load_picture(image, limits=limits)
    source = np.ascontiguousarray(source[:, ::-1]) if estimator.get("mirror") else source
    seeing, sentences = loaded(ESTIMATORS, estimator, weights)
    prepared = prepare_character(source, seeing, estimator.get("person"))
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
    )
