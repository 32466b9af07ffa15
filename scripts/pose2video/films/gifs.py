"""Films as GIFs: one palette, dithered by a fixed pattern, so that what is still stays still."""

from __future__ import annotations

import math
from itertools import pairwise

import cv2
import numpy as np
from PIL import Image

from pose2video.files import writing
from pose2video.films.tags import sentence, xmp

FASTEST = 50  # frames a second: browsers slow what is faster than this down to 10
SIDE_PX = 480  # of the shorter side, at most
SAMPLES = 16  # frames that the palette is made from
COLOURS, STRENGTH = 255, 8.0  # of the palette; grey levels of the pattern
# Bayer, "An optimum method for two-level rendition of continuous-tone pictures", ICC 1973
_PAIR = np.array([[0, 2], [3, 1]])
_FOUR = np.block([[4 * _PAIR, 4 * _PAIR + 2], [4 * _PAIR + 3, 4 * _PAIR + 1]])
PATTERN = (_FOUR + 0.5) / 16 - 0.5


def write_gif(path, frames, record, finish=None):
    """Write a frame folder as an endless GIF that says what it is.

    Above `FASTEST` frames a second every second frame is left out, or more. A GIF counts
    hundredths of a second: each frame begins at the one that is nearest to its time.

    Args:
        path: Where to; whole or not at all.
        frames: A `FrameFolder`.
        record: See `pose2video.provenance.records`.
        finish: Called with the path of the finished GIF before it is renamed.
    """
    step = math.ceil(frames.fps / FASTEST)
    shown = range(0, frames.n_frames, step)
    begins = [round(100 * i / frames.fps) for i in (*shown, shown[-1] + step)]
    lasts = [10 * (after - before) for before, after in pairwise(begins)]
    width, height = frames.frame_size
    scale = min(1.0, SIDE_PX / min(width, height))
    size = (round(width * scale), round(height * scale))
    some = np.unique(np.linspace(0, frames.n_frames - 1, SAMPLES).round().astype(int))
    palette = _palette([_small(frames.frame(int(i)), size) for i in some])
    pattern = np.tile(PATTERN, (size[1] // 4 + 1, size[0] // 4 + 1))[: size[1], : size[0], None]

    def coloured(index):
        image = _small(frames.frame(index), size) + STRENGTH * pattern
        image = Image.fromarray(np.clip(np.rint(image), 0, 255).astype(np.uint8))
        return image.quantize(palette=palette, dither=Image.Dither.NONE)

    with writing(path) as beside:
        coloured(0).save(
            beside,
            format="GIF",
            save_all=True,
            append_images=(coloured(i) for i in shown[1:]),
            duration=lasts,
            loop=0,
            optimize=False,
            comment=sentence(record).encode(),
        )
        if record["synthetic"]:
            _add_xmp(beside, xmp(record))
        if finish is not None:
            finish(beside)


def _palette(images):
    """A picture with the palette of some: a colour counts by the root of its pixels.

    So a face keeps its colours before a wall that fills the frame.
    """
    found = np.concatenate([image.reshape(-1, 3) for image in images]) >> 3
    codes = found.astype(int) @ (1024, 32, 1)
    counts = np.bincount(codes, minlength=32768)
    there = np.flatnonzero(counts)
    colours = np.stack([there >> 10, there >> 5 & 31, there & 31], axis=1) * 8 + 4
    often = np.ceil(np.sqrt(counts[there])).astype(int)
    row = np.repeat(colours, often, axis=0).astype(np.uint8)
    return Image.fromarray(row[None]).quantize(COLOURS, Image.Quantize.MEDIANCUT, kmeans=4)


def _small(frame, size):
    if frame.shape[1::-1] == size:
        return frame
    return cv2.resize(frame, size, interpolation=cv2.INTER_AREA)


def _add_xmp(path, packet):
    """Put XMP before the last byte of a GIF.

    XMP Specification Part 3 (Adobe 2020), 1.1.2: an application's block, and behind the packet
    bytes that count down, so that readers of GIF's own small blocks find the end from anywhere.
    """
    with open(path, "r+b") as file:
        file.seek(-1, 2)
        if file.read(1) != b";":
            raise ValueError("a GIF that does not end as one")
        file.seek(-1, 2)
        ending = bytes([1, *range(255, -1, -1), 0])
        file.write(b"!\xff\x0bXMP DataXMP" + packet + ending + b";")
