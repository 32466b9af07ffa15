"""What the keypoints and the joints say of a state: weighted residuals and their derivatives.

Every term gives residuals `(T, R)`, in standard deviations, and derivatives `(T, R, C)`.
"""

from __future__ import annotations

import numpy as np

from pose2video.bodies.body import GROUPS
from pose2video.bodies.camera import Camera
from pose2video.bodies.fitting import limits
from pose2video.bodies.fitting.chain import BALLS, JointChain, State
from pose2video.bodies.fitting.turns import logarithm, twist_of
from pose2video.bodies.joint_ranges import range_of
from pose2video.poses.steady import applied

ROBUST = 3.0  # standard deviations from which a keypoint counts less and less


def reprojection(camera: Camera, positions, slopes, pixels, sigma, weight, focal=None):
    """Distance of points to their keypoints in the picture, robust.

    A residual r weighs 1 / (1 + (r / c)^2) (Cauchy's function, iteratively reweighted).

    Args:
        positions: `(T, P, 3)`. slopes: `(T, P, 3, C)`. pixels: `(T, P, 2)`.
        sigma: `(T, P)` pixels. weight: `(T, P)` in [0, 1].
        focal: Column among the slopes of the logarithm of the focal length, after which comes that
            of the height of the picture's centre over its longer side; or None.
    """
    seen, z = camera.project(positions)
    gap = (seen - pixels) / sigma[..., None]
    far = np.sum(gap**2, axis=2) / ROBUST**2
    share = np.sqrt(weight / (1 + far))[..., None]
    ratio = positions[..., :2] / z[..., None]
    slope = slopes[:, :, :2] - ratio[..., None] * slopes[:, :, 2:]
    slope *= (share * (camera.focal / sigma / z)[..., None])[..., None]
    if focal is not None:
        slope[..., focal] = share * (seen - camera.centre) / sigma[..., None]
        slope[..., 1, focal + 1] = share[..., 0] * max(camera.size) / sigma
    cost = ROBUST**2 * np.sum(weight * np.log1p(far))
    return _flat(share * gap), _flat(slope), cost


def spans(positions, slopes, first, second, seen, sigma, weight, alike=None):
    """Differences between points against observed ones `seen` `(T, B, 3)` in metres.

    `alike` `(B,)` says which are directions only: their length is made the model's.

    Args:
        first, second: `(B,)`, points. sigma: `(T, B, 3)` metres. weight: `(T, B)`.
    """
    here = positions[:, second] - positions[:, first]
    if alike is not None:
        lengths = [np.maximum(np.linalg.norm(d, axis=2), 1e-6) for d in (here, seen)]
        seen = np.where(alike[:, None], seen * (lengths[0] / lengths[1])[..., None], seen)
    gap = (here - seen) / sigma
    far = np.sum(gap**2, axis=2) / ROBUST**2
    share = np.sqrt(weight / (1 + far))[..., None]
    slope = (slopes[:, second] - slopes[:, first]) * (share / sigma)[..., None]
    cost = ROBUST**2 * np.sum(weight * np.log1p(far))
    return _flat(share * gap), _flat(slope), cost


def still(positions, slopes, sigma, weight):
    """Points that keep their place from one frame to the next.

    Args:
        positions: `(T, P, 3)`. slopes: `(T, P, 3, C)`. sigma: Metres. weight: `(T - 1, P)`.

    Returns:
        Residuals `(T - 1, R)`, derivatives by the earlier and by the later frame, the cost.
    """
    share = np.sqrt(weight)[..., None] / sigma
    gap = np.diff(positions, axis=0) * share
    before, after = -slopes[:-1] * share[..., None], slopes[1:] * share[..., None]
    return _flat(gap), _flat(before), _flat(after), np.sum(gap**2)


def habits(chain: JointChain, state: State, columns, leaning=None):
    """Anatomical ranges, and a weak pull to rest.

    Args:
        leaning: Instead of rest, angles `(T, A)` and deviations `(T, A)` in radians; or None.

    Returns:
        Diagonal of the matrix `(T, C)`, the gradient `(T, C)` and the cost.
    """
    frames = len(state.angles)
    size = 18 + len(chain.names)
    diagonal, gradient = np.zeros((frames, size)), np.zeros((frames, size))
    rows = limits.table(chain.names)
    rest, loose = (rows[:, 2], rows[:, 3]) if leaning is None else leaning
    pull = 1 / loose**2
    away = state.angles - rest
    beyond = state.angles - np.clip(state.angles, rows[:, 0], rows[:, 1])
    stop = 1 / limits.BEYOND**2
    diagonal[:, 18:] = pull + stop * (beyond != 0)
    gradient[:, 18:] = pull * away + stop * beyond
    used = [c - 18 for c in columns if c >= 18]
    cost = np.sum((pull * away**2 + stop * beyond**2)[:, used])
    if columns[0] >= 18:
        return diagonal[:, columns], gradient[:, columns], cost
    turns, twist = logarithm(state.balls), twist_of(state.balls)
    for b, name in enumerate(BALLS):
        deviation, _, twist_deg = limits.BALLS[name.split("_")[-1]]
        if deviation is None:
            continue
        at = slice(3 + 3 * b, 6 + 3 * b)
        pull = 1 / np.radians(deviation) ** 2
        low, high = np.radians(range_of(name, "twist"))
        beyond = twist[:, b] - np.clip(twist[:, b], low, high)
        along = state.balls[:, b, :, 1]
        calm = 1 / np.radians(twist_deg) ** 2
        diagonal[:, at] = pull + (calm + stop * (beyond != 0))[:, None] * along**2
        gradient[:, at] = pull * turns[:, b] + (stop * beyond + calm * twist[:, b])[:, None] * along
        cost += np.sum(pull * turns[:, b] ** 2)
        cost += np.sum(stop * beyond**2 + calm * twist[:, b] ** 2)
    return diagonal[:, columns], gradient[:, columns], cost


def together(state: State, tips, middles, columns):
    """The last hinges of fingers against those before them (see `limits.DIP_OF_PIP`).

    Args:
        tips, middles: Columns of both hinges, finger by finger.
    """
    angle = (
        state.angles[:, np.array(tips) - 18]
        - limits.DIP_OF_PIP * (state.angles[:, np.array(middles) - 18])
    )
    slope = np.zeros((*angle.shape, len(columns)))
    place = {column: i for i, column in enumerate(columns)}
    for row, (tip, middle) in enumerate(zip(tips, middles, strict=True)):
        slope[:, row, place[tip]] = 1 / limits.DIP_SPREAD
        slope[:, row, place[middle]] = -limits.DIP_OF_PIP / limits.DIP_SPREAD
    gap = angle / limits.DIP_SPREAD
    return gap, slope, np.sum(gap**2)


def proportions(scales, camera: Camera, frames):
    """What is likely of proportions and cameras: gradient, matrix and cost of the shared unknowns.

    A group differs from the mean of all by some per cent, the mean from 1 by some more; the
    focal length is about that of a telephone held upright (`limits.FOCAL`).
    """
    n = len(scales)
    spread = np.array([limits.SCALES[group] for group in GROUPS])
    apart = np.eye(n) - 1 / n
    alike = apart.T @ (apart / spread[:, None] ** 2) + np.ones((n, n)) / n**2 / limits.SIZE**2
    matrix = np.zeros((n + 2, n + 2))
    matrix[:n, :n] = alike
    matrix[n, n] = 1 / limits.FOCAL_SPREAD**2
    matrix[n + 1, n + 1] = 1 / limits.CENTRE_SPREAD**2
    longer = max(camera.size)
    off = (camera.centre[1] - camera.size[1] / 2) / longer
    away = np.array([*(scales - 1), np.log(camera.focal / longer / limits.FOCAL), off])
    matrix *= frames / limits.INDEPENDENT
    pull = applied(matrix, away)
    return pull, matrix, np.sum(pull * away)


def bends(state: State):
    """Second differences `(T - 2, 18 + A)` of a state."""
    turns = logarithm(state.balls[1:] @ np.swapaxes(state.balls[:-1], -1, -2))
    turns = np.diff(turns, axis=0).reshape(-1, 15)
    return np.concatenate(
        [np.diff(state.translation, 2, axis=0), turns, np.diff(state.angles, 2, axis=0)], axis=1
    )


def ties(chain: JointChain, fps):
    """Weights `(18 + A,)` of second differences for a frame rate."""
    balls = [limits.BALLS[name.split("_")[-1]][1] for name in BALLS]
    angles = limits.table(chain.names)[:, 4]
    return fps**2 / np.concatenate([limits.TRANSLATION, np.repeat(balls, 3), angles])


def _flat(array):
    return array.reshape(len(array), -1, *array.shape[3:])
