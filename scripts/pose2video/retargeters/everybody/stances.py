"""Where someone stands in the picture, and how tall: for each frame, and over a film.

Source: Chan, Ginosar, Zhou and Efros, "Everybody Dance Now", ICCV 2019, appendix on global pose
normalisation, with the constants of its published program.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pose2video.retargeters.measures import MIN_CONFIDENCE, in_frame

WINDOW = 0.05  # of the interval, within which a frame counts as near or far
EXCESS = 0.1  # the largest height of all frames counts as near if it is so much larger
STILL = 0.02  # of the height: an interval that is smaller is none


@dataclass(frozen=True)
class Stances:
    """The range over which somebody stands in a picture, in its pixels, y down.

    Attributes:
        near, far: The lowest and the highest line on which the lower ankle stands.
        median: The line in the middle of the frames.
        height_near, height_far: From the nose to the middle of the ankles on these lines.
    """

    near: float
    far: float
    median: float
    height_near: float
    height_far: float

    @property
    def length(self) -> float:
        """Of the interval."""
        return self.near - self.far

    @property
    def stands_still(self) -> bool:
        """Whether the interval has collapsed."""
        return self.length <= STILL * self.height_near

    @property
    def growth(self) -> float:
        """How many times as tall the person is near as far."""
        return self.height_near / self.height_far

    def place(self, line) -> np.ndarray:
        """Where lines lie between far (0) and near (1), clamped; 0.5 where it has collapsed."""
        if self.stands_still:
            return np.full(np.shape(line), 0.5)
        return np.clip((np.asarray(line, float) - self.far) / self.length, 0, 1)


def tracks(head, ankles) -> tuple[np.ndarray, np.ndarray]:
    """The line on which someone stands, and the height, in every frame.

    Args:
        head: The nose, float `(T, 2)`; NaN where it is not known.
        ankles: Both, `(T, 2, 2)`, likewise.

    Returns:
        The larger y of both ankles, and the distance from the nose to their middle, `(T,)` each;
        NaN in both where anything is missing.
    """
    line = ankles[..., 1].max(axis=1)  # NaN wins
    height = np.linalg.norm(head - ankles.mean(axis=1), axis=1)
    known = np.isfinite(line) & np.isfinite(height) & (height > 0)
    return np.where(known, line, np.nan), np.where(known, height, np.nan)


def tracks_of(poses) -> tuple[np.ndarray, np.ndarray]:
    """The same of a `holistic` sequence; where the nose is not seen the middle of the ears."""
    good = (poses.confidence >= MIN_CONFIDENCE) & in_frame(poses)
    points = np.where(good[..., None], poses.keypoints.astype(np.float64), np.nan)
    nose, ears, ankles = (
        points[:, poses.layout.indices(*names)]
        for names in (("nose",), ("left_ear", "right_ear"), ("left_ankle", "right_ankle"))
    )
    head = np.where(np.isfinite(nose[:, 0]), nose[:, 0], ears.mean(axis=1))
    return tracks(head, ankles)


def interval_of(line, fraction) -> tuple[float, float, float]:
    """The nearest and the farthest line of a film, and the median: the first three of `Stances`.

    The far one is the highest that is no farther above the median than `fraction` of what the near
    one lies below it: jumps are higher.
    """
    near, median = float(line.max()), float(np.median(line))
    above = median - line
    above = above[(above > 0) & (above < fraction * (near - median))]
    return near, median - float(above.max(initial=0.0)), median


def heights_of(line, height, near, far) -> tuple[float, float]:
    """The largest heights of the frames near the two ends of an interval.

    Where no frame stands within the window the nearest one counts.
    """
    largest, found = float(height.max()), []
    for end in (near, far):
        away = np.abs(line - end)
        found.append(float(height[away <= max(WINDOW * (near - far), away.min())].max()))
    tall_near, tall_far = found
    return (largest if largest - tall_near > EXCESS * largest else tall_near), tall_far


def stances_of(line, height, fraction, within=None) -> Stances:
    """Measure a film.

    Args:
        line, height: See `tracks`; frames with NaN do not count.
        fraction: See `interval_of`.
        within: The longest interval that is wanted, in pixels: a longer one is shortened around its
            own middle before the heights are taken. None for any.
    """
    known = np.isfinite(line) & np.isfinite(height)
    line, height = line[known], height[known]
    near, far, median = interval_of(line, fraction)
    if within is not None and near - far > within:
        middle = (near + far) / 2
        near, far = middle + within / 2, middle - within / 2
    return Stances(near, far, median, *heights_of(line, height, near, far))
