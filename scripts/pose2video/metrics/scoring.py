"""All scores of one film: every line of the table with what it compares."""

from __future__ import annotations

from pose2video.films.frames import read_frames
from pose2video.metrics import DRIVER, FOUND, LIMBS, METRICS, MOTION, TRUTH
from pose2video.metrics.comparing import of_pictures
from pose2video.metrics.handshapes import other_shapes
from pose2video.metrics.signing import signs
from pose2video.metrics.signs import unreadable
from pose2video.metrics.wholeness import falls_apart
from pose2video.poses.formats import read_poses
from pose2video.poses.geometry import resize

NOT_APPLICABLE, NOT_MEASURED = "not applicable", "not measured"
NOBODY = "nobody is found in the result: look at the film"


def score(
    frames,
    motion,
    driver,
    found,
    truth,
    view,
    perception,
    min_sign_fidelity,
    min_wholeness=0.0,
    limbs=None,
) -> dict:
    """Measure one film.

    Args:
        frames: Frame folder of the result; it is looked at where the truth is known.
        motion: Pose file of the retargeted motion: where the keypoints should be.
        driver: Pose file of the driving film, smoothed, in its own frame: what the sign is; None of
            a clip that is of maps, whose motion is nobody's.
        found: Pose file of what is found again in the result; None where the generator draws no
            person: metrics that look for one, or at pictures of one, are "not applicable".
        truth: `(film, masks, poses)` of the true result, in the character's picture, or None; film
            and masks are films or frame folders.
        view: The `PictureView` of the film. Where it shows more than the picture, pictures are
            compared where both are; where it moves the figure there is no truth.
        perception: Folder with the tensors of `st_lpips`, see `pose2video.perception`; used where
            the truth is known and the generator draws a person.
        min_sign_fidelity, min_wholeness: A film below one of them is warned of.
        limbs: How the body's parts hold together in the film, a `limbs.Limbs`; None where that is
            not known: the generator draws no person over the picture's own background.

    Returns:
        `{"scores": [{metric, value, unit, note}], "signs": bool, "warnings": [...]}`; `value` is
        None where `note` says why, `signs` whether the driver signs.
    """
    truth = truth if view.shift is None else None
    film, masks, true_poses = truth or (None, None, None)
    files = {"motion": motion, "driver": driver, "found": found, "truth": true_poses}
    poses = {name: read_poses(path) for name, path in files.items() if path}
    if not driver:
        del poses[MOTION]  # where points should be, nobody knows
    if TRUTH in poses:
        poses[TRUTH] = view.on_canvas(resize(poses[TRUTH], view.picture))
    nobody = bool(found) and not poses[FOUND].found("body").any()
    known = poses | ({} if limbs is None else {LIMBS: limbs})
    values = {name: _of_poses(name, known, nobody) for name in METRICS.entries}
    if found and truth:
        shown = read_frames(frames)
        true = (film, masks, poses[TRUTH])
        values |= of_pictures(shown, shown.n_frames, shown.frame_size, true, perception, view)
    rows = [_row(name, value, bool(found)) for name, value in values.items()]
    told = {"scores": rows, "signs": bool(driver) and signs(poses[DRIVER]), "warnings": []}
    if found:
        said = [NOBODY] if nobody else _said(values, min_sign_fidelity, poses, told["signs"])
        told["warnings"] = said + falls_apart(values["wholeness"], limbs, min_wholeness)
    return told


def _said(values, min_sign_fidelity, poses, is_sign):
    """How far a film follows its driver, and of a sign which hand has another shape."""
    said = unreadable(values, min_sign_fidelity)
    if is_sign:
        return said + other_shapes(poses[FOUND], poses[DRIVER])
    kept = (sentence for sentence in said if sentence.startswith("sign_fidelity"))
    return [sentence.removeprefix("sign_") for sentence in kept]


def picture_rows(images, count, size, truth, perception) -> list[dict]:
    """Scores of whole pictures against the true ones, without anybody who is looked for in them.

    Args:
        images: Iterable of uint8 RGB images.
        count: How many.
        size: Their `(width, height)`.
        truth, perception: See `score`.

    Returns:
        Rows `{metric, value, unit, note}`.
    """
    film, masks, poses = truth
    true = (film, masks, resize(read_poses(poses), size))
    values = of_pictures(images, count, size, true, perception)
    return [_row(name, value, True) for name, value in values.items()]


def _row(name, value, draws_person):
    line = METRICS.entries[name]
    looks = FOUND in line.compares or LIMBS in line.compares or line.place
    note = NOT_APPLICABLE if looks and not draws_person else NOT_MEASURED
    return {
        "metric": name,
        "value": None if value is None else float(f"{value:.5g}"),
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
