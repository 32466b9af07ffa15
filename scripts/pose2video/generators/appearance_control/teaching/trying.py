"""Trying the networks: a reference, the wanted frame, and what is painted for it, in rows."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.generators.controlnet.denoising import denoise, make_inputs
from pose2video.generators.controlnet.guides import Guides
from pose2video.generators.controlnet.latents import decode, encode
from pose2video.generators.controlnet.shots import Shot

TRIED = 2  # pairs
HEIGHT = 256  # pixels of a row at most


def paint_pair(networks, settings, row) -> np.ndarray:
    """The frame of one pair as it is painted, without guidance; uint8 RGB of its size.

    Args:
        networks: `Networks`. settings: A `MagicPose`.
        row: `frames`, `reference_frames`, in the second stage `control` and, where it is told,
            `body`: uint8 RGB pictures.
    """
    models = networks.models
    told = tuple(row[name] for name in ("control", "body") if name in row)
    shot = Shot(0, row["frames"], told, None, None)
    guides = Guides(
        networks.text.to(models.dtype),
        None,
        encode(models, [row["reference_frames"]]),
        seen=(0,),
        posed=(settings.joint,),
        forgets=True,
    )
    inputs = make_inputs(models, [shot], encode(models, [row["frames"]]))
    painting = settings.painting()
    found = denoise(painting, models, guides, inputs, 1.0, models.pipe.unet)
    return decode(models, found)[0]


def try_pairs(networks, settings, rows) -> np.ndarray:
    """A sheet of such pairs, uint8 RGB."""
    lines = []
    for row in rows[:TRIED]:
        made = paint_pair(networks, settings, row)
        pictures = [row["reference_frames"], row["frames"], made]
        if settings.joint:
            pictures.insert(1, row["control"])
        lines.append(np.hstack([_small(picture) for picture in pictures]))
    return np.vstack(lines)


def _small(picture):
    height, width = picture.shape[:2]
    if height <= HEIGHT:
        return picture
    return cv2.resize(picture, (width * HEIGHT // height, HEIGHT), interpolation=cv2.INTER_AREA)
