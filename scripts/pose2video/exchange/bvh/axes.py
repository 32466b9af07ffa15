"""The unit, the upright axis and the front of a BVH file, none of which it says."""

from __future__ import annotations

import numpy as np

from pose2video.poses.lifting.depth import HEIGHT_M, SEGMENTS, SIDES

# metres of a unit: metres, centimetres, millimetres, inches, and CMU's files of cgspeed
UNITS_M = (1.0, 0.01, 0.001, 0.0254, 0.0254 / 0.45)
TALL_M = (0.9, 2.6)  # how tall somebody may be whose unit it is
FRONT_DEG = 60  # by which somebody may be turned from the file's front and still faces it
NO_UNIT = (
    "the lengths of the file fit a body in none of the usual units: the person is taken to be "
    f"{HEIGHT_M:.2f} m tall"
)


def in_metres(at):
    """Points in metres, and a sentence where no unit fits.

    Args:
        at: Point -> positions `(T, 3)`, in the file's unit.
    """
    tall = how_tall(at)
    unit = next((u for u in UNITS_M if TALL_M[0] <= tall * u <= TALL_M[1]), None)
    scale = HEIGHT_M / tall if unit is None else unit
    return {point: path * scale for point, path in at.items()}, [NO_UNIT] if unit is None else []


def how_tall(at):
    """How tall a body is, by the median of its limbs' lengths."""
    return float(
        np.median(
            [
                np.median(np.linalg.norm(at[f"{s}_{a}"] - at[f"{s}_{b}"], axis=1)) / share
                for (a, b), share in SEGMENTS.items()
                for s in SIDES
            ]
        )
    )


def towards_camera(at) -> np.ndarray:
    """The turn `(3, 3)` from the file's axes to a camera's, x right, y down, z away from it.

    Y is up, or Z where the person stands along it. Who faces the file's front (Z; -Y where Z is
    up) on the whole stays turned as they are, others are turned to face the camera.
    """
    turn = _upright(at)
    left = np.mean([at[f"left_{p}"] - at[f"right_{p}"] for p in ("shoulder", "hip")], axis=0)
    left = left @ turn.T
    # who faces the front has the left on the side of x
    left = left[:, [0, 2]] / np.maximum(np.linalg.norm(left[:, [0, 2]], axis=1), 1e-9)[:, None]
    x, z = left.mean(axis=0) if np.linalg.norm(left.mean(axis=0)) > 0.3 else left[0]
    away = np.arctan2(z, x)
    if abs(np.degrees(away)) > FRONT_DEG:
        c, s = np.cos(away), np.sin(away)
        turn = np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]]) @ turn
    return np.diag([1.0, -1.0, -1.0]) @ turn


def _upright(at):
    """The turn `(3, 3)` to axes with Y up."""
    ends = [[at[f"{s}_{p}"] for s in SIDES] for p in ("shoulder", "ankle")]
    up = np.mean(ends[0], axis=0) - np.mean(ends[1], axis=0)
    up = (up / np.maximum(np.linalg.norm(up, axis=1), 1e-9)[:, None]).mean(axis=0)
    axis = int(np.argmax(np.abs(up)))
    if abs(up[axis]) < 0.6:  # nobody stands: the usual axis
        return np.eye(3)
    sign = np.sign(up[axis])
    if axis == 1:
        return np.diag([sign, sign, 1.0])
    if axis == 2:
        return np.array([[1.0, 0, 0], [0, 0, sign], [0, -sign, 0]])
    return np.array([[0, -sign, 0], [sign, 0, 0], [0, 0, 1.0]])
