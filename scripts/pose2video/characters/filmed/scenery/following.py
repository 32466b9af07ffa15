"""The camera of a clip that was filmed at the place of a plate."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.filmed.scenery.looking import (
    AWAY,
    LONGEST_PX,
    between,
    distance,
    standing,
)
from pose2video.characters.filmed.scenery.matching import has_edges, lay_over, levels_of
from pose2video.characters.filmed.scenery.moments import Moments
from pose2video.characters.plates import after, backward, to_frame
from pose2video.errors import UserError
from pose2video.jobs.progress import progress

STARTS = 24  # cameras of the plate's film from which the first frame's is looked for
SAME = 0.4  # see `distance`: a view of the plate serves cameras as near
LOST = 0.1  # share of the frames


def follow(plate, frames, masks) -> tuple[np.ndarray, list[str]]:
    """Find the cameras of a clip by the background that a plate shows.

    Args:
        plate: A `Plate`.
        frames: The clip's `FrameFolder`.
        masks: Its masks.

    Returns:
        float64 `(T, 2, 3)`, from pixels of a frame of the plate's film, which the clip's frames
        cover (`to_frame`), to pixels of the plate; and sentences.

    Raises:
        UserError: The clip does not show the place.
    """
    moments = Moments(frames, masks)
    size = moments.work_size(LONGEST_PX)
    before = plate.overlay_on(size)[..., 3] > 8
    free = cv2.dilate(before.astype(np.uint8), np.ones((AWAY, AWAY), np.uint8)) == 0

    seen, views = to_frame(size, plate.frame_size), []

    def view_near(camera):
        """The plate as a camera sees it that is near to another."""
        if not views or distance(views[-1][0], camera, plate.frame_size) > SAME:
            views[:] = [(camera, levels_of(_grey(plate.behind(camera, size)), free))]
        return views[-1]

    def held_against(levels, camera):
        """The camera of a frame, held against the plate as seen by one near to another."""
        there, key = view_near(camera)
        if not has_edges(key):
            return camera, 1.0
        guess = after(backward(after(there, seen)), after(camera, seen))
        change, alike = lay_over(key, levels, guess)
        if change is None:
            return None, alike
        return after(after(after(there, seen), change), backward(seen)), alike

    known = plate.cameras[np.isfinite(plate.cameras).all(axis=(1, 2))]
    starts = [known[-1], *known[np.linspace(0, len(known) - 1, STARTS).astype(int)]]
    found, camera = [], None
    for number in progress(range(frames.n_frames), "cameras", frames.n_frames):
        levels = levels_of(moments.grey(number, size), moments.behind(number, size) & free)
        tried = [camera] if camera is not None else starts if number % STARTS == 0 else []
        best = max(
            (held_against(levels, start) for start in tried), key=lambda at: at[1], default=None
        )
        if best is None or best[0] is None:
            found.append(np.full((2, 3), np.nan))
            continue
        camera = best[0]
        found.append(camera)
    cameras = np.stack(found)
    lost = np.isnan(cameras[:, 0, 0])
    if lost.all():
        raise UserError(
            "the clip does not show the place of the character's film, its camera cannot be "
            "followed: set the generator's camera to picture or last"
        )
    warnings = [
        f"in {lost.mean():.0%} of the frames the camera was not found by the background: it is "
        "taken from the frames around"
    ] * int(lost.mean() > LOST)
    return standing(between(cameras), plate.frame_size), warnings


def _grey(image):
    return cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
