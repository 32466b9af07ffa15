"""Strips: small pictures of a film from its first frame to its last, by which people trim it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

from pose2video.errors import UserError
from pose2video.files import writing
from pose2video.films.clocks import USUAL_FPS
from pose2video.films.probing import probe
from pose2video.names import FILMS
from pose2video.studio.views import film_view

COUNT, SIDE_PX = 12, 240
FOLDER = "strip"  # beside the film
_LOCK = threading.Lock()  # one strip at a time: pages show many, and the machine has a queue


@dataclass(frozen=True)
class FilmStrip:
    """The strip of a film.

    Attributes:
        seconds: The film's length. fps: Its rate.
        moments: `(begins, ends)` of each picture's frame, as texts of seconds for a form; the last
            one ends with the film, whose text is empty.
    """

    seconds: float
    fps: float
    moments: list[tuple[str, str]]


def film_in(folder) -> Path | None:
    """The film that was uploaded into a folder."""
    found = (path for path in Path(folder).glob("film.*") if path.suffix in FILMS)
    return next((path for path in found if path.is_file() and not path.is_symlink()), None)


def strip_of(folder) -> FilmStrip | None:
    """The strip of the film in a folder; None where there is none, or it says no length."""
    film = film_in(folder)
    try:
        told = film and probe(film)
    except UserError:
        return None
    if not told or not told.duration_s:
        return None
    fps = float(told.fps or USUAL_FPS)
    last = max(told.duration_s - 1 / fps, 0.0)
    count = max(2, min(COUNT, round(told.duration_s * fps)))
    begins = [last * number / (count - 1) for number in range(count)]
    moments = [(f"{at:.3f}", f"{at + 1 / fps:.3f}") for at in begins]
    moments[-1] = (moments[-1][0], "")
    return FilmStrip(told.duration_s, fps, moments)


def picture(folder, number) -> Path | None:
    """A picture of the strip of the film in a folder; all are made when the first is asked for.

    Args:
        folder: Of a character or motion. number: From 0.
    """
    home = Path(folder) / FOLDER
    with _LOCK:
        if not home.is_dir():
            found = strip_of(folder)
            if found is None:
                return None
            _make(film_in(folder), found, home)
    path = home / f"{number:02d}.jpg"
    return path if path.is_file() else None


def _make(film, strip, home):
    with writing(home) as beside:
        beside.mkdir()
        shown = None
        for number, (begins, _) in enumerate(strip.moments):
            try:
                shown = film_view(film, float(begins), SIDE_PX)
            except UserError:  # a film may end before it says: the picture before it stands there
                if shown is None:
                    continue
            (beside / f"{number:02d}.jpg").write_bytes(shown)
