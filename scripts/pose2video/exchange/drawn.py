"""Poses as ControlNet and ComfyUI's video nodes take them: drawn on black, a film or pictures.

Holds what `drawing.draw_openpose` draws: body 18, hands, face 70, at the size of the poses' frame
(a film: with even sides), points of confidence 0.3 and more; a film also holds the rate. Cannot be
read back. What it is stands in it: in a film's tags and XMP, and in a JSON file beside it; in the
XMP of every picture, and in `provenance.json` among them.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image, PngImagePlugin

from pose2video.files import write_json, writing
from pose2video.films.tags import marks, xmp
from pose2video.films.videos import encoder
from pose2video.jobs.progress import progress
from pose2video.pose_drawings.openpose_lines import draw_openpose
from pose2video.poses.geometry import resize


def write(path, poses, record=None):
    """Write a film where `path` ends in `.mp4`, else a folder of `000000.png`, `000001.png`, ...

    Args:
        path: The film or the folder.
        poses: What is drawn.
        record: What is said of it, see `pose2video.provenance.records`; None for nothing.
    """
    path = Path(path)
    if path.suffix == ".mp4":
        size = tuple(max(2, side + side % 2) for side in poses.frame_size)
        poses = poses if size == poses.frame_size else resize(poses, size)
        with encoder(path, size, poses.fps, **(marks(record) if record else {})) as add:
            for image in _images(poses):
                add(image)
        if record:
            write_json(path.with_suffix(".json"), record, indent=1)
        return
    texts = PngImagePlugin.PngInfo()
    if record:
        texts.add_itxt("XML:com.adobe.xmp", xmp(record).decode())
    with writing(path) as beside:
        beside.mkdir()
        for i, image in enumerate(_images(poses)):
            Image.fromarray(image).save(beside / f"{i:06d}.png", pnginfo=texts)
        if record:
            write_json(beside / "provenance.json", record, indent=1)


def _images(poses):
    drawn = (draw_openpose(poses, i) for i in range(poses.n_frames))
    return progress(drawn, "frames", poses.n_frames)
