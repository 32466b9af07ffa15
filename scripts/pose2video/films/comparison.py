"""Driver, pose, every recipe and the truth side by side."""

from __future__ import annotations

import numpy as np

from pose2video.films.frames import read_frames
from pose2video.films.pictures import write_rgb
from pose2video.films.previews import fit_height, label
from pose2video.films.shown import pictures_of
from pose2video.films.videos import encoder
from pose2video.jobs.progress import progress
from pose2video.pose_drawings.openpose_lines import draw_openpose
from pose2video.poses.formats import read_poses

HEIGHT_PX = 480
METHOD_PX = 240  # height of a panel where methods are compared
WIDEST = 4  # times the height; films may be any strip
SHEET_MOMENTS = 8
SHEET_HEIGHT_PX = 240


def compare(driver, poses, recipes, truth, video, sheet, tags=None, finish=None):
    """Write the side-by-side film and the contact sheet of one clip and character.

    Args:
        driver: Frame folder of the clip.
        poses: Pose file of the clip as it was smoothed, in the driver's pixels; None of a clip that
            is of maps.
        recipes: Recipe name -> frame folder of its result.
        truth: Film or frame folder of the true result, or None.
        video: MP4 to write.
        sheet: PNG to write: a row for each panel, a column for each of eight moments.
        tags, finish: Of the film's encoder.
    """
    clip = read_frames(driver)
    moments = set(np.linspace(0, clip.n_frames - 1, SHEET_MOMENTS).round().astype(int).tolist())
    drawn = clip
    if poses:
        motion = read_poses(poses)
        drawn = (draw_openpose(motion, i) for i in range(clip.n_frames))
    # a clip of poses alone has only drawings of them, as one of maps
    filmed = bool(poses) and "poses" not in clip.origin
    names = [*(["driver"] if filmed else []), "pose", *recipes, *(["truth"] if truth else [])]
    panels = [clip, drawn] if filmed else [drawn]
    panels += [read_frames(folder) for folder in recipes.values()]
    panels += [pictures_of(truth)] if truth else []
    columns = []

    def rows():
        for i, row in enumerate(zip(*panels, strict=True)):
            if i in moments:
                columns.append([fit_height(image, SHEET_HEIGHT_PX, WIDEST) for image in row])
            yield [fit_height(image, HEIGHT_PX, WIDEST) for image in row]

    _film(rows(), names, len(names), clip, video, tags, finish)
    write_rgb(sheet, _sheet(columns, names))


def compare_methods(truth, recipes, driver, video, what="truth", tags=None, finish=None):
    """Write a film of the truth and every method, in as many rows as they need.

    Args:
        truth: Film or frame folder of what they are compared with.
        recipes: Recipe name -> frame folder of its result.
        driver: Frame folder of the clip, whose rate the film has.
        video: MP4 to write.
        what: What the first panel is called.
        tags, finish: Of the film's encoder.
    """
    clip = read_frames(driver)
    panels = [pictures_of(truth), *(read_frames(folder) for folder in recipes.values())]
    across = int(np.ceil(np.sqrt(len(panels))))

    def rows():
        for row in zip(*panels, strict=True):
            images = [fit_height(image, METHOD_PX, WIDEST) for image in row]
            width = max(image.shape[1] for image in images)
            yield [_padded(image, width) for image in images]

    _film(rows(), [what, *recipes], across, clip, video, tags, finish)


def _film(rows, names, across, clip, video, tags, finish):
    """Encode panels with their names above, so many beside each other."""
    rows = progress(rows, "frames", clip.n_frames)
    first = next(rows)
    heads = [label(image.shape[1], name) for image, name in zip(first, names, strict=True)]

    def laid(images):
        cells = [np.vstack(pair) for pair in zip(heads, images, strict=True)]
        cells += [np.zeros_like(cells[-1])] * (-len(cells) % across)
        lines = [np.hstack(cells[i : i + across]) for i in range(0, len(cells), across)]
        return np.vstack(lines)

    picture = laid(first)
    size = (picture.shape[1], picture.shape[0])
    with encoder(video, size, clip.fps, preset="veryfast", tags=tags, finish=finish) as write:
        write(picture)
        for row in rows:
            write(laid(row))


def _padded(image, width):
    spare = width - image.shape[1]
    return np.pad(image, ((0, 0), (spare // 2, spare - spare // 2), (0, 0)))


def _sheet(columns, names):
    width = max(image.shape[1] for image in columns[0])
    strips = []
    for k, name in enumerate(names):
        strip = np.hstack([_padded(column[k], width) for column in columns])
        strips.append(np.vstack([label(strip.shape[1], name, 20), strip]))
    return np.vstack(strips)
