"""From what a file says, frame by frame and person by person, to a pose sequence."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from pose2video.crowds.tracking import Follower, Seen
from pose2video.errors import UserError
from pose2video.exchange import depths
from pose2video.exchange.documents import check_count, check_sparse
from pose2video.exchange.plausible import FAR, far_out, far_words
from pose2video.names import spans
from pose2video.poses.sequence import PoseSequence
from pose2video.poses.skeletons import load_skeleton

BEYOND = 1e9  # numbers are cut to this: what is larger is far outside anyway
SHARES = 2  # coordinates that all lie below this are shares of the frame, not pixels,
BESIDE = -0.5  # unless they go as far below 0: then they count from a point of the body


@dataclass(frozen=True)
class Given:
    """What is known of a clip beside its file of poses.

    Attributes:
        fps: Frames per second, or None where only the file may say it.
        frame_size: `(width, height)` in pixels, or None likewise.
        n_frames: Number of frames of the film, or None without a film.
        person: Who of several people is meant, see `persons.read_person`; None: nobody said it.
    """

    fps: float | None = None
    frame_size: tuple[int, int] | None = None
    n_frames: int | None = None
    person: str | int | list | None = None


@dataclass
class People:
    """Everybody in a file: a list of arrays `(K, C)` for each frame that has somebody.

    Columns are x, y, confidence, and where the format has them depth and x, y, z in metres. The
    rows are ordered by `skeleton`.
    """

    skeleton: str
    frames: dict[int, list[np.ndarray]] = field(default_factory=dict)
    n_frames: int = 0

    def add(self, frame, person):
        """Put a person, an array `(K, C)`, into a frame."""
        self.frames.setdefault(frame, []).append(person)
        self.n_frames = max(self.n_frames, frame + 1)


def assembled(people, given, path, fps=None, frame_size=None, shares=None, width=None):
    """One person's `PoseSequence`, followed through the file, and sentences on what is doubtful.

    Args:
        people: A `People`.
        given: A `Given`; what it says comes before what the file says.
        path: The file, for messages.
        fps, frame_size: What the file itself says, or None.
        shares: Whether x, y are shares of the frame, `"signed"` where they go from -1 to 1; None
            to tell by their size. Depth: see `depths`.
        width: Of the frame that the file's pixels and depth belong to; None for the clip's.

    Raises:
        UserError: No frames, no rate, no size, nobody, or not the film's number of frames.
    """
    fps, size = given.fps or fps, given.frame_size or frame_size
    if not fps:
        raise UserError(f"{path} does not say how many frames a second: fill the column fps")
    if not size:
        raise UserError(
            f"{path} does not say the size of its frames: fill the column frame_size, as 1280x720"
        )
    check_count(people.n_frames, path)
    if given.n_frames is not None and people.n_frames != given.n_frames:
        raise UserError(
            f"{path} has {people.n_frames} frames, the film {given.n_frames}: give the poses of "
            "this film, of its whole length and at its rate"
        )
    if given.n_frames is None:
        check_sparse(people.n_frames, len(people.frames), path)
    far = _to_pixels(people, size, shares, width)
    table, sentences = _followed(people, given.person, size)
    sentences += far_words(far)
    if not np.isfinite(table[..., 0]).any():
        if given.person and people.frames:
            raise UserError(
                f"{path}: {sentences[-1]}"
                if isinstance(given.person, int)
                else f"{path} shows nobody where the column person says: correct it"
            )
        where = "in any frame"
        if far:
            where += f" of {size[0]} x {size[1]}, all points lie far outside"
        raise UserError(f"{path} shows nobody {where}: check the file and its frame_size")
    poses = PoseSequence.build(
        table[..., :2],
        table[..., 2],
        fps,
        size,
        people.skeleton,
        table[..., 3] if table.shape[2] > 3 else None,
        table[..., 4:7] if table.shape[2] > 4 else None,
    )
    return poses, sentences


def _to_pixels(people, size, shares, width):
    """Make shares pixels and lost points NaN, in place; the number of points that lie too far."""
    everybody = [person for frame in people.frames.values() for person in frame]
    for person in everybody:
        person[~(np.isfinite(person[:, :3]).all(axis=1) & (person[:, 2] > 0))] = np.nan
        person[np.abs(person) > BEYOND] = BEYOND
        person[:, 2] = np.minimum(person[:, 2], 1)
    if shares is None:
        found = [person[np.isfinite(person[:, 0]), :2] for person in everybody]
        largest = max((np.abs(points).max(initial=0) for points in found), default=0)
        least = min((points.min(initial=0) for points in found), default=0)
        shares = largest < SHARES < min(size) and least > BESIDE
    if everybody and everybody[0].shape[1] > 3:
        depths.to_pixels(everybody, people.skeleton, size[0] if shares else width or size[0])
    far = 0
    for person in everybody:
        if shares == "signed":
            person[:, :2] = (person[:, :2] + 1) / 2 * (np.array(size) - 1)
        elif shares:
            person[:, :2] *= size
        lost = far_out(person[:, :2], size)
        person[lost] = np.nan
        person[:, 3:][np.abs(person[:, 3:]) > FAR * max(size)] = np.nan
        far += int(lost.sum())
    return far


def _followed(people, person, frame_size):
    """One person as an array `(T, K, C)`, NaN where absent, and sentences on what is doubtful."""
    n_points = len(load_skeleton(people.skeleton).names)
    columns = max((p.shape[1] for frame in people.frames.values() for p in frame), default=3)
    table = np.full((people.n_frames, n_points, columns), np.nan)
    follower, several = Follower(person or "largest", frame_size), []
    for frame in sorted(people.frames):
        candidates = [one for one in people.frames[frame] if np.isfinite(one[:, 0]).any()]
        if len(candidates) > 1:
            several.append(frame)
        found = follower.pick([_seen(one) for one in candidates], frame)
        if found is not None:
            table[frame, :, : candidates[found].shape[1]] = candidates[found]
    words = follower.sentences()
    if several and person is None:
        words.insert(
            0,
            f"several people are in frames {spans(several)}: the one who is largest at first is "
            "followed; the column person says who is meant",
        )
    return table, words


def _seen(person):
    """Somebody by their points: the box is the one around them."""
    points = person[:, :2]
    low, high = np.nanmin(points, axis=0), np.nanmax(points, axis=0)
    return Seen(np.concatenate([low, high]), points, max(float(np.linalg.norm(high - low)), 1.0))


def triples(poses) -> np.ndarray:
    """x, y in pixels and confidence, float64 `(T, K, 3)` with three decimals, 0 where missing.

    A confidence that would round to nothing is 0.001: the point stays found.
    """
    confidence = np.where(poses.confidence > 0, np.maximum(poses.confidence, 0.001), 0)
    table = np.concatenate([np.nan_to_num(poses.keypoints), confidence[..., None]], axis=2)
    return np.round(table.astype(np.float64), 3)
