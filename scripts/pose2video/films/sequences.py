"""A folder of pictures as the frames of a clip."""

from __future__ import annotations

import cv2

from pose2video.errors import UserError
from pose2video.films import paces
from pose2video.films.frames import said_of, write_frames
from pose2video.films.limits import LIMITS, check_frames, n_frames_of
from pose2video.films.pictures import load_picture
from pose2video.jobs.progress import progress
from pose2video.names import pictures_in


def extract_pictures(
    source,
    folder,
    rate,
    fps="source",
    start_s=None,
    end_s=None,
    max_side_px=1280,
    mirror=False,
    limits=LIMITS,
    speed=None,
):
    """Copy a folder of pictures, in natural order, to a frame folder.

    Args:
        source: Folder of pictures of one size.
        folder: Frame folder to write.
        rate: Pictures a second.
        fps: `source` or the wanted frames a second; pictures are then left out or repeated.
        start_s, end_s: Part to take, in seconds.
        max_side_px: A longer side is scaled down to this.
        mirror: Whether left and right are swapped; the manifest says so.
        limits: Larger pictures are refused.
        speed: How many times as fast as the pictures the clip is, see `paces`; None is once.

    Raises:
        UserError: No pictures in it, one that cannot be read, of different sizes, or too many.
    """
    fps = rate if fps == "source" else fps
    files = pictures_in(source)
    if not files:
        raise UserError(
            f"{source} holds no pictures for this clip (JPEG, PNG, WebP, HEIC, AVIF, BMP or TIFF): "
            "give a film or a folder of pictures"
        )
    start, end = start_s or 0.0, len(files) / rate if end_s is None else end_s
    pace = paces.pace(fps, speed)
    n_frames = n_frames_of(len(files), rate, pace, start, end_s)
    check_frames(source, n_frames)
    wanted = [int((start + k / pace) * rate + 1e-6) for k in range(n_frames)]
    n_pictures = len(files[round(start * rate) : round(end * rate)])
    files = [files[i] for i in wanted if i < len(files)]
    if not files:
        raise UserError(
            f"{source} holds no pictures for this clip: check the folder, start_s, end_s"
        )
    shape = load_picture(files[0], limits=limits).shape
    scale = min(1, max_side_px / max(shape[:2]))
    size = tuple(max(2, 2 * round(side * scale / 2)) for side in shape[1::-1])

    def frames():
        for file in progress(files, "frames", len(files)):
            image = load_picture(file, limits=limits)
            if image.shape != shape:
                raise UserError(
                    f"{file} is {image.shape[1]} x {image.shape[0]}, the first picture "
                    f"{shape[1]} x {shape[0]}: bring all to one size"
                )
            image = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
            yield image[:, ::-1] if mirror else image

    origin = {"pictures": str(source)} | said_of(mirror) | paces.told_of(speed, n_pictures, rate)
    write_frames(folder, frames(), fps, size, origin)
