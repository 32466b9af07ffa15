"""What learns: the copy that sees the reference and, in the second stage, the pose network."""

from __future__ import annotations

import torch
import torch.nn.functional as F

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
        """The same loss on pairs of people who are not learned from, with noise of their own."""
        torch.manual_seed(self.settings.seed)
        return self.loss(batch)

    def loss(self, batch) -> torch.Tensor:
        """Mean squared error of the noise.

        Args:
            batch: `frames` and `reference_frames` uint8 `(n, height, width, 3)`, and in the second
                stage `control` likewise.
        """
        pipe = self.networks.models.pipe
        scheduler = pipe.scheduler
        with torch.no_grad():
            clean = self._latents(batch["frames"])
            reference = self._latents(batch["reference_frames"])
            noise = torch.randn_like(clean)
            count = scheduler.config.num_train_timesteps
            times = torch.randint(count, (len(clean),), device=clean.device)
            noisy = scheduler.add_noise(clean, noise, times)
        found = self.predicted(noisy, times, reference, batch.get("control"))
        return F.mse_loss(found.float(), noise)

    def predicted(self, noisy, times, reference, control=None) -> torch.Tensor:
        """The noise in latents `(n, channels, h, w)`, each with a reference of its own."""
        networks, unet = self.networks, self.networks.models.pipe.unet
        bank, text = networks.bank, networks.text.expand(len(noisy), -1, -1)
        noisy = noisy.to(networks.models.dtype)
        self.modules["appearance"](reference, times, encoder_hidden_states=text)
        bank.sides = range(len(noisy))
        down = middle = None
        if self.settings.joint:
            drawing = control.permute(0, 3, 1, 2).float() / 255
            told = {"controlnet_cond": drawing, "return_dict": False}
            down, middle = self.modules["pose"](noisy, times, text, **told)
        return unet(
            noisy,
            times,
            encoder_hidden_states=text,
            down_block_additional_residuals=down,
            mid_block_additional_residual=middle,
        ).sample

    def _latents(self, frames):
        vae = self.networks.models.pipe.vae
        images = frames.permute(0, 3, 1, 2).float() / 127.5 - 1
        found = vae.encode(images.to(self.networks.models.dtype)).latent_dist
        return found.sample().float() * vae.config.scaling_factor

    def samples(self, number):
        """What is painted by now for pairs of people who are not learned from."""
        return try_pairs(self.networks, self.settings, self.shown)
