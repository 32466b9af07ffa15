"""What the restorer learns from: packed windows, their colours and sharpness changed by chance."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pose2video.bodies.parts import PARTS

CROP = 96  # pixels of a window that are learned from at a time
GAINS, FADE = (0.6, 1.15), 0.25  # of colours, and how far they go towards grey
NOISE = 0.04  # of a camera, in all levels
BLURRED = (0.4, 0.9)  # how often, and by how many pixels at most
SWAPPED = np.array(
    [0]
    + [
        1
        + PARTS.index(
            name.replace("left_", "right_")
            if name.startswith("left_")
            else name.replace("right_", "left_")
        )
        for name in PARTS
    ],
    np.uint8,
)  # number of a part in `surface` -> that of the other side's


@dataclass(frozen=True, eq=False)
class RestoringLessons:
    """Windows of some people.

    Attributes:
        windows: Name -> array, see `windows.windows_of`.
        seed: Of what is drawn. batch_size: Windows in a batch.
    """

    windows: dict[str, np.ndarray]
    seed: int
    batch_size: int

    def __len__(self):
        return len(self.windows["true"])

    def batch(self, number) -> dict[str, np.ndarray]:
        """The windows of a step, with `behind`, a colour that they are laid over."""
        rng = np.random.default_rng([self.seed, number])
        chosen = rng.integers(0, len(self), self.batch_size)
        rows = [altered(self.row(k), rng) for k in chosen]
        return {name: np.stack([row[name] for row in rows]) for name in rows[0]}

    def still(self, numbers) -> dict[str, np.ndarray]:
        """Windows as they are, over grey."""
        rows = [self.row(k) | {"behind": np.full(3, 128, np.uint8)} for k in numbers]
        return {name: np.stack([row[name] for row in rows]) for name in rows[0]}

    def row(self, number):
        """One window."""
        return {name: values[number] for name, values in self.windows.items()}


def altered(row, rng) -> dict[str, np.ndarray]:
    """A window as another camera sees somebody in other colours, perhaps in a mirror.

    Rendering and truth are changed alike, so that a photograph's grain is nothing to restore.

    Args:
        row: Of `RestoringLessons.row`. rng: A numpy generator.
    """
    order = rng.permutation(3) if rng.random() < 0.5 else np.arange(3)
    gain = rng.uniform(*GAINS) * np.exp(rng.normal(0, 0.12, 3))
    grey, sigma = rng.uniform(0, FADE), 255 * NOISE * rng.random() ** 2 + 0.01
    blur = rng.uniform(0.3, BLURRED[1]) if rng.random() < BLURRED[0] else 0
    row = cropped(row, rng)
    pictures = [row[name].astype(np.float32) for name in ("layer", "true")]
    grain = rng.normal(0, sigma, pictures[0].shape[:2])
    grain = cv2.GaussianBlur(np.float32(grain), (0, 0), 0.4 + rng.random())
    changed = []
    for picture in pictures:
        colour, alpha = picture[..., order] * gain.astype(np.float32), picture[..., 3:]
        colour = colour + grey * (colour.mean(axis=2, keepdims=True) - colour)
        colour = colour + grain[..., None] * alpha / 255
        whole = np.dstack([np.clip(colour, 0, alpha), alpha])
        if blur:
            whole = cv2.GaussianBlur(whole, (0, 0), blur)
        changed.append(np.rint(whole).astype(np.uint8))
    found = row | {"layer": changed[0], "true": changed[1]}
    if rng.random() < 0.5:
        found = mirrored(found)
    return found | {"behind": rng.integers(0, 256, 3).astype(np.uint8)}


def cropped(row, rng) -> dict[str, np.ndarray]:
    """A part of a window, `CROP` pixels wide."""
    most = len(row["true"]) - CROP
    y, x = rng.integers(0, most + 1, 2)
    return {name: values[y : y + CROP, x : x + CROP] for name, values in row.items()}


def mirrored(row) -> dict[str, np.ndarray]:
    """A window in a mirror: left and right parts change places."""
    found = {name: np.ascontiguousarray(values[:, ::-1]) for name, values in row.items()}
    surface = found["surface"]
    known = surface[..., 5] > 0
    surface[..., 0] = np.where(known, 255 - surface[..., 0], 0)
    surface[..., 4] = SWAPPED[surface[..., 4]]
    return found
