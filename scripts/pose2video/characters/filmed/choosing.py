"""Choosing the frame of a film that is the character's picture, and saying why."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pose2video.characters.filmed.looks import cuts_of, sharpness
from pose2video.characters.filmed.merits import HANDS, WEIGHTS, inside_frame, merits_of, total
from pose2video.errors import UserError
from pose2video.jobs.progress import progress

SHOWN = 8  # frames on the sheet
LOOKED_AT = 64  # frames whose sharpness is measured: those with the best poses
APART_S = 0.4  # frames on the sheet are at least so far from each other
SHORTEST_S = 1.0  # of what shows somebody
MOSTLY = 0.2  # a fault in a larger share of the frames is said
NAMED_CUTS = 5


@dataclass(frozen=True, eq=False)
class Choice:
    """The frames that serve best, the best first.

    Attributes:
        frames: Their numbers.
        merits: Merit -> their shares in [0, 1].
        warnings: Ends of sentences about the film.
    """

    frames: list[int]
    merits: dict[str, np.ndarray]
    warnings: list[str]

    def words(self, rank) -> str:
        """Why a frame stands where it does: what speaks for it, and what does not."""
        values = {name: float(shares[rank]) for name, shares in self.merits.items()}
        good = [name for name in values if values[name] >= 0.7]
        poor = [name for name in values if values[name] < 0.4]
        return "; ".join(
            part for part in (", ".join(good), f"not: {', '.join(poor)}" if poor else "") if part
        )


def choose(frames, poses, name, frame_s=None) -> Choice:
    """Find the frames of a character's film that serve best as its picture.

    Args:
        frames: The `FrameFolder` of the footage.
        poses: Its poses, a `holistic` `PoseSequence` of as many frames.
        name: The character's, for messages.
        frame_s: Second of the footage whose frame is wanted first; None for the best.

    Raises:
        UserError: Too short, too often nobody, nobody in the wanted frame, or it does not exist.
    """
    there = poses.found("body")
    if there.sum() < SHORTEST_S * poses.fps:
        raise UserError(
            f"the film of {name} shows somebody for {there.sum() / poses.fps:.1f} s: take a longer "
            f"part; at least {SHORTEST_S:g} s are needed, a minute teaches more"
        )
    if there.mean() < 0.5:
        raise UserError(
            f"the film of {name} shows nobody in {1 - there.mean():.0%} of its frames: take the "
            "part that shows the person by start_s and end_s"
        )
    merits = merits_of(poses)
    first = _wanted(frame_s, poses, there, name)
    best = np.argsort(-total(merits), kind="stable")[:LOOKED_AT]
    if first is not None:
        best = np.unique([first, *best])
    best = [int(i) for i in best if there[i]]
    merits["sharp"] = np.zeros(len(there))
    merits["sharp"][best] = _sharp(frames, poses, best)
    totals = total(merits)
    order = sorted(best, key=lambda i: -totals[i])
    order = _apart(order if first is None else [first, *order], APART_S * poses.fps)
    warnings = _warnings(frames, poses)
    return Choice(order, {merit: merits[merit][order] for merit in WEIGHTS}, warnings)


def _wanted(frame_s, poses, there, name):
    if frame_s is None:
        return None
    number = round(frame_s * poses.fps)
    if number >= poses.n_frames:
        raise UserError(
            f"characters.{name}.frame_s is {frame_s:g}, but the film's part ends after "
            f"{poses.n_frames / poses.fps:.2f} s: correct it"
        )
    if not there[number]:
        raise UserError(f"the film of {name} shows nobody at {frame_s:g} s: correct frame_s")
    return number


def _apart(order, distance):
    """The first of them that are far enough from each other, at most as many as are shown."""
    chosen: list[int] = []
    for number in order:
        if len(chosen) < SHOWN and all(abs(number - other) >= distance for other in chosen):
            chosen.append(int(number))
    return chosen


def _sharp(frames, poses, numbers):
    """How sharp person and face are against the sharpest of these frames, `(N,)` in [0, 1]."""
    values = np.zeros((len(numbers), 2))
    for row, number in zip(values, numbers, strict=True):
        frame = frames.frame(number)
        row[:] = [sharpness(frame, _box(poses, number, part)) for part in (None, "face")]
    most = np.maximum(np.percentile(values, 90, axis=0), 1e-9)
    return np.sqrt(np.minimum(values / most, 1).prod(axis=1))


def _box(poses, number, part=None):
    """The box of the person, or of a part, `(left, top, right, bottom)` pixels in the frame."""
    points = poses.keypoints[number, poses.layout.parts[part] if part else slice(None)]
    points = points[np.isfinite(points).all(axis=1)]
    if not len(points):
        return np.zeros(4)
    width, height = poses.frame_size
    corners = np.concatenate([points.min(axis=0), points.max(axis=0)])
    return corners.clip(0, (width, height, width, height))


def _warnings(frames, poses):
    """What is wrong with the film as footage, a sentence each."""
    said = []
    cuts = cuts_of(progress(frames, "frames looked at", frames.n_frames))
    if cuts:
        times = ", ".join(f"{cut / poses.fps:.2f} s" for cut in cuts[:NAMED_CUTS])
        more = f" and {len(cuts) - NAMED_CUTS} more times" if len(cuts) > NAMED_CUTS else ""
        said.append(
            f"it cuts to another scene at {times}{more}: take one part of it by start_s and end_s"
        )
    there, inside = poses.found("body"), inside_frame(poses)
    head = ~inside[:, poses.layout.index("nose")]
    known = [poses.confidence[:, poses.layout.index(f"{hand[:-5]}_wrist")] > 0 for hand in HANDS]
    hands = np.any(
        [
            seen & ~inside[:, poses.layout.index(f"{hand[:-5]}_wrist")]
            for hand, seen in zip(HANDS, known, strict=True)
        ],
        axis=0,
    )
    for what, lost in (("head", head & there), ("hands", hands & there)):
        share = lost.sum() / max(there.sum(), 1)
        if share > MOSTLY:
            said.append(
                f"the edge of the frame cuts off the {what} in {share:.0%} of it: what is not in "
                "the frame cannot be learned"
            )
    return said
