"""Writing what was rendered: an H.264 film or a PNG, with the exact keypoints beside it."""

from __future__ import annotations

from contextlib import ExitStack

import numpy as np

from pose2video.films.pictures import write_rgb
from pose2video.films.videos import encoder
from pose2video.jobs.progress import progress
from pose2video.performers.stage import Performance
from pose2video.poses.formats import write_poses

CRF = 12  # finer than a film for people: these are measured against


def write_clip(
    performance: Performance, video, poses, made_by, masks=None, marks=None, mask_marks=None
):
    """Render a performance lazily to an MP4 and write its keypoints.

    Args:
        performance: What is rendered.
        video: Path of the film.
        poses: Path of the pose file.
        made_by: Recorded in the pose file.
        masks: Path of a second film, white where the person is, or None.
        marks, mask_marks: What the two films say of themselves, `tags` and `finish` of `encoder`.

    Raises:
        UserError: ffmpeg cannot write the film.
    """
    confidence = []
    settings = (performance.camera.size, performance.fps)

    def opened(path, marks):
        return stack.enter_context(encoder(path, *settings, crf=CRF, **(marks or {})))

    with ExitStack() as stack:
        write = opened(video, marks)
        write_mask = opened(masks, mask_marks) if masks else None
        frames = progress(performance.frames(), "frames", len(performance.transforms))
        for picture, person, sure in frames:
            write(picture)
            if write_mask:
                write_mask(np.repeat(person[..., None].astype(np.uint8) * 255, 3, axis=2))
            confidence.append(sure)
    write_poses(poses, performance.poses(np.array(confidence)), made_by)


def write_picture(performance: Performance, picture, poses, made_by):
    """Render the first frame of a performance to a PNG and write its keypoints."""
    image, _, sure = next(performance.frames())
    write_rgb(picture, image)
    write_poses(poses, performance.poses(sure[None]), made_by)
