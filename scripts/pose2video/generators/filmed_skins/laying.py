"""A skin laid together from the frames of a character's film."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from pose2video.bodies.body import Body
from pose2video.bodies.parts import PARTS
from pose2video.characters.preparation.person import spread_colours
from pose2video.characters.skins import SHOWN, Skin
from pose2video.errors import UserError
from pose2video.generators.dressing.charts import VIEWS, Charts
from pose2video.generators.dressing.outline import align
from pose2video.generators.dressing.photograph import AlignedBody, Photograph
from pose2video.generators.dressing.surface import Surface
from pose2video.generators.filmed_skins.blending import blended, gains
from pose2video.generators.filmed_skins.choosing import LEAST, choose
from pose2video.generators.filmed_skins.sighting import Moment, sighted

TEXELS = (0.002, 0.006)  # metres: the finest, and the coarsest
SAID = {"front": "front", "left": "left side", "back": "back", "right": "right side"}
POOR = 0.5  # of the outline that fits, in the median of the frames
SHOWS = 0.3  # share of a side of the trunk that counts as seen
ROUNDS = 2  # of a frame's alignment: half the time, and a frame is one of many
PICTURE = 3.0  # what the character's picture is worth: its fit is better than a frame's


def lay_skin(model, character, motion, frames, masks, used) -> Skin:
    """Lay the frames of a film on the body's pages.

    Args:
        model: The `BodyModel`.
        character: A `Character` with `body`, whose picture gives light and exposure.
        motion: The `BodyMotion` fitted to the film.
        frames, masks: `FrameFolder`s of the film, and of where the person is; the latter may be
            smaller.
        used: How many of the first frames may be looked at.

    Raises:
        UserError: Frames, masks and motion are not of one film.
    """
    if not frames.n_frames == masks.n_frames == motion.n_frames:
        raise UserError(
            f"{frames.folder}, {masks.folder} and the body fitted to them differ in length: delete "
            "them and run again"
        )
    surface, body = Surface.build(model), Body.build(model, motion.shape)
    camera = motion.camera.resized(frames.frame_size)
    chosen = choose(surface, body, replace(motion, camera=camera), frames, masks, used)
    stance = _stance(surface, model, character)
    light = _light(surface, stance)
    texel = _texel(motion, camera, chosen.frames, stance)
    charts = Charts.build(surface, model.reference, texel)
    read = [sighted(charts, surface, stance, light)]
    for number, worth in zip(chosen.frames, chosen.worth, strict=True):
        moment = _moment(surface, body, motion, camera, frames, masks, number, worth)
        read.append(sighted(charts, surface, moment, light))
    colours, worth = (np.stack(values) for values in zip(*read, strict=True))
    colour, seen = blended(colours, worth, gains(colours, worth, 0))
    return Skin(
        texel=texel,
        pages=_cut(charts, _filled(charts, colour, seen)),
        seen=_cut(charts, charts.stacked(seen[:, None])[..., 0]),
        frames=tuple(chosen.frames),
        fits=chosen.fits,
        warnings=tuple(_sentences(charts, seen, chosen)),
    )


def _stance(surface, model, character) -> Moment:
    """The character's picture as a frame."""
    body = Body.build(model, character.body.shape)
    points = body.posed(body.transforms(character.body)[0])
    camera = character.body.camera.resized(character.size)
    aligned = align(surface, points, camera, character.mask)
    still = np.zeros(len(points))
    return Moment(character.picture, character.mask, aligned, still, camera, PICTURE)


def _light(surface, stance: Moment):
    """The light of the picture, as `dress` takes it from its pages."""
    there = AlignedBody.build(surface, stance.points, stance.camera)
    nowhere = np.full((478, 2), np.nan)
    return Photograph.build(there, stance.picture, stance.mask, nowhere).light(there)


def _texel(motion, camera, numbers, stance: Moment):
    """About as fine as the film shows the body."""
    depth = [motion.translation[number, 2] for number in numbers]
    density = [camera.focal / z for z in depth if z > 0.2]
    density.append(stance.camera.focal / float(np.median(stance.points[:, 2])))
    return float(np.clip(1 / np.percentile(density, 75), *TEXELS))


def _moment(surface, body, motion, camera, frames, masks, number, worth) -> Moment:
    """A frame of the film, the body moved to the person's outline there."""
    mask = cv2.resize(
        masks.frame(number)[..., 0], frames.frame_size, interpolation=cv2.INTER_LINEAR
    )
    beside = [max(number - 1, 0), min(number + 1, motion.n_frames - 1)]
    part = motion.cut(slice(beside[0], beside[1] + 1))
    transforms = body.transforms(part)
    points = body.posed(transforms[number - beside[0]])
    moves = body.posed(transforms[-1])[:, :2] - body.posed(transforms[0])[:, :2]
    moves = np.linalg.norm(moves, axis=1) / max(len(transforms) - 1, 1)
    aligned = align(surface, points, camera, mask, rounds=ROUNDS)
    return Moment(frames.frame(number), mask, aligned, moves, camera, worth)


def _filled(charts, colour, seen):
    """The stack of pages, what no frame shows filled smoothly from what is beside it."""
    image = charts.stacked(np.clip(colour + 0.5, 0, 255).astype(np.uint8))
    known = charts.stacked((seen > 0).astype(np.float32)[:, None])[..., 0]
    for first, last in charts.rows.values():
        if known[first:last].any():
            page = image[first:last]
            filled = spread_colours(page, known[first:last])
            image[first:last] = np.where(known[first:last, :, None] > 0, page, filled)
    return image


def _cut(charts, stack):
    return {part: stack[slice(*charts.rows[part])] for part in SHOWN}


def hidden_sides(charts, seen) -> list[str]:
    """Sides of the trunk that a film hardly shows, of `SAID`.

    Args:
        charts: The `Charts`. seen: `(M,)`, in how many frames each texel is seen.
    """
    names, of_trunk = list(VIEWS), charts.part == PARTS.index("trunk")
    shown = {side: seen[of_trunk & (charts.view == names.index(side))] > 0 for side in SAID}
    return [side for side in SAID if shown[side].mean() < SHOWS]


def _sentences(charts, seen, chosen):
    """What the film does not show, and whether the fit is poor."""
    if not chosen.frames:
        return [
            "the fitted body lies on the person in no frame of the film "
            f"({chosen.fits:.2f} of the outline, {LEAST} are needed): its back is made up"
        ]
    hidden = [SAID[side] for side in hidden_sides(charts, seen)]
    sentences = []
    if hidden:
        sentences.append(
            f"the film never shows the person's {', '.join(hidden)}: what is seen there is "
            "made up from the picture; film a slow turn"
        )
    if chosen.fits < POOR:
        sentences.append(
            f"the fitted body lies poorly on the person ({chosen.fits:.2f} of the outline): back "
            "and sides may be smeared"
        )
    return sentences
