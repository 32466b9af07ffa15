"""MagicPose's loop as it is written down: a frame at a time, a pass for each side and network.

The reference goes through the appearance model for every frame and step, as in the published code.
Only classes of `diffusers` are used, and a hand-over of its own.
"""

import numpy as np
import torch
from diffusers import DDIMScheduler
from diffusers.models.attention_processor import AttnProcessor2_0


class _HandsOver(AttnProcessor2_0):
    """Leaves what it is given in a dict, or joins what is there."""

    def __init__(self, kept, name, writes):
        super().__init__()
        self.kept, self.name, self.writes = kept, name, writes

    def __call__(self, attn, hidden_states, encoder_hidden_states=None, *args, **kwargs):
        """As the class it extends."""
        joined = encoder_hidden_states
        if self.writes:
            self.kept[self.name] = hidden_states
        elif self.name in self.kept:
            joined = torch.cat([hidden_states, self.kept[self.name]], 1)
        return super().__call__(attn, hidden_states, joined, *args, **kwargs)


def _joined(unet, kept, writes):
    before = dict(unet.attn_processors)
    unet.set_attn_processor(
        {
            name: _HandsOver(kept, name, writes) if name.endswith("attn1.processor") else processor
            for name, processor in before.items()
        }
    )
    return before


def _pixels(picture, low, like):
    found = torch.from_numpy(np.ascontiguousarray(picture)).permute(2, 0, 1)[None].float() / 255
    return (found * (1 - low) + low).to(like)


@torch.inference_mode()
def one_by_one(models, picture, drawings, steps, scale, noise):
    """Yield frames, uint8 RGB.

    Args:
        models: `Models` with a writer and one ControlNet; their attention is put back at the end.
        picture: The reference, uint8 RGB of the networks' size.
        drawings: Of the poses, likewise.
        steps: Of DDIM. scale: Of guidance, away from what knows neither picture nor pose.
        noise: Latents `(1, channels, h, w)` that every frame begins with.
    """
    pipe, writer, net = models.pipe, models.writer, models.controls[0][0]
    unet, vae, like, kept = pipe.unet, pipe.vae, next(pipe.unet.parameters()), {}
    before = _joined(unet, kept, False), _joined(writer, kept, True)
    try:
        text = pipe.encode_prompt("", models.device, 1, False)[0]
        factor = vae.config.scaling_factor
        for drawing in drawings:
            scheduler = DDIMScheduler.from_config(pipe.scheduler.config)
            scheduler.set_timesteps(steps, device=models.device)
            reference = vae.encode(_pixels(picture, -1.0, like)).latent_dist.mode() * factor
            pose, latents = _pixels(drawing, 0.0, like), noise.to(models.device)
            for t in scheduler.timesteps:
                now = latents.to(like)
                down, middle = net(now, t, text, pose, return_dict=False)
                writer(reference, t, text)
                told = {"down_block_additional_residuals": down}
                told |= {"mid_block_additional_residual": middle}
                towards = unet(now, t, text, **told).sample.float()
                kept.clear()
                away = unet(now, t, text).sample.float()
                found = away + scale * (towards - away)
                latents = scheduler.step(found, t, latents).prev_sample
            image = vae.decode((latents / factor).to(like)).sample[0].float()
            image = (image.permute(1, 2, 0) * 127.5 + 127.5).round().clamp(0, 255)
            yield image.to(torch.uint8).cpu().numpy()
    finally:
        for network, processors in zip((unet, writer), before, strict=True):
            network.set_attn_processor(processors)
