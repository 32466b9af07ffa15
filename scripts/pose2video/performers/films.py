"""Writing what was rendered: an H.264 film or a PNG, with the exact keypoints beside it."""

from __future__ import annotations

import shutil
import subprocess

import cv2
import numpy as np

from pose2video.errors import UserError
from pose2video.files import writing
from pose2video.formats import write_poses
from pose2video.performers.stage import Performance
from pose2video.progress import progress


def write_clip(performance: Performance, video, poses, made_by):
    """Render a performance lazily to an MP4 and write its keypoints.

    Args:
        video: Path of the film. poses: Path of the pose file. made_by: Recorded in the pose file.

    Raises:
        UserError: ffmpeg cannot write the film.
    """
    import imageio_ffmpeg

    width, height = performance.camera.size
    program = shutil.which("ffmpeg") or imageio_ffmpeg.get_ffmpeg_exe()
    confidence = []
    with writing(video) as beside:
        command = [
            program,
            "-v",
            "error",
            "-y",
            "-f",
            "rawvideo",
            "-pix_fmt",
            "rgb24",
            "-s",
            f"{width}x{height}",
            "-r",
            f"{performance.fps:.6f}",
            "-i",
            "-",
            "-an",
            "-c:v",
            "libx264",
            "-crf",
            "12",
            "-pix_fmt",
            "yuv420p",
            "-threads",
            "2",
            "-fflags",
            "+bitexact",
            "-flags:v",
            "+bitexact",
            "-movflags",
            "+faststart",
            str(beside),
        ]
        with subprocess.Popen(command, stdin=subprocess.PIPE) as ffmpeg:
            try:
                for picture, sure in progress(
                    performance.frames(), "frames", len(performance.transforms)
                ):
                    ffmpeg.stdin.write(picture.tobytes())
                    confidence.append(sure)
                ffmpeg.stdin.close()
            except BrokenPipeError:
                pass  # ffmpeg has said why; its exit status tells below
        if ffmpeg.returncode:
            raise UserError(f"ffmpeg cannot write {video}: read its message in the log")
    write_poses(poses, performance.poses(np.array(confidence)), made_by)


def write_picture(performance: Performance, picture, poses, made_by):
    """Render the first frame of a performance to a PNG and write its keypoints."""
    image, sure = next(performance.frames())
    with writing(picture) as beside:
        cv2.imwrite(str(beside), image[..., ::-1])
    write_poses(poses, performance.poses(sure[None]), made_by)
