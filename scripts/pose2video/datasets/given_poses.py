"""Poses that a data set has: a JSON file for each frame, by OpenPose's format."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from pose2video.datasets.pairing import files_in, partners
from pose2video.errors import UserError
from pose2video.exchange.assembly import Given, assembled
from pose2video.exchange.documents import read_document
from pose2video.exchange.openpose import add_frame, shares_of
from pose2video.files import read_json
from pose2video.films.pictures import load_picture
from pose2video.names import PICTURES, spans
from pose2video.poses.geometry import resize
from pose2video.poses.lifting.holistic import to_holistic

SEEN = 6  # joints more than which are a person
SHARE = 0.04  # of the picture that a person covers at least
BODY = 18  # points of a body that are counted, the first ones of OpenPose's


def given_poses(folder, frames, manifest):
    """The poses of a sequence of pictures, in the frames' order.

    Args:
        folder: Of JSON files. frames: Folder of pictures. manifest: Of the frame folder.

    Returns:
        A `holistic` sequence, numbers of frames that show several people, and sentences.

    Raises:
        UserError: A file is no frame of OpenPose, or nobody is in any.
    """
    film = read_json(manifest)
    pictures = files_in(frames, PICTURES)
    if len(pictures) != film["n_frames"]:
        raise UserError(
            f"{frames} has {len(pictures)} pictures, the frames are {film['n_frames']}: set "
            "frames: {fps: source} in the config"
        )
    found = partners(pictures, files_in(folder, {".json"}))
    people, lost = None, []
    for number, path in enumerate(found):
        if path is None:
            lost.append(number)
            continue
        people = add_frame(people, number, read_document(path), path)
    if people is None or not people.skeleton:
        raise UserError(f"{folder} shows nobody in any frame: set poses: found")
    people.n_frames = len(pictures)
    size = load_picture(pictures[0]).shape[1::-1]
    several = [number for number, persons in people.frames.items() if _persons(persons, size) > 1]
    given = Given(float(Fraction(*film["fps"])), size, len(pictures))
    poses, words = assembled(people, given, folder, shares=shares_of(people, folder))
    poses, assumed = to_holistic(poses)
    if lost:
        words.append(f"the set has no poses of frames {spans(lost)}")
    return resize(poses, tuple(film["frame_size"])), sorted(several), [*words, *assumed]


def _persons(persons, size):
    """How many of the bodies found are people: more than six joints, and not tiny."""
    count = 0
    for points in persons:
        known = points[:BODY][points[:BODY, 2] > 0, :2]
        known = known[np.isfinite(known).all(axis=1)]
        if len(known) > SEEN:
            count += np.prod(np.ptp(known, axis=0)) > SHARE * size[0] * size[1]
    return count
