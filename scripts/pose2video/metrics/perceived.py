"""How different frames look to a network: a dear metric, so of some frames, and not too large."""

from __future__ import annotations

import cv2
import numpy as np

SIDE_PX = 192  # the shorter side that larger frames are scaled to
SMALL_PX = 96  # films up to this size are looked at in every frame
EVERY, LEAST = 8, 8  # of others one of so many, and so many at least, spread evenly


def moments(count, size) -> set[int]:
    """Which frames of a film are looked at.

    Args:
        count: Its frames.
        size: Their `(width, height)` in pixels.
    """
    wanted = count if min(size) <= SMALL_PX else min(count, max(LEAST, round(count / EVERY)))
    return {int((i + 0.5) * count / wanted) for i in range(wanted)}


class Beholder:
    """Sees the difference between frames by the network of `st_lpips`.

    Args:
        folder: With its tensors, see `pose2video.perception`.

    Raises:
        UserError: They are not there, or are something else.
    """

    def __init__(self, folder):
        from pose2video.perception.distance import Distance

        self.distance = Distance("alex", folder)

    def differences(self, frame, true):
        """By stage and place, a list of float32 `(h, w)`; None where a side is below 32 pixels."""
        import torch

        from pose2video.perception.trunks import MIN_SIDE_PX

        side = min(frame.shape[:2])
        if side < MIN_SIDE_PX:
            return None
        scale = min(1.0, SIDE_PX / side)
        size = tuple(round(scale * length) for length in reversed(frame.shape[:2]))
        both = (cv2.resize(image, size, interpolation=cv2.INTER_AREA) for image in (frame, true))
        tensors = [
            torch.from_numpy(image.transpose(2, 0, 1)[None] / np.float32(127.5) - 1)
            for image in both
        ]
        with torch.inference_mode():
            return [stage[0, 0].numpy() for stage in self.distance.maps(*tensors)]
