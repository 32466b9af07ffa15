"""Where a person is on a film, and where their body is: what `metrics.limbs` compares.

No generator is asked for what it has drawn: the person is where a frame differs from the
character's own background as the film's view shows it. So films of any age can be measured.
"""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.bodies.parts import PARTS, outside, vertex_shares
from pose2video.characters.framing.beyond import behind
from pose2video.metrics.limbs import NOBODY, OFF, STATURE, Limbs, Outline, limbs_of
from pose2video.triangles.meshes import front
from pose2video.triangles.raster import rasterise, seen

DIFFERENT = 6  # levels: JPEG's own noise is half as much once pixels are pooled
DARKEST = 0.25  # of the light that a shadow on the ground leaves
LOWER = 0.6  # of the body's height: beside what is lower, and below it, shadows are looked for
HOLE = 0.002  # of the person: a hole so small is a colour as the background's
ARMS = ("upper_arm", "forearm", "hand")
# collars hide where a neck ends; hands and feet are small, and seldom lie where the body's do
JOINED = {"neck": "head"} | {
    f"{side}_{end}": f"{side}_{limb}"
    for side in ("left", "right")
    for end, limb in (("hand", "forearm"), ("foot", "shin"))
}


def limbs_on_film(frames, character, view, motion, figure) -> Limbs:
    """Compare the person on a film with their body.

    Args:
        frames: The film, an iterable of uint8 RGB images of the view's canvas.
        character: The `Character`, with a body.
        view: The film's `PictureView`.
        motion: The `BodyMotion` on the character's body, before the picture's camera.
        figure: That body.
    """
    labels = _Labels(figure)
    stance = character.body
    rest = labels.of(stance, 0, character.size)
    mask = cv2.resize(character.mask, rest.shape[::-1], interpolation=cv2.INTER_AREA)
    pieces = {piece.name for piece in character.pieces}
    everything = np.ones(len(PARTS), bool)
    moved = view.body(motion)
    canvas = cv2.resize(
        behind(character.background, view), view.canvas, interpolation=cv2.INTER_AREA
    )

    def outlines():
        for index, frame in enumerate(frames):
            parts = labels.of(moved, index, view.canvas)
            yield Outline(_person(frame, canvas, parts), parts, _asked(pieces))

    return limbs_of(PARTS, Outline(mask > 127, rest, everything), outlines())


class _Labels:
    """Draws which part of a body is seen where."""

    def __init__(self, figure):
        self.figure, self.faces = figure, outside(figure.model)
        shares = vertex_shares(figure.model)[self.faces].sum(axis=1)
        label = shares.argmax(axis=1).astype(np.int8)
        for part, whole in JOINED.items():
            label[label == PARTS.index(part)] = PARTS.index(whole)
        self.label = label

    def of(self, motion, index, size):
        """Parts of frame `index` of a `BodyMotion`, seen in a picture of `size`."""
        one = motion.cut(slice(index, index + 1))
        points = self.figure.posed(self.figure.transforms(one)[0])
        tall = np.ptp(self.figure.vertices[:, 1]) / max(float(one.translation[0, 2]), 0.1)
        scale = min(1.0, STATURE / (tall * one.camera.resized(size).focal))
        small = tuple(max(8, round(scale * side)) for side in size)
        xy, depth = one.camera.resized(small).project(points)
        kept = front(xy, self.faces)
        keys = rasterise(xy, 1 / np.asarray(depth, float), self.faces[kept], small)
        parts = np.full(keys.shape, NOBODY, np.int8)
        there = keys != 0
        parts[there] = self.label[kept][seen(keys[there])[0]]
        return parts


def _person(frame, background, parts):
    """Where a frame differs from the background, but for shadows on the ground, bool as `parts`."""
    one, other = (
        cv2.resize(image, parts.shape[::-1], interpolation=cv2.INTER_AREA)
        for image in (frame, background)
    )
    person = cv2.absdiff(one, other).max(axis=2) > DIFFERENT
    person = (person & ~_shadow(one, other, parts)).astype(np.uint8)
    person = cv2.morphologyEx(person, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    count, label, stats, _ = cv2.connectedComponentsWithStats(1 - person)
    holes = stats[:, cv2.CC_STAT_AREA] < HOLE * max(person.sum(), 1)
    holes[0] = False
    return (person > 0) | (holes[label] if count > 1 else False)


def _shadow(image, background, parts):
    """Where the background is only darker, beside the body's lower part and below it, bool."""
    rows = np.flatnonzero((parts != NOBODY).any(axis=1))
    if not len(rows):
        return np.zeros(parts.shape, bool)
    now, then = (picture.astype(np.float32) + 1 for picture in (image, background))
    share = now.sum(axis=2, keepdims=True) / then.sum(axis=2, keepdims=True)
    shaded = np.abs(now - share * then).max(axis=2) < DIFFERENT
    shaded &= (share[..., 0] > DARKEST) & (share[..., 0] < 1)
    away = cv2.distanceTransform((parts == NOBODY).astype(np.uint8), cv2.DIST_L2, 5) > OFF
    shaded[: round(rows[0] + LOWER * (rows[-1] - rows[0]))] = False
    return shaded & away


def _asked(pieces):
    """The parts that a film of such pieces should show, bool `(PARTS,)`; hands go with arms."""
    arms = {side for side in ("left", "right") if f"{side}_upper_arm" in pieces}
    own = pieces | {f"{side}_{part}" for side in arms for part in ARMS} | {"trunk", "head"}
    return np.array([part in own for part in PARTS])
