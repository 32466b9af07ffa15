"""Everybody Dance Now: a film's person painted frame after frame, with care for face and hands."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from pose2video.characters.plates import CAMERAS
from pose2video.generators.everybody_dance_now.bodies import KINDS, drawing_specs
from pose2video.generators.everybody_dance_now.presets import PRESETS
from pose2video.generators.pose_to_picture.plan import MULTIPLE
from pose2video.registry import Needs

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
ONLY_SHOWN = ("camera", "device")  # a trained painter does not depend on them


@dataclass(frozen=True)
class EverybodyDanceNow:
    """pix2pixHD, told of the frame before, then the face and the hands: Everybody Dance Now.

    Where a setting is 0 or empty it is what `quality` says.

    Attributes:
        quality: `draft` (128 pixels, about half an hour on two cores) or `full` (512 pixels, coarse
            to fine; for a GPU).
        size: Pixels of the shorter side of what the network paints; it is scaled to the canvas.
        paint: `person` paints colour and alpha in a window that goes with the person, over the
            background of the film; `frame` paints the whole frame, as published.
        network: `global`; or `local`, an enhancer at full size about one at half the size.
        width: Channels at full size. blocks: Residual blocks. downs: Halvings.
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
    multiple = MULTIPLE
    view = "whole"
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
        for name, value in asdict(self).items():
            if name in CHOICES and value not in CHOICES[name]:
                raise ValueError(f"{name} must be one of {', '.join(CHOICES[name])}")
            if name in RANGES and not RANGES[name][0] <= value <= RANGES[name][1]:
                low, high = RANGES[name]
                raise ValueError(f"{name} must lie in [{low}, {high}]")
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

    def recorded(self) -> dict:
        """The settings that a trained painter depends on."""
        return {name: v for name, v in asdict(self).items() if name not in ONLY_SHOWN}

    def needs(self):
        """The character's film and, to paint a person, its background."""
        person, body = self.paint == "person", self.drawing == "pose_and_body"
        return Needs(
            body=body,
            trained_on="character",
            plate=person,
            camera=person and self.camera == "filmed",
            perceives=self.perceptual > 0,
            gpu=int(self.device == "cuda"),
            paints=True,
            memory_mb=1500 + 12 * self.size,
            uses=drawing_specs(("openpose", *(KINDS if body else ()))),
        )

    def train(self, takes, weights, out, scratch, made_by):
        """Learn the footage of one character; killed and called again it goes on.

        Args:
            takes: `Take`s of one person.
            weights: None are needed.
            out: The folder to write.
            scratch: Where the footage is packed, the checkpoint and what is seen of it lie.
            made_by: What is said of how it was made.

        Returns:
            uint8 RGB: moments of the film above, what was told, and what is painted.

        Raises:
            UserError: Too few frames, too little memory, or a loss that is no number.
        """
        from pose2video.generators.everybody_dance_now.teaching import teach

        return teach(self, takes, out, scratch, made_by)

    def loaded(self, weights):
        """The generator with what was learned of one character.

        Args:
            weights: `{"model": folder}` that `train` wrote.

        Raises:
            UserError: It is damaged, or of other settings.
        """
        from pose2video.generators.everybody_dance_now.showing import danced_frames

        return danced_frames(self, weights)
