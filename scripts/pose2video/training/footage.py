"""Footage: what something learns from, and which part of it is held out.

A *subject* is one filmed character, or a data set of several people; its footage is all its takes.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pose2video.errors import UserError
from pose2video.files import read_json
from pose2video.poses.sequence import PoseSequence
from pose2video.training.examples import Examples
from pose2video.training.pictures import open_pictures
from pose2video.training.takes import COLOURS, INDEX, POSES, is_packed, pack, pack_key

GAP_S = 1.0  # between what is drawn and the held-out tail, so that neither knows the other's frames


@dataclass(frozen=True, eq=False)
class Footage:
    """Packed takes.

    Attributes:
        key: Digest of all that went in, for the key of a checkpoint.
        frames: uint8 RGB `(N, height, width, 3)`, mapped into memory.
        masks: uint8 `(N, height, width)`, likewise; None where there are none.
        poses: `PoseSequence` of all takes, on the training size; its rate is the first take's.
        firsts: First frame of each take, and N, int `(takes + 1,)`.
        rates: Frames per second of each take.
        people: Names, in the order of their first take.
        owners: For each take the number of its person.
        maps: Pictures of the pose, uint8 RGB `(N, height, width, 3)`, likewise; None where there
            are none.
        held_out: For each take whether nothing learns from it.
    """

    key: str
    frames: np.ndarray
    masks: np.ndarray | None
    poses: PoseSequence
    firsts: np.ndarray
    rates: tuple[float, ...]
    people: tuple[str, ...]
    owners: tuple[int, ...]
    maps: np.ndarray | None = None
    held_out: tuple[bool, ...] = ()

    @classmethod
    def pack(cls, takes, folder, size) -> Footage:
        """Pack takes into a folder, or use the pack that is there if it is of the same.

        Args:
            takes: `Take`s. folder: Where to. size: `(width, height)` of the frames in pixels.

        Raises:
            UserError: Files of a take do not fit together.
        """
        key = pack_key(takes, size)
        if not is_packed(folder, key):
            pack(takes, folder, size, key)
        return cls.open(folder)

    @classmethod
    def open(cls, folder) -> Footage:
        """Open what `pack` wrote.

        Raises:
            UserError: It is damaged.
        """
        folder = Path(folder)
        index = read_json(folder / INDEX)
        try:
            arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in POSES}
            frames = open_pictures(folder / "frames")
            if frames is None:
                raise OSError("its frames are gone")
            masks, maps = (open_pictures(folder / name) for name in COLOURS)
            size, takes = tuple(index["size"]), index["takes"]
            rates = tuple(take["fps"] for take in takes)
            poses = PoseSequence(
                **arrays, fps=rates[0], frame_size=size, skeleton=index["skeleton"]
            )
        except (OSError, ValueError, KeyError, EOFError) as error:
            raise UserError(f"{folder} is damaged ({error}): delete it and run again") from None
        people = tuple(dict.fromkeys(take["person"] for take in takes))
        firsts = np.cumsum([0, *(take["n_frames"] for take in takes)])
        owners = tuple(people.index(take["person"]) for take in takes)
        held_out = tuple(take.get("held_out", False) for take in takes)
        known = (poses, firsts, rates, people, owners)
        return cls(index["key"], frames, masks, *known, maps, held_out)

    @property
    def size(self) -> tuple[int, int]:
        """`(width, height)` of the frames in pixels."""
        return self.poses.frame_size

    def take_of(self, frame) -> int:
        """Number of the take of a frame."""
        return int(np.searchsorted(self.firsts, frame, side="right")) - 1

    def person_of(self, frame) -> int:
        """Number of the person of a frame."""
        return self.owners[self.take_of(frame)]

    @property
    def shows(self) -> np.ndarray:
        """Whether somebody is found in a frame, by any point of the body, bool `(N,)`."""
        return (self.poses.confidence[:, self.poses.layout.parts["body"]] > 0).any(axis=1)

    def examples(self, window=1, mirror=False) -> Examples:
        """All of it."""
        return self._within(self._parts(np.zeros(len(self.owners))), window, mirror)

    def split(self, held_out=0.1, window=1, mirror=False) -> tuple[Examples, Examples]:
        """What to learn from, and what is held out.

        Those takes are held out that say so. Where none does, of several people some are held out
        whole, the last ones; of one person the tail of each take, with a second between it and the
        rest.

        Args:
            held_out: Share of the people, one at least, or of each take, where no take says so.
            window: Consecutive frames in an example.
            mirror: Whether what is learned from may be mirrored.

        Raises:
            UserError: Nothing is left of one of them.
        """
        count = max(1, round(held_out * len(self.people)))
        if any(self.held_out):
            shares, gap = np.array(self.held_out, float), 0.0
        elif len(self.people) > 1:
            last = [owner >= len(self.people) - count for owner in self.owners]
            shares, gap = np.array(last, float), 0.0
        else:
            shares, gap = np.full(len(self.owners), held_out), GAP_S
        learned = self._within(self._parts(shares, gap), window, mirror)
        return learned, self._within(self._parts(shares, tail=True), window, False)

    def _parts(self, shares, gap_s=0.0, tail=False):
        """`(first, end)` of the head, or the tail, of each take; `shares` of them are the tails."""
        for take, (first, end) in enumerate(zip(self.firsts[:-1], self.firsts[1:], strict=True)):
            edge = end - round(float(shares[take]) * (end - first))
            yield (edge, end) if tail else (first, edge - round(gap_s * self.rates[take]))

    def _within(self, parts, window, mirror):
        if mirror and self.maps is not None:
            raise UserError(
                "pictures of poses have colours of their own for left and right and cannot be "
                "mirrored: do not ask for it, or leave the maps out"
            )
        shows, ends = self.shows, []
        for first, end in parts:
            run = np.concatenate([[0], np.cumsum(shows[first : max(first, end)])])
            whole = np.flatnonzero(run[window:] - run[:-window] == window)
            ends.extend(first + whole + window - 1)
        if not ends:
            what = f"{window} frames in a row show" if window > 1 else "a frame shows"
            raise UserError(
                f"the footage of {', '.join(self.people[:3])} has no part left in which {what} "
                "somebody: give a longer film, or one in which the person is seen"
            )
        return Examples(self, np.array(ends), window, mirror)
