"""A sheet on which a person checks a skin: the body from all sides, and how often it was seen."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from pose2video.bodies.body import Body
from pose2video.bodies.rotations import to_quaternions
from pose2video.characters.skins import Skin
from pose2video.films.previews import fit_height
from pose2video.generators.dressing.drawing import drawn, dressed_at
from pose2video.generators.dressing.dressed import dress

TURNS = (0, 45, 90, 135, 180, 225, 270, 315)  # degrees
TALL, MARGIN = 480, 0.12
WALL = 128


def skin_sheet(model, character, skin: Skin) -> np.ndarray:
    """The body in the picture's pose, turned; below, how often each place of it was seen.

    Args:
        model: The `BodyModel`. character: A `Character` with `body`. skin: Its `Skin`.

    Returns:
        uint8 RGB.
    """
    body = Body.build(model, character.body.shape)
    worn = dress(body, replace(character, skin=skin))
    stance = character.body
    camera = stance.camera.resized(character.size)
    often = cv2.applyColorMap(_counts(worn, skin), cv2.COLORMAP_VIRIDIS)
    often = np.dstack([often[..., ::-1], np.ones(often.shape[:2])]).astype(np.float32)
    rows: list[list[np.ndarray]] = [[], []]
    for degrees in TURNS:
        angle = np.radians(degrees)
        turn = np.array(
            [[np.cos(angle), 0, np.sin(angle)], [0, 1, 0], [-np.sin(angle), 0, np.cos(angle)]]
        )
        root = turn @ body.rig.turns(stance.rotations)[:, 0]
        rotations = stance.rotations.copy()
        rotations[:, 0] = to_quaternions(root)
        posed = dressed_at(worn, body.transforms(replace(stance, rotations=rotations))[0], camera)
        counted = replace(posed, look=_bright(posed.look))
        looks = ((posed, worn.filmed.image), (counted, often))
        for row, (shown, film) in zip(rows, looks, strict=True):
            picture = np.full((camera.size[1], camera.size[0], 3), WALL, np.uint8)
            drawn(shown, worn.faces, worn.texture, camera.size, filmed=film).over(picture)
            row.append(picture)
    box = _box(np.stack(rows[0]))
    return np.vstack(
        [np.hstack([fit_height(picture[box], TALL) for picture in row]) for row in rows]
    )


def _counts(worn, skin):
    """How often texels were seen, uint8 of the size of the pages' stack: 255 for 16 times."""
    counts = np.zeros(worn.filmed.charts.keys.shape, np.uint8)
    for part, (first, last) in worn.filmed.charts.rows.items():
        counts[first:last] = np.minimum(16.0 * skin.seen[part], 255)
    return counts


def _bright(look):
    """Points in even light that show the film's pages alone."""
    look = look.copy()
    look[:, [0, 3, 9]] = 1
    return look


def _box(pictures):
    """Where somebody is in pictures `(n, h, w, 3)` before a grey wall, with a margin."""
    there = (pictures != WALL).any(axis=(0, 3))
    ys, xs = np.flatnonzero(there.any(axis=1)), np.flatnonzero(there.any(axis=0))
    if not len(ys):
        return slice(None), slice(None)
    more = round(MARGIN * len(ys))
    return (
        slice(max(ys[0] - more, 0), ys[-1] + more),
        slice(max(xs[0] - more, 0), xs[-1] + more),
    )
