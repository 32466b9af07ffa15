"""What is given of a character: the picture that is used, and what a user says of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pose2video.characters.preparation.corrections import cropped, read_mask
from pose2video.characters.preparation.given import read_given
from pose2video.films.limits import Limits
from pose2video.films.pictures import load_alpha, load_picture
from pose2video.poses.sequence import PoseSequence


@dataclass(frozen=True, eq=False)
class SourcePicture:
    """What `prepare_character` begins with.

    Attributes:
        picture: uint8 RGB `(height, width, 3)`, upright.
        alpha: Of the file, uint8 `(height, width)`, or None.
        painted: The mask that was painted, likewise, or None.
        given: Keypoints that were given by hand, in the picture's pixels, or None.
    """

    picture: np.ndarray
    alpha: np.ndarray | None
    painted: np.ndarray | None
    given: PoseSequence | None


def read_source(image, said, megapixels, points=None, outline=None) -> SourcePicture:
    """Read a character's picture: the part that is used, left and right swapped where wanted.

    Args:
        image: The file. said: Has, or has not, `crop`, `mirror` and `person`.
        megapixels: A larger picture is refused.
        points: File of keypoints that were given by hand. outline: Picture of a painted mask.

    Raises:
        UserError: A file is damaged, too large or of another picture.
    """
    limits, crop = Limits(picture_megapixels=megapixels), said.get("crop")
    picture = cropped(load_picture(image, limits=limits), crop)
    alpha = cropped(load_alpha(image, limits=limits), crop)
    painted = read_mask(outline, picture.shape[:2], limits) if outline else None
    person, mirror = said.get("person"), bool(said.get("mirror"))
    given = read_given(points, picture.shape[1::-1], person, mirror) if points else None
    if mirror:
        picture, alpha, painted = (
            None if plane is None else np.ascontiguousarray(plane[:, ::-1])
            for plane in (picture, alpha, painted)
        )
    return SourcePicture(picture, alpha, painted, given)
