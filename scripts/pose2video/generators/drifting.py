"""How far the colours of a film drift: what long films of painting networks are known for."""

from __future__ import annotations

import cv2
import numpy as np

WIDTH = 64  # pixels that are looked at of a row
FAR = 5.0  # of CIE 1976; a viewer sees it in two pictures side by side


def drifting(images, fps, told, say):
    """Yield the pictures of a film, and tell at its end how far its colours have drifted.

    `told["drift"]` gets, for each second that has begun, how far the mean colour of its frames is
    from that of the first second: the distance of CIE 1976 in Lab. Who moves changes it a little.

    Args:
        images: Iterable of uint8 RGB `(height, width, 3)`. fps: Frames per second.
        told: A dict. say: Takes a sentence, where the last second is far away.
    """
    seconds: list[list[np.ndarray]] = []
    for number, image in enumerate(images):
        yield image
        second = int(number / fps)
        if second == len(seconds):
            seconds.append([])
        seconds[-1].append(_mean_colour(image))
    means = [np.mean(colours, axis=0) for colours in seconds]
    told["drift"] = [round(float(np.linalg.norm(mean - means[0])), 2) for mean in means]
    if told["drift"] and told["drift"][-1] > FAR:
        far = told["drift"][-1]
        say(
            f"colours drift: in second {len(means)} the mean colour is {far:.1f} of CIE "
            "1976 from that of the first: set hold_colours: true with an initial image"
        )


def _mean_colour(image):
    """The mean colour of a picture in CIE Lab, `(3,)`."""
    height = max(1, round(WIDTH * image.shape[0] / image.shape[1]))
    small = cv2.resize(image, (WIDTH, height), interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    return lab.reshape(-1, 3).mean(axis=0)
