"""What the network is given for one frame: initial image, control drawings, masks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np

from pose2video.generators import GENERATORS
from pose2video.generators.controlnet.choices import DRAWN
from pose2video.generators.controlnet.masks import hold_map
from pose2video.generators.controlnet.sizes import network_size
from pose2video.pose_drawings import POSE_DRAWINGS
from pose2video.poses.geometry import resize


@dataclass(frozen=True, eq=False)
class Shot:
    """One frame to make.

    Attributes:
        index: The frame's number.
        start: The initial image, uint8 RGB of the canvas. Also what its colours are held to.
        controls: Drawings for the ControlNets, uint8 RGB of the network's size.
        hold: How much of the steps `start` is kept, float32 of a latent's size; None for nowhere.
        person: Share of the person in each pixel of the canvas, float32 in [0, 1]; None where the
            background is the network's own.
        painted: What a first pass made of it, uint8 RGB of the network's size; None before.
    """

    index: int
    start: np.ndarray
    controls: tuple[np.ndarray, ...]
    hold: np.ndarray | None
    person: np.ndarray | None
    painted: np.ndarray | None = None

    @property
    def begin(self) -> np.ndarray:
        """What the next pass begins with."""
        return self.start if self.painted is None else self.painted


def initial_images(settings, character, motion) -> Iterator[tuple[np.ndarray, np.ndarray | None]]:
    """The initial image and the person's share of each frame; the share only where it is wanted.

    limb_warp's frames over black and over white give the exact share (triangulation: Smith and
    Blinn, "Blue screen matting", SIGGRAPH 1996).
    """
    size = motion.poses.frame_size
    picture = cv2.resize(character.picture, size, interpolation=cv2.INTER_AREA)
    wants_share = settings.background == "reference" and settings.strength > 0
    if not wants_share:
        if settings.init in DRAWN:
            yield from ((frame, None) for frame in _warp(settings, character, motion))
        else:
            yield from ((picture, None) for _ in range(motion.poses.n_frames))
        return
    empty = np.zeros_like(character.background)
    background = cv2.resize(character.background, size, interpolation=cv2.INTER_AREA)
    pairs = (
        _warp(settings, replace(character, background=under), motion)
        for under in (empty, empty + 255)
    )
    for black, white in zip(*pairs, strict=True):
        person = 1 - (white.astype(np.float32) - black).mean(axis=2) / 255
        person = person.clip(0, 1)
        start = picture
        if settings.init in DRAWN:
            start = black + (1 - person[..., None]) * background
            start = np.round(start).clip(0, 255).astype(np.uint8)
        yield start, person


def _warp(settings, character, motion):
    return GENERATORS.build(settings.warp).generate(character, motion)


def shots(settings, character, motion) -> Iterator[Shot]:
    """One `Shot` per pose, one at a time."""
    size = network_size(motion.poses.frame_size)
    small = resize(motion.poses, size)
    draws = [POSE_DRAWINGS.build(settings.drawing(name)) for _, name, _ in settings.controls]
    images = initial_images(settings, character, motion)
    for index, (start, person) in enumerate(images):
        yield Shot(
            index,
            start,
            tuple(draw(motion, index, size) for draw in draws),
            hold_map(small, index, settings, size),
            person,
        )
