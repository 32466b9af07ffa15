"""What a figure's painter is like: all that its file says, so that it can be made again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FigurePlan:
    """The shape of a painter.

    Attributes:
        size: `(width, height)` in pixels of the window that it paints.
        pages: `(width, height)` in texels of the stack of pages that its texture covers.
        texel: Metres of the reference body.
        texture: Channels of the texture, the first three its colours; 0 for none.
        width: Channels of the network at full size.
        temporal: Whether it is told what it painted before.
        sources: Remembered moments of the film that it sees, and may lay over what it paints.
        pose: Whether it is told the pose.
    """

    size: tuple[int, int]
    pages: tuple[int, int]
    texel: float
    texture: int = 12
    width: int = 16
    temporal: bool = True
    sources: int = 0
    pose: bool = True

    # what lessons and files of painters ask of a plan
    paint = "person"
    view = "whole"
    told = "figure"
