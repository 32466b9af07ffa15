"""What stays where it is while the camera moves: titles, borders, marks of a station."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.filmed.scenery.looking import in_film_pixels
from pose2video.characters.filmed.scenery.medians import laid, middle, onto_plate
from pose2video.characters.filmed.scenery.moments import spread
from pose2video.characters.plates import applied, scale_of

LONGEST_PX = 640
SAMPLES = 48  # frames
CHANGED = 14  # grey levels from the median
SELDOM = 0.05  # share of the samples that may differ: a flash, a mark that fades in
LEAST_SEEN = 6  # samples that show a place without the person
MOVED = 0.02  # of the frame's longer side: a camera that moves less shows no overlay
SMALLEST = 2e-4  # share of the frame: smaller spots are none
EDGE = 24.0  # grey levels between neighbours: two surfaces meet
SEEN_BY = 3  # frames, that show what an overlay hides
VOTES = 20  # pixels of frames that say the same
CLEARLY = 0.6  # of all that say something, those for it less those against it
COLOURS = 16  # frames that an overlay's colours are the middle of


def unmoved(moments, numbers) -> np.ndarray:
    """Places of the frame that look the same in all frames, bool `(height, width)`.

    Before a still camera that is the whole background, before a moving one what does not belong
    to it, and plain surfaces.

    Args:
        moments: `Moments`.
        numbers: The frames.
    """
    size = moments.work_size(LONGEST_PX)
    chosen = spread(list(numbers), SAMPLES)
    greys = np.stack([moments.grey(n, size) for n in chosen]).astype(np.int16)
    seen = np.stack([moments.behind(n, size) for n in chosen])
    middle = np.median(greys, axis=0)
    changed = (np.abs(greys - middle) > CHANGED) & seen
    count = seen.sum(axis=0)
    often = count >= min(LEAST_SEEN, len(chosen))
    return often & (changed.sum(axis=0) <= SELDOM * np.maximum(count, 1))


def overlay_of(moments, still, cameras):
    """The overlay of a film, uint8 RGB and alpha of the frame's size; None where there is none.

    Of the places that never change it is those that hide what other frames show of the background
    there, and what hangs together with them. A plain wall that the camera passes is none.

    Args:
        moments: `Moments`.
        still: Of `unmoved`.
        cameras: `(N, 2, 3)`, NaN for frames that do not count.
    """
    known = np.flatnonzero(np.isfinite(cameras).all(axis=(1, 2)))
    width, height = moments.frames.frame_size
    corners = np.array([[0, 0], [width, 0], [0, height], [width, height]], float)
    moved = np.stack([applied(cameras[i], corners) for i in known])
    reach = np.linalg.norm(np.ptp(moved, axis=0), axis=1).max() / scale_of(cameras[known]).max()
    if reach < MOVED * max(width, height):
        return None
    keeps = _hiding(moments, still, cameras, spread(list(known), SAMPLES))
    if not keeps.any():
        return None
    alpha = cv2.GaussianBlur(keeps.astype(np.float32), (0, 0), 0.7)
    alpha = cv2.resize(alpha, (width, height), interpolation=cv2.INTER_LINEAR)
    chosen = spread(list(known), COLOURS)
    colours = np.median(np.stack([moments.frames.frame(n) for n in chosen]), axis=0)
    return np.dstack([colours, np.rint(255 * alpha)]).astype(np.uint8)


def _hiding(moments, still, cameras, chosen):
    """Which of the places that never change lie before the background, bool as `still`."""
    size = still.shape[::-1]
    cameras = in_film_pixels(cameras[chosen], moments.frames.frame_size, size)
    greys = [moments.grey(n, size) for n in chosen]
    near = cv2.dilate(still.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    seen = [moments.behind(n, size) & ~near for n in chosen]
    to_plate, plate_size = onto_plate(cameras, size)
    views = [laid(*v, plate_size) for v in zip(greys, seen, to_plate, strict=True)]
    plate, count = middle(views)
    hides, shows = np.zeros(still.shape, int), np.zeros(still.shape, int)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    often = (255 * (count >= SEEN_BY)).astype(np.uint8)
    for grey, camera in zip(greys, to_plate, strict=True):
        there = cv2.warpAffine(often, camera, size, flags=flags) > 250
        other = cv2.warpAffine(plate, camera, size, flags=flags)
        differs = cv2.absdiff(grey, other) > CHANGED
        hides += there & differs & still
        shows += there & ~differs & still
    steep = cv2.morphologyEx(greys[len(greys) // 2], cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    lies = cv2.morphologyEx(still.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)) > 0
    parts, votes = _votes(lies & (steep < EDGE), hides, shows)
    lies &= ~(votes < -VOTES)[parts]
    parts, for_it = _votes(lies, hides, shows)
    area, all_of = (
        np.bincount(parts.ravel(), w, len(for_it)) for w in (None, (hides + shows).ravel())
    )
    keeps = (for_it > np.maximum(VOTES, CLEARLY * all_of)) & (area > SMALLEST * still.size)
    keeps[0] = False
    return keeps[parts]


def _votes(places, hides, shows):
    """Connected parts of some places, and how many more frames hide than show something there."""
    count, parts = cv2.connectedComponents(places.astype(np.uint8))
    votes = np.bincount(parts.ravel(), weights=(hides - shows).ravel(), minlength=count)
    votes[0] = 0
    return parts, votes
