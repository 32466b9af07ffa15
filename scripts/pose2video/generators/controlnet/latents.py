"""Pictures to latents of the VAE and back, in batches."""

import numpy as np
import torch


def pixels(models, images, low):
    """uint8 RGB images as one tensor `(n, 3, height, width)` in [low, 1] on the models' device."""
    stack = torch.from_numpy(np.stack(images)).to(models.device, non_blocking=True)
    return (stack.permute(0, 3, 1, 2).float() / 255 * (1 - low) + low).to(models.dtype)


def encode(models, images):
    """float32 latents `(n, channels, height / 8, width / 8)`; equal objects are encoded once."""
    different = list({id(image): image for image in images}.values())
    vae = models.pipe.vae
    found = vae.encode(pixels(models, different, -1.0)).latent_dist.mode()
    place = {id(image): i for i, image in enumerate(different)}
    return found.float()[[place[id(image)] for image in images]] * vae.config.scaling_factor


def decode(models, latents):
    """Latents as uint8 RGB images, an array `(n, height, width, 3)`."""
    vae = models.pipe.vae
    found = vae.decode((latents / vae.config.scaling_factor).to(models.dtype), return_dict=False)[0]
    found = (found.float().permute(0, 2, 3, 1) * 127.5 + 127.5).round().clamp(0, 255)
    return found.to(torch.uint8).cpu().numpy()
