"""Trying the models: a picture repainted from partial noise with its own pose given."""

from __future__ import annotations

import cv2
import numpy as np
import torch

from pose2video.generators.controlnet.denoising import denoise, make_inputs
from pose2video.generators.controlnet.guides import Guides
from pose2video.generators.controlnet.latents import decode, encode
from pose2video.generators.controlnet.shots import Shot
from pose2video.generators.controlnet.teaching.phases import mixed

HEIGHT = 480  # pixels of a row


@torch.no_grad()
def repaint(settings, models, view) -> np.ndarray:
    """A view's picture with noise put on it and taken off again, uint8 RGB of its size.

    Unguided, with the strength, steps and noise of `settings.painting()`: what the models know by
    themselves of the picture.
    """
    painting = settings.painting()
    text = models.pipe.encode_prompt(settings.prompt, models.device, 1, False)[0]
    shot = Shot(0, view.picture, (view.drawing,) * len(models.controls), None, None)
    guides = Guides(text, None, None)
    with mixed(models):
        inputs = make_inputs(models, [shot], encode(models, [view.picture]))
        found = denoise(painting, models, guides, inputs, painting.strength, models.pipe.unet)
        return decode(models, found)[0]


def difference(views, images) -> float:
    """Mean absolute difference of images from the pictures of views, in grey levels, at persons."""
    off = [abs(v.picture.astype(float) - image) for v, image in zip(views, images, strict=True)]
    shares = [view.person[..., None] for view in views]
    total = sum(float((o * share).sum()) for o, share in zip(off, shares, strict=True))
    return total / max(3 * sum(float(share.sum()) for share in shares), 1e-9)


def sheet(views, before, after) -> np.ndarray:
    """A row for each view: its picture, repainted before, repainted after. uint8 RGB."""
    rows = [
        np.hstack([_as_high(image) for image in (view.picture, first, last)])
        for view, first, last in zip(views, before, after, strict=True)
    ]
    width = max(row.shape[1] for row in rows)
    wide = [((0, 8), (0, width - row.shape[1]), (0, 0)) for row in rows]
    rows = [np.pad(row, gap, constant_values=255) for row, gap in zip(rows, wide, strict=True)]
    return np.vstack(rows)[:-8, :-8]


def _as_high(image):
    height, width = image.shape[:2]
    smaller = height > HEIGHT
    how = cv2.INTER_AREA if smaller else cv2.INTER_CUBIC
    image = cv2.resize(image, (max(1, round(width * HEIGHT / height)), HEIGHT), interpolation=how)
    return np.pad(image, ((0, 0), (0, 8), (0, 0)), constant_values=255)
