"""Everybody at the beginning of a film, so that people can point at the one who is meant."""

from __future__ import annotations

import numpy as np

from pose2video.crowds.persons import chosen

LOOKS, SECONDS = 12, 2.0  # so many looks in so long a beginning
# of a person's size, around head, shoulders and hips: to the fingers of hanging arms and the feet
SIDE, ABOVE, BELOW = 0.3, 0.1, 0.9


def everybody(frames, people):
    """The first frame of the beginning in which the most people are seen, and where they are.

    Whoever is meant is looked for from the first frame on (`tracking.Follower`), so a later frame
    would show people where others may have been before.

    Args:
        frames: A `FrameFolder`.
        people: `frame -> list of Seen`, as `people.PeopleDetector`.

    Returns:
        The number of the frame, and boxes from left to right, as the column `person` takes them:
        left, top, right, bottom in shares of the frame.
    """
    last = min(frames.n_frames - 1, round(SECONDS * float(frames.fps)))
    best = (0, [])
    for number in np.unique(np.linspace(0, last, LOOKS).round().astype(int)):
        seen = people(frames.frame(int(number)))
        if len(seen) > len(best[1]):
            best = (int(number), seen)
    return best[0], boxes_of(best[1], frames.frame_size)


def boxes_of(seen, frame_size) -> list[list[float]]:
    """A box for everybody, by which `persons.chosen` takes them and nobody else.

    Args:
        seen: A list of `Seen`. frame_size: `(width, height)` in pixels.

    Returns:
        Boxes from left to right in shares of the frame: of the whole person where nobody else lies
        in it, else of what was seen.
    """
    size = np.tile(frame_size, 2)
    found = []
    for number in sorted(range(len(seen)), key=lambda i: seen[i].middle[0]):
        one = seen[number]
        grown = one.box + one.size * np.array([-SIDE, -ABOVE, SIDE, BELOW])
        boxes = [
            [round(float(side), 3) for side in np.clip(box / size, 0, 1)]
            for box in (grown, one.box)
        ]
        fits = [box for box in boxes if chosen(seen, box, frame_size) == (number, False)]
        found.append((fits or boxes[1:])[0])
    return found
