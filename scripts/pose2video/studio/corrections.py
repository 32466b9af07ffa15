"""Corrections of a character's picture: files beside it and keys of its fragment.

They are of the picture as it is used: of the part that `crop` leaves, and not mirrored; the pages
show it mirrored where it is, so that masks and points are turned back here.
"""

from __future__ import annotations

import numpy as np
from PIL import Image

from pose2video.characters.preparation.corrections import read_mask
from pose2video.characters.preparation.given import read_given
from pose2video.errors import UserError
from pose2video.films.pictures import load_picture, read_rgb, write_rgb
from pose2video.poses.formats import read_poses, write_poses
from pose2video.poses.mirroring import mirror_poses
from pose2video.studio import characters
from pose2video.studio.forms import said_of
from pose2video.studio.results import character_folder

MASK, POINTS, FRAME = "mask.png", "points.json", "chosen.png"
SIDES = ("left", "right")
# the points that can be moved, and what of the body goes with one
MOVABLE = (
    "nose",
    *(f"{s}_{j}" for j in ("eye", "ear", "shoulder", "elbow", "wrist") for s in SIDES),
    *(f"{s}_{j}" for j in ("hip", "knee", "ankle") for s in SIDES),
)
WITH = {"wrist": ("pinky", "index", "thumb"), "ankle": ("heel", "foot_index")}


def crop(studio, name, sides):
    """Take a part of the picture; a mask and points of another part are dropped.

    Args:
        studio: The `Studio`. name: Of the character.
        sides: Left, top, right, bottom in percent of the picture as it was sent.

    Raises:
        UserError: It is no part.
    """
    shares = [round(side / 100, 4) for side in sides]
    whole = shares == [0, 0, 1, 1]
    characters.change(studio, name, crop=None if whole else shares, mask=None, poses=None)


def mask(studio, name, upload):
    """Take a mask that was painted over the picture as the page shows it.

    Raises:
        UserError: It cannot be read, or is of another picture.
    """
    shown = _prepared(studio, name)
    picture = read_rgb(shown / "picture.png")
    try:
        painted = read_mask(upload.path, picture.shape[:2], studio.plan.limits)
    except UserError as error:
        raise said_of(upload, error) from None
    if characters.keys_of(studio, name).get("mirror"):
        painted = np.ascontiguousarray(painted[:, ::-1])
    path = studio.characters.path(name) / MASK
    if path.is_file() and np.array_equal(np.asarray(Image.open(path)), painted):
        return
    write_rgb(path, painted)
    characters.change(studio, name, mask=MASK)


def points(studio, name, moved):
    """Move keypoints; hands, feet and the face go with theirs.

    Args:
        studio: The `Studio`. name: Of the character.
        moved: Name of a point -> `(x, y)` in pixels of the picture as the page shows it.

    Raises:
        UserError: A point lies outside, or the picture was not looked at yet.
    """
    poses = read_poses(_prepared(studio, name) / "poses.json")
    at, xy = poses.layout.index, poses.keypoints.copy()
    sure = poses.confidence.copy()
    for point, place in moved.items():
        if point not in MOVABLE or not np.isfinite(place).all():
            raise UserError(f"{point[:40]!r} is no point that can be moved: choose another")
        low, high = -0.5 * np.array(poses.frame_size), 1.5 * np.array(poses.frame_size)
        if (place < low).any() or (place > high).any():
            raise UserError(f"{point} lies far outside the picture: put it back")
        step = np.asarray(place) - xy[0, at(point)]
        for index in _company(poses, point):
            xy[0, index] += step if np.isfinite(step).all() else 0
        xy[0, at(point)], sure[0, at(point)] = place, max(sure[0, at(point)], 0.9)
    poses = poses.changed(keypoints=xy, confidence=sure)
    if characters.keys_of(studio, name).get("mirror"):
        poses = mirror_poses(poses)
    path = studio.characters.path(name) / POINTS
    write_poses(path, poses, made_by={"use": "by_hand"}, warnings=())
    read_given(path, poses.frame_size)
    characters.change(studio, name, poses=POINTS)


def shown_points(studio, name) -> dict[str, tuple[float, float]]:
    """The points that can be moved, in pixels of the picture as the page shows it."""
    poses = read_poses(_prepared(studio, name) / "poses.json")
    found = {point: poses.keypoints[0, poses.layout.index(point)] for point in MOVABLE}
    return {p: (float(x), float(y)) for p, (x, y) in found.items() if np.isfinite(x + y)}


def keep_frame(studio, name):
    """Make the frame that was chosen from a character's film its picture, to be put right.

    Raises:
        UserError: None was chosen yet.
    """
    chosen = character_folder(studio, name) / FRAME
    if not chosen.is_file():
        raise UserError("the film was not looked at yet: wait until its frame is chosen")
    folder = studio.characters.path(name)
    picture = read_rgb(chosen)
    if characters.keys_of(studio, name).get("mirror"):  # the frame is mirrored as the film is
        picture = np.ascontiguousarray(picture[:, ::-1])
    write_rgb(folder / "picture.png", picture)
    characters.change(studio, name, image="picture.png", frame_s=None)


def reset(studio, name):
    """Forget crop, mask and points."""
    characters.change(studio, name, crop=None, mask=None, poses=None)
    for file in (MASK, POINTS):
        (studio.characters.path(name) / file).unlink(missing_ok=True)


def size_as_sent(studio, name) -> tuple[int, int]:
    """`(width, height)` of a picture as it was sent, in pixels."""
    keys = characters.keys_of(studio, name)
    picture = load_picture(studio.characters.path(name) / keys["image"], studio.plan.limits)
    return picture.shape[1::-1]


def _prepared(studio, name):
    """Where the picture was taken apart.

    Raises:
        UserError: It was not yet.
    """
    folder = character_folder(studio, name)
    if not (folder / "poses.json").is_file() or not (folder / "picture.png").is_file():
        raise UserError("the picture was not looked at yet: wait until that is done")
    return folder


def _company(poses, point):
    """Indices of the points that go with one."""
    at, parts = poses.layout.index, poses.layout.parts
    side, _, joint = point.rpartition("_")
    found = [at(f"{side}_{other}") for other in WITH.get(joint, ())]
    if joint == "wrist" and poses.found(f"{side}_hand")[0]:
        found += range(parts[f"{side}_hand"].start, parts[f"{side}_hand"].stop)
    if point == "nose" and poses.found("face")[0]:
        found += range(parts["face"].start, parts["face"].stop)
    return found
