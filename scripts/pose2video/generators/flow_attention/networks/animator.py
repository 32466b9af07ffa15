"""The generator of Global-Flow-Local-Attention for films: a picture performs poses, one by one.

Source: Ren et al., "Deep Image Spatial Transformation for Person Image Generation", CVPR 2020,
whose dance generator feeds the frame that it made, and its pose, back as "previous".
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import nn

from pose2video.generators.flow_attention.networks.blocks import (
    DecoderBlock,
    Encoder,
    Reflected,
    SameBlocks,
    add_encoder,
    encoded,
)
from pose2video.generators.flow_attention.networks.flow_net import FlowNet
from pose2video.generators.flow_attention.networks.local_attention import LocalAttention

HALVINGS = 3
AT_ONCE = 8  # frames
WINDOWS = (3, 5)  # of patches at an eighth and at a quarter of the size


@dataclass(frozen=True)
class Painted:
    """A frame, and where its parts came from.

    Attributes:
        picture: `(N, colours, H, W)` in [-1, 1].
        flows: Of the previous frame and of the reference: a list over `FlowNet.levels` of
            `(N, 2, h, w)` each.
        masks: The same of `(N, 1, h, w)`.
        learned: Of `flows` what networks added to where joints led; None where none lead.
        own: Then the colours that are painted, without those brought, `(N, 3, H, W)` in [0, 1].
    """

    picture: torch.Tensor
    flows: tuple[list, list]
    masks: tuple[list, list]
    learned: tuple[list, list] | None = None
    own: torch.Tensor | None = None


class Animator(nn.Module):
    """Image encoders of the previous frame and of the reference, flow nets, a painting decoder.

    With `width` 64 and `flow_width` 32 the published network, key for key.
    """

    def __init__(self, pose=20, width=64, flow_width=32, windows=WINDOWS, colours=3):
        """`pose` channels of a pose; `windows` at each of `FlowNet.levels`, 0 for no attention.

        `colours` channels of a picture: 3, or 4 with how much of it the person covers.
        """
        super().__init__()
        widths = [width << i for i in range(HALVINGS)]
        self.source_previous = Encoder(colours, widths)
        self.source_reference = Encoder(colours, widths)
        self.target = PoseDecoder(pose, widths, windows, colours)
        self.flow_net_previous = FlowNet(colours, pose, flow_width)
        self.flow_net_reference = FlowNet(colours, pose, flow_width)

    def forward(self, reference, poses, previous=None):
        """Paint one frame after the other.

        Args:
            reference: The reference picture `(N, colours, H, W)` in [-1, 1] and its pose
                `(N, pose, H, W)`.
            poses: `(N, T, pose, H, W)`, of the frames to be painted.
            previous: Picture and pose of the frame before the first; the reference if None.

        Yields:
            A `Painted` for each of the `T` poses.
        """
        before = previous or reference
        kept = self.source_reference(reference[0])
        for some in poses.split(AT_ONCE, dim=1):
            # what does not depend on the frame before is seen for several frames at once
            length, flat = some.shape[1], some.flatten(0, 1)
            told = _each(encoded(self.target, flat)[:1], length)
            again = (part.repeat_interleave(length, dim=0) for part in reference)
            flows, masks = (_each(maps, length) for maps in self.flow_net_reference(*again, flat))
            for number, pose in enumerate(some.unbind(1)):
                flows_p, masks_p = self.flow_net_previous(*before, pose)
                both = (flows_p, flows[number]), (masks_p, masks[number])
                seen = self.source_previous(before[0])
                picture = self.target(told[number][0], seen, kept, *both)
                yield Painted(picture, *both)
                before = (picture, pose)


def _each(maps, length):
    """Maps of several frames, `(N T, ...)` each, as those of one frame after the other."""
    apart = [part.unflatten(0, (-1, length)) for part in maps]
    return [[part[:, number] for part in apart] for number in range(length)]


class PoseDecoder(nn.Module):
    """Paints a pose with what local attention brings from two pictures."""

    def __init__(self, pose, widths, windows, colours):
        """`widths` of the halves, the large one first."""
        super().__init__()
        add_encoder(self, pose, widths)
        back = [*widths[::-1], widths[0]]
        for number, (wide, narrow) in enumerate(pairwise(back)):
            window = windows[number] if number < len(windows) else 0
            if window:
                self.add_module(f"attn_p{number}", LocalAttention(wide, window))
                self.add_module(f"attn_r{number}", LocalAttention(wide, window))
            blocks = nn.Sequential(SameBlocks(wide), DecoderBlock(wide, narrow, wide))
            self.add_module(f"decoder{number}", blocks)
        self.windows = windows
        self.outconv = Reflected(back[-1], colours, tanh=True)

    def forward(self, x, previous, reference, flows, masks):
        """`(N, colours, H, W)` in [-1, 1]; features of the pictures come smallest first.

        `x` is what its encoder sees of the pose, at an eighth of the size.
        """
        for number in range(HALVINGS):
            if number < len(self.windows) and self.windows[number]:
                both = 0
                sources = zip("pr", (previous, reference), flows, masks, strict=True)
                for name, source, flow, mask in sources:
                    attend = getattr(self, f"attn_{name}{number}")
                    brought = attend(source[number], x, flow[number])
                    both = both + x * (1 - mask[number]) + brought * mask[number]
                x = both
            x = getattr(self, f"decoder{number}")(x)
        return covered(self.outconv(x))


def covered(picture):
    """Colours in [-1, 1] times how much is covered, as the pictures that the network is shown.

    Args:
        picture: `(N, colours, H, W)`; of others than 4 channels as it is.
    """
    if picture.shape[1] != 4:
        return picture
    share = (picture[:, 3:] + 1) / 2
    return torch.cat([(picture[:, :3] + 1) * share - 1, picture[:, 3:]], dim=1)
