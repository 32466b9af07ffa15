"""Where a figure leaves the canvas, said in a sentence."""

import numpy as np

from pose2video.names import spans


def leaves_canvas(motion, margin=0.02, min_confidence=0.5) -> list[str]:
    """A sentence that names the frames in which part of the upper body or a foot is off the canvas.

    Head with its forehead, shoulders, arms and fingers count; feet only where they are on the
    canvas for most of the clip. In a half-length picture, which has none, hands may hang below it.

    Args:
        motion: A `holistic` sequence on the canvas.
        margin: Share of the canvas by which a point may lie outside.
        min_confidence: Points below it do not count.

    Returns:
        An empty list, or one sentence.
    """
    layout = motion.layout
    size = np.array(motion.frame_size)
    sure = motion.confidence >= min_confidence
    with np.errstate(invalid="ignore"):
        beyond = motion.keypoints > (1 + margin) * size
        far = (motion.keypoints < -margin * size) | beyond
    outside = far.any(axis=2) & sure
    hands = np.r_[layout.parts["left_hand"], layout.parts["right_hand"]]
    upper = [*layout.indices("nose", "face_10"), *range(11, 23), *hands]
    feet = layout.indices("left_ankle", "right_ankle", "left_foot_index", "right_foot_index")
    feet = [i for i in feet if outside[:, i].mean() < 0.5]
    if not (sure & ~outside)[:, feet].any():
        feet = []
        outside &= ~(beyond[..., 1] & ~far[..., 0])
    frames = np.flatnonzero(outside[:, upper + feet].any(axis=1))
    return [f"the figure leaves the canvas in frames {spans(frames)}"] if len(frames) else []
