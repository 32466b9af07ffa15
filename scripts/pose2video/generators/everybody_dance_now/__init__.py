"""Everybody Dance Now: a film's person painted frame after frame, with care for face and hands."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pose2video.characters.plates import CAMERAS
from pose2video.generators.everybody_dance_now.bodies import KINDS, drawing_specs
from pose2video.generators.everybody_dance_now.presets import PRESETS
from pose2video.generators.pose_to_picture.film_learners import FilmLearner

CHOICES = {
    "quality": tuple(PRESETS),
    "paint": ("person", "frame"),
    "network": ("global", "local"),
    "drawing": ("pose", "pose_and_body"),
    "finish": ("face_and_hands", "face", "hands", "nothing"),
    "device": ("auto", "cpu", "cuda"),
    "camera": CAMERAS,
}
RANGES = {
    "size": (64, 512),
    "width": (8, 64),
    "blocks": (1, 12),
    "downs": (2, 4),
    "steps": (1, 10_000_000),
    "batch_size": (1, 64),
    "learning_rate": (1e-7, 0.1),
    "l1": (0, 1000),
    "features": (0, 1000),
    "perceptual": (0, 1000),
    "moves": (0, 0.3),
    "ema": (0, 0.9999),
    "seed": (0, 2**31),
}


@dataclass(frozen=True)
class EverybodyDanceNow(FilmLearner):
    """pix2pixHD, told of the frame before, then the face and the hands: Everybody Dance Now.

    Where a setting is 0 or empty it is what `quality` says.

    Attributes:
        quality: `draft` (128 pixels, about half an hour on two cores) or `full` (512 pixels, coarse
            to fine; for a GPU).
        size: Pixels of the shorter side of what the network paints; it is scaled to the canvas.
        paint: `person` paints colour and alpha in a window that goes with the person, over the
            background of the film; `frame` paints the whole frame, as published.
        network: `global`; or `local`, an enhancer at full size about one at half the size.
        width: Channels at full size; 0 as the preset has it, and so below.
        blocks: Residual blocks.
        downs: Halvings.
        drawing: It is told the `pose`, as OpenPose draws it; or `pose_and_body`, beside it the
            fitted body's normals, parts and depth, which say which arm is in front.
        temporal: Whether it is told what it painted before, and judged by pairs of frames.
        finish: What gets a network of its own: `face_and_hands`, `face`, `hands` or `nothing`.
        steps: Of the whole picture; half of them with the coarse network of `local`. Face and
            hands take half as many after them.
        batch_size: Rows of frames in a step.
        learning_rate: Of Adam; constant for half of each stage's steps, then evenly down.
        l1: Weight of what lies where, pixel by pixel; 0 as published.
        features: Weight of feature matching.
        perceptual: Weight of how alike pictures look to a network (Shift-Tolerant LPIPS).
        moves: How far the window is moved and scaled by chance, as a share of it.
        ema: Share of the networks' average that a step leaves; 0 for the last networks.
        camera: With paint person, through which camera the background is seen: that of the
            character's `picture`, of the `last` frame, or the driver's as `filmed`.
        device: `auto` takes a GPU that is there, `cuda` asks for one.
        begin: Folder of a published checkpoint (`latest_net_G.pth`, ...) to begin with; empty for
            none.
        seed: Of networks, order and chance.
    """

    quality: str = "draft"
    size: int = 0
    paint: str = "person"
    network: str = ""
    width: int = 0
    blocks: int = 0
    downs: int = 0
    drawing: str = "pose"
    temporal: bool = True
    finish: str = "face_and_hands"
    steps: int = 0
    batch_size: int = 0
    learning_rate: float = 0.0
    l1: float = 50.0
    features: float = 10.0
    perceptual: float = 10.0
    moves: float = 0.05
    ema: float = 0.99
    camera: str = "picture"
    device: str = "auto"
    begin: str = ""
    seed: int = 0

    # what painters of this house know beside it
    choices = CHOICES
    ranges = RANGES
    edges = 0.5
    mask = 0.3
    rate = "linear"

    def __post_init__(self):
        """Take what `quality` says, and check the settings.

        Raises:
            ValueError: One lies where none can, or two do not go together.
        """
        for name, value in PRESETS.get(self.quality, {}).items():
            object.__setattr__(self, name, getattr(self, name) or value)
        self.check()
        if self.width % 8:
            raise ValueError("width must be a multiple of 8")
        as_published = (self.paint, self.temporal, self.drawing) == ("frame", True, "pose")
        if self.begin and not as_published:
            raise ValueError(
                "begin: published networks paint whole frames, are told the frame before and no "
                "body: set paint: frame, temporal: true and drawing: pose"
            )

    @property
    def finished(self) -> tuple[str, ...]:
        """Which parts are: `face`, `hands`."""
        return tuple(part for part in ("face", "hands") if part in self.finish)

    def needs(self):
        """What others need, and the body where it is told."""
        body = self.drawing == "pose_and_body"
        uses = drawing_specs(("openpose", *(KINDS if body else ())))
        return replace(super().needs(), body=body, uses=uses)

    def teacher(self):
        """What trains it."""
        from pose2video.generators.everybody_dance_now.teaching import teach

        return teach

    def shower(self):
        """What reads what was learned."""
        from pose2video.generators.everybody_dance_now.showing import danced_frames

        return danced_frames
