"""Light on surfaces: materials, three lamps, ambient light, shadows and occlusion."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pose2video.performers.mesh import unit

# name -> how far light creeps round the terminator per channel, gloss strength, gloss exponent,
# rim strength; red creeps furthest in skin (a cheap stand-in for scattering below the surface)
MATERIALS = {
    "skin": ((0.38, 0.17, 0.11), 0.10, 16.0, 0.30),
    "lips": ((0.30, 0.14, 0.10), 0.16, 28.0, 0.20),
    "cloth": ((0.14, 0.14, 0.14), 0.02, 6.0, 0.32),
    "hair": ((0.22, 0.20, 0.18), 0.16, 22.0, 0.35),
    "eye": ((0.25, 0.22, 0.20), 0.55, 90.0, 0.0),
    "mouth": ((0.30, 0.14, 0.10), 0.05, 20.0, 0.0),
    "leather": ((0.08, 0.08, 0.08), 0.18, 24.0, 0.25),
}
MATERIAL_NAMES = tuple(MATERIALS)


@dataclass(frozen=True)
class Lighting:
    """Lamps of one set.

    Attributes:
        key_deg: Direction of the key lamp: to the camera's right of the axis, above level.
        warmth: -1 cool to 1 warm key light.
        ambient: Strength of the light from everywhere.
    """

    key_deg: tuple[float, float] = (-38.0, 42.0)
    warmth: float = 0.3
    ambient: float = 0.52

    @property
    def towards(self) -> np.ndarray:
        """Unit direction from the scene to the key lamp, stage axes."""
        a, e = np.radians(self.key_deg)
        return np.array([np.sin(a) * np.cos(e), -np.sin(e), -np.cos(a) * np.cos(e)], np.float32)

    @property
    def colours(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Key, fill, sky and ground light, linear RGB."""
        w = self.warmth
        key = np.array([1.0 + 0.10 * w, 1.0, 1.0 - 0.16 * w], np.float32)
        fill = np.array([0.92, 0.98, 1.10], np.float32)
        sky = np.array([0.96, 1.0, 1.06], np.float32) * self.ambient
        ground = np.array([1.0, 0.92, 0.84], np.float32) * self.ambient * 0.55
        return 0.92 * key, 0.20 * fill, sky, ground


_TABLE = {
    "wrap": np.array([m[0] for m in MATERIALS.values()], np.float32),
    "gloss": np.array([m[1] for m in MATERIALS.values()], np.float32),
    "power": np.array([m[2] for m in MATERIALS.values()], np.float32),
    "rim": np.array([m[3] for m in MATERIALS.values()], np.float32),
}


def lit(albedo, normals, views, open_sky, shadow, material, light: Lighting):
    """Colour of surface samples.

    Args:
        albedo: `(3, N)` linear RGB. normals: `(3, N)` unit. views: `(3, N)` unit, to the camera.
        open_sky: `(N,)` ambient light that arrives, 0 to 1. shadow: `(N,)` key light that arrives.
        material: `(N,)` index into `MATERIAL_NAMES`.

    Returns:
        `(3, N)` float32, linear RGB.
    """
    key, fill, sky, ground = light.colours
    to_key = light.towards
    to_fill = np.array([-to_key[0] * 0.9, -0.15, -0.6], np.float32)
    to_fill /= np.linalg.norm(to_fill)
    facing, second = np.stack([to_key, to_fill]) @ normals
    second = np.maximum(second + np.float32(0.2), 0) * open_sky / np.float32(1.2)
    up = 0.5 - 0.5 * normals[1]
    half = views + to_key[:, None]
    across = np.einsum("kn,kn->n", normals, half) / np.sqrt(
        np.einsum("kn,kn->n", half, half) + 1e-9
    )
    gloss = (
        _TABLE["gloss"][material]
        * np.exp(_TABLE["power"][material] * (np.maximum(across, 0) - 1) * 2)
        * shadow
    )
    edge = 1 - np.clip(np.einsum("kn,kn->n", normals, views), 0, 1)
    rim = (
        _TABLE["rim"][material]
        * edge
        * edge
        * edge
        * np.clip(0.4 - 0.5 * normals[1], 0, 1)
        * open_sky
        * 0.5
    )
    added = gloss + rim
    out = np.empty_like(albedo)
    for k in range(3):
        wrap = _TABLE["wrap"][:, k][material]
        arrives = np.maximum(facing + wrap, 0) / (1 + wrap) * shadow * key[k] + second * fill[k]
        arrives += (ground[k] + (sky[k] - ground[k]) * up) * open_sky
        out[k] = albedo[k] * arrives + added * key[k]
    return out


def key_shadow(points, normals, light: Lighting, cell=0.014):
    """Key light that arrives at each point, `(N,)` float32, from a coarse map of the points."""
    d = light.towards
    side = unit(np.cross(d, np.array([0, 1.0, 0], np.float32)))
    up = np.cross(d, side)
    a, b, near = points @ side / cell, points @ up / cell, points @ d
    a, b = a - a.min() + 3, b - b.min() + 3
    width, height = int(a.max()) + 4, int(b.max()) + 4
    grid = np.full((height, width), -9.0, np.float32)
    ia, ib = (a + 0.5).astype(np.int32), (b + 0.5).astype(np.int32)
    np.maximum.at(grid.ravel(), ib * width + ia, near.astype(np.float32))
    grid = cv2.dilate(grid, np.ones((3, 3), np.uint8))
    blocked = np.zeros(len(points), np.float32)
    limit = near + 0.045
    for da in (-1, 0, 1):
        for db in (-1, 0, 1):
            blocked += np.clip((grid[ib + db, ia + da] - limit) * 40, 0, 1)
    return 1 - 0.85 * blocked / 9


def screen_occlusion(inverse_depth, covered, radius):
    """Darkening where something lies close in front, `(h, w)` float32 factors.

    The depth buffer is compared with its own blur (Luft, Colditz, Deussen, "Image enhancement by
    unsharp masking the depth buffer", 2006).
    """
    depth = np.where(covered, 1 / np.maximum(inverse_depth, 1e-3), 0).astype(np.float32)
    mask = covered.astype(np.float32)
    k = 2 * int(radius) + 1
    mean = cv2.blur(cv2.blur(depth, (k, k)), (k, k)) / np.maximum(
        cv2.blur(cv2.blur(mask, (k, k)), (k, k)), 1e-3
    )
    behind = np.clip((depth - mean - 0.004) / 0.09, 0, 1)
    return 1 - 0.42 * behind
