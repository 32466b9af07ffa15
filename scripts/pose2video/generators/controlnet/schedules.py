"""Schedulers: diffusers' own, a fresh one for every batch, and which of its steps are made."""

import torch

CLASSES = {
    "ddim": "DDIMScheduler",
    "dpmpp_2m": "DPMSolverMultistepScheduler",
    "unipc": "UniPCMultistepScheduler",
    "lcm": "LCMScheduler",
}
# What AnimateDiff's motion modules were trained with.
VIDEO = {
    "beta_schedule": "linear",
    "clip_sample": False,
    "timestep_spacing": "linspace",
    "steps_offset": 1,
}


def make_scheduler(config, name, steps, strength, device, video=False, blended=False):
    """A scheduler set to its first step for an image of some strength.

    Args:
        config: Of the base model's scheduler. name: A key of `CLASSES`.
        steps: Of the whole schedule. strength: In (0, 1]; at least one step is made.
        device: Where the steps are made. video: For motion modules.
        blended: Latents are changed between steps; UniPC's corrector, which would undo that, is
            then off.

    Returns:
        The scheduler, and its remaining time steps.
    """
    import diffusers

    kind = getattr(diffusers, CLASSES[name])
    extra = {"disable_corrector": list(range(steps))} if name == "unipc" and blended else {}
    scheduler = kind.from_config(dict(config) | (VIDEO if video else {}) | extra)
    scheduler.set_timesteps(steps, device=device)
    first = steps - max(1, min(int(steps * strength), steps))
    if hasattr(scheduler, "set_begin_index"):
        scheduler.set_begin_index(first)
    return scheduler, scheduler.timesteps[first:]


def step(scheduler, prediction, t, latents, generators):
    """One step. Only LCM draws noise, each frame from its own generator."""
    extra = {"generator": generators} if type(scheduler).__name__ == "LCMScheduler" else {}
    return scheduler.step(prediction, t, latents, return_dict=False, **extra)[0]


def noised(scheduler, clean, noise, t) -> torch.Tensor:
    """Latents with the noise of the scheduler's present step, whose time is `t`."""
    return scheduler.add_noise(clean, noise, t.reshape(1))
