"""Strips: the same moments by several methods under each other, at full size."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.films.frames import read_frames
from pose2video.films.previews import label
from pose2video.films.shown import pictures_of

MOMENTS = 8
APART_S = 0.2  # moments are at least so far from each other, where there is room
LABEL_PX, WIDTH_PX = 22, 96  # of the words, and the least width of a column


def fast_moments(poses, count=MOMENTS) -> list[int]:
    """Frames in which the person moves most, in the order of the film.

    Args:
        poses: A `PoseSequence`. count: How many at most.

    Returns:
        Numbers of frames; those where nobody is found come last in the choice.
    """
    body = poses.keypoints[:, poses.layout.parts["body"]]
    steps = np.linalg.norm(np.diff(body, axis=0, prepend=body[:1]), axis=2)
    known = np.isfinite(steps)
    speed = np.where(known, steps, 0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    apart = max(1, min(round(APART_S * poses.fps), poses.n_frames // count))
    chosen: list[int] = []
    for number in np.argsort(-speed, kind="stable"):
        if all(abs(int(number) - other) >= apart for other in chosen):
            chosen.append(int(number))
    return sorted(chosen[:count])


def strip_of(truth, results, moments, fps, what="truth") -> np.ndarray:
    """Pictures of the moments, a column for each moment and a row for each method.

    Results of one size stand together under the truth of that size; nothing is enlarged.

    Args:
        truth: Film or frame folder of what is to be compared with.
        results: Name -> frame folder.
        moments: Numbers of frames, in order. fps: Frames per second, for the head.
        what: The name of the first row.

    Returns:
        uint8 RGB.
    """
    sizes = {name: read_frames(folder).frame_size for name, folder in results.items()}
    rows = []
    for size in sorted(set(sizes.values()), reverse=True):
        true = [_within(image, size) for image in _picked(truth, moments)]
        rows.append((f"{what} ({size[0]} x {size[1]})", true))
        rows += [
            (name, _picked(folder, moments))
            for name, folder in results.items()
            if sizes[name] == size
        ]
    width = max(WIDTH_PX, *(image.shape[1] for _, images in rows for image in images))
    times = [label(width, f"{number / float(fps):.2f} s", LABEL_PX) for number in moments]
    parts = [np.hstack(times)]
    for name, images in rows:
        spare = [width - image.shape[1] for image in images]
        cells = [
            np.pad(image, ((0, 0), (left // 2, left - left // 2), (0, 0)))
            for image, left in zip(images, spare, strict=True)
        ]
        strip = np.hstack(cells)
        parts += [label(strip.shape[1], name, LABEL_PX), strip]
    return np.vstack(parts)


def _picked(path, moments):
    wanted = set(moments)
    return [image for number, image in enumerate(pictures_of(path)) if number in wanted]


def _within(image, size):
    """An image made to lie within a canvas, as large as it goes."""
    scale = min(size[0] / image.shape[1], size[1] / image.shape[0])
    # even sides may have moved the proportions by a pixel
    fitted = tuple(max(1, round(side * scale)) for side in image.shape[1::-1])
    fitted = size if max(abs(np.subtract(fitted, size))) <= 1 else fitted
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    image = cv2.resize(image, fitted, interpolation=way)
    above = (size[1] - fitted[1]) // 2
    return np.pad(image, ((above, size[1] - fitted[1] - above), (0, 0), (0, 0)))
