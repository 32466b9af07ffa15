"""Pictures one after the other, of a film or of a frame folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from pose2video.films.frames import read_frames
from pose2video.films.videos import decode


def pictures_of(path) -> Iterator[np.ndarray]:
    """Yield the pictures of a film, or of a frame folder, uint8 RGB `(height, width, 3)`."""
    yield from read_frames(path) if Path(path).is_dir() else decode(path)
