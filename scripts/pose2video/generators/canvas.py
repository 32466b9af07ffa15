"""Where a figure leaves the canvas, said in a sentence."""

import numpy as np

from pose2video.characters.framing.extents import FEET, extents
from pose2video.names import spans

MARGIN = 0.02  # share of the canvas by which a figure may reach beyond it


def leaves_canvas(motion) -> list[str]:
    """Sentences that name the frames in which the figure is cut off, or not there at all.

    Crown, arms, fingers and soles count; feet only where they are on the canvas for most of the
    clip. In a half-length picture, which has none, hands may hang below it.

    Args:
        motion: A `holistic` sequence on the canvas.
    """
    size = np.array(motion.frame_size)
    feet = motion.keypoints[:, motion.layout.indices(*FEET), 1]
    with np.errstate(invalid="ignore"):
        stands = (feet < (1 + MARGIN) * size[1]).all(axis=1).mean() > 0.5
        reach = extents(motion, stands)
        beyond = reach[:, 2:] > (1 + MARGIN) * size
        beyond[:, 1] &= stands
        cut = beyond.any(axis=1) | (reach[:, :2] < -MARGIN * size).any(axis=1)
        empty = ((reach[:, :2] > size) | (reach[:, 2:] < 0)).any(axis=1)
    told = {"the figure leaves the canvas": cut & ~empty, "the canvas is empty": empty}
    return [
        f"{said} in frames {spans(np.flatnonzero(frames))} ({frames.mean():.0%} of them)"
        for said, frames in told.items()
        if frames.any()
    ]
