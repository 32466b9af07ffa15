"""Shots to pictures: frames on their own in batches, or in overlapping windows."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from itertools import islice

import torch

from pose2video.errors import UserError
from pose2video.generators.controlnet.batches import ahead, chunks, halving
from pose2video.generators.controlnet.denoising import denoise, make_inputs
from pose2video.generators.controlnet.latents import decode, encode
from pose2video.generators.controlnet.sizes import network_size, scaled
from pose2video.generators.controlnet.windows import blend, plan_windows, ramp

POLISH = 0.3  # strength of the light pass; sign-language-processing/pose-to-video has the same
VAE_BATCH = 8  # pictures of a window through the VAE at a time


def sampled(settings, models, guides, shots, frames, say):
    """Paint the shots of a clip.

    Args:
        settings: A `ControlNet`. models: The `Models`. guides: The clip's `Guides`.
        shots: Iterable of `Shot`. frames: How many they are.
        say: Takes a sentence about what happens on the way.

    Yields:
        `(shot, image)` in their order; images uint8 RGB of the network's size.

    Raises:
        UserError: The GPU's memory does not suffice.
    """
    if settings.motion == "animatediff":
        yield from windowed(settings, models, guides, shots, frames, settings.strength)
        return
    pairs = one_by_one(settings, models, guides, shots, say)
    if settings.motion == "polish":
        painted = (replace(shot, painted=image) for shot, image in pairs)
        pairs = windowed(settings, models, guides, painted, frames, POLISH)
    yield from pairs


def one_by_one(settings, models, guides, shots, say):
    """Every frame by itself, many at a time; `(shot, image)` of each."""
    previous = None

    @torch.inference_mode()
    def paint(batch):
        nonlocal previous
        start = _start(models, batch) if previous is None else previous
        inputs = make_inputs(models, batch, start)
        found = denoise(settings, models, guides, inputs, settings.strength, models.pipe.unet)
        if settings.init == "previous":
            previous = found
        return decode(models, found)

    size = 1 if settings.init == "previous" else settings.batch_size
    for batch, images in ahead(halving(ahead(chunks(shots, size)), paint, say)):
        yield from zip(batch, images, strict=True)


def windowed(settings, models, guides, shots, frames, strength):
    """Windows of frames that see each other; `(shot, image)` of each.

    A window's latents are mixed, after every step, with those that the window before had at the
    same step. So frames leave as soon as no later window has them, and memory holds one window.
    """
    plan = plan_windows(frames, settings.window, settings.overlap)
    finals = [start for start, _ in plan[1:]] + [frames]

    def windows():
        held, begin, track, stop = deque(), None, None, 0
        source = iter(shots)
        for (start, end), final in zip(plan, finals, strict=True):
            while held and held[0].index < start:
                held.popleft()
            shared = len(held)
            held.extend(islice(source, end - stop))
            stop = end
            fresh = list(held)[shared:]
            try:
                begin = _begin(models, fresh, begin, shared)
                inputs = make_inputs(models, list(held), begin)
                found, track = _window(settings, models, guides, inputs, strength, track, shared)
                images = _developed(models, found[: final - start])
            except torch.OutOfMemoryError:
                raise UserError(
                    f"the GPU's memory does not suffice for a window of {end - start} frames: set "
                    "a smaller window, or a smaller short_side_px in the recipe"
                ) from None
            yield list(zip(held, images, strict=False))

    for pairs in ahead(windows()):
        yield from pairs


@torch.inference_mode()
def _begin(models, fresh, before, shared):
    """Initial latents of a window: the last `shared` of the window before, then fresh ones."""
    new = torch.cat([_start(models, part) for part in chunks(fresh, VAE_BATCH)])
    return new if before is None else torch.cat([before[len(before) - shared :], new])


@torch.inference_mode()
def _window(settings, models, guides, inputs, strength, before, shared):
    """One window's latents, and those after each of its steps; mixed with the window before."""
    track, weights = [], ramp(shared)

    def mix(i, now):
        now = blend(before[i][-shared:], now, weights) if shared else now
        track.append(now)
        return now

    return denoise(settings, models, guides, inputs, strength, models.video, mix), track


@torch.inference_mode()
def _developed(models, latents):
    return [image for part in latents.split(VAE_BATCH) for image in decode(models, part)]


@torch.inference_mode()
def _start(models, batch):
    """Latents of the pictures that shots begin with, float32; an unmoved one is encoded once."""
    size = network_size(batch[0].start.shape[1::-1])
    pictures = {id(shot.begin): shot.begin for shot in batch}
    small = {key: scaled(picture, size) for key, picture in pictures.items()}
    return encode(models, [small[id(shot.begin)] for shot in batch])
