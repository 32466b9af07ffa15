"""Drawing posed hands: light, folds between fingers, soft edges."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pose2video.bodies.hands.mesh import HandMesh
from pose2video.triangles.meshes import Layer, front
from pose2video.triangles.raster import interpolate_at, rasterise, seen

SAMPLES = 2  # a side of a pixel
WRAP = np.float32([0.30, 0.24, 0.22])  # light creeps round the terminator, red furthest
SOFT = np.float32(0.12)  # and ends softly
SHADE_HUES = (0.93, 1.05, 1.1)  # powers of light in skin: shade is redder than light
DEEP = 0.007  # metres a surface must lie behind its surroundings to be darkened fully
FOLDS = ((2.0, 0.48), (6.0, 0.42))  # how far around, in millimetres, and how dark
FAINTER = (0.55, 0.45)  # a small hand's folds: so dark, and more so per pixel of a millimetre


@dataclass(frozen=True)
class Light:
    """The light of a photograph, as it falls on skin.

    Attributes:
        towards: Unit direction to the lamp, camera axes.
        lamp: Share of the lamp in what a surface gets that faces it; the rest comes from all sides.
        hues: Powers of the light in red, green and blue of skin.
    """

    towards: tuple[float, float, float] = (-0.30, -0.62, -0.72)
    lamp: float = 0.55
    hues: tuple[float, float, float] = SHADE_HUES

    def on(self, normals):
        """Light `(N, 3)` on surfaces of unit normals `(N, 3)`; 1 where one faces the camera."""
        towards = np.float32(self.towards)
        return self._raw(normals @ towards) / self._raw(np.float32([-towards[2]]))

    @property
    def mean(self) -> float:
        """Mean light on what is seen of a ball, over that on a surface that faces the camera."""
        x, y = (2 * (np.arange(16) + 0.5) / 16 - 1 for _ in range(2))
        x, y = (v.ravel() for v in np.meshgrid(x, y))
        seen = x * x + y * y < 1
        x, y = x[seen], y[seen]
        return float(
            self.on(np.float32(np.column_stack([x, y, -np.sqrt(1 - x * x - y * y)]))).mean()
        )

    def seen(self, normals) -> float:
        """Mean light on what is seen of a surface with unit normals `(N, 3)`, as `on`."""
        towards_us = np.maximum(-normals[:, 2:], 0)
        return float((self.on(normals) * towards_us).sum() / (3 * max(towards_us.sum(), 1e-6)))

    @property
    def tables(self):
        """What `kernels.shade` takes of it."""
        towards = np.float32(self.towards)
        half = towards + np.float32([0, 0, -1])
        half /= np.linalg.norm(half)
        front = self._raw(np.float32([-towards[2]]))[0]
        vectors = np.float32([*towards, *half, self.lamp, SOFT])
        return vectors, np.ascontiguousarray(np.stack([WRAP, 1 / front]), np.float32)

    def _raw(self, facing):
        past = facing[:, None] + WRAP
        lamp = (past + np.sqrt(past * past + SOFT * SOFT)) / (2 * (1 + WRAP))
        return (1 - self.lamp) + self.lamp * lamp


@dataclass(frozen=True, eq=False)
class PosedHand:
    """A hand in one frame.

    Attributes:
        mesh: The `HandMesh`.
        chart: `(V, 2)`, the place of its points on the painted skin that is drawn with, pixels.
        xy: `(V, 2)` pixels on the canvas, from its top left.
        depth: `(V,)` metres. normals: `(V, 3)` unit, camera axes.
        fade: `(from, to)`, metres from the wrist up the arm between which it ends.
        cuff: Whether it comes out of a sleeve there, which shades it.
        gain: Of its light.
    """

    mesh: HandMesh
    chart: np.ndarray
    xy: np.ndarray
    depth: np.ndarray
    normals: np.ndarray
    fade: tuple[float, float]
    cuff: bool = False
    gain: float = 1.0


def draw_hands(hands, skin, light, size, millimetre) -> Layer | None:
    """Draw one or two `PosedHand`s, each sample by its real depth.

    Args:
        hands: Who.
        skin: The painted skin that their charts lie on, see `beside`.
        light: A `Light`.
        size: `(width, height)` of the canvas.
        millimetre: Its length in pixels.

    Returns:
        A `Layer`, levels from 0 to 255, or None where nothing lies on the canvas.
    """
    window = _window(np.concatenate([hand.xy for hand in hands]), size)
    if window is None:
        return None
    rows, columns = window
    shape = ((rows.stop - rows.start) * SAMPLES, (columns.stop - columns.start) * SAMPLES)
    xy, near, faces, values, first = [], [], [], [], 0
    offset = np.array([columns.start, rows.start])
    for hand in hands:
        mesh = hand.mesh
        local = (hand.xy - offset) * SAMPLES
        low, high = hand.fade
        lit_end = 1 - 0.5 * np.clip(1 - (low - mesh.up_arm) / 0.03, 0, 1) * hand.cuff
        faces.append(mesh.faces[front(local, mesh.faces)] + first)
        xy.append(local)
        near.append(1 / hand.depth)
        ends = (high - mesh.up_arm) / (high - low)
        values.append(np.column_stack([hand.normals, hand.chart, ends, hand.gain * lit_end]))
        first += len(local)
    xy, near, faces, values = (np.concatenate(v) for v in (xy, near, faces, values))
    faces = faces[values[faces, 5].max(axis=1) > 0]
    keys = rasterise(xy, near, faces, shape[::-1])
    at = np.flatnonzero(keys)
    if not len(at):
        return None
    found = interpolate_at(at, keys, xy, faces, values, near)
    depth = np.full(shape, np.inf, np.float32)
    depth.ravel()[at] = 1 / seen(keys.ravel()[at])[1]
    fold = _folds(depth, keys != 0, millimetre)
    layer = np.zeros((shape[0] // SAMPLES, shape[1] // SAMPLES, 4), np.float32)
    nearest = np.full(layer.shape[:2], np.inf, np.float32)
    from pose2video.bodies.hands.kernels import shade

    hues = np.float32(light.hues)
    shade(at, found, skin, fold, depth, *light.tables, hues, LEVELS, SAMPLES, layer, nearest)
    return Layer(window, layer, nearest)


def _window(xy, size, spare=2):
    low = np.clip(np.floor(xy.min(axis=0)) - spare, 0, size).astype(int)
    high = np.clip(np.ceil(xy.max(axis=0)) + spare, 0, size).astype(int)
    if (high <= low).any():
        return None
    return slice(int(low[1]), int(high[1])), slice(int(low[0]), int(high[0]))


def beside(meshes, skins):
    """The painted skins of some hands in one picture.

    Args:
        meshes: `HandMesh`es by name. skins: Their skins.

    Returns:
        The picture `(h, w, 4)`, and by name the places `(V, 2)` of the meshes' points on it.
    """
    height = max((skin.shape[0] for skin in skins.values()), default=1)
    width = sum(skin.shape[1] for skin in skins.values())
    whole, charts, across = np.zeros((max(height, 2), max(width, 2), 4), np.float32), {}, 0
    for name, skin in skins.items():
        whole[: skin.shape[0], across : across + skin.shape[1]] = skin
        charts[name] = np.float32(meshes[name].chart + [across - 0.5, -0.5])
        across += skin.shape[1]
    return whole, charts


def _folds(depth, covered, millimetre):
    """Light that reaches a surface just behind its surroundings, `(h, w)` in [0, 1].

    The depth is compared with its own blur (Luft, Colditz, Deussen, "Image enhancement by unsharp
    masking the depth buffer", 2006), once closely and once widely.
    """
    plain = np.where(covered, depth, 0).astype(np.float32)
    share = covered.astype(np.float32)
    out, dark = np.ones_like(plain), min(1.0, FAINTER[0] + FAINTER[1] * millimetre)
    for reach, strength in FOLDS:
        k = 2 * max(1, round(reach * millimetre * SAMPLES)) + 1
        total, mean = (cv2.blur(cv2.blur(v, (k, k)), (k, k)) for v in (share, plain))
        behind = (plain - mean / np.maximum(total, 1e-3)) / DEEP
        out *= 1 - dark * strength * np.clip(behind, 0, 1)
    return out


def encode(linear):
    """Linear RGB to sRGB, both in [0, 1]."""
    linear = np.clip(linear, 0, 1)
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)


LEVELS = 255 * encode(np.linspace(0, 1, 1 << 13)).astype(np.float32)
