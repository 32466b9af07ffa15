"""Where a figure leaves the canvas, said in a sentence."""

import numpy as np


def leaves_canvas(motion, margin=0.02, min_confidence=0.5) -> list[str]:
    """A sentence that names the frames in which head, shoulders or wrists are off the canvas.

    Args:
        motion: A `holistic` sequence on the canvas.
        margin: Share of the canvas by which a point may lie outside.
        min_confidence: Points below it do not count.

    Returns:
        An empty list, or one sentence.
    """
    names = ("nose", "left_shoulder", "right_shoulder", "left_wrist", "right_wrist")
    points = motion.layout.indices(*names)
    size = np.array(motion.frame_size)
    at = motion.keypoints[:, points]
    with np.errstate(invalid="ignore"):
        outside = ((at < -margin * size) | (at > (1 + margin) * size)).any(axis=2)
    outside &= motion.confidence[:, points] >= min_confidence
    frames = np.flatnonzero(outside.any(axis=1))
    return [f"the figure leaves the canvas in frames {spans(frames)}"] if len(frames) else []


def spans(numbers) -> str:
    """Sorted whole numbers as text: `3, 7-12`."""
    parts = np.split(numbers, np.flatnonzero(np.diff(numbers) > 1) + 1)
    return ", ".join(f"{p[0]}" if len(p) == 1 else f"{p[0]}-{p[-1]}" for p in parts)
