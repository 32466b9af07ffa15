"""Films of synthetic performers that are looked at as they are rendered: pairs of poses."""

from __future__ import annotations

import numpy as np

from pose2video.performers.stage import clip_performance


def filmed_pair(model_folder, choreography, performer, estimator, fps=25.0):
    """What a performer did and what an estimator found of it.

    Args:
        model_folder: Of the body model. choreography, performer: As their files are read.
        estimator: With `estimate`. fps: Frames per second.

    Returns:
        Two `PoseSequence`s, true and found; of the true one the confidence is 1 where a point is
        seen and 0.5 where it is not.
    """
    performance = clip_performance(model_folder, choreography, performer, fps)
    sure = []

    def frames():
        for picture, _, confidence in performance.frames():
            sure.append(confidence)
            yield picture

    found = estimator.estimate(frames(), fps)
    return performance.poses(np.array(sure)), found
