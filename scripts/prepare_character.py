"""Take a character's picture apart: pose, mask, filled background, pieces, a sheet to check."""

from pose2video.job import job


def main(image, picture, mask, background, poses, limbs, check, estimator):
    """Prepare the picture `image` with the component spec `estimator`; the rest are outputs."""
    from pose2video.characters import write_pieces
    from pose2video.estimators import ESTIMATORS
    from pose2video.formats import write_poses
    from pose2video.pictures import load_picture, write_rgb
    from pose2video.preparation import prepare_character

    prepared = prepare_character(load_picture(image), ESTIMATORS.build(estimator))
    for sentence in prepared.warnings:
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
    )
