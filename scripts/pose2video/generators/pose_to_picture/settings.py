"""The settings that all trained generators share, and their checks."""

from __future__ import annotations

from dataclasses import dataclass

from pose2video.characters.plates import CAMERAS
from pose2video.generators.pose_to_picture.film_learners import FilmLearner

SIZES = (64, 512)  # pixels
CHOICES = {
    "paint": ("person", "frame"),
    "view": ("whole", "square"),
    "rate": ("cosine", "plateau", "constant"),
    "device": ("auto", "cpu", "cuda"),
    "camera": CAMERAS,
    "network": ("unet", "plain", "spade", "pix2pixhd", "pix2pixhd_local"),
    "drawing": ("limbs", "sticks", "openpose", "mediapipe"),
    "told": ("map", "vector"),
    "judge": ("patch", "multiscale"),
    "loss": ("bce", "lsgan"),
    "l1_falls": ("run", "epochs"),
}
RANGES = {
    "size": SIZES,
    "times": (1, 5),
    "steps": (1, 10_000_000),
    "batch_size": (1, 256),
    "learning_rate": (1e-7, 0.1),
    "plateau": (1, 1000),
    "beta1": (0, 0.999),
    "ema": (0, 0.9999),
    "moves": (0, 0.3),
    "edges": (0, 10),
    "mask": (0, 10),
    "perceptual": (0, 100),
    "width": (8, 128),
    "blocks": (1, 12),
    "sources": (0, 4),
    "nearest": (0, 1),
    "seed": (0, 2**31),
    "l1_first": (0, 1000),
    "l1_last": (0, 1000),
    "judge_rate": (0.01, 10),
    "judge_dropout": (0, 0.9),
    "temporal": (0, 10),
    **dict.fromkeys(("real_least", "real_most", "fake_least", "fake_most"), (0, 1)),
}


@dataclass(frozen=True)
class PoseToPicture(FilmLearner):
    """What trained generators have in common.

    Attributes:
        size: Pixels of the shorter side of what the network paints; it is scaled to the canvas.
        paint: `person` paints colour and alpha in a window that goes with the person, over the
            background of the film; `frame` paints the whole frame, as DeepDance.
        view: With paint frame: the `whole` frame, or its middle `square`, as DeepDance.
        times: Poses in a row that the network is told: 3 is this one and the two before.
        steps: Of the training.
        batch_size: Examples in a step.
        learning_rate: Of Adam.
        rate: How it falls: along a `cosine` to nothing (with weight decay), halved at a `plateau`
            of the loss on the film's last tenth, which is not learned from then, or `constant`.
        plateau: Looks at the held-out part without progress until it is halved.
        beta1: Of Adam.
        ema: Share of the networks' average that a step leaves; 0 for the last networks.
        mirror: Also learn from mirrored frames, left and right swapped.
        moves: How far the window is moved and scaled by chance, as a share of it.
        edges: Weight of the differences between neighbouring pixels, with paint person.
        mask: Weight of where the person is, with paint person.
        face: Let a second network add what is missing at the face.
        perceptual: Weight of how alike pictures look to a network (Shift-Tolerant LPIPS); 0 for
            none.
        camera: With paint person, through which camera the background is seen: that of the
            character's `picture`, of the `last` frame, or the driver's as `filmed`.
        device: `auto` takes a GPU that is there, `cuda` asks for one.
        seed: Of networks, order and chance.
    """

    size: int = 128
    paint: str = "person"
    view: str = "whole"
    times: int = 1
    steps: int = 400
    batch_size: int = 8
    learning_rate: float = 2e-3
    rate: str = "cosine"
    plateau: int = 10
    beta1: float = 0.9
    ema: float = 0.98
    mirror: bool = False
    moves: float = 0.05
    edges: float = 0.5
    mask: float = 0.3
    face: bool = False
    perceptual: float = 0.0
    camera: str = "picture"
    device: str = "auto"
    seed: int = 0

    choices = CHOICES
    ranges = RANGES

    def __post_init__(self):
        """Check the settings.

        Raises:
            ValueError: One lies where none can, or two do not go together.
        """
        self.check()
        if self.paint == "frame" and self.mirror:
            raise ValueError("mirror: a whole frame is not mirrored; set paint: person")
        if self.paint == "frame" and self.shape().get("sources"):
            raise ValueError("sources are persons to be laid over a plate: set paint: person, or 0")

    def shape(self) -> dict:
        """What the settings say of a `PainterPlan` beside its size."""
        raise NotImplementedError

    def shower(self):
        """What reads what was learned."""
        from pose2video.generators.pose_to_picture.showing import painted_frames

        return painted_frames

    if_too_short = "set times: 1 and temporal: 0"

    def plan(self, size):
        """The `PainterPlan` of a painter of `(width, height)`."""
        from pose2video.generators.pose_to_picture.plan import PainterPlan

        return PainterPlan(tuple(size), face=self.face, **self.shape())

    def painter(self, plan):
        """The network of a plan, as it begins."""
        from pose2video.generators.pose_to_picture.painter import Painter

        return Painter(plan)

    def lessons(self, footage, scene, usable):
        """What is learned from, and what a plateau is seen on; see `teaching.lessons_of`."""
        from pose2video.generators.pose_to_picture.adversaries import ROW
        from pose2video.generators.pose_to_picture.teaching import lessons_of

        painted = ROW if getattr(self, "temporal", 0) else 1
        return lessons_of(self, footage, scene, usable, painted=painted, before=self.times - 1)

    def learner(self, painter, steps, shown, epoch):
        """A `Learner` for a painter: by comparison alone."""
        from pose2video.generators.pose_to_picture.learner import PaintingLearner

        return PaintingLearner(painter, self, steps, shown)
