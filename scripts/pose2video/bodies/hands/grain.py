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

FINER_MM, WINDOW_MM = 6.0, 16.0  # what is finer counts; measured in squares of such a side
LEAST, SIDE = 10, 256  # pixels of a square, and of the pattern
QUIET = 0.4  # share of the squares, the calmest, that are surely without an edge
MOST = 24  # squares
GREY = np.float32([0.2126, 0.7152, 0.0722])  # luminance, ITU-R BT.709
STRONGEST = 0.12  # change of light; stronger is an edge or a lash


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
    """A pattern with the spectrum of what a mask shows (Galerne et al.: Random Phase Textures, 2011).

    Args:
        picture: uint8 RGB `(h, w, 3)`. mask: `(h, w)` bool, where its surface is seen.
        per_mm: Pixels of a millimetre there.
        tinted: Whether hue changes too, not brightness alone.
        seed: Of the phases.

    Returns:
        The `Grain`; without any where the mask holds no square.
    """
    side = max(LEAST, 2 * round(WINDOW_MM * per_mm / 2))
    share = np.float32(mask)
    light = linear(picture)
    light = (light if tinted else np.repeat((light @ GREY)[..., None], 3, axis=2)) * share[..., None]
    size = (0, 0), max(FINER_MM * per_mm, 2.0)
    smooth = cv2.GaussianBlur(light, *size) / np.maximum(cv2.GaussianBlur(share, *size), 1e-3)[..., None]
    change = light / np.maximum(smooth, 1e-3) - 1
    inside = cv2.erode(np.uint8(mask), np.ones((3, 3)), borderValue=0)
    step = max(2, side // 2)
    spots, strong = [], []
    for y in range(0, mask.shape[0] - side + 1, step):
        for x in range(0, mask.shape[1] - side + 1, step):
            if inside[y : y + side, x : x + side].all():
                spot = change[y : y + side, x : x + side]
                spots.append(spot - spot.mean(axis=(0, 1)))
                strong.append(spot.std())
    rng = np.random.default_rng(seed)
    if not spots:
        return Grain(np.zeros((SIDE + 1, SIDE + 1, 3), np.float32), per_mm)
    calm = np.argsort(strong)[: max(1, round(QUIET * len(spots)))]
    calm = calm[np.linspace(0, len(calm) - 1, min(MOST, len(calm))).astype(int)]
    window = np.outer(*[np.hanning(side + 2)[1:-1]] * 2)[..., None]
    cut = min(side, SIDE)
    total = np.zeros((SIDE, SIDE, 3), complex)
    for k in calm:
        whole = np.zeros((SIDE, SIDE, 3))
        whole[:cut, :cut] = (np.clip(spots[k], -STRONGEST, STRONGEST) * window)[:cut, :cut]
        phase = np.fft.fft2(rng.standard_normal((SIDE, SIDE)))
        phase /= np.maximum(np.abs(phase), 1e-9)
        total += np.fft.fft2(whole, axes=(0, 1)) * phase[..., None]
    pattern = np.fft.ifft2(total, axes=(0, 1)).real
    pattern -= pattern.mean(axis=(0, 1))
    wanted = np.sqrt(np.mean([spots[k].var(axis=(0, 1)) for k in calm], axis=0))
    pattern *= np.minimum(wanted, STRONGEST) / np.maximum(pattern.std(axis=(0, 1)), 1e-9)
    return Grain(_closed(np.float32(pattern)), per_mm)


def _closed(pattern):
    return np.pad(pattern, ((0, 1), (0, 1), (0, 0)), "wrap")
