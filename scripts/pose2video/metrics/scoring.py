"""All scores of one film: every line of the table with what it compares."""

from __future__ import annotations

from itertools import zip_longest

import cv2
import numpy as np

from pose2video.errors import UserError
from pose2video.films.frames import read_frames
from pose2video.films.videos import decode
from pose2video.jobs.progress import progress
from pose2video.metrics import FOUND, METRICS, PICTURES, TRUTH
from pose2video.metrics.signs import unreadable
from pose2video.poses.formats import read_poses
from pose2video.poses.geometry import resize

NOT_APPLICABLE, NOT_MEASURED = "not applicable", "not measured"
NOBODY = "nobody is found in the result: look at the film"


def score(frames, motion, driver, found, truth, view, min_sign_fidelity) -> dict:
    """Measure one film.

    Args:
        frames: Frame folder of the result; it is looked at where the truth is known.
        motion: Pose file of the retargeted motion: where the keypoints should be.
        driver: Pose file of the driving film, smoothed, in its own frame: what the sign is.
        found: Pose file of what is found again in the result; None where the generator draws no
            person: metrics that look for one, or at pictures of one, are "not applicable".
        truth: `(film, masks, poses)` of the true result, in the character's picture, or None.
        view: The `PictureView` of the film. Where it shows more than the picture, pictures are
            compared where both are; where it moves the figure there is no truth.
        min_sign_fidelity: A film below it is warned of.

    Returns:
        `{"scores": [{metric, value, unit, note}], "warnings": [...]}`; `value` is None where
        `note` says why.
    """
    truth = truth if view.shift is None else None
    film, masks, true_poses = truth or (None, None, None)
    files = {"motion": motion, "driver": driver, "found": found, "truth": true_poses}
    poses = {name: read_poses(path) for name, path in files.items() if path}
    if TRUTH in poses:
        true = resize(poses[TRUTH], view.picture)
        poses[TRUTH] = view.on_canvas(true)
    nobody = bool(found) and not poses[FOUND].found("body").any()
    values = {name: _of_poses(name, poses, nobody) for name in METRICS.entries}
    if found and truth:
        values |= _of_pictures(read_frames(frames), film, masks, view)
    rows = [_row(name, value, bool(found)) for name, value in values.items()]
    if not found:
        return {"scores": rows, "warnings": []}
    return {
        "scores": rows,
        "warnings": [NOBODY] if nobody else unreadable(values, min_sign_fidelity),
    }


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


def _of_pictures(folder, film, masks, view):
    """Metric -> mean over the frames, for those that compare pictures."""
    metrics = {
        name: _metric(name) for name, line in METRICS.entries.items() if line.compares == PICTURES
    }
    values = {name: [] for name in metrics}
    frames = progress(folder, "frames compared", folder.n_frames)
    for frame, true, mask in zip_longest(frames, decode(film), decode(masks)):
        if frame is None or true is None or mask is None:
            raise UserError(f"{film} and {folder.folder} differ in length: delete both, run again")
        frame, true, mask = view.common(frame, true, mask)
        size = frame.shape[1::-1]
        true = cv2.resize(true, size, interpolation=cv2.INTER_AREA)
        person = cv2.resize(mask, size, interpolation=cv2.INTER_AREA)[..., 0] > 127
        for name, metric in metrics.items():
            value = metric(frame, true, person)
            if value is not None:
                values[name].append(value)
    return {name: float(np.mean(v)) if v else None for name, v in values.items()}
