"""The flow nets: from where in a picture each part of a new pose comes, and whether from there."""

from __future__ import annotations

import torch
from torch import nn

from pose2video.generators.flow_attention.networks.blocks import (
    DecoderBlock,
    Reflected,
    add_encoder,
    encoded,
)

DOWN, UP = 5, 3  # halvings on the way in, of which the way out undoes these
WIDEST = 256


class FlowNet(nn.Module):
    """A picture, its pose and a new one -> flows and masks at an eighth and a quarter of the size.

    Attributes:
        levels: Halvings at which flows are given: 3, then 2.
    """

    levels = (3, 2)

    def __init__(self, colours, pose, width=32):
        """`colours` channels of a picture, `pose` channels of each pose, `width` at half size."""
        super().__init__()
        widths = [min(WIDEST, width << i) for i in range(DOWN)]
        add_encoder(self, colours + 2 * pose, widths)
        back = [*widths[::-1], width]
        for number in range(UP):
            wide, narrow = back[number : number + 2]
            self.add_module(f"decoder{number}", DecoderBlock(wide, narrow, narrow))
            self.add_module(f"jump{number}", Reflected(narrow, narrow))
            if DOWN - 1 - number in self.levels:
                head = nn.Sequential(nn.Conv2d(narrow, 1, 3, 1, 1), nn.Sigmoid())
                self.add_module(f"output{number}", nn.Conv2d(narrow, 2, 3, 1, 1))
                self.add_module(f"mask{number}", head)

    def forward(self, picture, pose, new_pose):
        """Flows and masks of each of `levels`.

        Args:
            picture: `(N, colours, H, W)` in [-1, 1], sides multiples of 32.
            pose: `(N, pose, H, W)`, of the picture.
            new_pose: The same, of the picture to be made.

        Returns:
            Two lists: flows `(N, 2, h, w)`, x and y in pixels of that size, and masks
            `(N, 1, h, w)` in [0, 1].
        """
        seen = encoded(self, torch.cat([picture, pose, new_pose], dim=1))
        x, flows, masks = seen[0], [], []
        for number in range(UP):
            jump = getattr(self, f"jump{number}")(seen[number + 1])
            x = getattr(self, f"decoder{number}")(x) + jump
            if DOWN - 1 - number in self.levels:
                flows.append(getattr(self, f"output{number}")(x))
                masks.append(getattr(self, f"mask{number}")(x))
        return flows, masks
