"""The kinds of networks that finish a face, and what judges each.

`residual` and `unet` are those of Chan et al., "Everybody Dance Now", ICCV 2019: they are shown the
drawing and what was painted. `enhancer` is that of CUHKSZ's reproduction of it, which is shown what
was painted alone, and so is its judge. Hands have a `residual`.
"""

from __future__ import annotations

from torch import nn

from pose2video.generators.pose_to_picture.networks.face_judge import FaceJudge
from pose2video.generators.pose_to_picture.networks.face_unet import MULTIPLE, FaceUNet
from pose2video.generators.pose_to_picture.networks.pix2pixhd import GlobalGenerator
from pose2video.generators.pose_to_picture.networks.scaled_judge import ScaledJudge
from pose2video.generators.pose_to_picture.networks.starts import begin

STEPS_PX = {"unet": MULTIPLE}  # what a crop's side is a multiple of, where that is more than usual
DOWNS, BLOCKS = 3, 5  # of a residual, as published
ENHANCER_DOWNS, ENHANCER_BLOCKS = 2, 6


def kind_of(plan, part) -> str:
    """The kind of network that finishes `face` or `hand`."""
    return plan.face_network if part == "face" else "residual"


def is_told(plan, part) -> bool:
    """Whether that network and its judge are shown the drawing."""
    return kind_of(plan, part) != "enhancer"


def finisher(plan, part):
    """The network of a part, whose residual is nothing at first."""
    kind, channels = kind_of(plan, part), plan.channels
    inputs = channels + plan.shown * is_told(plan, part) + (part == "hand")
    if kind == "unet":
        network = begin(FaceUNet(inputs, channels))
        last = network.model.model[-2]
    else:
        shape = (DOWNS, min(BLOCKS, plan.blocks))
        norm = {}
        if kind == "enhancer":
            shape, norm = (ENHANCER_DOWNS, ENHANCER_BLOCKS), {"norm": nn.BatchNorm2d}
        network = begin(GlobalGenerator(inputs, channels, plan.widest, *shape, **norm))
        last = network.model[-2]
    nn.init.zeros_(last.weight)
    return network


def judge_of(plan, part):
    """What judges the pictures of a part."""
    if kind_of(plan, part) == "enhancer":
        return begin(ScaledJudge(3))
    return begin(FaceJudge(plan.shown + 3, plan.widest))
