"""The painted head: skin, brows, lashes, lips, hairline, stubble; and the eyes."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.bodies.points import face_points
from pose2video.performers.hair import above_hairline, head_chart, in_beard
from pose2video.triangles.textures import linear, noise

# landmark numbers of MediaPipe's face mesh (mp.solutions.face_mesh_connections), outlines in order
LIPS = (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185)
BROWS = (
    (70, 63, 105, 66, 107, 55, 65, 52, 53, 46),
    (300, 293, 334, 296, 336, 285, 295, 282, 283, 276),
)
UPPER_LIDS = (
    (33, 246, 161, 160, 159, 158, 157, 173, 133),
    (263, 466, 388, 387, 386, 385, 384, 398, 362),
)
LOWER_LIDS = (
    (33, 7, 163, 144, 145, 153, 154, 155, 133),
    (263, 249, 390, 373, 374, 380, 381, 382, 362),
)
CHEEKS, NOSE_TIP, CHIN = (50, 280), 4, 199
MOUTH_LINE = (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291)
INNER_LIP = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308)


def landmarks_on_chart(reference):
    """Where the face landmarks lie on the head's chart, `(478, 2)` metres."""
    vertices, shares = face_points()
    return np.einsum("nk,nkd->nd", shares, head_chart(reference)[vertices])


def _shape(at, texel, low, shape, closed, thickness=0.0):
    """Antialiased coverage `(h, w)` of a polygon or line through points in metres."""
    image = np.zeros(shape, np.uint8)
    pixels = np.round((at - low) / texel * 16).astype(np.int32).reshape(-1, 1, 2)
    if closed:
        cv2.fillPoly(image, [pixels], 255, cv2.LINE_AA, 4)
    else:
        width = max(1, round(thickness / texel))
        cv2.polylines(image, [pixels], False, 255, width, cv2.LINE_AA, 4)
    return image.astype(np.float32) / 255


def _smooth(points, n=48):
    """More points on a smooth curve through an open outline (Catmull-Rom)."""
    p = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    t = np.linspace(0, len(points) - 1 - 1e-6, n)
    i, f = t.astype(int), (t % 1)[:, None]
    a, b, c, d = p[i], p[i + 1], p[i + 2], p[i + 3]
    return 0.5 * (
        2 * b + (c - a) * f + (2 * a - 5 * b + 4 * c - d) * f**2 + (3 * b - a - 3 * c + d) * f**3
    )


def paint_head(u, v, looks, marks):
    """The head's texture.

    Args:
        u: `(h, w)` metres round the head. v: Metres down.
        looks: The performer's `skin`, `hair` and `beard` (see the performers' YAML).
        marks: `(478, 2)` as `landmarks_on_chart` gives them.

    Returns:
        `(h, w, 3)` float32 linear RGB.
    """
    skin, hair = looks["skin"], looks["hair"]
    texel, low = u[0, 1] - u[0, 0], np.array([u[0, 0], v[0, 0]])
    base = linear(skin["tone"])
    out = np.broadcast_to(base, (*u.shape, 3)).astype(np.float32).copy()

    def lay(amount, colour):
        out[:] = out + np.clip(amount, 0, 1)[..., None] * (colour - out)

    def spot(point, radius, squash=1.0):
        d = ((u - point[0]) ** 2 + ((v - point[1]) / squash) ** 2) / radius**2
        return np.exp(-d)

    def soft(mask, metres):
        return cv2.GaussianBlur(mask, (0, 0), max(metres / texel, 0.3))

    out *= (0.95 + 0.10 * noise(u.shape, (40, 60), 5))[..., None]
    flush = base * [1.12, 0.72, 0.68]
    for cheek in CHEEKS:
        lay(skin.get("blush", 0.4) * spot(marks[cheek], 0.017), flush)
    lay(0.6 * skin.get("blush", 0.4) * spot(marks[NOSE_TIP], 0.010), flush)
    lay(0.4 * skin.get("blush", 0.4) * spot(marks[CHIN], 0.012), flush)
    freckles = skin.get("freckles", 0.0)
    if freckles:
        dots = (
            soft((np.random.default_rng(3).random(u.shape) > 0.985).astype(np.float32), 0.0006) * 9
        )
        near = spot((0, marks[NOSE_TIP][1] - 0.012), 0.045, 0.45)
        lay(freckles * np.clip(dots, 0, 1) * near, base * [0.62, 0.45, 0.38])
    for upper, lower in zip(UPPER_LIDS, LOWER_LIDS, strict=True):
        eye = _shape(
            np.concatenate([marks[list(upper)], marks[list(lower)][::-1]]),
            texel,
            low,
            u.shape,
            True,
        )
        lay(0.30 * soft(eye, 0.006), base * [0.70, 0.56, 0.54])
        lay(
            0.55
            * soft(
                _shape(
                    _smooth(marks[list(upper)] - [0, 0.0035]), texel, low, u.shape, False, 0.0006
                ),
                0.0008,
            ),
            base * [0.55, 0.42, 0.38],
        )
    lip = linear(skin["lips"])
    mouth = soft(_shape(marks[list(LIPS)], texel, low, u.shape, True), 0.0009)
    lay(0.92 * mouth, lip)
    upper = np.concatenate([marks[list(MOUTH_LINE)], marks[list(INNER_LIP)][::-1]])
    lay(0.35 * soft(_shape(upper, texel, low, u.shape, True), 0.0008) * mouth, lip * 0.62)
    lay(
        0.75
        * soft(_shape(_smooth(marks[list(INNER_LIP)]), texel, low, u.shape, False, 0.0008), 0.0005),
        lip * 0.22,
    )
    hair_colour = linear(hair["color"])
    strands = 0.55 + 0.6 * noise(u.shape, (np.ptp(v) / 0.012, np.ptp(u) / 0.0012), 8)
    brow_colour = linear(skin.get("brows", hair["color"]))
    strength = skin.get("brow_strength", 0.85)
    for brow in BROWS:
        area = soft(_shape(marks[list(brow)] - [0, 0.0005], texel, low, u.shape, True), 0.0012)
        lay(strength * area * (0.6 + 0.5 * strands), brow_colour * 0.8)
    for upper, lower in zip(UPPER_LIDS, LOWER_LIDS, strict=True):
        lash = skin.get("lashes", 0.8)
        line = _shape(_smooth(marks[list(upper)]), texel, low, u.shape, False, 0.0015)
        lay(lash * soft(line, 0.0004), np.float32([0.012, 0.009, 0.008]))
        line = _shape(_smooth(marks[list(lower)][1:]), texel, low, u.shape, False, 0.0007)
        lay(0.5 * lash * soft(line, 0.0004), base * 0.25)
    grid = np.stack([u, v], axis=-1)
    if looks["beard"] != "none":
        under_nose = spot((0, (marks[164][1] + marks[0][1]) / 2), 0.022, 0.22) * (mouth < 0.3)
        shadow = np.clip(
            np.maximum(in_beard(grid) / 0.012 + 0.35, 2.2 * under_nose - 0.35), 0, 1
        ) * (1 - mouth)
        amount = {"stubble": 0.22, "short": 0.75, "full": 0.97}[looks["beard"]]
        lay(
            amount * shadow * (0.75 + 0.3 * strands),
            linear(looks.get("beard_color", hair["color"])) * (0.5 + 0.5 * strands)[..., None],
        )
    if hair["style"] != "none":
        ragged = above_hairline(grid, hair["style"], hair.get("recede_m", 0.0)) + 0.007 * (
            strands - 0.85
        )
        lay(np.clip(ragged / 0.008 + 0.4, 0, 1), hair_colour * (0.55 + 0.45 * strands)[..., None])
    return out


def paint_eye(u, v, colour):
    """An eye: white, iris with a dark rim and fibres, pupil, and a catch-light.

    Args:
        u: `(h, w)` metres from the middle, to the right. v: Metres down.
        colour: sRGB of the iris.
    """
    r, angle = np.hypot(u, v), np.arctan2(v, u)
    out = np.broadcast_to(linear([236, 232, 228]), (*u.shape, 3)).astype(np.float32).copy()
    out *= (1 - 0.35 * np.clip((r - 0.009) / 0.006, 0, 1))[..., None] * np.float32([1, 0.95, 0.94])
    iris = (
        linear(colour)
        * (0.75 + 0.35 * np.sin(angle * 21) * 0.5 + 0.7 * np.clip(1 - r / 0.006, 0, 1))[..., None]
    )

    def lay(amount, value):
        out[:] = out + np.clip(amount, 0, 1)[..., None] * (value - out)

    lay((0.0066 - r) / 0.0006, linear(colour) * 0.25)
    lay((0.0059 - r) / 0.0008, iris)
    lay((0.0028 - r) / 0.0005, np.float32([0.005, 0.005, 0.006]))
    lay((0.0013 - np.hypot(u + 0.0022, v + 0.0024)) / 0.0005, np.float32([1.6, 1.6, 1.6]))
    return out
