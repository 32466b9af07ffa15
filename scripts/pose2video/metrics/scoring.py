"""All scores of one film: every line of the table with what it compares."""

from __future__ import annotations

from itertools import zip_longest

import cv2
import numpy as np

from pose2video.errors import UserError
from pose2video.films.frames import read_frames
from pose2video.films.shown import pictures_of
from pose2video.jobs.progress import progress
from pose2video.metrics import FOUND, METRICS, MOTION, PICTURES, TRUTH
from pose2video.metrics.signs import unreadable
from pose2video.poses.formats import read_poses
from pose2video.poses.geometry import resize

NOT_APPLICABLE, NOT_MEASURED = "not applicable", "not measured"
NOBODY = "nobody is found in the result: look at the film"


def score(frames, motion, driver, found, truth, min_sign_fidelity) -> dict:
    """Measure one film.

    Args:
        frames: Frame folder of the result; it is looked at where the truth is known.
        motion: Pose file of the retargeted motion: where the keypoints should be.
        driver: Pose file of the driving film, smoothed, in its own frame: what the sign is.
        found: Pose file of what is found again in the result; None where the generator draws no
            person: metrics that look for one, or at pictures of one, are "not applicable".
        truth: `(film, masks, poses)` of the true result, or None; film and masks are films or frame
            folders.
        min_sign_fidelity: A film below it is warned of.

    Returns:
        `{"scores": [{metric, value, unit, note}], "warnings": [...]}`; `value` is None where
        `note` says why.
    """
    film, masks, true_poses = truth or (None, None, None)
    files = {"motion": motion, "driver": driver, "found": found, "truth": true_poses}
    poses = {name: read_poses(path) for name, path in files.items() if path}
    if TRUTH in poses:
        poses[TRUTH] = resize(poses[TRUTH], poses[MOTION].frame_size)
    nobody = bool(found) and not poses[FOUND].found("body").any()
    values = {name: _of_poses(name, poses, nobody) for name in METRICS.entries}
    if found and truth:
        shown = read_frames(frames)
        values |= _of_pictures(shown, shown.n_frames, shown.frame_size, film, masks)
    rows = [_row(name, value, bool(found)) for name, value in values.items()]
    if not found:
        return {"scores": rows, "warnings": []}
    return {
        "scores": rows,
        "warnings": [NOBODY] if nobody else unreadable(values, min_sign_fidelity),
    }


def picture_rows(images, count, size, film, masks) -> list[dict]:
    """Scores of pictures against the true ones, without anybody who is looked for in them.

    Args:
        images: Iterable of uint8 RGB images. count: How many. size: Their `(width, height)`.
        film, masks: Of the true result, see `score`.

    Returns:
        Rows `{metric, value, unit, note}`.
    """
    values = _of_pictures(images, count, size, film, masks)
    return [_row(name, value, True) for name, value in values.items()]


def _row(name, value, draws_person):
    looks = {FOUND, *PICTURES}.intersection(METRICS.entries[name].compares)
    note = NOT_APPLICABLE if looks and not draws_person else NOT_MEASURED
    return {
        "metric": name,
        "value": None if value is None else round(value, 4),
        "unit": _metric(name).unit,
        "note": note if value is None else "",
    }


def _metric(name):
    return METRICS.build({"use": name, "settings": {}})


def _of_poses(name, poses, nobody):
    """The value of a metric, None where one of the sequences that it compares is not there."""
    metric, line = _metric(name), METRICS.entries[name]
    if not poses.keys() >= set(line.compares):
        return None
    if nobody and FOUND in line.compares and not line.judges_nobody:
        return 0.0 if metric.unit == "share" else None
    return metric(*(poses[what] for what in line.compares))


def _of_pictures(images, count, size, film, masks):
    """Metric -> mean over the frames, for those that compare pictures."""
    metrics = {
        name: _metric(name) for name, line in METRICS.entries.items() if line.compares == PICTURES
    }
    values = {name: [] for name in metrics}
    frames = progress(images, "frames compared", count)
    for frame, true, mask in zip_longest(frames, pictures_of(film), pictures_of(masks)):
        if frame is None or true is None or mask is None:
            raise UserError(
                f"{film} or {masks} and the result differ in length: delete them, run again"
            )
        true = cv2.resize(true, size, interpolation=cv2.INTER_AREA)
        person = cv2.resize(mask, size, interpolation=cv2.INTER_AREA)[..., 0] > 127
        for name, metric in metrics.items():
            value = metric(frame, true, person)
            if value is not None:
                values[name].append(value)
    return {name: float(np.mean(v)) if v else None for name, v in values.items()}
