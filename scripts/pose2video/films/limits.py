"""How large a stranger's file may be: the settings under `limits` in the config."""

from __future__ import annotations

from dataclasses import dataclass


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


LIMITS = Limits()  # of a config that says nothing
