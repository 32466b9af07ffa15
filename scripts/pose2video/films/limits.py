"""How large a stranger's file may be: the settings under `limits` in the config."""

from __future__ import annotations

from dataclasses import dataclass

from pose2video.errors import UserError


@dataclass(frozen=True)
class Limits:
    """What is larger is refused, by the name of its limit.

    Attributes:
        film_megapixels: Millions of pixels of one frame of a film.
        film_seconds: Length of the part of a film that is taken.
        picture_megapixels: Millions of pixels of a picture.
        poses_megabytes: Size of a file of poses, or of all files of a folder together.
    """

    film_megapixels: int = 100
    film_seconds: int = 3600
    picture_megapixels: int = 100
    poses_megabytes: int = 256


MOST_FRAMES = 250_000  # of a clip: two hours and three quarters at 25 a second
MOST_ASPECT = 10  # of the longer side to the shorter: of what is thinner no picture can be made
MOST_SIDE_PX = 16_384


def no_picture(width, height) -> str:
    """What is wrong with a size of pictures in pixels, the end of a sentence; or empty."""
    if max(width, height) > MOST_SIDE_PX:
        return f"the longest side that is taken has {MOST_SIDE_PX} pixels"
    if width * height > LIMITS.film_megapixels * 1e6:
        return f"the most that is taken are {LIMITS.film_megapixels} million pixels"
    return thin(width, height)


def thin(width, height) -> str:
    """What is wrong with the shape of a picture, the end of a sentence; or empty."""
    if max(width, height) > MOST_ASPECT * min(width, height):
        return f"a side may be {MOST_ASPECT} times as long as the other"
    return ""


def check_frames(source, n_frames):
    """Refuse a part of a film or of a folder of pictures that is more than `MOST_FRAMES`.

    Raises:
        UserError: It is so.
    """
    if n_frames > MOST_FRAMES:
        raise UserError(
            f"the part of {source} would be {n_frames} frames, the limit is {MOST_FRAMES}: set "
            "start_s and end_s, or fewer frames a second (frames.fps in the config)"
        )


def n_frames_of(n_pictures, rate, fps, start_s=None, end_s=None) -> int:
    """How many frames a folder of pictures becomes.

    Args:
        n_pictures: In the folder. rate: Pictures a second. fps: Frames a second.
        start_s, end_s: Part to take, in seconds.
    """
    start, end = start_s or 0.0, n_pictures / rate if end_s is None else end_s
    return round(min(end - start, n_pictures / rate + 1 / fps) * fps)


LIMITS = Limits()  # of a config that says nothing
