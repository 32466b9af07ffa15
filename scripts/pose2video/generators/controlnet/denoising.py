"""The sampling loop: some frames together from noise to latents."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from pose2video.generators.controlnet.latents import pixels
from pose2video.generators.controlnet.noise import draw_noise
from pose2video.generators.controlnet.schedules import make_scheduler, noised, step

CONTROL_BATCH = 4  # frames through a ControlNet at a time where memory is short


@dataclass(frozen=True, eq=False)
class Inputs:
    """What some frames begin with, on the models' device.

    Attributes:
        frames: Their numbers.
        start: Latents of the initial images, float32 `(n, channels, h, w)`.
        controls: One tensor `(n, 3, height, width)` in [0, 1] for each ControlNet.
        hold: How much of the steps `start` is kept, float32 `(n, 1, h, w)`; None for nowhere.
    """

    frames: list[int]
    start: torch.Tensor
    controls: list[torch.Tensor]
    hold: torch.Tensor | None


def make_inputs(models, shots, start, kept=None) -> Inputs:
    """The inputs of some shots, whose initial latents are `start`.

    Args:
        models: The `Models`. shots: The `Shot`s.
        start: float32 `(n, channels, h, w)`.
        kept: The device on which their drawings wait; None for the models'.
    """
    holds = None
    if any(shot.hold is not None for shot in shots):
        blank = torch.zeros(start.shape[2:])
        holds = [blank if s.hold is None else torch.from_numpy(s.hold) for s in shots]
        holds = torch.stack(holds)[:, None].to(models.device)
    drawings = zip(*(shot.controls for shot in shots), strict=True)
    controls = [_waiting(models, images, kept) for images in drawings]
    return Inputs([shot.index for shot in shots], start, controls, holds)


def _waiting(models, images, kept):
    if kept is None:
        return pixels(models, images, 0.0)
    return torch.cat([pixels(models, [image], 0.0).to(kept) for image in images])


def denoise(
    settings, models, guides, inputs, strength, unet, mix=None, sparing=False, windows=None
):
    """Sample latents.

    Motion modules learned with noise of its own for each frame (Guo et al., arXiv 2307.04725,
    equation 1), so theirs is never shared.

    Where the initial image is held, it is put back, with the noise of the step, after each of the
    first `hold` of the steps: differential diffusion (Levin and Fried, arXiv 2306.00950), with an
    edge one step wide.

    Args:
        settings: A `ControlNet`. models: The `Models`. guides: The clip's `Guides`.
        inputs: The frames' `Inputs`. strength: In (0, 1].
        unet: The models' image or video UNet.
        mix: `mix(i, latents)` may change the latents after step i.
        sparing: With less memory: the sides of the guidance one after another, and few frames at
            a time through the ControlNets.
        windows: `windows(i)` gives those of step i, `(start, stop)` of the inputs: the UNet sees
            one after another, and of what it predicts of a frame the mean is taken. None for all.

    Returns:
        float32 latents, as `inputs.start`.
    """
    video = unet is models.video
    blended = mix is not None or inputs.hold is not None
    scheduler, times = make_scheduler(
        models.pipe.scheduler.config,
        settings.scheduler,
        settings.steps,
        strength,
        models.device,
        video,
        blended,
    )
    start = inputs.start
    noise, generators = draw_noise(settings, inputs.frames, start.shape[1:], own=video)
    noise = noise.to(start.device)
    anchor = draw_noise(settings, [0], start.shape[1:])[0].to(start.device)
    if guides.forgets and strength == 1:
        latents = noise * scheduler.init_noise_sigma
    else:
        latents = noised(scheduler, start, noise, times[0])
    for i, t in enumerate(times):
        share = i / len(times), (i + 1) / len(times)
        controlled = settings.control_start <= share[0] and share[1] <= settings.control_end
        if unet in models.shared:
            _remember(models, guides, scheduler, unet, t, anchor)
        told = inputs.controls if controlled else []
        noisy = scheduler.scale_model_input(latents, t).to(models.dtype)
        total, seen = torch.zeros_like(latents), [0] * len(latents)
        for first, stop in windows(i) if windows else [(0, len(latents))]:
            part = [drawing[first:stop].to(noisy.device) for drawing in told]
            found = _predict(settings, models, guides, unet, noisy[first:stop], t, part, sparing)
            total[first:stop] += found.float()
            seen[first:stop] = [times_seen + 1 for times_seen in seen[first:stop]]
        prediction = total / total.new_tensor(seen).reshape(-1, 1, 1, 1)
        latents = step(scheduler, prediction, t, latents, generators)
        if inputs.hold is not None:
            last = i + 1 == len(times)
            clean = start if last else noised(scheduler, start, noise, times[i + 1])
            kept = ((inputs.hold - share[1]) * len(times) + 1).clamp(0, 1)
            latents = kept * clean + (1 - kept) * latents
        if mix is not None:
            latents = mix(i, latents)
    return latents


def _predict(settings, models, guides, unet, latents, t, controls, sparing):
    """The noise in latents, guided by the second side against the first."""
    sides = len(guides.text)
    passes = [[i] for i in range(sides)] if sparing else [list(range(sides))]
    found = [_sides(models, guides, which, unet, latents, t, controls, sparing) for which in passes]
    found = _joined(found)
    if sides == 1:
        return found
    against, towards = found.chunk(2)
    return against + settings.guidance_scale * (towards - against)


def _sides(models, guides, which, unet, latents, t, controls, sparing):
    """One pass for some sides of the guidance: `(sides * frames, channels, h, w)`."""
    frames, sides = len(latents), guides.text[which]
    image = None if guides.image is None else [part[which] for part in guides.image]
    posed = [guides.posed[side] for side in which]
    text = sides[posed].repeat_interleave(frames, 0)
    at_once = CONTROL_BATCH if sparing else len(text)
    down = middle = None
    if any(posed):
        told = torch.cat([latents] * sum(posed))
        down, middle = _control(models, told, t, text, controls, at_once)
    if down is not None and not all(posed):
        down, middle = [_placed(part, posed) for part in down], _placed(middle, posed)
    if unet in models.shared:
        models.shared[unet].sides = [guides.seen[side] for side in which]
    latents, text = torch.cat([latents] * len(sides)), sides.repeat_interleave(frames, 0)
    return _run(models, unet, latents, t, text, image, frames, down, middle)


def _placed(part, posed):
    """Residuals of the sides that are told the pose in their places, nothing for the others."""
    parts = iter(part.chunk(sum(posed)))
    blank = torch.zeros_like(part[: len(part) // sum(posed)])
    return torch.cat([next(parts) if told else blank for told in posed])


def _control(models, latents, t, text, controls, at_once):
    """Summed residuals of the ControlNets; None, None without any."""
    down = middle = None
    for (net, scale), drawing in zip(models.controls, controls, strict=False):
        drawing = torch.cat([drawing] * (len(latents) // len(drawing)))
        parts = [
            net(
                latents[i : i + at_once],
                t,
                encoder_hidden_states=text[i : i + at_once],
                controlnet_cond=drawing[i : i + at_once],
                conditioning_scale=scale,
                return_dict=False,
            )
            for i in range(0, len(latents), at_once)
        ]
        more = [_joined(level) for level in zip(*(levels for levels, _ in parts), strict=True)]
        centre = _joined([centre for _, centre in parts])
        down = more if down is None else [a + b for a, b in zip(down, more, strict=True)]
        middle = centre if middle is None else middle + centre
    return down, middle


def _joined(parts):
    return parts[0] if len(parts) == 1 else torch.cat(list(parts))


def _run(models, unet, latents, t, text, image, frames, down=None, middle=None):
    """One pass of a UNet over `(sides * frames, channels, h, w)`."""
    video = unet is models.video
    added = None
    if image is not None:  # the video UNet repeats it over the frames by itself
        each = image if video else [part.repeat_interleave(frames, 0) for part in image]
        added = {"image_embeds": each}
    if video:
        shape = latents.shape
        latents = latents.reshape(-1, frames, *shape[1:]).transpose(1, 2)
    found = unet(
        latents,
        t,
        encoder_hidden_states=text,
        down_block_additional_residuals=down,
        mid_block_additional_residual=middle,
        added_cond_kwargs=added,
        return_dict=False,
    )[0]
    return found.transpose(1, 2).reshape(shape) if video else found


def _remember(models, guides, scheduler, unet, t, noise):
    """Let the writer's self-attention leave what it sees of the reference at this step.

    A trained writer sees it clean, one row for all sides; the UNet itself sees it as noisy as it
    sees the frames, once for each side.
    """
    if models.writer is not None:
        models.writer(guides.reference.to(models.dtype), t, encoder_hidden_states=guides.text[:1])
        return
    bank = models.shared[unet]
    latents = noised(scheduler, guides.reference, noise, t)
    latents = scheduler.scale_model_input(latents, t).to(models.dtype)
    bank.writing = True
    try:
        both = torch.cat([latents] * len(guides.text))
        _run(models, unet, both, t, guides.text, guides.image, 1)
    finally:
        bank.writing = False
