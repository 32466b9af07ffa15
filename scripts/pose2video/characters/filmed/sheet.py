"""The sheet of a filmed character: the frames that serve best, and what speaks for each."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.filmed.checking import film_second
from pose2video.films.previews import fit_height, label

HEIGHT = 360  # pixels of a frame
COLUMNS = 4
BAR = 16  # pixels of a line that names a merit
CHOSEN = (40, 160, 70)


def choice_sheet(frames, choice) -> np.ndarray:
    """Draw the chosen frames with their times and merits, the picture first in a green border.

    Args:
        frames: The `FrameFolder` of the footage.
        choice: A `Choice`.

    Returns:
        uint8 RGB.
    """
    tiles = [
        _tile(frames.frame(number), f"{film_second(frames, number):.2f} s", choice.merits, rank)
        for rank, number in enumerate(choice.frames)
    ]
    blank = np.full_like(tiles[0], 255)
    tiles += [blank] * (-len(tiles) % min(COLUMNS, len(tiles)))
    columns = min(COLUMNS, len(tiles))
    rows = [np.hstack(tiles[i : i + columns]) for i in range(0, len(tiles), columns)]
    return np.vstack(rows)


def _tile(frame, time, merits, rank):
    image = fit_height(frame, HEIGHT)
    width = image.shape[1]
    lines = [_bar(width, name, float(shares[rank])) for name, shares in merits.items()]
    head = label(width, f"{time}{' - the picture' if rank == 0 else ''}")
    tile = np.vstack([head, image, *lines])
    tile = np.pad(tile, ((4, 4), (4, 4), (0, 0)), constant_values=255)
    if rank == 0:
        cv2.rectangle(tile, (1, 1), (tile.shape[1] - 2, tile.shape[0] - 2), CHOSEN, 3)
    return tile


def _bar(width, name, share):
    """A line with a merit's name on a bar as long as its share."""
    line = np.full((BAR, width, 3), 235, np.uint8)
    line[1:, : round(share * width)] = (150, 205, 160) if share >= 0.4 else (240, 180, 160)
    text = f"{name} {share:.0%}"
    cv2.putText(line, text, (4, 12), cv2.FONT_HERSHEY_SIMPLEX, 0.38, (20, 20, 20), 1, cv2.LINE_AA)
    return line
