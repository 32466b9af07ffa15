"""What a driver's face does: its motion in the head's own frame, in units of the face's height."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pose2video.generators.limb_warp.at_rest.face_measures import (
    face_points,
    gaze_of,
    rim_gaps,
)
from pose2video.generators.limb_warp.at_rest.turns import CHIN, TOP, angles_of, head_axes
from pose2video.generators.limb_warp.over_clip.blinks import together
from pose2video.generators.limb_warp.over_clip.signals import filled, smoothed
from pose2video.generators.limb_warp.over_clip.smiles import wide_and_high
from pose2video.poses.geometry import similarity_over
from pose2video.poses.skeletons import face_mesh

OPEN_PERCENTILE = 90  # the opening of eyes that are open
FEWEST = 3  # frames that show a face, of which an expression is read
FADE_FRAMES = 5  # a face that is about to be lost fades to rest within so many frames
# Rigid points of real faces lie within 0.03 face heights of the neutral face's (root mean square);
# of faces found on the back of a head, or bridged while it turned away, 0.05 and more.
UNLIKE = 0.045
TOLD = 0.1  # confidence of an iris below which it is only assumed
SEES = 0.65  # share of its usual opening from which an eye shows where it looks
GAZE_CALM_S, CALM_S = 0.04, 0.05  # seconds, sigma of the smoothing of the gaze, and of the turns
PROFILE = np.radians([32, 52])  # between these yaws the points of a face lose their meaning
FIRST_IRIS, UPPER_LIP = 468, 13
# face heights by which an upper lip moves up or down in real faces, and from which on a face that
# turns or is blurred was found with its mouth at the chin
LIP_MOVES = (0.06, 0.12)


@dataclass(frozen=True, eq=False)
class Expression:
    """A driver's face over a clip, relative to its own neutral face.

    Attributes:
        offsets: Of the 478 points, x to the person's left and y down in the head's own frame, in
            face heights, float64 `(frames, 478, 2)`; 0 where no face is known.
        eyes_open: 0 closed, 1 as in the picture, `{"left_eye": (frames,), "right_eye": ...}`.
        mouth_gap: Opening of the lips of the neutral face in face heights, one per pair of points.
        smile: Of the neutral face, see `wide_and_high`.
        gaze: Where the irises are, mean of both eyes, in widths of an eye: from the middle of the
            corners, and down from the usual height, float64 `(frames, 2)`; NaN where never seen.
        turns: Yaw and pitch of the head; `roll`: see `steady_turns`.
        trusted: How far the face's points have a meaning, `(frames,)`: not those of a profile, nor
            of a mouth at the chin.
        seen: Share of the frames in which the face is known.
    """

    offsets: np.ndarray
    eyes_open: dict[str, np.ndarray]
    mouth_gap: np.ndarray
    smile: tuple[float, float]
    gaze: np.ndarray
    turns: np.ndarray
    roll: np.ndarray
    trusted: np.ndarray
    seen: float


def read_expression(motion) -> Expression | None:
    """Take a driver's expressions, gaze and turns of the head from the face points of a motion.

    Every frame's face is laid over the clip's median face by its rigid points (rotation in three
    dimensions, scale and shift: Umeyama 1991), so that turns of the head do not count.

    Args:
        motion: A `holistic` sequence.

    Returns:
        None where the face is known in fewer than three frames; what is not shaped as the face of
        the other frames is none.
    """
    points = face_points(motion)
    known = np.isfinite(points).all(axis=(1, 2))
    if known.sum() < FEWEST:
        return None
    faces, neutral, axes = _aligned(points[known])
    height = np.linalg.norm(neutral[CHIN] - neutral[TOP])
    off = (faces - neutral)[:, face_mesh()["rigid"]] / height
    alike = np.sqrt((off**2).sum(axis=2).mean(axis=1)) < UNLIKE
    if alike.sum() < FEWEST:
        return None
    known[known] = alike
    faces, axes = faces[alike], axes[alike]
    turns, roll = steady_turns(axes, known, motion.fps)
    trusted = np.clip((PROFILE[1] - np.abs(turns[:, 0])) / np.ptp(PROFILE), 0, 1)
    offsets = np.zeros((motion.n_frames, points.shape[1], 2))
    offsets[known] = (faces - neutral)[..., :2] / height
    lost = np.flatnonzero(~known)
    if lost.size:
        away = np.abs(np.arange(motion.n_frames)[:, None] - lost).min(axis=1)
        trusted = trusted * np.minimum(away / (FADE_FRAMES + 1), 1)
    lip = np.abs(offsets[:, UPPER_LIP, 1])
    trusted = trusted * np.clip((LIP_MOVES[1] - lip) / np.ptp(LIP_MOVES), 0, 1)
    offsets *= trusted[:, None, None]
    offsets[:, FIRST_IRIS:] = 0  # they are the gaze's
    openings, sees = {}, known & (trusted == 1)
    sure, told = motion.confidence[:, motion.layout.parts["face"]], known.copy()
    for name, iris in face_mesh()["irises"].items():
        opening = rim_gaps(faces, face_mesh()["rims"][name]).mean(axis=1)
        clear = trusted[known] == 1
        usual = np.percentile(opening[clear] if clear.any() else opening, OPEN_PERCENTILE)
        share = np.full(motion.n_frames, np.nan)
        share[known] = opening / max(usual, 1e-9)
        openings[name] = filled(share, 1.0)
        sees &= (openings[name] > SEES) & (sure[:, iris] > TOLD)
        told &= sure[:, iris] > TOLD
    sides = openings["right_eye"], openings["left_eye"]
    right, left = together(*sides, turns[:, 0], told, motion.fps)
    eyes = {"right_eye": right, "left_eye": left}
    eyes = {name: 1 + trusted * (opening - 1) for name, opening in eyes.items()}
    gaze = np.full((motion.n_frames, 2), np.nan)
    gaze[known] = gaze_of(faces)
    gaze[~sees] = np.nan
    if sees.any():
        gaze[:, 1] -= np.nanmedian(gaze[:, 1])
    gaze = smoothed(filled(gaze, np.nan), GAZE_CALM_S * motion.fps)
    mouth = rim_gaps(neutral[None], face_mesh()["rims"]["mouth"])[0] / height
    smile = wide_and_high(neutral / height)
    seen = float(known.mean())
    return Expression(offsets, eyes, mouth, smile, gaze, turns, roll, trusted, seen)


def steady_turns(axes, known, fps):
    """The turns of a head over a clip; a lost face turns on to where it is found again.

    Args:
        axes: Of the known frames, `(known, 3, 3)`.
        known: bool `(frames,)`.
        fps: Frames per second.

    Returns:
        `(frames, 2)`: yaw against the camera, and pitch against the performer's usual one; and the
        roll, `(frames,)`, NaN where the face is lost.
    """
    yaw, pitch, tilt = angles_of(axes)
    turns, roll = np.full((len(known), 2), np.nan), np.full(len(known), np.nan)
    turns[known] = np.stack([yaw, pitch - np.median(pitch)], axis=1)
    roll[known] = tilt
    return smoothed(filled(turns, 0.0), CALM_S * fps), roll


def _aligned(points):
    """Faces `(T, 478, 3)` in the head's own frame, their median, and the axes of every head."""
    rigid = face_mesh()["rigid"]
    width = np.linalg.norm(points[:, 454] - points[:, 234], axis=1)
    flat = np.linalg.norm((points[:, 454] - points[:, 234])[:, :2], axis=1)
    neutral = points[int(np.argmax(flat / width))]  # the most frontal face, to begin with
    for _ in range(3):
        faces, applied = similarity_over(points, neutral, rigid)
        neutral = np.median(faces, axis=0)
    axes = head_axes(neutral)
    faces = faces @ axes
    return faces, np.median(faces, axis=0), np.swapaxes(applied, 1, 2) @ axes
