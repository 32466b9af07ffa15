"""What a training step sees of a picture: a part of it, whose person counts most, and its pose.

Parts are never mirrored: a mirrored face is another face, and which hand signs carries meaning.
They are parts of the picture at 1 to 1.4 times the size at which it will be painted, placed so that
they show the person; colours stay as they are, since they are what is to be learned.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pose2video.characters.character import canvas_size
from pose2video.characters.motions import Motion
from pose2video.generators.controlnet.sizes import MULTIPLE, network_size
from pose2video.poses.geometry import place

PHASES = ("unet", "decoder")
PART = 0.7  # how often a part is shown, as DreamPose does, else the whole picture
MIN_SHARE = 0.7  # of the picture's sides, that a part has at least
LATENT_CHANNELS = 4


@dataclass(frozen=True, eq=False)
class View:
    """A part of a picture.

    Attributes:
        picture: uint8 RGB of the network's size.
        person: Share of the person in each pixel, float32 in [0, 1] of that size.
        drawing: The person's pose as the ControlNet learned it, uint8 RGB of that size.
    """

    picture: np.ndarray
    person: np.ndarray
    drawing: np.ndarray


@dataclass(frozen=True, eq=False)
class NoisedView:
    """A view, and what a step draws for it.

    Attributes:
        view: The `View`.
        spread: Which of the latents that the VAE thinks possible, float32 `(4, h / 8, w / 8)`.
        noise: The noise that is put on them, likewise.
        time: How much of it, in [0, 1).
    """

    view: View
    spread: np.ndarray
    noise: np.ndarray
    time: float


def view_of(character, settings, window=None) -> View:
    """A part of a character's picture, or all of it.

    Args:
        character: A `Character`.
        settings: With `short_side_px`, the view's, which is rounded to the network's multiples, and
            `drawing`.
        window: `(left, top, width, height)` in the picture's pixels.
    """
    from pose2video.pose_drawings import POSE_DRAWINGS

    size = network_size(canvas_size(character.size, settings.short_side_px))
    left, top, width, height = window or (0, 0, *character.size)
    scale = np.array(size) / (width, height)
    shrinks = scale.prod() < 1

    def cut(image):
        image = np.ascontiguousarray(image[top : top + height, left : left + width])
        return cv2.resize(image, size, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC)

    poses = place(character.poses, size, scale, -scale * (left, top))
    draw = POSE_DRAWINGS.build({"use": settings.drawing, "settings": {}})
    person = cut(character.mask).astype(np.float32) / 255
    return View(cut(character.picture), person, draw(Motion(poses), 0, size))


def draw_examples(characters, settings, phase, step) -> list[NoisedView]:
    """The examples of a step: parts of one picture, all pictures in turn.

    They depend on the seed, the phase and the step's number alone, so that training that was
    killed goes on with what it would have seen.
    """
    rng = np.random.default_rng((settings.seed, PHASES.index(phase), step))
    character = characters[step % len(characters)]
    return [_example(character, settings, rng) for _ in range(settings.batch_size)]


def _example(character, settings, rng):
    window = _window(character, rng) if rng.random() < PART else None
    view = view_of(character, settings, window)
    height, width = view.person.shape
    shape = (LATENT_CHANNELS, height // MULTIPLE, width // MULTIPLE)
    spread, noise = (rng.standard_normal(shape, np.float32) for _ in range(2))
    return NoisedView(view, spread, noise, rng.random())


def _window(character, rng):
    """A part of the picture with its proportions, about a point of the person."""
    sides = np.array(character.size)
    share = rng.uniform(MIN_SHARE, 1)
    inner = np.maximum(np.round(share * sides), 1).astype(int)
    rows, columns = np.nonzero(character.mask > 127)
    centre = sides / 2
    if len(rows):
        chosen = rng.integers(len(rows))
        centre = np.array([columns[chosen], rows[chosen]])
    corner = np.clip(np.round(centre - inner / 2).astype(int), 0, sides - inner)
    return (*(int(n) for n in corner), *(int(n) for n in inner))
