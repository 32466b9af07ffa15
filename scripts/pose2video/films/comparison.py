"""Driver, pose, every recipe and the truth side by side."""

from __future__ import annotations

import numpy as np

from pose2video.films.frames import read_frames
from pose2video.films.pictures import write_rgb
from pose2video.films.previews import fit_height, label
from pose2video.films.videos import decode, encoder
from pose2video.jobs.progress import progress
from pose2video.pose_drawings.openpose_lines import draw_openpose
from pose2video.poses.formats import read_poses

HEIGHT_PX = 480
WIDEST = 4  # times the height; films may be any strip
SHEET_MOMENTS = 8
SHEET_HEIGHT_PX = 240


def compare(driver, poses, recipes, truth, video, sheet, tags=None, finish=None):
    """Write the side-by-side film and the contact sheet of one clip and character.

    Args:
        driver: Frame folder of the clip.
        poses: Pose file of the clip as it was smoothed, in the driver's pixels.
        recipes: Recipe name -> frame folder of its result.
        truth: Film of the true result, or None.
        video: MP4 to write.
        sheet: PNG to write: a row for each panel, a column for each of eight moments.
        tags, finish: Of the film's encoder.
    """
    clip, motion = read_frames(driver), read_poses(poses)
    results = {name: read_frames(folder) for name, folder in recipes.items()}
    moments = set(np.linspace(0, clip.n_frames - 1, SHEET_MOMENTS).round().astype(int).tolist())
    filmed = "poses" not in clip.origin  # a clip of poses alone has only drawings of them
    names = [*(["driver"] if filmed else []), "pose", *results, *(["truth"] if truth else [])]
    true_frames = decode(truth) if truth else None
    columns = []

    def panels():
        for i in range(clip.n_frames):
            row = [clip.frame(i)] if filmed else []
            row += [draw_openpose(motion, i)]
            row += [frames.frame(i) for frames in results.values()]
            if true_frames:
                row.append(next(true_frames))
            if i in moments:
                columns.append([fit_height(image, SHEET_HEIGHT_PX, WIDEST) for image in row])
            yield [fit_height(image, HEIGHT_PX, WIDEST) for image in row]

    rows = progress(panels(), "frames", clip.n_frames)
    first = next(rows)
    head = np.hstack(
        [label(image.shape[1], name) for image, name in zip(first, names, strict=True)]
    )
    size = (head.shape[1], head.shape[0] + HEIGHT_PX)
    with encoder(video, size, clip.fps, preset="veryfast", tags=tags, finish=finish) as write:
        write(np.vstack([head, np.hstack(first)]))
        for row in rows:
            write(np.vstack([head, np.hstack(row)]))
    write_rgb(sheet, _sheet(columns, names))


def _sheet(columns, names):
    width = max(image.shape[1] for image in columns[0])
    strips = []
    for k, name in enumerate(names):
        cells = []
        for column in columns:
            spare = width - column[k].shape[1]
            cells.append(np.pad(column[k], ((0, 0), (spare // 2, spare - spare // 2), (0, 0))))
        strip = np.hstack(cells)
        strips.append(np.vstack([label(strip.shape[1], name, 20), strip]))
    return np.vstack(strips)
