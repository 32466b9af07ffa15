"""What guides the frames of a clip: no words, the reference, and which side knows of what."""

from __future__ import annotations

from functools import partial

import torch

from pose2video.films.scaling import scaled
from pose2video.generators.controlnet.guides import Guides
from pose2video.generators.controlnet.latents import encode
from pose2video.generators.controlnet.sizes import network_size


def appearance_guides(settings):
    """A function that makes the guides of a clip, in place of `controlnet`'s."""
    return partial(_guides, settings)


@torch.inference_mode()
def _guides(settings, painting, models, character, motion) -> Guides:
    pipe = models.pipe
    empty = pipe.encode_prompt("", models.device, 1, False)[0]
    picture = scaled(character.picture, network_size(motion.poses.frame_size))
    against = None if settings.image_cfg == "important" else 0
    guided = painting.guidance_scale > 1
    return Guides(
        text=torch.cat([empty] * (2 if guided else 1)),
        image=None,
        reference=encode(models, [picture]),
        seen=(against, 0) if guided else (0,),
        posed=(False, True) if guided else (True,),
        forgets=settings.init == "noise",
    )
