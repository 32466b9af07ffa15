"""An animator that is led: joints say first where parts come from, networks say what is wrong.

Nothing of this is Ren et al.'s. Flow nets see what the joints alone would bring and add to its
flow; the painter says for every pixel whether the reference's own is right where it was brought.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from pose2video.generators.flow_attention.networks.animator import Painted, PoseDecoder
from pose2video.generators.flow_attention.networks.blocks import Encoder, encoded
from pose2video.generators.flow_attention.networks.flow_net import FlowNet
from pose2video.generators.flow_attention.networks.leading import carried

HALVINGS, COLOURS = 3, 4
GAIN = 6.0  # of what is painted, in [-1, 1], before it is squeezed into a share
LED = 4.0  # how much more it is that of the person where joints bring some of them
BELIEVED = 1.0  # how much more a pixel that was brought counts than one that is painted
LEAST = 0.05  # of a pixel of the reference must be the person's to have a colour


class LedAnimator(nn.Module):
    """As `Animator`, of pictures of 4 channels, with flows that begin where joints lead."""

    def __init__(self, pose, width, flow_width, windows):
        """See `Animator`."""
        super().__init__()
        widths = [width << i for i in range(HALVINGS)]
        self.source_previous = Encoder(COLOURS, widths)
        self.source_reference = Encoder(COLOURS, widths)
        # a pose is told with what is brought for it, and how sure that is
        self.target = PoseDecoder(pose + COLOURS + 1, widths, windows, COLOURS + 1)
        self.flow_net_previous = FlowNet(2 * COLOURS + 1, pose, flow_width)
        self.flow_net_reference = FlowNet(2 * COLOURS + 1, pose, flow_width)

    def begin(self):
        """Flow nets that add nothing yet."""
        for net in (self.flow_net_previous, self.flow_net_reference):
            for name, layer in net.named_children():
                if name.startswith("output"):
                    nn.init.zeros_(layer.weight)

    def forward(self, reference, poses, previous, leads):
        """Paint one frame after the other.

        Args:
            reference, poses, previous: See `Animator.forward`.
            leads: From the previous frame and from the reference, for each of T frames: pairs of
                flow `(N, T, 2, H, W)` and nearness `(N, T, 1, H, W)`, see `leading`.

        Yields:
            A `Painted` for each of the T poses.
        """
        kept, before = self.source_reference(reference[0]), previous
        for number, pose in enumerate(poses.unbind(1)):
            led = [(flow[:, number], near[:, number]) for flow, near in leads]
            more_p, masks_p, _ = self._more(self.flow_net_previous, before, pose, led[0])
            more_r, masks_r, brought = self._more(self.flow_net_reference, reference, pose, led[1])
            learned, masks = (more_p, more_r), (masks_p, masks_r)
            flows = tuple(
                [smaller(flow, n) + m for m, n in zip(more, FlowNet.levels, strict=True)]
                for more, (flow, _) in zip(learned, led, strict=True)
            )
            x = encoded(self.target, torch.cat([pose, brought, led[1][1]], dim=1))[0]
            seen = self.source_previous(before[0])
            painted = self.target(x, seen, kept, flows, masks)
            fine = led[1][0] + _larger(more_r[1], FlowNet.levels[1])
            moved = carried((reference[0] + 1) / 2, fine)
            picture, own = laid(painted, moved, led[1][1])
            yield Painted(picture, flows, masks, learned, own)
            before = (picture, pose)

    def _more(self, net, source, pose, led):
        """What a flow net adds, its masks, and the picture as joints alone bring it."""
        picture, its_pose = source
        brought = 2 * led[1] * carried((picture + 1) / 2, led[0]) - 1
        more, masks = net(torch.cat([picture, brought, led[1]], dim=1), its_pose, pose)
        return more, masks, brought


def laid(painted, moved, near):
    """What is painted, with the reference's own pixels where they are believed.

    Where the person is, is always painted; joints only say where it is likely.

    Args:
        painted: `(N, 5, H, W)` in [-1, 1]: colours, how much is covered, how much to believe.
        moved: The reference as it is brought, `(N, 4, H, W)` in [0, 1], colours times alpha.
        near: `(N, 1, H, W)`, how near a part is.

    Returns:
        The picture `(N, 4, H, W)` in [-1, 1], colours times alpha; and painted colours alone,
        `(N, 3, H, W)` in [0, 1].
    """
    there = moved[:, 3:].clamp(0, 1)
    covered = torch.sigmoid(GAIN * painted[:, 3:4] + LED * (there * near - 0.5))
    share = there * torch.sigmoid(GAIN * painted[:, 4:] + BELIEVED)
    own = (painted[:, :3] + 1) / 2
    colour = share * moved[:, :3] / moved[:, 3:].clamp(min=LEAST) + (1 - share) * own
    return 2 * torch.cat([covered * colour.clamp(0, 1), covered], dim=1) - 1, own


def smaller(flow, halvings):
    """A flow in pixels of a picture, halved so many times."""
    return F.avg_pool2d(flow, 1 << halvings) / (1 << halvings)


def _larger(flow, doublings):
    times = 1 << doublings
    return times * F.interpolate(flow, scale_factor=times, mode="bilinear", align_corners=False)
