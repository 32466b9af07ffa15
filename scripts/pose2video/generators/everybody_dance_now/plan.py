"""What the painter of `edn` is like: all that its file says, so that it can be made again."""

from __future__ import annotations

from dataclasses import dataclass, replace

FACE_NETWORKS = ("residual", "unet", "enhancer")


@dataclass(frozen=True)
class DancePlan:
    """The shape of a painter.

    Attributes:
        size: `(width, height)` in pixels.
        paint: `person`, as a layer, or `frame`, whole.
        network: `unet`; `global`, or `local` with the coarse one in it.
        width: Channels at full size.
        blocks: Residual blocks of the coarse network.
        downs: Its halvings.
        temporal: Whether it sees what it painted before.
        body: Whether it is told the body's normals, parts and depth beside the pose.
        sources: Remembered moments that it sees, and may lay over what it paints.
        face_px: Side of the crop at the face that is finished; 0 for none.
        face_network: By which kind of network, of `FACE_NETWORKS`, see `finishers`.
        hand_px: Of those at the hands.
    """

    size: tuple[int, int]
    paint: str = "person"
    network: str = "global"
    width: int = 16
    blocks: int = 3
    downs: int = 3
    temporal: bool = True
    body: bool = False
    sources: int = 0
    face_px: int = 0
    face_network: str = "residual"
    hand_px: int = 0

    # what lessons and windows of painters ask of a plan
    view = "whole"
    told = "drawing"
    drawing = "openpose"
    times = 1

    @property
    def channels(self) -> int:
        """Of what is painted: colours, and alpha where a person is."""
        return 4 if self.paint == "person" else 3

    @property
    def shown(self) -> int:
        """Channels of what the pose is told by."""
        return 12 if self.body else 3

    @property
    def widest(self) -> int:
        """Channels of judges and of the networks of parts: those of the coarse network."""
        return self.width * (2 if self.network == "local" else 1)

    @property
    def multiple(self) -> int:
        """What the sides of a picture are multiples of."""
        return 2 ** (self.downs + (self.network == "local"))

    def coarse(self) -> DancePlan:
        """The plan of the network within, which paints at half the size."""
        half = tuple(side // 2 for side in self.size)
        return replace(self, size=half, network="global", width=self.widest, face_px=0, hand_px=0)
