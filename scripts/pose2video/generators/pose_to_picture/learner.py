"""A painter that learns by comparison: every pixel as in the film."""

from __future__ import annotations

import cv2
import numpy as np
import torch
import torch.nn.functional as F

from pose2video.training.learner import Learner

PERSON = 8.0  # how much more a pixel at the person counts
REACH = 5  # pixels of a window that count as at the person, across
SHOWN = 4  # moments on a sample
DECAY = 1e-4
SAMPLE_PX = 160  # height of its pictures, about
WARM = 30  # steps until the rate is reached


class PaintingLearner(Learner):
    """L1, and of a person what lies in the picture: edges, and where the person is.

    Attributes:
        painter: The `Painter`.
        settings: The component.
    """

    name = "painter"
    if_not_a_number = "set a smaller learning_rate in the generator"
    if_too_large = "set a smaller size in the generator"

    def __init__(self, painter, settings, steps, shown=None, alike=None):
        """`shown` is a batch to look at, `alike` a perceptual loss; None for the packaged one."""
        self.painter, self.settings, self.shown = painter, settings, shown
        self.person = painter.plan.paint == "person"
        self.alike = alike
        if settings.perceptual and alike is None:
            from pose2video.perception.loss import PerceptualLoss

            device = next(painter.parameters()).device
            self.alike = PerceptualLoss("alex").to(device)  # frozen: not among the modules
        self.modules = {"painter": painter}
        self.optimizers, self.schedules = {}, {}
        self.moved_by("painter", painter, settings, steps)

    def moved_by(self, name, module, settings, steps, slower=1.0):
        """Give a module an optimizer and a schedule as the settings say."""
        rate, betas = settings.learning_rate * slower, (settings.beta1, 0.999)
        adam = torch.optim.AdamW if settings.rate == "cosine" else torch.optim.Adam
        decay = DECAY if settings.rate == "cosine" else 0.0
        optimizer = adam(module.parameters(), rate, betas=betas, weight_decay=decay)
        self.optimizers[name] = optimizer
        if settings.rate == "cosine":
            schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda n: falling(n, steps))
            self.schedules[name] = schedule
        elif settings.rate == "plateau":
            plateau = torch.optim.lr_scheduler.ReduceLROnPlateau
            self.schedules[name] = plateau(optimizer, factor=0.5, patience=settings.plateau)

    def made(self, batch):
        """The layer that is painted and the picture that it gives, `(N, 4 or 3, height, width)`."""
        layer = self.painter(batch)
        if not self.person:
            return layer, layer[:, :3]
        return layer, layer[:, :3] + (1 - layer[:, 3:]) * picture_of(batch["behind"])

    def step(self, batch, number, turn):
        """Losses of pictures in [-1, 1], as DeepDance's: their L1 is twice that of [0, 1]."""
        batch = flat(batch)
        return self.losses(batch, *self.made(batch))

    def losses(self, batch, layer, made):
        """The losses that compare what was made with the film."""
        true, found = picture_of(batch["picture"]), {}
        if self.alike is not None:
            found["perceptual"] = self.alike(2 * made - 1, 2 * true - 1)
        if not self.person:
            return {"l1": 2 * (made - true).abs().mean()} | found
        return found | self.compared(layer, made, true, batch["mask"][:, None].float() / 255)

    def compared(self, layer, made, true, mask):
        """L1 of a person's pictures, edges, and where the person is.

        Args:
            layer: `(N, 4, height, width)`. made, true: `(N, 3, height, width)` in [0, 1].
            mask: `(N, 1, height, width)` in [0, 1].
        """
        away, found = 2 * (made - true), {}
        weight = 1 + PERSON * F.max_pool2d(mask, REACH, 1, REACH // 2)
        weight = weight / weight.mean()
        found["l1"] = (weight * away.abs()).mean()
        if self.settings.edges:
            across = weight[..., 1:] * (away[..., 1:] - away[..., :-1]).abs()
            down = weight[..., 1:, :] * (away[..., 1:, :] - away[..., :-1, :]).abs()
            found["edges"] = across.mean() + down.mean()
        return found | {"mask": (layer[:, 3:] - mask).abs().mean()}

    def weights(self, number):
        """Of the losses beside L1."""
        settings = self.settings
        return {"edges": settings.edges, "mask": settings.mask, "perceptual": settings.perceptual}

    def held_out(self, batch):
        """L1 in [0, 1], at the person where a person is painted."""
        batch = flat(batch)
        away = (self.made(batch)[1] - picture_of(batch["picture"])).abs().mean(dim=1)
        if not self.person:
            return away.mean()
        mask = batch["mask"] > 127
        return (away * mask).sum() / mask.sum().clamp_min(1)

    def samples(self, number):
        """Moments of the film above, painted ones below."""
        if self.shown is None:
            return None
        batch = flat(self.shown)
        return self.sheet(picture_of(batch["picture"]), self.made(batch)[1])

    def sheet(self, *rows):
        """Rows of pictures `(N, 3, height, width)` as one, uint8 RGB."""
        rows = [torch.cat(list(pictures.float().clamp(0, 1)), dim=2) for pictures in rows]
        sheet = (torch.cat(rows, dim=1).permute(1, 2, 0) * 255).round().byte().cpu().numpy()
        times = max(1, round(SAMPLE_PX / self.painter.size[1]))
        return np.ascontiguousarray(
            cv2.resize(sheet, None, fx=times, fy=times, interpolation=cv2.INTER_NEAREST)
        )


def falling(number, steps) -> float:
    """A share of a learning rate: warm first, whole for a third, then down along a cosine."""
    share = max(0.0, (number / max(steps, 1) - 0.3) / 0.7)
    return min(1.0, (number + 1) / WARM) * 0.5 * (1 + np.cos(np.pi * min(share, 1.0))) + 1e-3


def flat(batch):
    """A batch whose frames that are painted are examples of their own."""
    return {name: values.flatten(0, 1) for name, values in batch.items()}


def picture_of(pictures):
    """uint8 `(N, height, width, 3)` as numbers in [0, 1], `(N, 3, height, width)`."""
    return pictures.permute(0, 3, 1, 2).float() / 255
