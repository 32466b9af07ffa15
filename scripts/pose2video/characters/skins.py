"""A skin on disk: a picture for each part of the body, and how often each texel was seen.

The folder holds `PART.png` (RGB, without light), `PART.seen.png` (grey: frames, 255 for that many
or more) and `skin.json`: `format`, `version`, `texel` (metres), `frames` of the film, `fits`,
`warnings`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pose2video.bodies.parts import PARTS
from pose2video.errors import UserError
from pose2video.files import read_json, write_json, writing
from pose2video.films.pictures import read_rgb, write_rgb

FORMAT, VERSION = "pose2video-skin", 1
SHOWN = tuple(part for part in PARTS if not part.endswith("_hand"))  # hands have their own


@dataclass(frozen=True, eq=False)
class Skin:
    """A person's skin and clothes from all sides.

    Attributes:
        texel: Metres of the reference body, for which the pages are made.
        pages: Part -> uint8 RGB `(h, w, 3)`, see `generators.dressing.charts`.
        seen: Part -> uint8 `(h, w)`, in how many frames each texel was seen.
        frames: Numbers of the film's frames that it was taken from.
        fits: How well the fitted body lies on the person, in [0, 1].
        warnings: Sentences.
    """

    texel: float
    pages: dict[str, np.ndarray]
    seen: dict[str, np.ndarray]
    frames: tuple[int, ...]
    fits: float
    warnings: tuple[str, ...] = ()


def write_skin(folder, skin: Skin):
    """Write a skin as a folder, whole or not at all."""
    with writing(folder) as beside:
        beside.mkdir()
        for part in SHOWN:
            write_rgb(beside / f"{part}.png", skin.pages[part])
            write_rgb(beside / f"{part}.seen.png", skin.seen[part])
        words = {"format": FORMAT, "version": VERSION, "texel": skin.texel}
        words |= {"frames": list(skin.frames), "fits": round(skin.fits, 4)}
        write_json(beside / "skin.json", words | {"warnings": list(skin.warnings)})


def read_skin(folder) -> Skin:
    """Read what `write_skin` wrote.

    Raises:
        UserError: It is damaged, or of another version.
    """
    folder = Path(folder)
    words = read_json(folder / "skin.json")
    if words.get("format") != FORMAT or words.get("version") != VERSION:
        raise UserError(f"{folder} is of another version: delete it and run again")
    pages = {part: read_rgb(folder / f"{part}.png") for part in SHOWN}
    seen = {part: read_rgb(folder / f"{part}.seen.png")[..., 0] for part in SHOWN}
    for part in SHOWN:
        if pages[part].shape[:2] != seen[part].shape:
            raise UserError(f"{folder}/{part}.png is damaged: delete {folder} and run again")
    return Skin(
        texel=float(words["texel"]),
        pages=pages,
        seen=seen,
        frames=tuple(words["frames"]),
        fits=float(words["fits"]),
        warnings=tuple(words["warnings"]),
    )
