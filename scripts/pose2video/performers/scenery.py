"""The set behind a performer: wall, floor, and the soft shadows that fall on them."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pose2video.performers.camera import StageCamera
from pose2video.performers.charts import band
from pose2video.triangles.textures import linear, noise

WALL_Z = 1.5  # metres behind the standing place
CELL = 0.02  # metres per cell of a shadow map


@dataclass(frozen=True, eq=False)
class Scenery:
    """A still set seen by one camera.

    Attributes:
        picture: `(h, w, 3)` float32 linear RGB, without the performer.
        floor: Whether a pixel shows the floor, `(h, w)` bool.
        spots: `(h, w, 2)` float32, stage x and z of the floor, or x and y of the wall.
    """

    picture: np.ndarray
    floor: np.ndarray
    spots: np.ndarray

    def frame(self, points, light):
        """The set with the shadows of a performer's points `(N, 3)`, a fresh array."""
        d = light.towards
        half = self.floor[::2, ::2]
        dark = np.zeros(half.shape, np.float32)
        if half.any():
            reach = points[:, 1] / d[1]  # along the ray from the lamp down to the floor
            soft = self._fall(points[:, [0, 2]] - reach[:, None] * d[[0, 2]], (5, 13)) * 0.42
            touch = self._fall(points[np.abs(points[:, 1]) < 0.09][:, [0, 2]], (2, 5)) * 0.5
            dark = np.maximum(soft, touch) * half
        if not half.all():
            away = (WALL_Z - points[:, 2]) / -d[2]
            dark = np.where(
                half, dark, self._fall(points[:, :2] - away[:, None] * d[:2], (9, 21)) * 0.26
            )
        light_left = cv2.resize(1 - dark, self.floor.shape[::-1], interpolation=cv2.INTER_LINEAR)
        return self.picture * light_left[..., None]

    def _fall(self, spots, blur):
        """How much shadow points cast at every second pixel, blurred by two box sizes in cells.

        Returns:
            `(h / 2, w / 2)` float32 in [0, 1].
        """
        reach = 4.0
        n = int(2 * reach / CELL)
        at = ((spots + reach) / CELL).astype(np.int32)
        at = at[((at >= 1) & (at < n - 1)).all(axis=1)]
        places = self.spots[::2, ::2]
        if not len(at):
            return np.zeros(places.shape[:2], np.float32)
        pad = sum(blur)
        low = at.min(axis=0) - pad
        size = at.max(axis=0) + pad - low
        grid = np.zeros((size[1], size[0]), np.uint8)
        grid[at[:, 1] - low[1], at[:, 0] - low[0]] = 255
        grid = cv2.morphologyEx(grid, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
        grid = cv2.blur(cv2.blur(grid, (blur[0], blur[0])), (blur[1], blur[1]))
        u = (places[..., 0] + np.float32(reach)) * np.float32(1 / CELL) - np.float32(low[0])
        v = (places[..., 1] + np.float32(reach)) * np.float32(1 / CELL) - np.float32(low[1])
        return cv2.remap(grid, u, v, cv2.INTER_LINEAR).astype(np.float32) / np.float32(255)


def build_scenery(spec, camera: StageCamera) -> Scenery:
    """Paint a set.

    Args:
        spec: `wall` and `floor`, each with `color`, `kind` and maybe `second` (a colour);
            `glow` (strength of the light on the wall behind the performer).
        camera: Who looks.
    """
    width, height = camera.size
    x, y = np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5)
    dx, dy = (x - camera.centre[0]) / camera.focal, (y - camera.centre[1]) / camera.focal
    z_floor = camera.height / np.maximum(dy, 1e-6) - camera.distance
    floor = (dy > 0) & (z_floor < WALL_Z)
    z = np.where(floor, z_floor, WALL_Z) + camera.distance
    sx, sy, sz = dx * z, dy * z - camera.height, z - camera.distance
    texel = camera.metres_per_pixel
    wall = _wall(spec["wall"], sx, sy, texel, spec.get("glow", 0.35))
    ground = _ground(spec["floor"], sx, sz, texel)
    away = np.clip((WALL_Z - sz) / 2.2, 0, 1)
    ground = ground * (0.72 + 0.30 * away)[..., None]
    if spec["wall"]["kind"] == "studio":  # a seamless sheet: floor and wall meet in a curve
        blend = np.clip((WALL_Z - sz) / 1.1, 0, 1)[..., None]
        ground = (
            wall[np.argmax(floor.any(axis=1)) - 1][None] * (1 - blend) + ground * blend
            if floor.any()
            else ground
        )
    picture = np.where(floor[..., None], ground, wall).astype(np.float32)
    soft = cv2.GaussianBlur(picture, (0, 0), 1.2)
    picture = np.where(floor[..., None], picture, soft)
    edge = np.hypot(x / width - 0.5, (y / height - 0.45) * 0.9)
    picture = picture * (1.04 - 0.38 * edge**2)[..., None]
    spots = np.where(floor[..., None], np.stack([sx, sz], -1), np.stack([sx, sy], -1))
    return Scenery(picture.astype(np.float32), floor, spots.astype(np.float32))


def _wall(spec, x, y, texel, glow):
    base, second = linear(spec["color"]), linear(spec.get("second", spec["color"]))
    out = np.broadcast_to(base, (*x.shape, 3)).astype(np.float32).copy()
    soft = 1.5 * texel

    def lay(amount, colour):
        out[:] = out + np.clip(amount, 0, 1)[..., None] * (colour - out)

    kind = spec["kind"]
    if kind == "brick":
        row = np.floor(y / 0.085)
        bx = x / 0.25 + 0.5 * (row % 2)
        cell = (np.floor(bx) * 12.9898 + row * 78.233) % 6.2831
        tone = 0.88 + 0.12 * np.sin(cell * 37.0)
        out *= tone[..., None]
        mortar = np.maximum(band((bx % 1 - 0.5) * 0.25, 0.118, soft), 0) * band(
            (y / 0.085 % 1 - 0.5) * 0.085, 0.036, soft
        )
        lay(1 - mortar, second)
    elif kind == "panels":
        low = y > -1.05
        wave = (x + 0.3) % 0.6 - 0.3
        lay(low.astype(np.float32), second)
        groove = np.abs(np.maximum(np.abs(wave) - 0.22, np.abs(y + 0.55) - 0.36))
        lay(0.5 * low * band(groove, 0.006, soft * 1.3), second * 0.6)
        lay(band(y + 1.07, 0.03, soft), second * 1.12)
        lay(0.6 * band(y + 1.03, 0.008, soft), second * 0.5)
    elif kind == "wallpaper":
        row = np.floor(y / 0.16)
        px = (x / 0.16 + 0.5 * (row % 2)) % 1 * 0.16 - 0.08
        py = y % 0.16 - 0.08
        leaf = np.hypot(px, py * 0.6) - 0.022 - 0.012 * np.cos(4 * np.arctan2(py, px))
        lay(0.7 * np.clip(-leaf / soft + 0.5, 0, 1), second)
    elif kind == "tiles":
        line = np.minimum(np.abs(x % 0.3 - 0.15), np.abs(y % 0.3 - 0.15))
        lay(band(line, 0.004, soft), second)
    if kind in ("plain", "panels", "wallpaper"):
        lay(band(y + 0.06, 0.06, soft), linear([240, 236, 228]) * 0.9)
    light = 0.80 + glow * np.exp(-(((x + 0.15) / 1.2) ** 2) - ((y + 1.45) / 1.0) ** 2)
    light = light * (0.97 + 0.06 * noise(x.shape, (5, 5), 11))
    if kind == "window":
        u, v = x - 0.35 * (y + 1.5) - 0.55, y + 1.55
        panes = (
            band(u, 0.42, 0.05)
            * band(v, 0.62, 0.05)
            * (1 - band(u, 0.025, 0.03))
            * (1 - band(v, 0.025, 0.03))
        )
        light = light + 0.45 * panes
    return out * light[..., None]


def _ground(spec, x, z, texel):
    base, second = linear(spec["color"]), linear(spec.get("second", spec["color"]))
    out = np.broadcast_to(base, (*x.shape, 3)).astype(np.float32).copy()
    kind = spec["kind"]
    if kind == "planks":
        board = np.floor(x / 0.14)
        along = z / 1.3 + (board * 0.37) % 1
        tone = 0.86 + 0.2 * ((np.sin(board * 91.7 + np.floor(along) * 47.3) * 43.7) % 1)
        grain = 0.96 + 0.08 * np.sin(x * 260 + 3 * np.sin(z * 5 + board))
        out *= (tone * grain)[..., None]
        gap = np.minimum(
            np.abs(x % 0.14 - 0.07) * -1 + 0.07, (np.abs(along % 1 - 0.5) * -1 + 0.5) * 1.3
        )
        out += band(gap, 0.002, 0.004)[..., None] * (second * 0.5 - out) * 0.7
    elif kind == "tiles":
        square = (np.floor(x / 0.35) + np.floor(z / 0.35)) % 2
        out += (square[..., None] * (second - out)) * 0.8
    return out * (0.97 + 0.06 * noise(x.shape, (30, 30), 4))[..., None]
