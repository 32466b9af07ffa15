"""Laying the plate of a film: its cameras, what stays before them, the background behind all."""

from __future__ import annotations

import numpy as np

from pose2video.characters.filmed.looks import cuts_of
from pose2video.characters.filmed.scenery.looking import (
    LONGEST_PX,
    Looking,
    between,
    in_film_pixels,
    standing,
)
from pose2video.characters.filmed.scenery.medians import lay
from pose2video.characters.filmed.scenery.moments import Moments
from pose2video.characters.filmed.scenery.overlays import overlay_of, unmoved
from pose2video.characters.plates import Plate
from pose2video.jobs.progress import progress

LOST = 0.1  # share of the frames
UNSEEN = 0.05  # share of the plate


def lay_plate(frames, masks, picture=0, frames_used=None) -> Plate:
    """Lay the background of a film together from all its frames.

    The camera may pan, turn and zoom; what stays where it is while it does (titles, a border) is
    told apart. Of a film with cuts the scene of the picture is taken. Frames are read one by one.

    Args:
        frames: The `FrameFolder` of the footage.
        masks: Its masks, as `mask_frames` wrote them.
        picture: Number of the frame that is the character's picture.
        frames_used: So many frames count, from the first; None for all.

    Returns:
        A `Plate` with `frames_used` cameras.
    """
    count = min(frames_used or frames.n_frames, frames.n_frames)
    moments, warnings = Moments(frames, masks), []
    cuts = cuts_of(progress((frames.frame(i) for i in range(count)), "frames seen", count))
    picture = min(picture, count - 1)
    first = max([0, *(cut for cut in cuts if cut <= picture)])
    end = min([count, *(cut for cut in cuts if cut > picture)])
    if cuts:
        warnings.append(
            f"the film cuts {len(cuts)} time{'s' * (len(cuts) > 1)}: the background is that of the "
            f"{end - first} frames around the picture"
        )
    still = unmoved(moments, range(first, end))
    looking, size = Looking(moments, still), moments.work_size(LONGEST_PX)
    found = looking.follow(progress(range(first, end), "cameras", end - first))
    whole = standing(between(found), size)
    lost = np.isnan(found[:, 0, 0]).mean()
    if lost > LOST and np.ptp(whole, axis=0).any():
        warnings.append(
            f"in {lost:.0%} of the frames the camera was not found by the background: it is taken "
            "from the frames around"
        )
    cameras = np.full((count, 2, 3), np.nan)
    cameras[first:end] = in_film_pixels(whole, size, frames.frame_size)
    overlay = overlay_of(moments, still, cameras)
    image, cameras, unseen = lay(moments, cameras, overlay)
    if unseen > UNSEEN:
        warnings.append(
            f"{unseen:.0%} of the background are never seen without the person: they are painted"
        )
    return Plate(image, cameras, frames.frame_size, picture, overlay, tuple(warnings))
