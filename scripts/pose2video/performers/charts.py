"""Textures: every chart is painted once on a grid of metres and packed into one atlas."""

from __future__ import annotations

import numpy as np

from pose2video.triangles.textures import linear, noise

GAP = 4  # pixels between charts, filled by painting beyond their edge


def band(x, half, soft):
    """1 where `|x| < half`, falling to 0 over `soft`."""
    return np.clip((half - np.abs(x)) / soft + 0.5, 0, 1)


def pattern(u, v, colours, kind, size, soft):
    """Woven or printed pattern.

    Args:
        u: `(h, w)` metres across. v: Metres down.
        colours: Linear RGB of the ground and of the pattern (and of a second pattern colour).
        kind: `plain`, `stripes`, `pinstripes`, `vertical`, `checks`, `tartan`, `dots`,
            `zigzag` or `flowers`.
        size: Metres from one repeat to the next.
        soft: Metres over which edges blend.

    Returns:
        `(h, w, 3)` float32.
    """
    ground, ink = colours[0], colours[1]
    other = colours[2] if len(colours) > 2 else colours[1]

    def wave(x):
        return (x / size + 0.5) % 1 * size - size / 2

    out = np.broadcast_to(ground, (*u.shape, 3)).astype(np.float32)

    def lay(amount, colour):
        return out + amount[..., None] * (colour - out)

    if kind == "stripes":
        out = lay(band(wave(v), size / 4, soft), ink)
    elif kind == "pinstripes":
        out = lay(band(wave(v), size * 0.09, soft), ink)
    elif kind == "vertical":
        out = lay(band(wave(u), size / 4, soft), ink)
    elif kind == "checks":
        out = lay(0.5 * band(wave(u), size / 4, soft), ink)
        out = lay(0.5 * band(wave(v), size / 4, soft), ink)
    elif kind == "tartan":
        for x in (u, v):
            out = lay(0.55 * band(wave(x), size * 0.24, soft), ink)
            out = lay(0.7 * band(wave(x + size / 2), size * 0.035, soft), other)
    elif kind in ("dots", "flowers"):
        row = np.floor(v / size + 0.5)
        x = ((u / size + 0.5 * (row % 2) + 0.5) % 1 - 0.5) * size
        y = wave(v)
        radius, angle = np.hypot(x, y), np.arctan2(y, x)
        if kind == "dots":
            out = lay(band(radius, size * 0.24, soft), ink)
        else:
            out = lay(band(radius, size * (0.25 + 0.09 * np.cos(5 * angle + row)), soft), ink)
            out = lay(band(radius, size * 0.09, soft), other)
    elif kind == "zigzag":
        out = lay(band(wave(v + size * 0.5 * np.abs((u / size) % 1 - 0.5)), size / 4, soft), ink)
    return out


def cloth(u, v, spec, seed, soft):
    """A garment's texture: pattern, weave, and the soft light and dark of worn cloth."""
    colours = [linear(spec["color"])] + [
        linear(spec.get("pattern", {}).get(k, spec["color"])) for k in ("color", "second")
    ]
    if "second" not in spec.get("pattern", {}):
        colours = colours[:2]
    p = spec.get("pattern", {})
    out = pattern(u, v, colours, p.get("kind", "plain"), p.get("size_m", 0.05), soft)
    if spec.get("denim"):
        weave = noise(u.shape, (u.shape[0] / 1.5, u.shape[1] / 5), seed)
        worn = np.exp(-((np.abs(np.abs(u) - 0.13) / 0.06) ** 2)) * np.exp(
            -(((v - 0.25) / 0.25) ** 2)
        )
        out = out * (0.82 + 0.3 * weave + 0.5 * worn)[..., None]
    shade = 0.86 + 0.24 * noise(u.shape, (np.ptp(v) / 0.09, np.ptp(u) / 0.05), seed + 1)
    fine = 0.95 + 0.1 * noise(u.shape, (u.shape[0] / 2, u.shape[1] / 2), seed + 2)
    return out * (shade * fine)[..., None]


def hair_texture(u, v, colour, seed, curly):
    """Strands: noise drawn out along the fall of the hair, lighter in a band below the crown."""
    cells = (np.ptp(v) / (0.006 if curly else 0.09), np.ptp(u) / (0.006 if curly else 0.0022))
    strands = (
        noise(u.shape, cells, seed) * 0.6
        + noise(u.shape, (cells[0] * 2, cells[1] * 2.2), seed + 1) * 0.4
    )
    locks = noise(u.shape, (np.ptp(v) / 0.2, np.ptp(u) / 0.02), seed + 2)
    light = 0.45 + 0.75 * strands + 0.35 * (locks - 0.5)
    shine = np.exp(-(((v + 0.91 + 0.008 * np.sin(u * 60)) / 0.016) ** 2)) * (
        0.15 if curly else 0.55
    )
    base = linear(colour)
    return base * light[..., None] + (base * 0.6 + 0.06) * (shine * strands)[..., None]


class Atlas:
    """Charts side by side.

    Attributes:
        image: `(h, w, 3)` float32 linear RGB, after `pack`.
    """

    def __init__(self, width=1400):
        self.width, self.charts = width, {}

    def add(self, name, low, high, texel, paint):
        """Add a chart.

        Args:
            low: `(u, v)` metres of one corner. high: The other.
            texel: Metres per texture pixel.
            paint: `paint(u, v) -> (h, w, 3)`, from grids of metres.
        """
        low, high = np.asarray(low, float), np.asarray(high, float)
        size = np.ceil((high - low) / texel).astype(int) + 2 * GAP
        u, v = np.meshgrid(*(low[k] + (np.arange(size[k]) - GAP + 0.5) * texel for k in (0, 1)))
        self.charts[name] = (
            low,
            texel,
            np.asarray(paint(u.astype(np.float32), v.astype(np.float32)), np.float32),
        )

    def pack(self):
        """Lay the charts out in rows; returns name -> function from metres to atlas pixels."""
        x = y = row = 0
        places = {}
        self.width = max(self.width, *(c[2].shape[1] for c in self.charts.values()))
        for name, (_, _, image) in sorted(
            self.charts.items(), key=lambda item: -item[1][2].shape[0]
        ):
            h, w = image.shape[:2]
            if x + w > self.width:
                x, y, row = 0, y + row, 0
            places[name] = (x, y)
            x, row = x + w, max(row, h)
        self.image = np.zeros((y + row, self.width, 3), np.float32)
        for name, (x, y) in places.items():
            image = self.charts[name][2]
            self.image[y : y + image.shape[0], x : x + image.shape[1]] = image

        def locate(name, uv):
            low, texel, image = self.charts[name]
            at = (uv - low) / texel + GAP - 0.5
            at = np.clip(at, 0, np.array(image.shape[1::-1]) - 1)
            return (at + places[name]).astype(np.float32)

        return locate
