"""Poses as ControlNet and ComfyUI's video nodes take them: drawn on black, a film or pictures.

Holds what `drawing.draw_openpose` draws: body 18, hands, face 70, at the size of the poses' frame
(a film: with even sides), points of confidence 0.3 and more; a film also holds the rate. Cannot be
read back.
"""

from __future__ import annotations

from pathlib import Path

from pose2video.drawing import draw_openpose
from pose2video.files import writing
from pose2video.geometry import resize
from pose2video.pictures import write_rgb
from pose2video.progress import progress
from pose2video.videos import encoder


def write(path, poses):
    """Write a film where `path` ends in `.mp4`, else a folder of `000000.png`, `000001.png`, ..."""
    if Path(path).suffix == ".mp4":
        size = tuple(max(2, side + side % 2) for side in poses.frame_size)
        poses = poses if size == poses.frame_size else resize(poses, size)
        with encoder(path, size, poses.fps) as add:
            for image in _images(poses):
                add(image)
        return
    with writing(path) as beside:
        beside.mkdir()
        for i, image in enumerate(_images(poses)):
            write_rgb(beside / f"{i:06d}.png", image)


def _images(poses):
    drawn = (draw_openpose(poses, i) for i in range(poses.n_frames))
    return progress(drawn, "frames", poses.n_frames)
