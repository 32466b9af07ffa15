"""Pictures of a training: its losses over the steps, and samples side by side over time."""

from __future__ import annotations

import colorsys
from itertools import pairwise
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from pose2video.films.pictures import read_rgb

SIZE = (900, 420)  # of a plot, pixels
MARGINS = (70, 30, 170, 40)  # left, top, right, bottom
INK, GREY = (40, 40, 40), (205, 205, 205)
SAMPLES = 12  # pictures in a strip at most
GAP, TITLE = 8, 22  # pixels between pictures, and of a line above them


def album(folder) -> np.ndarray:
    """What a diary's folder shows, one below the other: plot and strip of every learner.

    Args:
        folder: With `NAME.losses.png` and `NAME.samples.png`.

    Returns:
        uint8 RGB; a white pixel where there is nothing.
    """
    pictures = [read_rgb(path) for path in sorted(Path(folder).glob("*.*.png"))]
    width = max((picture.shape[1] for picture in pictures), default=1)
    rows = [
        np.pad(p, ((0, GAP), (0, width - p.shape[1]), (0, 0)), constant_values=255)
        for p in pictures
    ]
    return np.vstack(rows) if rows else np.full((1, 1, 3), 255, np.uint8)


def loss_plot(history) -> np.ndarray:
    """The losses over the steps, uint8 RGB; each as share of its own largest smoothed value.

    Losses of one training have scales of their own, so what is shown is how each falls; its last
    smoothed value stands beside its name. The held-out loss has dots where it was looked at.
    """
    image = Image.new("RGB", SIZE, "white")
    draw = ImageDraw.Draw(image)
    lines = {name: _smoothed(values) for name, values in history.losses.items()}
    if history.held_out:
        lines["held out"] = np.array(history.held_out, float).T
    steps = max(history.steps, 1)
    left, top, right, bottom = (*MARGINS[:2], SIZE[0] - MARGINS[2], SIZE[1] - MARGINS[3])
    for share in (0, 0.25, 0.5, 0.75, 1):
        y, x = bottom - share * (bottom - top), left + share * (right - left)
        draw.line((left, y, right, y), GREY)
        draw.text((left - 8, y), f"{share:.0%}", INK, anchor="rm")
        draw.text((x, bottom + 8), f"{share * steps:.0f}", INK, anchor="ma")
    draw.text((right, SIZE[1] - 4), "steps", INK, anchor="rd")
    for place, (name, (at, values)) in enumerate(lines.items()):
        kept = np.isfinite(values)
        at, values = at[kept], values[kept]
        if not len(at):
            continue
        red, green, blue = colorsys.hls_to_rgb(place / len(lines), 0.4, 0.7)
        colour = tuple(round(255 * part) for part in (red, green, blue))
        xs = left + at / steps * (right - left)
        ys = bottom - np.clip(values / max(abs(values).max(), 1e-12), 0, 1) * (bottom - top)
        points = list(zip(xs.tolist(), ys.tolist(), strict=True))
        draw.line(points, colour, 2)
        for x, y in points if name == "held out" or len(points) == 1 else ():
            draw.ellipse((x - 3, y - 3, x + 3, y + 3), colour)
        draw.text((right + 10, top + 18 * place), f"{name} {values[-1]:.4g}", colour)
    return np.asarray(image)


def _smoothed(values):
    """Means of up to 300 equal stretches: `(steps, means)`; NaN is left out."""
    values = np.asarray(values, float)
    edges = np.unique(np.linspace(0, len(values), 301).round().astype(int))
    pieces = [values[a:b] for a, b in pairwise(edges)]
    means = [p[np.isfinite(p)].mean() if np.isfinite(p).any() else np.nan for p in pieces]
    return edges[1:].astype(float), np.array(means)


def few(items):
    """Of many items as many as a strip shows, the first and the last among them."""
    chosen = np.linspace(0, len(items) - 1, min(SAMPLES, len(items))).round().astype(int)
    return [items[i] for i in chosen]


def strip(pictures) -> np.ndarray:
    """Samples side by side over time, uint8 RGB, each under its number of steps.

    Args:
        pictures: `{steps taken: uint8 RGB}`, of one size.
    """
    height, width = next(iter(pictures.values())).shape[:2]
    wide = max(width, 40) + GAP
    image = Image.new("RGB", (wide * len(pictures) - GAP, height + TITLE), "white")
    draw = ImageDraw.Draw(image)
    for place, step in enumerate(sorted(pictures)):
        draw.text((place * wide + 2, 4), str(step), INK)
        image.paste(Image.fromarray(pictures[step]), (place * wide, TITLE))
    return np.asarray(image)
