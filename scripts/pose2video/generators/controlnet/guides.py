"""What guides every frame of a clip alike: prompt, identity, reference; encoded once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from pose2video.films.scaling import scaled
from pose2video.generators.controlnet.identity import identity_picture
from pose2video.generators.controlnet.latents import encode
from pose2video.generators.controlnet.prompts import fill
from pose2video.generators.controlnet.sizes import network_size


@dataclass(frozen=True, eq=False)
class Guides:
    """Embeddings of a clip.

    Attributes:
        text: `(n, tokens, width)`; n is 2 with guidance, the negative prompt first, else 1.
        image: Of the IP-Adapter, a list with one `(n, 1, tokens, width)`; None without.
        reference: Latents of the reference image `(1, channels, h, w)`; None where unused.
        seen: For each of the n sides which row of the reference attention's bank it sees; None
            for none.
        posed: Whether each of them is told the pose.
        forgets: At strength 1 frames begin with noise alone, without a trace of the initial image.
    """

    text: torch.Tensor
    image: list[torch.Tensor] | None
    reference: torch.Tensor | None
    seen: tuple = (0, 1)
    posed: tuple = (True, True)
    forgets: bool = False


@torch.inference_mode()
def make_guides(settings, models, character, motion) -> Guides:
    """Encode what is the same for all frames of a clip."""
    pipe, guided = models.pipe, settings.guidance_scale > 1
    positive, negative = pipe.encode_prompt(
        fill(settings.prompt, motion.gloss),
        models.device,
        1,
        guided,
        fill(settings.negative_prompt, motion.gloss),
    )
    image = None
    if settings.identity != "none":
        picture = np.ascontiguousarray(identity_picture(settings, character))
        image = pipe.prepare_ip_adapter_image_embeds(picture, None, models.device, 1, guided)
        image = [embedding.to(models.dtype) for embedding in image]
    reference = None
    if settings.reference_attention:
        picture = scaled(character.picture, network_size(motion.poses.frame_size))
        reference = encode(models, [picture])
    return Guides(torch.cat([negative, positive]) if guided else positive, image, reference)
