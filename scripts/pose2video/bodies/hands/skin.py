"""What the skin of a hand looks like: nails, knuckles, creases, a paler palm.

The skin is painted once, place by place of its charts, from what lies there on the hand at rest.
"""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.triangles.occlusion import baked_occlusion
from pose2video.triangles.raster import interpolate_at, rasterise

# linear RGB of unpigmented skin and of a nail, towards which palm and nails go
PALE, NAIL = np.float32([0.80, 0.55, 0.45]), np.float32([0.86, 0.58, 0.52])
# Lines of the palm: `(across, down)`, 0 to 1 from the index to the little finger and from the
# wrist to the knuckles. Heart, head and life line.
PALM_LINES = (
    ((1.08, 0.74), (0.80, 0.76), (0.52, 0.82), (0.30, 0.92), (0.14, 1.02)),
    ((-0.14, 0.70), (0.12, 0.71), (0.40, 0.64), (0.66, 0.54), (0.90, 0.42)),
    ((-0.14, 0.72), (0.12, 0.66), (0.28, 0.50), (0.36, 0.30), (0.36, 0.10), (0.32, 0.02)),
)
GREY = np.float32([0.2126, 0.7152, 0.0722])  # luminance, ITU-R BT.709
TENDON = np.float32([0.07, 0.085, 0.085])  # how much lighter skin is over tendons than between
# folds of the wrist, down in the same unit
WRIST_LINES = (-0.02, -0.10)


def paint_skin(mesh, tone, arm=None, grain=None):
    """The painted skin of a `HandMesh`.

    Args:
        mesh: The hand.
        tone: `(3,)` linear RGB of the back of the hand in the mean of the light.
        arm: The same of the forearm, which the hand's colour becomes at the wrist; None for equal.
        grain: The `Grain` of the skin; None for an even one.

    Returns:
        `(height, width, 4)` float32: linear RGB, and how much it shines, 0 to 1.
    """
    width, height = mesh.chart_size
    depth = np.ones(len(mesh.points))
    keys = rasterise(mesh.chart.astype(float), depth, mesh.faces, mesh.chart_size)
    at = np.flatnonzero(keys)
    shade = baked_occlusion(
        mesh.points.astype(np.float32), mesh.normals.astype(np.float32), mesh.faces
    )
    inputs = np.concatenate(
        [mesh.points, mesh.normals, shade[:, None], np.eye(7)[mesh.finger]], axis=1
    )
    found = interpolate_at(at, keys, mesh.chart, mesh.faces, inputs, depth)
    points, normals = found[:, :3], found[:, 3:6]
    normals = normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-6)
    colour, shine = _flesh(mesh, points, normals, found[:, 7:], np.float32(tone), grain)
    open_sky = 0.45 + 0.55 * found[:, 6:7]
    colour = colour * (open_sky / np.mean(open_sky))
    if arm is not None:
        knuckle = 1000 * mesh.fingers[2, 0, 1]
        share = _rise(1000 * points[:, 1], 0.75 * knuckle, -0.1 * knuckle)
        colour = colour * (np.float32(arm) / np.float32(tone)) ** share[:, None]
    skin = np.zeros((height * width, 4), np.float32)
    skin[at, :3], skin[at, 3] = colour, shine
    return _spread(skin.reshape(height, width, 4), keys != 0)


def _flesh(mesh, p, n, label, tone, grain):
    """Colours `(N, 3)` and shine `(N,)` of places on the hand."""
    mm = 1000 * p
    palm = _rise(n @ mesh.inward, 0.0, 0.6) * _rise(mm[:, 1], -25.0, 10.0)
    dark = 1 - np.clip(tone.mean() / 0.45, 0, 1)
    paler = ((0.06 + 0.26 * dark) * palm)[:, None]
    colour = tone * (PALE / tone) ** paler  # less of the same pigment: no grey
    colour *= ((tone + (PALE - tone) * paler) @ GREY / (colour @ GREY))[:, None]
    colour = colour * (1 + palm[:, None] * np.float32([0.02, -0.02, -0.02]))
    red, lines = np.zeros(len(p)), np.zeros(len(p))
    red += 0.3 * palm * _rise(mm[:, 1], 70.0, 105.0)
    shine = 0.25 + 0.15 * (1 - palm)
    finger = label[:, :5].argmax(axis=1)
    on_finger = label[:, :5].max(axis=1) > 0.4
    for k in range(5):
        joints = 1000 * mesh.fingers[k]
        own = on_finger & (finger == k)
        back = n @ mesh.backs[k]
        for j in range(3):
            bone = joints[j + 1] - joints[j]
            before = joints[j] - joints[j - 1] if j else bone
            along = bone / np.linalg.norm(bone) + before / np.linalg.norm(before)
            along /= np.linalg.norm(along)
            off = mm - joints[j]
            s, far = off @ along, np.linalg.norm(off, axis=1)
            if j == 0 and k == 0:
                continue
            knuckle = np.exp(-((far / (11.0 if j == 0 else 8.5)) ** 2)) * _rise(back, 0.1, 0.6)
            red += (0.5 if j == 0 else 0.6) * knuckle
            if j:
                wave = np.exp(-((s / 3.2) ** 2)) * (0.5 + 0.5 * np.cos(2 * np.pi * s / 2.1))
                lines += 0.42 * own * wave * _rise(back, 0.35, 0.75)
            root = 17.0 if j == 0 else -0.5  # the finger leaves the palm below its knuckle
            fold = np.exp(-(((s - root) / 0.75) ** 2)) + 0.6 * np.exp(
                -(((s - root - 2.4) / 0.6) ** 2)
            )
            lines += 0.45 * own * fold * _rise(-back, 0.05, 0.5)
        red += (
            0.55
            * own
            * _rise(np.linalg.norm(mm - joints[3], axis=1), 16.0, 4.0)
            * _rise(-back, -0.2, 0.5)
        )
    inside = palm > 0.02
    lines[inside] += 0.25 * palm[inside] * _palm_lines(mesh, mm[inside])
    lines += 0.13 * _wrist_lines(mesh, mm) * _rise(n @ mesh.inward, 0.0, 0.5)
    colour = colour * (
        1 - np.clip(red, 0, 1)[:, None] * np.float32([0.0, 0.19, 0.18]) * (1 - 0.4 * dark)
    )
    colour = colour * (1 - np.clip(lines, 0, 0.62)[:, None] * np.float32([0.55, 0.68, 0.70]))
    colour = colour * (1 + _tendons(mesh, mm, n)[:, None] * TENDON)
    if grain:
        colour = colour * (1 + _uneven(mm, n, grain))
    for k in range(5):
        nail, edge, tip, moon = _nail(mesh, k, mm, n)
        nail, edge = (v * (on_finger & (finger == k)) for v in (nail, edge))
        bed = 0.78 * tone + 0.28 * NAIL * min(1.0, 2 * tone.mean())
        bed = bed * (1 + moon[:, None] * np.float32([0.05, 0.16, 0.16]))
        bed = bed * (1 + tip[:, None] * np.float32([0.06, 0.15, 0.16]))
        colour = colour + nail[:, None] * (bed - colour)
        colour = colour * (1 - 0.2 * edge[:, None] * np.float32([0.7, 1, 1]))
        shine = shine + nail * (1.0 - shine)
    return np.maximum(colour, 0), shine


def _nail(mesh, k, mm, n):
    """Share of the nail, of its edge, of its free tip and of its moon at places, `(N,)` each."""
    start, end = 1000 * mesh.fingers[k, 2:]
    along = (end - start) - mesh.backs[k] * ((end - start) @ mesh.backs[k])
    length = np.linalg.norm(along)
    along = along / length
    across = np.cross(along, mesh.backs[k])
    half = (6.3 if k == 0 else 4.3 if k == 4 else 5.0) * mesh.length / 0.19
    off = mm - start
    back, side = _rise(n @ mesh.backs[k], -0.05, 0.35), off @ across / half
    low, high = 0.55 * length, 1.02 * length
    middle, reach = (low + high) / 2, (high - low) / 2
    down = (off @ along - middle) / reach
    out = (np.abs(side) ** 3.2 + np.abs(down) ** 3.2) ** (1 / 3.2)
    nail = _rise(out, 1.04, 0.94) * back
    edge = np.exp(-(((out - 1.04) / 0.10) ** 2)) * back * _rise(down, 1.3, 0.6)
    return (
        nail,
        edge,
        _rise(down, 0.70, 0.80),
        _rise(down, -0.50, -0.70) * _rise(np.abs(side), 0.7, 0.3),
    )


def _palm_lines(mesh, mm):
    """Share of the palm's lines at places, `(N,)`."""
    from scipy.interpolate import CubicSpline
    from scipy.spatial import cKDTree

    knuckles = 1000 * mesh.fingers[1:, 0]
    index, little = knuckles[0], knuckles[3]
    height = knuckles[1, 1]
    z = (mm[:, 2] - index[2]) / (little[2] - index[2])
    y = mm[:, 1] / height
    out = np.zeros(len(mm))
    unit = np.array([abs(little[2] - index[2]), height])
    places = np.stack([z, y], axis=1) * unit
    for line in PALM_LINES:
        curve = CubicSpline(np.arange(len(line)), np.array(line) * unit)
        gap = cKDTree(curve(np.linspace(0, len(line) - 1, 400))).query(places)[0]
        out = np.maximum(out, np.exp(-((gap / 0.8) ** 2)) + 0.25 * np.exp(-((gap / 3.0) ** 2)))
    return out


def _wrist_lines(mesh, mm):
    height = 1000 * mesh.fingers[2, 0, 1]
    bow = 0.0012 * mm[:, 2] ** 2
    return sum(np.exp(-(((mm[:, 1] - y * height + bow) / 0.9) ** 2)) for y in WRIST_LINES)


def _tendons(mesh, mm, n):
    """Where tendons lift the back of the hand, up to 1, and where it sinks between, below 0."""
    out = np.zeros(len(mm))
    for knuckle in 1000 * mesh.fingers[1:, 0]:
        share = mm[:, 1] / knuckle[1]  # from the wrist, where they come together
        off = mm[:, 2] - knuckle[2] * (0.35 + 0.65 * share)
        own = np.exp(-((off / 2.3) ** 2)) - 0.55 * np.exp(-(((np.abs(off) - 6.5) / 3.0) ** 2))
        out += own * _rise(share, 0.15, 0.8) * _rise(share, 1.05, 0.9)
    return out * _rise(n @ -mesh.inward, 0.3, 0.8)


def _uneven(mm, n, grain):
    """The grain at places on the hand, `(N, 3)`.

    It is projected from two sides, each seen where the surface faces it, as strong where both are.
    """
    flat = n[:, :1] ** 2 / (n[:, :1] ** 2 + n[:, 2:] ** 2 + 1e-6)
    first, second = (grain.at(mm[:, 1] + start, mm[:, k]) for start, k in ((0, 2), (250, 0)))
    return (flat * first + (1 - flat) * second) / np.sqrt(flat**2 + (1 - flat) ** 2)


def _rise(x, low, high):
    """0 at `low` and beyond, 1 at `high` and beyond, smooth between; `low` may be the larger."""
    t = np.clip((x - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def _spread(skin, known):
    """The skin with the nearest colour wherever no chart lies: slivers lie between pixels."""
    empty = (~known).astype(np.uint8)
    _, nearest = cv2.distanceTransformWithLabels(
        empty, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    colours = np.zeros((nearest.max() + 1, 4), np.float32)
    colours[nearest[known]] = skin[known]
    return colours[nearest]
