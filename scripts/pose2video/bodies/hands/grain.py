"""The fine unevenness of a surface in a picture, and a pattern like it for a body's surface.

Grain, hairs, freckles and blotches of skin, or the weave of cloth: only their strengths are
measured, by spatial frequency, so that nothing can be recognised to repeat.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pose2video.triangles.meshes import look_up
from pose2video.triangles.textures import linear

FINER_MM = 8.0  # what is finer counts
WINDOWS_MM, FEW = (20.0, 12.0, 7.0), 6  # squares' sides: the largest of which there are so many
LEAST, SIDE = 10, 256  # pixels of a square, and of the pattern
QUIET = 0.2  # share of the squares, the calmest, that are surely without an edge
MOST = 24  # squares
GREY = np.float32([0.2126, 0.7152, 0.0722])  # luminance, ITU-R BT.709
STRONGEST, USUAL = 0.12, 0.04  # change of light: stronger is an edge or a lash; its deviation


@dataclass(frozen=True, eq=False)
class Grain:
    """A pattern that repeats after `SIDE` texels.

    Attributes:
        pattern: float32 `(SIDE + 1, SIDE + 1, 3)`, change of linear RGB as a share of it, mean 0;
            the last row and column are the first.
        per_mm: Texels of a millimetre.
    """

    pattern: np.ndarray
    per_mm: float

    def at(self, x, y):
        """The pattern at places `(N,)` in millimetres on a flat surface, `(N, 3)`."""
        u, v = (np.float32((w * self.per_mm) % SIDE) for w in (x, y))
        return look_up(self.pattern, u, v)

    def blurred(self, millimetres) -> Grain:
        """What is left of it where so much is averaged over (a Gaussian's deviation)."""
        size = millimetres * self.per_mm
        if size < 0.1:
            return self
        spare = int(np.ceil(3 * size)) + 1
        around = np.pad(self.pattern[:-1, :-1], ((spare,) * 2, (spare,) * 2, (0, 0)), "wrap")
        soft = cv2.GaussianBlur(around, (0, 0), size)[spare:-spare, spare:-spare]
        return Grain(_closed(soft), self.per_mm)


def measure_grain(picture, mask, per_mm, tinted, seed=5) -> Grain:
    """A pattern with the spectrum of what a mask shows.

    Source: Galerne et al., "Random phase textures", 2011.

    Args:
        picture: uint8 RGB `(h, w, 3)`. mask: `(h, w)` bool, where its surface is seen.
        per_mm: Pixels of a millimetre there.
        tinted: Whether hue changes too, not brightness alone, and no direction counts: skin.
        seed: Of the phases.

    Returns:
        The `Grain`; without any where the mask holds no square.
    """
    if not mask.any():
        return Grain(np.zeros((SIDE + 1, SIDE + 1, 3), np.float32), per_mm)
    rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    part = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    picture, mask = picture[part], mask[part]
    share, light = np.float32(mask), linear(picture)
    light = light if tinted else np.repeat((light @ GREY)[..., None], 3, axis=2)
    size = (0, 0), max(FINER_MM * per_mm, 2.0)
    near = np.maximum(cv2.GaussianBlur(share, *size), 1e-3)[..., None]
    smooth = cv2.GaussianBlur(light * share[..., None], *size) / near
    change = light / np.maximum(smooth, 1e-3) - 1
    inside = cv2.erode(np.uint8(mask), np.ones((3, 3)), borderValue=0)
    for wide in WINDOWS_MM:
        side = min(max(LEAST, 2 * round(wide * per_mm / 2)), SIDE)
        spots = _squares(change, inside, side)
        if len(spots) >= FEW:
            break
    rng = np.random.default_rng(seed)
    if not len(spots):
        return Grain(np.zeros((SIDE + 1, SIDE + 1, 3), np.float32), per_mm)
    calm = np.argsort(spots.std(axis=(1, 2, 3)))[: max(1, round(QUIET * len(spots)))]
    calm = calm[np.linspace(0, len(calm) - 1, min(MOST, len(calm))).astype(int)]
    window = np.outer(*[np.hanning(side + 2)[1:-1]] * 2)[..., None]
    total = np.zeros((SIDE, SIDE, 3), complex)
    for number, k in enumerate(calm):
        whole = np.zeros((SIDE, SIDE, 3))
        turned = np.rot90(spots[k]) if tinted and number % 2 else spots[k]
        whole[:side, :side] = np.clip(turned, -STRONGEST, STRONGEST) * window
        phase = np.fft.fft2(rng.standard_normal((SIDE, SIDE)))
        phase /= np.maximum(np.abs(phase), 1e-9)
        total += np.fft.fft2(whole, axes=(0, 1)) * phase[..., None]
    pattern = np.fft.ifft2(total, axes=(0, 1)).real
    pattern -= pattern.mean(axis=(0, 1))
    wanted = np.sqrt(np.mean([spots[k].var(axis=(0, 1)) for k in calm], axis=0))
    wanted *= min(1.0, USUAL / max(wanted @ GREY, 1e-9))
    pattern *= wanted / np.maximum(pattern.std(axis=(0, 1)), 1e-9)
    return Grain(_closed(np.float32(pattern)), per_mm)


def _squares(change, inside, side):
    """Changes `(n, side, side, 3)`, mean 0, of the squares that lie inside."""
    step, (height, width) = max(2, side // 2), inside.shape
    full = cv2.boxFilter(inside, cv2.CV_32F, (side, side), anchor=(0, 0), normalize=False)
    full = full[: max(0, height - side + 1) : step, : max(0, width - side + 1) : step]
    places = step * np.argwhere(full >= side * side)
    spots = [change[y : y + side, x : x + side] for y, x in places]
    spots = np.array(spots).reshape(-1, side, side, 3)
    return spots - spots.mean(axis=(1, 2), keepdims=True)


def _closed(pattern):
    return np.pad(pattern, ((0, 1), (0, 1), (0, 0)), "wrap")
