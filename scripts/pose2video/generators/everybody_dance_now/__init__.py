"""Everybody Dance Now: a film's person painted frame after frame, with care for face and hands."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pose2video.configuring.settings import take
from pose2video.generators.everybody_dance_now.bodies import KINDS, drawing_specs
from pose2video.generators.everybody_dance_now.plan import FACE_NETWORKS
from pose2video.generators.everybody_dance_now.presets import PRESETS
from pose2video.generators.pose_to_picture.film_learners import FilmLearner
from pose2video.generators.pose_to_picture.settings import CHOICES, RANGES

OWN_CHOICES = CHOICES | {
    "quality": tuple(PRESETS),
    "network": ("unet", "global", "local"),
    "face_network": FACE_NETWORKS,
    "drawing": ("pose", "pose_and_body"),
    "looks_by": ("packaged", "vgg19"),
    "finish": ("face_and_hands", "face", "hands", "nothing"),
}
OWN_RANGES = RANGES | {
    "width": (8, 64),
    "downs": (2, 4),
    **dict.fromkeys(("l1", "features", "perceptual"), (0, 1000)),
}


@dataclass(frozen=True)
class EverybodyDanceNow(FilmLearner):
    """pix2pixHD, told of the frame before, then the face and the hands: Everybody Dance Now.

    Where a setting is 0 or empty it is what `quality` says.

    Attributes:
        quality: `draft` (192 pixels, some 15 minutes of one core) or `full` (512 pixels, coarse
            to fine; for a GPU).
        size: Pixels of the shorter side of what the network paints; it is scaled to the canvas.
        paint: `person` paints colour and alpha in a window that goes with the person, over the
            background of the film; `frame` paints the whole frame, as published.
        network: `unet`, whose way up sees again what the way down saw at every size; `global`,
            pix2pixHD's; or `local`, an enhancer of it at full size about one at half the size.
        width: Channels at full size; 0 as the preset has it, and so below.
        blocks: Residual blocks of pix2pixHD's networks.
        downs: Halvings.
        drawing: It is told the `pose`, as OpenPose draws it; or `pose_and_body`, beside it the
            fitted body's normals, parts and depth, which say which arm is in front.
        temporal: Whether it is told what it painted before, and judged by pairs of frames.
        sources: With paint person, so many moments of the film, with poses near the one to be
            painted, are seen; it may bend them and lay them over what it paints. 0 for none.
        finish: What gets a network of its own: `face_and_hands`, `face`, `hands` or `nothing`.
        face_network: What finishes a face: a `residual` network or a `unet`, both of the original,
            or an `enhancer`, which is shown what was painted and no drawing.
        nearest: How much of the nearest moment is laid over what was painted, as it was filmed: it
            holds detail that painting makes soft.
        steps: Of the whole picture; half of them with the coarse network of `local`. Face and
            hands take half as many after them.
        batch_size: Rows of frames in a step.
        learning_rate: Of Adam; constant for half of each stage's steps, then evenly down.
        l1: Weight of what lies where, pixel by pixel; 0 as published.
        features: Weight of feature matching.
        perceptual: Weight of how alike pictures look to a network.
        looks_by: Which: the `packaged` one (Shift-Tolerant LPIPS), or `vgg19` as published, whose
            weights are fetched, or lie in the folder of `weights`.
        moves: How far the window is moved and scaled by chance, as a share of it.
        ema: Share of the networks' average that a step leaves; 0 for the last networks.
        camera: With paint person, through which camera the background is seen: that of the
            character's `picture`, of the `last` frame, or the driver's as `filmed`.
        compile: Have PyTorch compile the networks before they learn: it takes half a minute and a
            C++ compiler, and saves about an eighth of a training.
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
    sources: int = 2
    finish: str = "face_and_hands"
    face_network: str = "residual"
    nearest: float = 0.0
    steps: int = 0
    batch_size: int = 0
    learning_rate: float = 0.0
    l1: float = 50.0
    features: float = 10.0
    perceptual: float = 10.0
    looks_by: str = "packaged"
    moves: float = 0.05
    ema: float = 0.99
    camera: str = "picture"
    compile: bool = False
    device: str = "auto"
    begin: str = ""
    seed: int = 0

    # what painters of this house know beside it
    choices = OWN_CHOICES
    ranges = OWN_RANGES
    edges = 0.5
    mask = 0.3
    rate = "linear"

    def __post_init__(self):
        """Take what `quality` says, and check the settings.

        Raises:
            ValueError: One lies where none can, or two do not go together.
        """
        take(self, PRESETS.get(self.quality, {}))
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

    @property
    def sees_by_weights(self) -> bool:
        """Whether pictures are compared by VGG19."""
        return self.perceptual > 0 and self.looks_by == "vgg19"

    def needs(self):
        """What others need, and the body where it is told."""
        body = self.drawing == "pose_and_body"
        uses = drawing_specs(("openpose", *(KINDS if body else ())))
        needs = replace(super().needs(), body=body, uses=uses)
        return (
            replace(needs, perceives=False, weights=("vgg19",)) if self.sees_by_weights else needs
        )

    def train(self, takes, weights, out, scratch, made_by):
        """As of `FilmLearner`, with the `weights` of VGG19 where it looks by them."""
        from pose2video.generators.everybody_dance_now.teaching import teach

        return teach(self, takes, weights, out, scratch, made_by)

    def shower(self):
        """What reads what was learned."""
        from pose2video.generators.everybody_dance_now.showing import danced_frames

        return danced_frames
