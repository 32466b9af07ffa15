"""Shots to pictures: frames on their own in batches, or in overlapping windows."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from itertools import islice

import torch

from pose2video.errors import UserError
from pose2video.films.scaling import scaled
from pose2video.generators.compiling import compile_errors
from pose2video.generators.controlnet.batches import Halving, ahead, chunks, halving
from pose2video.generators.controlnet.denoising import denoise, make_inputs
from pose2video.generators.controlnet.latents import decode, encode
from pose2video.generators.controlnet.sizes import network_size
from pose2video.generators.controlnet.windows import blend, drawn_windows, plan_windows, ramp

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
    together = drawn if settings.window_offset == "random" else windowed
    if settings.motion == "animatediff":
        yield from together(settings, models, guides, shots, frames, settings.strength, say)
        return
    pairs = one_by_one(settings, models, guides, shots, say)
    if settings.motion == "polish":
        painted = (replace(shot, painted=image) for shot, image in pairs)
        pairs = together(settings, models, guides, painted, frames, POLISH, say)
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
    encoded, decoded = _vae(models, say)

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
            new = encoded(list(held)[shared:])
            begin = torch.stack(new if begin is None else [*begin[len(begin) - shared :], *new])
            found, track = paint(make_inputs(models, list(held), begin), track, shared)
            images = decoded(found[: final - start])
            yield list(zip(held, images, strict=False))

    for pairs in ahead(windows()):
        yield from pairs


@torch.inference_mode()
def drawn(settings, models, guides, shots, frames, strength, say):
    """The same with windows that begin elsewhere at every step, so that no seam stays in its place.

    Source: the sampling of MagicPose's motion module, but for the ends (`drawn_windows`). All
    frames are denoised together, and held: of each the initial image, the drawings and the latents.
    """
    scenes, (encoded, decoded) = list(shots), _vae(models, say)
    begin = torch.stack(encoded(scenes))
    inputs = make_inputs(models, scenes, begin, kept="cpu")
    sparing = Sparing(settings, say, f"a window of {min(settings.window, frames)} frames")

    def windows(i):
        return drawn_windows(frames, settings.window, settings.overlap, settings.seed, i)

    found = sparing(
        lambda spare: denoise(
            settings, models, guides, inputs, strength, models.video, None, spare, windows
        )
    )
    for part in chunks(zip(scenes, found, strict=True), VAE_BATCH):
        yield from zip([shot for shot, _ in part], decoded([x for _, x in part]), strict=True)


def _painter(settings, models, guides, strength, say):
    """A function that makes one window, sparingly once memory does not suffice."""
    sparing = Sparing(settings, say)

    def paint(inputs, before, shared):
        """The window's latents, and those after each step, mixed with the window's before."""
        weights = ramp(shared)

        def attempt(spare):
            track = []

            def mix(i, now):
                now = blend(before[i][-shared:], now, weights) if shared else now
                track.append(now)
                return now

            found = denoise(settings, models, guides, inputs, strength, models.video, mix, spare)
            return found, track

        sparing.what = f"a window of {len(inputs.frames)} frames"
        return sparing(attempt)

    return paint


class Sparing:
    """Runs work on frames that must be seen together, sparingly once memory does not suffice.

    Attributes:
        settings: A `ControlNet`. say: Takes the sentence about it. what: The frames' name in it.
        spare: Whether it is so.
    """

    def __init__(self, settings, say, what=""):
        self.settings, self.say, self.what, self.spare = settings, say, what, False

    def __call__(self, attempt):
        """What `attempt(spare)` gives.

        Raises:
            UserError: Memory does not suffice even so.
        """
        while True:
            try:
                with compile_errors(self.settings):
                    return attempt(self.spare)
            except torch.OutOfMemoryError:
                if self.spare:
                    raise UserError(
                        f"the GPU's memory does not suffice for {self.what}, which must be seen "
                        "together: set a smaller window, or a smaller short_side_px in the recipe"
                    ) from None
            self.spare = True  # and what was tried is freed, the exception being gone
            self.say(
                f"out of GPU memory with {self.what}: going on with prompt and negative prompt one "
                "after the other and fewer frames at a time in the ControlNets"
            )
            torch.cuda.empty_cache()


def _vae(models, say):
    """Functions from shots to latents and from latents to pictures, in lists, few at a time."""
    encoded = Halving(_encoder(models), say, "pictures in the VAE")
    decoded = Halving(lambda part: decode(models, torch.stack(part)), say, "pictures in the VAE")

    def through(vae):
        return lambda items: [
            result
            for part in chunks(items, VAE_BATCH)
            for _, found in vae(part)
            for result in found
        ]

    return through(encoded), through(decoded)


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
