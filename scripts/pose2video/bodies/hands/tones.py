"""The colour of a character's skin and the light on it, from the photograph."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from pose2video.bodies.hands.drawing import SHADE_HUES, Light
from pose2video.triangles.meshes import vertex_normals
from pose2video.triangles.textures import linear

# Landmarks of MediaPipe's face mesh (canonical_face_model): bare skin in most faces.
SKIN_POINTS = (
    9, 151, 107, 336, 108, 337, 69, 299, 66, 296,  # forehead
    50, 280, 101, 330, 118, 347, 117, 346, 123, 352, 36, 266, 205, 425, 187, 411, 147, 376,
    100, 329, 119, 348, 120, 349, 203, 423, 206, 426, 216, 436, 207, 427,  # cheeks
    4, 5, 195, 197, 6, 51, 281, 45, 275,  # nose
    199, 200, 175, 201, 421, 32, 262,  # chin
)  # fmt: skip
MIDDLE_TONE = (0.42, 0.25, 0.17)  # linear RGB, where the picture shows no skin
GREY = np.float32([0.2126, 0.7152, 0.0722])  # luminance, ITU-R BT.709
# differences of log red / green and log green / blue up to which a colour may be the same skin;
# blue varies most, shade is warm
SAME_SKIN = np.float32([0.42, 0.75])
DARKEST = 0.01  # linear grey of a face
LAMP_LIMITS = (0.5, 0.72)
STIFF = 0.05  # of a value's weight: so far the usual light from above holds where little speaks
STEEPER = 1.45  # of the fall of light over a face, whose surfaces are paler where they turn away
PALEST = 0.97  # linear, of a tone
BESIDE_FACE = (0.92, 1.3)  # a hand's brightness in the picture over the face's, as far as it counts
AS_FACE = 1.1  # how much brighter or darker than a face a hand in the mean of its light may be


# powers of a face's brightness in its red, green and blue; how much the usual ones count, as a
# variance of that brightness in logs
HUE_LIMITS, USUAL_HUES = np.array([[0.75, 0.98, 1.0], [0.97, 1.25, 1.4]]), 0.05
# linear red from which a camera may have had more of it; how red what it cut off so may have been,
# percent of what is so red; and how much more at most
CUT_OFF, REDDEST, OVER = 0.93, 85, 1.5


@dataclass(frozen=True)
class SkinTone:
    """What the photograph says of the skin.

    Attributes:
        tone: Linear RGB of skin that faces the camera.
        light: The `Light` on it.
        seen: Whether any skin was found; else both are assumed.
        over: How much more red the skin has than its tone, which the picture cuts off at white.
    """

    tone: tuple[float, float, float]
    light: Light
    seen: bool
    over: float = 1.0

    @property
    def unclipped(self) -> np.ndarray:
        """The tone as it would be in less light, over that light, `(3,)`."""
        return np.float64(self.tone) * [self.over, 1, 1]


def skin_tone(picture, poses, pieces) -> SkinTone:
    """Measure the skin of the person in a picture.

    The face gives the light (its brightness over its normals) and a first tone; pixels of the
    hands of about the same chroma give theirs, where there are enough of them.

    Args:
        picture: uint8 RGB `(height, width, 3)`.
        poses: A `holistic` sequence of one frame, in the picture's pixels.
        pieces: The picture's `Piece`s.
    """
    face = _face(picture, poses)
    tone, light, over = face or (None, Light(), 1.0)
    guess = np.float32(MIDDLE_TONE) if tone is None else tone
    own = _usual(pieces, "hand", guess)
    if own is not None:
        own = _less_like_palms(own, _usual(pieces, "forearm", guess)) / light.mean
        if tone is None:
            tone = own
        else:  # sun and shade differ over a picture, and so do palm and back
            bright = np.clip(own @ GREY / (tone @ GREY), *BESIDE_FACE)
            tone = 0.5 * tone * bright + 0.5 * own * (tone @ GREY * bright) / (own @ GREY)
    tone = _between_eyes_and_mouth(picture, poses) if tone is None else tone
    seen = tone is not None
    tone = guess if tone is None else tone
    return SkinTone(tuple(float(v) for v in np.clip(tone, 0.01, PALEST)), light, seen, over)


def tone_sentences(character) -> list[str]:
    """A sentence where the picture shows no skin whose colour the hands could take."""
    if skin_tone(character.picture, character.poses, character.pieces).seen:
        return []
    return ["the picture shows no bare skin: the colour of the hands is assumed"]


def _between_eyes_and_mouth(picture, poses):
    """The usual colour there, of a face whose mesh is not known, a drawn one; None without one."""
    at = poses.layout.indices("left_eye", "right_eye", "mouth_left", "mouth_right")
    corners = poses.keypoints[0, at]
    if not np.isfinite(corners).all():
        return None
    drawn = np.zeros(picture.shape[:2], np.uint8)
    cv2.fillConvexPoly(drawn, np.int32(np.rint(cv2.convexHull(np.float32(corners)))), 1)
    colours = linear(picture[drawn > 0])
    tone = np.median(colours, axis=0) if len(colours) > 50 else np.zeros(3)
    return tone if tone @ GREY > DARKEST else None


def _face(picture, poses):
    """Tone, light and `SkinTone.over` of a face that looks at the camera; None without one."""
    from scipy.spatial import Delaunay

    points = poses.part("face")[0].astype(np.float64)
    depth = poses.depth[0, poses.layout.parts["face"]].astype(np.float64)
    if not (np.isfinite(points).all() and np.isfinite(depth).all()):
        return None
    width = np.linalg.norm(points[454] - points[234])
    if width < 12:
        return None
    solid = np.column_stack([points, depth])[:468]
    faces = Delaunay(solid[:, :2]).simplices
    u, v = (solid[faces[:, k], :2] - solid[faces[:, 0], :2] for k in (1, 2))
    turned = u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0] > 0
    faces[turned] = faces[turned][:, ::-1]
    normals = vertex_normals(solid, faces)
    soft = cv2.GaussianBlur(linear(picture), (0, 0), max(0.6, 0.018 * width))
    x, y = np.rint(points[list(SKIN_POINTS)]).astype(int).T
    inside = (x >= 0) & (y >= 0) & (x < picture.shape[1]) & (y < picture.shape[0])
    if inside.sum() < 12:
        return None
    colours = soft[y[inside], x[inside]].astype(np.float64)
    normals = normals[list(SKIN_POINTS)][inside]
    chroma = _chroma(colours)
    near = np.linalg.norm(chroma - np.median(chroma, axis=0), axis=1) < 0.25
    colours, normals = colours[near], normals[near]
    light, fitted, weight = fit_light(colours @ GREY, normals)
    front = fitted[0] - fitted[3]  # of a surface that faces the camera
    shade = np.maximum(fitted[0] + normals @ fitted[1:], 0.25 * front) / front
    keep = weight > np.median(weight) * 0.5
    tone = np.median((colours / shade[:, None])[keep], axis=0)
    brighter = np.median(colours @ GREY) / (tone @ GREY * light.mean)  # of a face that looks up
    tone = tone * brighter / np.clip(brighter, 1 / AS_FACE, AS_FACE)
    light = replace(light, hues=shade_hues(colours[keep]))
    return tone.astype(np.float32), light, red_cut_off(colours)


def fit_light(values, normals, guess=None, steeper=STEEPER, limits=LAMP_LIMITS, stiff=STIFF):
    """Brightness as `a + b . n`, fitted robustly, and the `Light` that looks like it.

    Args:
        values: `(N,)`, brightness. normals: `(N, 3)` unit, camera axes.
        guess: The `Light` where they say nothing; None for the usual one.
        steeper: See `STEEPER`. limits: See `LAMP_LIMITS`. stiff: See `STIFF`.

    Returns:
        The `Light`, `(4,)` a and b, and how far each of the values counts, `(N,)`.

    The first two bands of spherical harmonics (Ramamoorthi, Hanrahan, "An efficient representation
    for irradiance environment maps", 2001); outliers lose weight (Tukey's biweight).
    """
    inputs = np.column_stack([np.ones(len(normals)), normals])
    usual = float(np.median(values))
    light = guess or Light()
    prior = usual * np.concatenate([[1.0], 0.35 * np.array(light.towards)])
    prior[0] = usual + prior[3]  # a surface that faces the camera has the median
    stiff = np.diag([0.02, 1.0, 1.0, 1.5]) * stiff * len(values)
    weight, fitted = np.ones(len(values)), prior
    for _ in range(8):
        left = (inputs * weight[:, None]).T @ inputs + stiff
        right = (inputs * weight[:, None]).T @ values + stiff @ prior
        fitted = np.linalg.solve(left, right)
        off = np.abs(values - inputs @ fitted)
        spread = 4.7 * 1.48 * np.median(off) + 0.02 * usual
        weight = np.clip(1 - (off / spread) ** 2, 0, 1) ** 2
    slope = fitted[1:]
    size = np.linalg.norm(slope)
    towards = slope / max(size, 1e-9)
    if towards[2] > -0.25:  # a lamp from behind leaves no trace on a face: take it to the side
        towards = np.array([*(towards[:2] / max(np.linalg.norm(towards[:2]), 1e-9) * 0.968), -0.25])
    lamp = float(np.clip(steeper * size / max(fitted[0] + size, 1e-9), *limits))
    return Light(tuple(float(v) for v in towards), lamp, light.hues), fitted, weight


def red_cut_off(colours) -> float:
    """How much more red skin of linear RGB `(N, 3)` has than the picture shows.

    Where red is cut off skin looks less red the brighter it is: its darkest is right.
    """
    cut = colours[:, 0] > CUT_OFF
    if not cut.any():
        return 1.0
    redder = np.log(colours[cut, 0] / np.maximum(colours[cut, 1], 0.003))
    more = cut.mean() * (np.percentile(redder, REDDEST) - np.median(redder))
    return float(np.exp(np.clip(more, 0, np.log(OVER))))


def shade_hues(colours) -> tuple[float, float, float]:
    """Powers of the light in linear RGB `(N, 3)` of one skin, which are those of its brightness.

    A camera pales what is bright; so far shade is redder than light.
    """
    logs = np.log(np.maximum(np.column_stack([colours, colours @ GREY]), 0.003))
    logs -= np.median(logs, axis=0)
    bright, usual = logs[:, 3], USUAL_HUES * len(logs)
    powers = (logs[:, :3].T @ bright + usual * np.array(SHADE_HUES)) / (bright @ bright + usual)
    return tuple(np.clip(powers, *HUE_LIMITS).tolist())


def _usual(pieces, kind, tone):
    """Usual linear RGB of the skin of a kind of pieces; None where the picture shows none.

    Of its brighter half: the other one is in shade, or blurred into what lies behind.
    """
    bare = [_bare(piece, tone) for piece in pieces if piece.name.endswith(kind)]
    bare = [colours for colours in bare if colours is not None]
    if not bare:
        return None
    colours = np.concatenate(bare)
    grey = colours @ GREY
    return np.median(colours[grey >= np.median(grey)], axis=0)


def _less_like_palms(hand, forearm):
    """A hand's colour with half of the hue from the forearm: palms are redder than backs."""
    if forearm is None:
        return hand
    both = np.sqrt(hand * forearm)
    return both * (hand @ GREY) / (both @ GREY)


def _bare(piece, tone):
    """Linear RGB of the pixels of a piece that may be skin of a tone, None where few are."""
    opaque = piece.image[..., 3] > 200
    colours = linear(piece.image[..., :3][opaque])
    skin = is_skin(colours, tone)
    return colours[skin] if skin.sum() > max(20, 0.2 * opaque.sum()) else None


def is_skin(colours, tone, share=1.0):
    """Whether linear RGB `(N, 3)` may be skin of a tone in more or less light, `(N,)` bool.

    Its hue may differ by a `share` of what skin differs by.
    """
    bright = colours @ GREY / (np.float32(tone) @ GREY)
    off = np.linalg.norm((_chroma(colours) - _chroma(np.float32(tone))) / SAME_SKIN, axis=1)
    return (off < share) & (bright > 0.12) & (bright < 2.2)


def _chroma(colours):
    logs = np.log(np.maximum(colours, 0.003))
    return np.stack([logs[..., 0] - logs[..., 1], logs[..., 1] - logs[..., 2]], axis=-1)
