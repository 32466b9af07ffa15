"""How far a clip's poses, places and sizes lie outside of what a painter has seen."""

from __future__ import annotations

import numpy as np

from pose2video.generators.nearest.features import joints_of, points_of
from pose2video.generators.nearest.index import Index
from pose2video.generators.nearest.showing import FAR, OFTEN
from pose2video.generators.pose_to_picture.memory import Memory
from pose2video.generators.pose_to_picture.places import TRUNK, by_row, lengths_of

NEAR_PLACE = 0.03  # of the frame, beyond what the film shows
NEAR_SIZE = 0.05  # of the person's size


def known_of(scene, frames) -> Memory:
    """What a film shows, without pictures."""
    points = points_of(scene.footage.poses)[frames] / scene.footage.size[1]
    empty = np.zeros((0, 1, 1, 4), np.uint8)
    return Memory(empty, points, np.asarray(frames), scene.footage.rates[0])


def placed_in(poses) -> np.ndarray:
    """Where in the frame a person is: `(T, 3)`, x and y of the trunk's middle and the size.

    In shares of the frame; the size is the mean of the known bones' lengths, by its height.
    """
    joints, (width, height) = joints_of(poses), poses.frame_size
    x, y = (by_row(joints[:, TRUNK, axis], np.mean) for axis in (0, 1))
    size = by_row(lengths_of(joints), lambda row: np.percentile(row, 75))
    return np.stack([x / width, y / height, size / height], axis=1)


def outside(trained, poses) -> list[str]:
    """Sentences on the frames of a clip that lie outside of the film.

    Args:
        trained: A `Trained`. poses: The clip's `PoseSequence` on the canvas.
    """
    sentences = []
    index = Index(np.asarray(trained.known.joints, float), np.asarray(trained.known.frames))
    chosen, distances = index.nearest(joints_of(poses))
    if (chosen < 0).any():
        sentences.append(
            f"in {(chosen < 0).mean():.0%} of the frames no pose can be compared with the film of "
            "the character: the pose before is painted"
        )
    far = np.nan_to_num(distances) > FAR
    if far.mean() > OFTEN:
        worst = int(np.nanargmax(distances))
        sentences.append(
            f"in {far.mean():.0%} of the frames no moment of the character's film is near (the "
            f"farthest is frame {worst}, {distances[worst]:.2f} heights away): film more motions, "
            "or choose another generator"
        )
    elsewhere = _beyond(placed_in(poses), trained.places)
    if elsewhere.mean() > OFTEN:
        told = (
            "what was learned is moved and scaled there"
            if trained.painter.plan.paint == "person"
            else "set paint: person"
        )
        sentences.append(
            f"in {elsewhere.mean():.0%} of the frames the person stands where, or is as large as, "
            f"the character's film never shows: {told}"
        )
    return sentences


def _beyond(asked, seen):
    low, high = np.nanmin(seen, axis=0), np.nanmax(seen, axis=0)
    low = np.array([*(low[:2] - NEAR_PLACE), low[2] * (1 - NEAR_SIZE)])
    high = np.array([*(high[:2] + NEAR_PLACE), high[2] * (1 + NEAR_SIZE)])
    with np.errstate(invalid="ignore"):
        return ((asked < low) | (asked > high)).any(axis=1)
