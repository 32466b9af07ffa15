"""What a painter of flows is like: all that it takes to make it again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FlowPlan:
    """The shape of a `FlowPainter`.

    Attributes:
        size: `(width, height)` in pixels, multiples of 32.
        width: Channels of pictures at half size.
        flow_width: Those of the flow nets.
        windows: Sides of patches at an eighth and at a quarter of the size; 0 for no attention.
        led: Whether joints say first where parts come from; see `networks.led`.
    """

    size: tuple[int, int]
    width: int = 32
    flow_width: int = 16
    windows: tuple[int, int] = (3, 5)
    led: bool = False

    # as a `PainterPlan` has them
    told, paint, drawing, times, sources = "map", "person", "limbs", 1, 1
