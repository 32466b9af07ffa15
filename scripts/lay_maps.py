"""Lay a clip's pictures of the pose out as a film: its shape, its length, nobody's poses."""

from pose2video.jobs.job import job


def main(maps, background, poses, view, preview, short_side_px):
    """Frame the folder `maps` before a character's picture, whose `background` is given.

    Written are `poses` of nobody on the film's canvas, the `view`, and as a `preview` some maps
    over what lies behind the character.
    """
    import numpy as np

    from pose2video.characters.framing.beyond import continued
    from pose2video.characters.framing.drawn import drawn_view, nobody
    from pose2video.characters.framing.views import write_view
    from pose2video.films.frames import read_frames
    from pose2video.films.pictures import read_rgb, write_rgb
    from pose2video.films.previews import preview_of
    from pose2video.films.scaling import scaled
    from pose2video.planning.maps import DARK, check_map
    from pose2video.poses.formats import write_poses

    frames, behind = read_frames(maps), read_rgb(background)
    check_map(frames.frame(0), f"the first frame of {maps}")
    shown = drawn_view(frames.frame_size, behind.shape[1::-1], short_side_px)

    def drawn(number):
        picture = scaled(frames.frame(number), shown.canvas)
        return np.where(picture.max(axis=2, keepdims=True) < DARK, 0, picture)

    behind = continued(behind, shown.box)
    write_rgb(preview, preview_of(behind, shown.canvas, frames.n_frames, drawn))
    write_poses(poses, nobody(frames.n_frames, float(frames.fps), shown.canvas))
    write_view(view, shown)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.maps,
        snakemake.input.background,
        snakemake.output.poses,
        snakemake.output.view,
        snakemake.output.preview,
        snakemake.params.short_side_px,
    )
