"""From the network's picture to the frame: size, colours, what is held, background."""

import cv2
import numpy as np

from pose2video.films.scaling import scaled

GAIN = (0.5, 2.0)  # a flat picture's spread is not blown up without end
KEPT = 0.9  # regions held more than this keep pixels, fully so at 1
MARGIN = 0.012  # of the short side, by which the painted person may be larger than the warped one


def finish(settings, shot, image, background):
    """The frame of the canvas.

    Args:
        settings: The generator's. shot: The frame's `Shot`.
        image: uint8 RGB of the network's size.
        background: uint8 RGB of the canvas, without the person.

    Returns:
        uint8 RGB of the canvas.
    """
    height, width = shot.start.shape[:2]
    frame = scaled(image, (width, height))
    if settings.hold_colours:
        frame = match_colours(frame, shot.start)
    if shot.hold is not None and shot.hold.max() > KEPT:
        kept = scaled(((shot.hold - KEPT) / (1 - KEPT)).clip(0, 1), (width, height))
        frame = _over(shot.start, frame, kept)
    if shot.person is not None:
        frame = _over(frame, background, _wider(shot.person))
    return frame


def match_colours(image, like):
    """Give an image the mean and standard deviation of another's Lab channels.

    Source: Reinhard, Ashikhmin, Gooch and Shirley, "Color transfer between images", IEEE CG&A 21,
    2001; in CIE Lab. Both uint8 RGB.
    """
    lab, target = (
        cv2.cvtColor(picture.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
        for picture in (image, like)
    )
    (mean, spread), (aim, aim_spread) = (cv2.meanStdDev(picture) for picture in (lab, target))
    gain = (aim_spread / np.maximum(spread, 1e-3)).clip(*GAIN)[:, 0]
    lab = (lab - mean[:, 0]) * gain + aim[:, 0]
    rgb = cv2.cvtColor(lab.astype(np.float32), cv2.COLOR_LAB2RGB)
    return np.round(rgb * 255).clip(0, 255).astype(np.uint8)


def _wider(person):
    """The person's share with a soft margin around it."""
    margin = max(1, round(MARGIN * min(person.shape)))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * margin + 1, 2 * margin + 1))
    return cv2.GaussianBlur(cv2.dilate(person, disc), (0, 0), margin / 2)


def _over(above, below, share):
    share = share.clip(0, 1)[..., None]
    return np.round(share * above + (1 - share) * below).astype(np.uint8)
