"""What a painter is like: all that its file says, so that it can be made again."""

from __future__ import annotations

from dataclasses import dataclass

MULTIPLE = 16  # of both sides of a picture that networks paint


@dataclass(frozen=True)
class PainterPlan:
    """The shape of a painter.

    Attributes:
        size: `(width, height)` in pixels.
        told: `vector` or `map`.
        paint: `person`, as a layer, or `frame`, whole.
        view: `whole` or `square`, of a frame.
        times: Poses in a row that it is told.
        network: `plain`, `unet`, `spade`, `pix2pixhd` or `pix2pixhd_local`, for maps.
        drawing: `limbs`, `sticks`, or the name of a pose drawing.
        width: Channels at full size.
        blocks: Residual blocks of pix2pixHD's.
        sources: Remembered moments that it sees.
        face: Whether a second network finishes the face.
    """

    size: tuple[int, int]
    told: str = "map"
    paint: str = "person"
    view: str = "whole"
    times: int = 1
    network: str = "unet"
    drawing: str = "limbs"
    width: int = 16
    blocks: int = 3
    sources: int = 0
    face: bool = False


def size_of(short_side, proportion, multiple=MULTIPLE) -> tuple[int, int]:
    """The size of what is painted: sides that networks can halve, at least as large as asked.

    Args:
        short_side: Pixels. proportion: Width by height. multiple: Of both sides.
    """
    long = short_side * max(proportion, 1 / proportion)
    short, long = (-(-round(side) // multiple) * multiple for side in (short_side, long))
    return (long, short) if proportion > 1 else (short, long)
