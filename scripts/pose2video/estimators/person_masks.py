"""Where the person is in every frame of a film: masks for those who learn from it.

Two models of MediaPipe's wheel see each frame: the pose model, which follows one person and knows
feet, and the selfie model on the part of the frame where the poses say that the person is. What
both say is drawn to the frame's own edges.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

LONGEST_PX = 640  # side of the masks
MARGIN = 0.15  # around the person's points, of the longer side of their box
RADIUS, SMOOTH = 4, 1e-3  # of the guided filter: He, Sun, Tang, "Guided Image Filtering", 2010


def mask_size(frame_size) -> tuple[int, int]:
    """`(width, height)` of the masks of frames of a size."""
    scale = min(1.0, LONGEST_PX / max(frame_size))
    return tuple(max(2, round(side * scale)) for side in frame_size)


def mask_frames(frames, poses) -> Iterator[np.ndarray]:
    """Find the person of `poses` in every frame.

    Args:
        frames: Iterable of uint8 RGB images of one size.
        poses: `PoseSequence` of as many frames, in their pixels.

    Yields:
        uint8 RGB of `mask_size`, grey, 255 = person; black where the poses show nobody.
    """
    from mediapipe.python.solutions import pose, selfie_segmentation

    size = mask_size(poses.frame_size)
    there = poses.found("body")
    follows = pose.Pose(model_complexity=1, enable_segmentation=True, smooth_segmentation=True)
    looks = selfie_segmentation.SelfieSegmentation(model_selection=0)
    with follows as body, looks as selfie:
        for t, frame in enumerate(frames):
            small = cv2.resize(frame, size, interpolation=cv2.INTER_AREA)
            followed = body.process(small).segmentation_mask
            mask = np.zeros((size[1], size[0]), np.float32)
            if there[t]:
                box = _box(poses.keypoints[t] * np.array(size) / poses.frame_size, size)
                part = np.ascontiguousarray(small[box])
                mask[box] = np.clip(selfie.process(part).segmentation_mask, 0, 1)
                if followed is not None:
                    mask[box] = np.maximum(mask[box], 0.5 * mask[box] + 0.5 * followed[box])
                mask = _at_edges(small, mask)
            yield np.repeat(np.rint(255 * mask).astype(np.uint8)[..., None], 3, axis=2)


def _box(points, size):
    """Slices `(y, x)` around the known points, with the margin."""
    points = points[np.isfinite(points).all(axis=1)]
    low, high = points.min(axis=0), points.max(axis=0)
    margin = MARGIN * (high - low).max()
    left, top = np.floor(low - margin).clip(0, np.array(size) - 16).astype(int)
    right, bottom = np.ceil(high + margin).astype(int)
    return slice(top, max(top + 16, bottom)), slice(left, max(left + 16, right))


def _at_edges(frame, mask):
    """The mask drawn to the frame's edges, and made hard beside them."""
    guide = frame.astype(np.float32) / 255
    soft = cv2.ximgproc.guidedFilter(guide, mask, RADIUS, SMOOTH)
    return np.clip((soft - 0.25) / 0.5, 0, 1)
