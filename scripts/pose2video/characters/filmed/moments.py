"""More pictures of a filmed character: the frames that serve best after its own."""

from __future__ import annotations

from pathlib import Path

import cv2

from pose2video.characters.character import Character
from pose2video.errors import UserError
from pose2video.files import read_json
from pose2video.films.frames import read_frames
from pose2video.poses.formats import read_poses

MOST = 3


def read_moments(words, frames, poses, masks) -> list[Character]:
    """The next best frames of a character's film, to learn from beside its picture.

    Args:
        words: What `choose_frame` said of which frames serve best.
        frames: Frame folder of the footage. poses: Its pose file. masks: Frame folder of where the
            person is.

    Returns:
        Up to three `Character`s without pieces; the background is the frame itself.

    Raises:
        UserError: Frames, poses and masks are not of one film.
    """
    chosen = read_json(words)["frames"][1 : 1 + MOST]
    pictures, found, people = read_frames(frames), read_poses(poses), read_frames(masks)
    if not pictures.n_frames == found.n_frames == people.n_frames:
        raise UserError(f"{frames}, {poses} and {masks} differ in length: delete them, run again")
    moments = []
    for number in (moment["frame"] for moment in chosen):
        picture = pictures.frame(number)
        mask = people.frame(number)[..., 0]
        mask = cv2.resize(mask, pictures.frame_size, interpolation=cv2.INTER_LINEAR)
        moments.append(Character(picture, mask, picture, found.frame(number), Path(frames)))
    return moments
