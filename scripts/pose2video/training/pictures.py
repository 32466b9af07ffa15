"""The pictures of takes as one array: packed at the training size, or read when they are asked for.

Packed they are a file `NAME.npy` that is mapped into memory. Too many for that, a data set of
hundreds of films, stay in their frame folders, which `NAME.json` names.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import cv2
import numpy as np

from pose2video.files import read_json, write_json
from pose2video.films.frames import FrameFolder, read_frames
from pose2video.jobs.progress import progress
from pose2video.training.ahead import ahead

PACKED_BYTES = 20_000_000_000  # more than this is not packed


@dataclass(frozen=True, eq=False)
class Pictures:
    """Frame folders, one after the other, as an array that is read when it is asked for.

    Attributes:
        folders: `FrameFolder`s. size: `(width, height)` in pixels, of every picture as a whole.
        channels: 3, or 1 for grey without an axis of channels.
    """

    folders: tuple[FrameFolder, ...]
    size: tuple[int, int]
    channels: int

    @cached_property
    def _firsts(self):
        return np.cumsum([0, *(folder.n_frames for folder in self.folders)])

    @property
    def shape(self) -> tuple[int, ...]:
        """`(N, height, width)`, and 3 where there are colours."""
        return (len(self), self.size[1], self.size[0], *((3,) if self.channels == 3 else ()))

    def __len__(self):
        """How many there are."""
        return int(self._firsts[-1])

    def __getitem__(self, chosen):
        """One picture, or those of a slice or of whole numbers, as uint8 arrays."""
        if isinstance(chosen, slice):
            chosen = range(*chosen.indices(len(self)))
        elif np.ndim(chosen) == 0:
            return self._picture(int(chosen))
        found = [self._picture(int(number)) for number in chosen]
        return np.stack(found) if found else np.empty((0, *self.shape[1:]), np.uint8)

    def _picture(self, number):
        if not -len(self) <= number < len(self):
            raise IndexError(number)  # what ends a loop over them
        number %= len(self)
        place = int(np.searchsorted(self._firsts, number, side="right")) - 1
        picture = self.folders[place].frame(number - int(self._firsts[place]))
        smaller = self.size[0] * self.size[1] < picture.shape[0] * picture.shape[1]
        how = cv2.INTER_AREA if smaller else cv2.INTER_CUBIC
        picture = cv2.resize(picture, tuple(self.size), interpolation=how)
        return picture if self.channels == 3 else picture[..., 0]


def write_pictures(path, folders, size, channels):
    """Write the pictures of frame folders as one array, or where they are; see `open_pictures`.

    Args:
        path: Without a suffix. folders, size, channels: Of `Pictures`.
    """
    path, pictures = Path(path), Pictures(tuple(folders), tuple(map(int, size)), channels)
    if np.prod(pictures.shape, dtype=float) > PACKED_BYTES:
        rows = [[str(folder.folder.resolve()), folder.n_frames] for folder in folders]
        write_json(path.with_suffix(".json"), {"channels": channels, "folders": rows, "size": size})
        print(f"the {path.name} are {len(pictures)}: they are read as they are needed, not packed")
        return
    header = {"descr": "|u1", "fortran_order": False, "shape": pictures.shape}
    with open(path.with_suffix(".npy"), "wb") as file:
        np.lib.format.write_array_header_1_0(file, header)
        scaled = ahead(pictures.__getitem__, range(len(pictures)))
        for _, picture in progress(scaled, f"frames for {path.name}", len(pictures)):
            file.write(np.ascontiguousarray(picture).tobytes())


def open_pictures(path):
    """What `write_pictures` wrote, as an array mapped into memory or `Pictures`; None for nothing.

    Raises:
        UserError: Frames that were not packed are gone or changed.
        OSError, ValueError, KeyError: It is damaged.
    """
    path = Path(path)
    if path.with_suffix(".npy").is_file():
        return np.load(path.with_suffix(".npy"), mmap_mode="r")
    if not path.with_suffix(".json").is_file():
        return None
    said, folders = read_json(path.with_suffix(".json")), []
    for name, count in said["folders"]:
        folder = read_frames(name)
        folders.append(FrameFolder(**vars(folder) | {"n_frames": min(count, folder.n_frames)}))
    return Pictures(tuple(folders), tuple(said["size"]), said["channels"])
