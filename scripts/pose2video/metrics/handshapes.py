"""Handshapes of a result against the driver's, as words: what each finger does, where the thumb is.

Both are read from detections by the same measure (`poses.finger_states`), which needs depth. A
finger differs where both are read surely and not alike; what is less sure is passed over, as an
alarm that is false costs more than one that is missed. A difference begins where it is sure and
goes on while the driver's word is the less likely one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from pose2video.names import spans
from pose2video.poses.finger_states import (
    FINGER_STATES,
    THUMB_STATES,
    bends,
    likely,
    thumb_place,
    word_chances,
)
from pose2video.smoothers.tracks import runs

FOUND, SHOWN = 0.5, 0.75  # least confidence of a hand's points in the result, in the driver
BOLD = 0.4  # power of chances: detections err alike for a time, so their chances are too bold
SURE, LIKELY = 0.95, 0.5  # chance of a word from which it is sure; below which it is not meant
# degrees by which the bends of a finger's joints, all three together, must differ, too, and the
# angles of a thumb to the row of knuckles
CURLED, TURNED = 60.0, 30.0
HELD_S = 0.2  # another handshape that is held for no longer is not named
MOST = 4  # are named
SIDES, FINGERS = ("left", "right"), ("index", "middle", "ring", "pinky")
PARTS = (*FINGERS, "thumb")
WORDS = ("straight", "bent", "closed", "out", "beside", "across")
# a thumb beside the palm may be seen as out of it or across it
NEAR = {frozenset(pair) for pair in (("out", "beside"), ("beside", "across"))}


@dataclass(frozen=True)
class SignHandshape:
    """Share of hands, frame by frame, that show no other handshape than the driver's.

    Of the hands that are found in both and whose fingers are read surely enough.
    """

    unit: ClassVar[str] = "share"
    higher_is_better: ClassVar[bool] = True

    def __call__(self, found, driver):
        """Compare; None where no hand is read in both."""
        other, asked = compared(found, driver)
        return float(1 - other.any(axis=2)[asked].mean()) if asked.any() else None


def compared(found, driver):
    """Which fingers do something else than the driver's.

    Args:
        found, driver: `holistic` sequences of the same frames.

    Returns:
        bool `(T, 2, 5)`, left and right, fingers as `PARTS`; and bool `(T, 2)`, hands that are read
        in both.
    """
    (a, curl_a, known_a), (b, curl_b, known_b) = (_read(found, FOUND), _read(driver, SHOWN))
    asked = known_a & known_b
    apart = ~_near(a, b) & (np.abs(curl_a - curl_b) > [*len(FINGERS) * [CURLED], TURNED])
    meant = b.argmax(axis=3)[..., None]
    unlike = (a.max(axis=3) >= SURE) & (b.max(axis=3) >= SURE) & apart
    weak = (np.take_along_axis(a, meant, 3)[..., 0] < LIKELY) & apart
    unlike, weak = (rows & asked[..., None] for rows in (unlike, weak))
    asked &= (np.minimum(a.max(axis=3), b.max(axis=3)) >= SURE).any(axis=2)
    out = np.zeros_like(weak)
    least = HELD_S * driver.fps
    for hand in range(2):
        for finger in range(len(PARTS)):
            for start, end in runs(weak[:, hand, finger]):
                sure = unlike[start:end, hand, finger].sum()
                out[start:end, hand, finger] = end - start > least and 2 * sure > least
    return out, asked


def other_shapes(found, driver) -> list[str]:
    """A sentence that names the handshapes that are not the driver's, or none."""
    other, _ = compared(found, driver)
    named = []
    words = [_read(poses, least)[0].argmax(axis=3) for poses, least in ((found, 0), (driver, 0))]
    for hand, side in enumerate(SIDES):
        for start, end in runs(other[:, hand].any(axis=1)):
            fingers = []
            for finger, name in enumerate(PARTS):
                rows = np.flatnonzero(other[start:end, hand, finger]) + start
                if len(rows):
                    shown, meant = (WORDS[_usual(w[rows, hand, finger])] for w in words)
                    fingers.append(f"{name} {shown}, not {meant}")
            frames = spans(list(range(start, end)))
            named.append((start - end, f"{side} hand in frames {frames} ({'; '.join(fingers)})"))
    if not named:
        return []
    named = [words for _, words in sorted(named, key=lambda row: row[0])]
    more = f", and {len(named) - MOST} more" if len(named) > MOST else ""
    return [f"another handshape than the driver's: {', '.join(named[:MOST])}{more}"]


def _usual(numbers):
    return int(np.bincount(numbers).argmax())


def _near(a, b):
    """Where the words of two readings may be one, `(T, 2, 5)`."""
    table = np.array([[x == y or frozenset((x, y)) in NEAR for y in WORDS] for x in WORDS])
    return table[a.argmax(axis=3), b.argmax(axis=3)]


def _read(poses, least):
    """Chances of `WORDS` `(T, 2, 5, W)`, how far fingers are curled, and which hands are known."""
    chances = np.zeros((poses.n_frames, 2, len(PARTS), len(WORDS)))
    curl = np.zeros(chances.shape[:3])
    known = np.zeros((poses.n_frames, 2), bool)
    for hand, side in enumerate(SIDES):
        part = poses.layout.parts[f"{side}_hand"]
        points = np.concatenate(
            [poses.keypoints[:, part], poses.depth[:, part, None]], axis=2
        ).astype(np.float64)
        sure = (poses.confidence[:, part] >= least).mean(axis=1) >= 0.5
        known[:, hand] = sure & np.isfinite(points).all(axis=(1, 2))
        points = np.where(known[:, hand, None, None], points, np.nan)
        fingers, thumb = likely(points, poses.fps)
        points = np.where(known[:, hand, None, None], points, 0)
        curl[:, hand, :4] = bends(points).sum(axis=2)
        curl[:, hand, 4] = thumb_place(points)[:, 2]
        curl[:, hand] = _calm(curl[:, hand], known[:, hand], poses.fps)
        for at, states, rows in (
            (slice(0, 4), FINGER_STATES, fingers),
            (slice(4, 5), THUMB_STATES, thumb[:, None]),
        ):
            words, share = word_chances(rows, states)
            share = np.maximum(share, 1e-12) ** BOLD
            share /= share.sum(axis=2, keepdims=True)
            chances[:, hand][:, at, [WORDS.index(word) for word in words]] = share
    return chances, curl, known


def _calm(values, known, fps):
    """Means `(T, N)` over the frames that are known within `HELD_S` about each."""
    window = np.ones(2 * min(int(HELD_S * fps / 2), (len(known) - 1) // 2) + 1)
    share = np.maximum(np.convolve(known, window, "same"), 1)
    return np.stack([np.convolve(v * known, window, "same") / share for v in values.T], axis=1)
