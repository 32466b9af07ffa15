"""Loops of ffmpeg, MediaPipe and x264."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from benchmarks.bare.loop import Bare, timed


def extract(room, arguments):
    """ffmpeg, to memory; and with the JPEGs that it writes."""
    from pose2video.films.videos import ffmpeg_binary

    start = [ffmpeg_binary(), "-v", "error", "-nostdin", "-threads", "2"]
    start += ["-i", arguments["film"], "-t", str(arguments["clip"]["end_s"])]
    frames = room / "frames"

    def decode():
        command = [*start, "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"]
        subprocess.run(command, stdout=subprocess.PIPE, check=True)

    def write():
        shutil.rmtree(frames, ignore_errors=True)
        frames.mkdir()
        jpeg = ["-pix_fmt", "yuvj444p", "-q:v", "2", str(frames / "%06d.jpg")]
        subprocess.run([*start, *jpeg], check=True)

    return Bare("ffmpeg decodes to memory", timed(decode), "JPEGs written", timed(write))


def estimate(room, arguments):
    """MediaPipe on the frames of the film."""
    return _holistic(arguments["folder"], "Holistic")


def find_result(room, arguments):
    """MediaPipe on the frames of the result."""
    return _holistic(arguments["folder"], "Holistic on the result")


def _holistic(folder, what):
    from pose2video.films.frames import read_frames

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


def encode(room, arguments):
    """x264 with frames of memory."""
    from pose2video.films.frames import read_frames

    made, film = arguments["folder"], room / "film.mp4"
    frames = list(read_frames(made))

    def read_too():
        for file in sorted(Path(made).glob("*.jpg")):
            _read(file)
        _x264(frames, film, "medium")

    loop = timed(lambda: _x264(frames, film, "medium"))
    return Bare("x264 medium, frames in memory", loop, "JPEGs read", timed(read_too))


def _x264(frames, film, preset):
    """x264 with the workflow's settings."""
    from pose2video.films.videos import encoder

    with encoder(film, frames[0].shape[1::-1], 25, preset=preset) as write:
        for frame in frames:
            write(frame)


def compare(room, arguments):
    """x264 with frames of memory; and with the panels that they are made of."""
    from pose2video.films.comparison import HEIGHT_PX
    from pose2video.films.previews import fit_height
    from pose2video.films.videos import decode
    from pose2video.pose_drawings.openpose_lines import draw_openpose
    from pose2video.poses.formats import read_poses

    film, poses = room / "beside.mp4", read_poses(arguments["poses"])
    frames = list(decode(arguments["video"]))
    folders = (arguments["driver"], *arguments["recipes"].values())

    def panels_too():
        for folder in folders:
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
