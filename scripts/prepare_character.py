"""Take a character's picture apart: pose, mask, filled background, pieces, a sheet to check."""

from pose2video.jobs.job import job


def main(image, outputs, estimator, weights, megapixels, points=None, outline=None):
    """Prepare the picture `image` with the component spec `estimator`.

    `outputs` are the picture, its mask, its background, poses, limbs, and a sheet to check by.

    The spec's `crop` is the part that is used, its `mirror` swaps left and right, its `person` says
    who of several is meant; `weights` are folders of what it needs. A picture of more than
    `megapixels` is refused. The file `points` has keypoints that were given by hand, in place of
    what would be found; the picture `outline` is a mask that was painted.
    """
    from pose2video.characters.character import write_pieces
    from pose2video.characters.preparation import prepare_character
    from pose2video.characters.preparation.sources import read_source
    from pose2video.estimators import ESTIMATORS
    from pose2video.films.pictures import write_rgb
    from pose2video.poses.formats import write_poses
    from pose2video.weights.loading import loaded

    picture, mask, background, poses, limbs, check = outputs
    person = estimator.get("person")
    source = read_source(image, estimator, megapixels, points, outline)
    seeing, sentences = loaded(ESTIMATORS, estimator, weights)
    prepared = prepare_character(
        source.picture, seeing, person, source.given, source.alpha, source.painted
    )
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
        snakemake.output,
        snakemake.params.estimator,
        snakemake.input.weights,
        snakemake.resources.picture_megapixels,
        snakemake.input.get("points"),
        snakemake.input.get("mask"),
    )
