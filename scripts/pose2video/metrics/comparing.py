"""All scores of the pictures of a film against the true ones, in one pass."""

from __future__ import annotations

from itertools import zip_longest

import cv2
import numpy as np

from pose2video.errors import UserError
from pose2video.films.shown import pictures_of
from pose2video.jobs.progress import progress
from pose2video.metrics import EVERYWHERE, METRICS, PERSON
from pose2video.metrics.looks import Look
from pose2video.metrics.perceived import Beholder, moments
from pose2video.metrics.places import drawn_parts


def of_pictures(images, count, size, truth, perception, view=None) -> dict:
    """Metric -> its value for a film, None where no frame could be measured.

    Args:
        images: Iterable of uint8 RGB images.
        count: How many.
        size: Their `(width, height)`.
        truth: `(film, masks, poses)` of the true result: two films or frame folders, and poses
            `holistic` on that canvas, or None.
        perception: Folder with the tensors of `st_lpips`.
        view: The `PictureView` of the film, whose picture the truth has; None where all is shown.

    Raises:
        UserError: The lengths differ, or the tensors are not there.
    """
    film, masks, poses = truth
    metrics = {
        name: (METRICS.build({"use": name, "settings": {}}), line.place)
        for name, line in METRICS.entries.items()
        if line.place
    }
    values = {name: [] for name in metrics}
    eye, looked_at, before = Beholder(perception), moments(count, size), None
    shown = zip_longest(
        progress(images, "frames compared", count), pictures_of(film), pictures_of(masks)
    )
    for number, (frame, true, mask) in enumerate(shown):
        known = poses is None or number < poses.n_frames
        if frame is None or true is None or mask is None or not known:
            raise UserError(
                f"{film} or {masks} and the result differ in length: delete them, run again"
            )
        parts = {} if poses is None else drawn_parts(poses, number)
        if view is not None:
            frame, true, mask = view.common(frame, true, mask)
            parts = {place: view.common(part)[0] for place, part in parts.items()}
        shape = frame.shape[1::-1]
        true, mask = (cv2.resize(x, shape, interpolation=cv2.INTER_AREA) for x in (true, mask))
        look = Look(frame, true, before)
        if number in looked_at:
            look.perceived = eye.differences(frame, true)
        shown_at = {PERSON: mask[..., 0] > 127} | parts
        where = {place: at for place, at in shown_at.items() if at.any()} | {EVERYWHERE: None}
        for name, (metric, place) in metrics.items():
            value = metric(look, where[place]) if place in where else None
            if value is not None:
                values[name].append(value)
        before, look.before = look, None  # two frames are kept, not the film
    return {name: float(np.mean(found)) if found else None for name, found in values.items()}
