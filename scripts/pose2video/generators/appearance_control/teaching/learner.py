"""What learns: the copy that sees the reference and, in the second stage, the pose network."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from pose2video.generators.appearance_control.models import APPEARANCE, BODY, POSE
from pose2video.generators.appearance_control.teaching.trying import try_pairs
from pose2video.training.learner import Learner


class AppearanceLearner(Learner):
    """The loss of denoising: how well the noise on a frame is told with its reference in sight.

    Only the copy and the pose network move; Stable Diffusion's UNet passes the gradient on, through
    the keys and values that it makes of what the copy hands over.
    """

    if_too_large = "set checkpointing: true or a smaller size"

    def __init__(self, networks, settings, shown):
        """Networks: `Networks`. settings: A `MagicPose`. shown: A batch to try now and then."""
        self.networks, self.settings, self.shown = networks, settings, shown
        self.name = settings.stage
        self.modules = networks.learning
        parameters = [p for network in self.modules.values() for p in network.parameters()]
        rate = settings.learning_rate
        self.optimizers = {"adamw": torch.optim.AdamW(parameters, lr=rate, weight_decay=0.0)}

    def step(self, batch, number, turn):
        """The mean of the loss over pairs."""
        return {"loss": self.loss(batch)}

    def held_out(self, batch):
        """The same loss on pairs of people who are not learned from."""
        return self.loss(batch)

    def loss(self, batch) -> torch.Tensor:
        """Mean squared error of the noise.

        Args:
            batch: `frames` and `reference_frames` uint8 `(n, height, width, 3)`, in the second
                stage `control` and, where it is told, `body` likewise, and `seeds`, n numbers: what
                is drawn for a pair is the same in whatever company it is put through.
        """
        scheduler = self.networks.models.pipe.scheduler
        with torch.no_grad():
            clean, spread = self._encoded(batch["frames"])
            reference, blur = self._encoded(batch["reference_frames"])
            count = scheduler.config.num_train_timesteps
            drawn = [_drawn(seed, count, clean.shape[1:]) for seed in batch["seeds"]]
            times, *noises = (
                torch.stack(part).to(clean.device) for part in zip(*drawn, strict=True)
            )
            noise, first, second = noises
            clean, reference = clean + spread * first, reference + blur * second
            noisy = scheduler.add_noise(clean, noise, times)
        found = self.predicted(noisy, times, reference, batch.get("control"), batch.get("body"))
        return F.mse_loss(found.float(), noise)

    def predicted(self, noisy, times, reference, control=None, body=None) -> torch.Tensor:
        """The noise in latents `(n, channels, h, w)`, each with a reference of its own.

        Args:
            noisy, reference: Latents. times: Of the noise, `(n,)`.
            control, body: Pictures of the pose and of the body, uint8 `(n, height, width, 3)`, for
                the networks that learn by these names.
        """
        networks, unet = self.networks, self.networks.models.pipe.unet
        bank, text = networks.bank, networks.text.expand(len(noisy), -1, -1)
        noisy = noisy.to(networks.models.dtype)
        self.modules[APPEARANCE](reference, times, encoder_hidden_states=text)
        bank.sides = range(len(noisy))
        down = middle = None
        for name, pictures in ((POSE, control), (BODY, body)):
            if name not in self.modules:
                continue
            drawing = pictures.permute(0, 3, 1, 2).float() / 255
            told = {"controlnet_cond": drawing, "return_dict": False}
            more, centre = self.modules[name](noisy, times, text, **told)
            down = more if down is None else [a + b for a, b in zip(down, more, strict=True)]
            middle = centre if middle is None else middle + centre
        return unet(
            noisy,
            times,
            encoder_hidden_states=text,
            down_block_additional_residuals=down,
            mid_block_additional_residual=middle,
        ).sample

    def _encoded(self, frames):
        """Latents of frames, their means and deviations."""
        vae = self.networks.models.pipe.vae
        images = frames.permute(0, 3, 1, 2).float() / 127.5 - 1
        found = vae.encode(images.to(self.networks.models.dtype)).latent_dist
        scale = vae.config.scaling_factor
        return found.mean.float() * scale, found.std.float() * scale

    def samples(self, number):
        """What is painted by now for pairs of people who are not learned from."""
        return try_pairs(self.networks, self.settings, self.shown)


def _drawn(seed, count, shape):
    """The step, the noise and the places within the spread of both latents, on the CPU."""
    draw = torch.Generator().manual_seed(seed)
    time = torch.randint(count, (), generator=draw)
    return time, *(torch.randn(shape, generator=draw) for _ in range(3))
