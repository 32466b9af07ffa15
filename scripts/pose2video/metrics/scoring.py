"""All scores of one film."""

from __future__ import annotations

from itertools import zip_longest

import cv2
import numpy as np

from pose2video.errors import UserError
from pose2video.films.frames import read_frames
from pose2video.films.videos import decode
from pose2video.jobs.progress import progress
from pose2video.metrics import METRICS
from pose2video.poses.formats import read_poses
from pose2video.poses.geometry import resize

_SHARES = ("pck_body", "pck_hands", "hand_visibility")
_KEYPOINTS = (
    *_SHARES,
    "jitter",
    "body_direction_error",
    "finger_direction_error",
    "timing_error",
)
_SIGNS = (
    "sign_fidelity",
    "sign_hands_found",
    "sign_finger_error",
    "sign_body_error",
    "sign_lag",
    "ndtw_mje",
)
_PICTURES = ("psnr", "ssim", "psnr_person", "ssim_person")
_TRUTH = ("fitting_error", *_PICTURES)
NOT_APPLICABLE, NOT_MEASURED = "not applicable", "not measured"


def score(frames, motion, driver, estimator, draws_person, truth, min_sign_fidelity) -> dict:
    """Measure one film.

    Args:
        frames: Frame folder of the result.
        motion: Pose file of the retargeted motion: where the keypoints should be.
        driver: Pose file of the driving film, smoothed, in its own frame: what the sign is.
        estimator: The estimator that looks at the result.
        draws_person: Whether the generator claims to draw a person; if not, the metrics that look
            for one, or compare pictures of one, are "not applicable".
        truth: `(film, masks, poses)` of the true result, or None.
        min_sign_fidelity: A film below it is warned of.

    Returns:
        `{"scores": [{metric, value, unit, note}], "warnings": [...]}`; `value` is None where
        `note` says why.
    """
    folder, wanted = read_frames(frames), read_poses(motion)
    rows, warnings = [], []
    if draws_person:
        values, warnings = _keypoint_scores(folder, wanted, read_poses(driver), estimator)
        rows += [_row(name, values[name], NOT_MEASURED) for name in (*_SIGNS, *_KEYPOINTS)]
        warnings = warnings or _unreadable(values, min_sign_fidelity)
    else:
        rows += [_row(name, None, NOT_APPLICABLE) for name in (*_SIGNS, *_KEYPOINTS)]
    values = dict.fromkeys(_TRUTH)
    if truth:
        film, masks, poses = truth
        values["fitting_error"] = _fitting_error(wanted, poses)
        if draws_person:
            values |= _picture_scores(folder, film, masks)
    rows.append(_row("fitting_error", values["fitting_error"], NOT_MEASURED))
    note = NOT_MEASURED if draws_person else NOT_APPLICABLE
    rows += [_row(name, values[name], note) for name in _PICTURES]
    return {"scores": rows, "warnings": warnings}


def _row(name, value, note):
    return {
        "metric": name,
        "value": None if value is None else round(value, 4),
        "unit": METRICS.entries[name].load().unit,
        "note": note if value is None else "",
    }


def _keypoint_scores(folder, wanted, driver, estimator):
    found = estimator.estimate(
        progress(folder, "frames found again", folder.n_frames), float(folder.fps)
    )
    values = {name: _metric(name)(found, driver) for name in _SIGNS}
    if not found.found("body").any():
        values |= dict.fromkeys(_KEYPOINTS) | dict.fromkeys(_SHARES, 0.0)
        return values, ["nobody is found in the result: look at the film"]
    return values | {name: _metric(name)(found, wanted) for name in _KEYPOINTS}, []


def _metric(name):
    return METRICS.build({"use": name, "settings": {}})


def _unreadable(values, least):
    """The sentence about a film that does not show what the driver does, or none."""
    if values["sign_fidelity"] is None or values["sign_fidelity"] >= least:
        return []
    hands, fingers, body = (
        values[f"sign_{part}"] for part in ("hands_found", "finger_error", "body_error")
    )
    value = np.floor(100 * values["sign_fidelity"]) / 100  # never rounded up to the limit
    parts = [] if hands is None else [f"{hands:.0%} of the driver's hands found"]
    parts += [] if fingers is None else [f"fingers {fingers:.0f} deg off"]
    parts += [] if body is None else [f"arms and trunk {body:.0f} deg off"]
    why = f" ({', '.join(parts)})" if parts else ""
    return [f"sign_fidelity {value:.2f} is below {least:g}{why}: compare the film with its driver"]


def _fitting_error(wanted, poses):
    true = resize(read_poses(poses), wanted.frame_size)
    return _metric("fitting_error")(wanted, true)


def _picture_scores(folder, film, masks):
    metrics = {name: _metric(name) for name in _PICTURES}
    values = {name: [] for name in _PICTURES}
    frames = progress(folder, "frames compared", folder.n_frames)
    for frame, true, mask in zip_longest(frames, decode(film), decode(masks)):
        if frame is None or true is None or mask is None:
            raise UserError(f"{film} and {folder.folder} differ in length: delete both, run again")
        size = folder.frame_size
        true = cv2.resize(true, size, interpolation=cv2.INTER_AREA)
        person = cv2.resize(mask, size, interpolation=cv2.INTER_AREA)[..., 0] > 127
        for name, metric in metrics.items():
            value = metric(frame, true, person)
            if value is not None:
                values[name].append(value)
    return {name: float(np.mean(v)) if v else None for name, v in values.items()}
