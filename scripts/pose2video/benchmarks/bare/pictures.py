"""Loops of ffmpeg, MediaPipe and x264."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from pose2video.benchmarks.bare.loop import Bare, timed


def extract(room, film, _, clip, __):
    """ffmpeg, to memory; and with the JPEGs that it writes."""
    from pose2video.videos import ffmpeg_binary

    start = [ffmpeg_binary(), "-v", "error", "-nostdin", "-threads", "2"]
    start += ["-i", film, "-t", str(clip["end_s"])]

    def decode():
        command = [*start, "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"]
        subprocess.run(command, stdout=subprocess.PIPE, check=True)

    def write():
        shutil.rmtree(room, ignore_errors=True)
        room.mkdir()
        jpeg = ["-pix_fmt", "yuvj444p", "-q:v", "2", str(room / "%06d.jpg")]
        subprocess.run([*start, *jpeg], check=True)

    return Bare("ffmpeg decodes to memory", timed(decode), "JPEGs written", timed(write))


def estimate(_, frames, *__):
    """MediaPipe on the frames of the film."""
    return _holistic(frames, "Holistic")


def score(_, made, *__):
    """MediaPipe on the frames of the result; the metrics are little beside it."""
    return _holistic(made, "Holistic on the result")


def _holistic(folder, what):
    from pose2video.frames import read_frames

    frames = list(read_frames(folder))
    files = sorted(Path(folder).glob("*.jpg"))
    return Bare(
        f"{what}, frames in memory",
        timed(lambda: _process(frames)),
        "JPEGs read",
        timed(lambda: _process(map(_read, files))),
    )


def _process(frames):
    from mediapipe.python.solutions import holistic

    with holistic.Holistic(model_complexity=1, refine_face_landmarks=True) as model:
        for frame in frames:
            model.process(frame)


def _read(file):
    import cv2

    return cv2.imread(str(file), cv2.IMREAD_COLOR_RGB)


def encode(film, made, *_):
    """x264 with frames of memory."""
    from pose2video.frames import read_frames

    frames = list(read_frames(made))

    def read_too():
        for file in sorted(Path(made).glob("*.jpg")):
            _read(file)
        _x264(frames, film, "medium")

    loop = timed(lambda: _x264(frames, film, "medium"))
    return Bare("x264 medium, frames in memory", loop, "JPEGs read", timed(read_too))


def _x264(frames, film, preset):
    """x264 with the workflow's settings."""
    from pose2video.videos import encoder

    with encoder(film, frames[0].shape[1::-1], 25, preset=preset) as write:
        for frame in frames:
            write(frame)


def compare(film, driver, motion, recipes, _, video, __):
    """x264 with frames of memory; and with the panels that they are made of."""
    from pose2video.comparison import HEIGHT_PX
    from pose2video.drawing import draw_openpose
    from pose2video.formats import read_poses
    from pose2video.previews import fit_height
    from pose2video.videos import decode

    frames, poses = list(decode(video)), read_poses(motion)

    def panels_too():
        for folder in (driver, *recipes.values()):
            for file in sorted(Path(folder).glob("*.jpg")):
                fit_height(_read(file), HEIGHT_PX)
        for i in range(poses.n_frames):
            fit_height(draw_openpose(poses, i), HEIGHT_PX)
        _x264(frames, film, "veryfast")

    return Bare(
        "x264 veryfast, frames in memory",
        timed(lambda: _x264(frames, film, "veryfast")),
        "JPEGs read, poses drawn, panels scaled",
        timed(panels_too),
    )
