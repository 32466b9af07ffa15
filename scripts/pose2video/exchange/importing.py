"""A clip's file of poses, or a folder of them, as the house's own poses."""

from __future__ import annotations

from fractions import Fraction

from pose2video.errors import UserError
from pose2video.exchange import read_any
from pose2video.exchange.assembly import Given
from pose2video.files import read_json
from pose2video.films.paces import shown
from pose2video.names import spans
from pose2video.poses.geometry import resize
from pose2video.poses.lifting.holistic import to_holistic
from pose2video.poses.mirroring import mirror_poses

ASPECT = 0.02  # by which the shape of the frames may differ from the film's: even sides, rounding


def import_poses(path, clip, manifest=None):
    """Read the poses of a clip.

    Args:
        path: A file or folder of `pose2video.exchange`.
        clip: The clip's row of the table: `poses_format`, `fps`, `frame_size`, `start_s`, `end_s`,
            where they are set `mirror` (left and right are then swapped), `person` and `speed`
            (poses beside a film are then those of its own pictures, of the part that is taken).
        manifest: That of the film's frames, or None without a film.

    Returns:
        A `holistic` sequence, on the film's frames where there are any, and sentences.

    Raises:
        UserError: The file cannot be read, or does not belong to the film.
    """
    if manifest is None:
        given = Given(clip["fps"], clip["frame_size"], person=clip.get("person"))
        poses, words = read_any(path, given, clip["poses_format"])
        poses = _part(poses, path, clip["start_s"], clip["end_s"])
        if clip.get("speed"):
            poses = poses.cut(shown(poses.n_frames, clip["speed"]))
    else:
        film = read_json(manifest)
        rate, origin = float(Fraction(*film["fps"])), film.get("origin", {})
        speed, n_frames = origin.get("speed"), origin.get("n_pictures", film["n_frames"])
        given = Given(rate, clip["frame_size"], n_frames, clip.get("person"))
        poses, words = read_any(path, given, clip["poses_format"])
        if speed:
            step = float(Fraction(*origin["pictures_fps"])) * speed / rate
            poses = poses.cut(shown(n_frames, step, film["n_frames"]))
    found, assumed = to_holistic(poses)
    if clip.get("mirror"):
        found = mirror_poses(found)
    if manifest is not None:
        found = _on_film(found, tuple(film["frame_size"]), path)
    return found, [*words, *assumed, *_lost(found)]


def _part(poses, path, start_s, end_s):
    """The frames from `start_s` to `end_s`."""
    start = round((start_s or 0) * poses.fps)
    end = poses.n_frames if end_s is None else round(end_s * poses.fps)
    if start >= poses.n_frames or end <= start:
        raise UserError(
            f"{path} is {poses.n_frames / poses.fps:.2f} s long and has no frame between start_s "
            "and end_s: correct the clip table"
        )
    part = poses.cut(slice(start, end))
    if not (part.confidence > 0).any():
        raise UserError(f"{path} shows nobody between start_s and end_s: correct the clip table")
    return part


def _on_film(poses, size, path):
    width, height = poses.frame_size
    if abs(width * size[1] / (height * size[0]) - 1) > ASPECT:
        raise UserError(
            f"{path} has frames of {width} x {height}, the film {size[0]} x {size[1]}, which is "
            "another shape: correct the column frame_size, or give the poses of this film"
        )
    return resize(poses, size)


def _lost(poses):
    """Sentences on frames without anybody and hands that are often not there."""
    there = (poses.confidence > 0).any(axis=1)
    words = []
    if not there.all():
        words.append(f"nobody is in frames {spans((~there).nonzero()[0])} of the file of poses")
    for hand in ("left_hand", "right_hand"):
        lost = 1 - poses.found(hand).mean()
        if lost > 0.2:
            name = hand.replace("_", " ")
            words.append(f"the {name} is not in {lost:.0%} of the frames of the file of poses")
    return words
