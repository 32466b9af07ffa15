"""Shots to pictures: frames on their own in batches, or in overlapping windows."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from itertools import islice

import torch

from pose2video.errors import UserError
from pose2video.films.scaling import scaled
from pose2video.generators.controlnet.batches import Halving, ahead, chunks, halving
from pose2video.generators.controlnet.compiling import compile_errors
from pose2video.generators.controlnet.denoising import denoise, make_inputs
from pose2video.generators.controlnet.latents import decode, encode
from pose2video.generators.controlnet.sizes import network_size
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
        yield from windowed(settings, models, guides, shots, frames, settings.strength, say)
        return
    pairs = one_by_one(settings, models, guides, shots, say)
    if settings.motion == "polish":
        painted = (replace(shot, painted=image) for shot, image in pairs)
        pairs = windowed(settings, models, guides, painted, frames, POLISH, say)
    yield from pairs


def one_by_one(settings, models, guides, shots, say):
    """Every frame by itself, many at a time; `(shot, image)` of each."""
    previous, begin, unet = None, _encoder(models), models.pipe.unet

    @torch.inference_mode()
    def paint(batch):
        nonlocal previous
        inputs = make_inputs(models, batch, begin(batch) if previous is None else previous)
        with compile_errors(settings):
            found = denoise(settings, models, guides, inputs, settings.strength, unet)
        if settings.init == "previous":
            previous = found
        return decode(models, found)

    size = 1 if settings.init == "previous" else settings.batch_size
    for batch, images in ahead(halving(ahead(chunks(shots, size)), paint, say)):
        yield from zip(batch, images, strict=True)


def windowed(settings, models, guides, shots, frames, strength, say):
    """Windows of frames that see each other; `(shot, image)` of each.

    A window's latents are mixed, after every step, with those that the window before had at the
    same step. So frames leave as soon as no later window has them, and memory holds one window.
    """
    plan = plan_windows(frames, settings.window, settings.overlap)
    finals = [start for start, _ in plan[1:]] + [frames]
    paint = _painter(settings, models, guides, strength, say)
    encoded = Halving(_encoder(models), say, "pictures in the VAE")
    decoded = Halving(lambda part: decode(models, torch.stack(part)), say, "pictures in the VAE")

    def through(vae, items):
        return [
            result
            for part in chunks(items, VAE_BATCH)
            for _, found in vae(part)
            for result in found
        ]

    @torch.inference_mode()
    def windows():
        held, begin, track, stop = deque(), None, None, 0
        source = iter(shots)
        for (start, end), final in zip(plan, finals, strict=True):
            while held and held[0].index < start:
                held.popleft()
            shared = len(held)
            held.extend(islice(source, end - stop))
            stop = end
            new = through(encoded, list(held)[shared:])
            begin = torch.stack(new if begin is None else [*begin[len(begin) - shared :], *new])
            found, track = paint(make_inputs(models, list(held), begin), track, shared)
            images = through(decoded, found[: final - start])
            yield list(zip(held, images, strict=False))

    for pairs in ahead(windows()):
        yield from pairs


def _painter(settings, models, guides, strength, say):
    """A function that makes one window, sparingly once memory does not suffice."""
    sparing = False

    def attempt(inputs, before, shared):
        track, weights = [], ramp(shared)

        def mix(i, now):
            now = blend(before[i][-shared:], now, weights) if shared else now
            track.append(now)
            return now

        with compile_errors(settings):
            found = denoise(settings, models, guides, inputs, strength, models.video, mix, sparing)
        return found, track

    def paint(inputs, before, shared):
        """The window's latents, and those after each step, mixed with the window's before."""
        nonlocal sparing
        while True:
            try:
                return attempt(inputs, before, shared)
            except torch.OutOfMemoryError:
                window = f"a window of {len(inputs.frames)} frames"
                if sparing:
                    raise UserError(
                        f"the GPU's memory does not suffice for {window}, which must be seen "
                        "together: set a smaller window, or a smaller short_side_px in the recipe"
                    ) from None
            sparing = True  # and what was tried is freed, the exception being gone
            say(
                f"out of GPU memory with {window}: going on with prompt and negative prompt one "
                "after the other and fewer frames at a time in the ControlNets"
            )
            torch.cuda.empty_cache()

    return paint


def _encoder(models):
    """A function from shots to their pictures' latents, float32; an unmoved one is encoded once."""
    picture = latents = None

    @torch.inference_mode()
    def encoded(batch):
        nonlocal picture, latents
        if any(shot.begin is not picture for shot in batch):
            size = network_size(batch[0].start.shape[1::-1])
            pictures = {id(shot.begin): shot.begin for shot in batch}
            small = {key: scaled(begin, size) for key, begin in pictures.items()}
            found = encode(models, [small[id(shot.begin)] for shot in batch])
            picture, latents = batch[-1].begin, found[-1:]
            return found
        return latents.expand(len(batch), -1, -1, -1)

    return encoded
