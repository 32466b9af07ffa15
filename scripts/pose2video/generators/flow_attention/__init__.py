"""Global-Flow-Local-Attention: a person's own parts, brought to where a pose wants them."""

from __future__ import annotations

from dataclasses import dataclass

from pose2video.generators.pose_to_picture.film_learners import FilmLearner
from pose2video.generators.pose_to_picture.settings import CHOICES, RANGES

OWN_RANGES = RANGES | {
    "width": (8, 128),
    "flow_width": (8, 64),
    "window_eighth": (0, 7),
    "window_quarter": (0, 7),
    "frames": (1, 12),
    "perceptual": (False, True),
}
LEAST_JUDGED = 5  # frames that the judge of motion needs


@dataclass(frozen=True)
class FlowAttention(FilmLearner):
    """A picture performs a motion by flows and local attention, frame after frame.

    The network of Ren et al. 2020 learns on the character's own film. It paints a person, as a
    layer over the film's background, from one moment of the film that stays the reference, and from
    the frame that it painted before.

    Attributes:
        size: Pixels of the shorter side of what the network paints; a multiple of 32 is best.
        width: Channels of pictures at half size; 64 is the published network.
        flow_width: Those of the flow nets; 32 is published.
        window_eighth, window_quarter: Sides of the patches of local attention at an eighth and at
            a quarter of the size; 0 for none.
        frames: In a row that an example has; each is painted from the one before.
        steps: Of the training.
        batch_size: Examples in a step.
        learning_rate: Of Adam.
        rate: How it falls, as of `regression_map`.
        plateau: As of `regression_map`.
        beta1: Of Adam.
        ema: Share of the networks' average that a step leaves.
        mirror: Also learn from mirrored frames, left and right swapped.
        moves: How far the window is moved and scaled by chance, as a share of it.
        edges: Weight of differences between neighbouring pixels, of that of L1.
        mask: Weight of where the person is, likewise.
        perceptual: Learn by features of a network too: content, style, and whether flows point at
            what looks like what they should bring.
        judged: Let judges of frames and of motion learn against it.
        camera: As of `regression_map`.
        device: As of `regression_map`.
        seed: Of networks, order and chance.
    """

    size: int = 128
    width: int = 32
    flow_width: int = 16
    window_eighth: int = 3
    window_quarter: int = 5
    frames: int = 4
    steps: int = 400
    batch_size: int = 2
    learning_rate: float = 1e-3
    rate: str = "cosine"
    plateau: int = 10
    beta1: float = 0.9
    ema: float = 0.98
    mirror: bool = False
    moves: float = 0.05
    edges: float = 0.5
    mask: float = 0.3
    perceptual: bool = True
    judged: bool = False
    camera: str = "picture"
    device: str = "auto"
    seed: int = 0

    choices = CHOICES
    ranges = OWN_RANGES
    multiple = 32
    memory_mb = 20
    if_too_short = "set fewer frames"

    def __post_init__(self):
        """Check the settings.

        Raises:
            ValueError: One lies where none can, or two do not go together.
        """
        self.check()
        if self.judged and self.frames < LEAST_JUDGED:
            raise ValueError(f"judges of motion need frames: {LEAST_JUDGED} or more")

    @property
    def windows(self):
        """Sides of the patches at an eighth and at a quarter of the size."""
        return (self.window_eighth, self.window_quarter)

    def shower(self):
        """What reads what was learned."""
        from pose2video.generators.flow_attention.showing import flow_frames

        return flow_frames

    def plan(self, size):
        """The `FlowPlan` of a painter of `(width, height)`."""
        from pose2video.generators.flow_attention.plan import FlowPlan

        return FlowPlan(tuple(size), self.width, self.flow_width, self.windows)

    def painter(self, plan):
        """The network of a plan, as it begins."""
        from pose2video.generators.flow_attention.painter import FlowPainter

        return FlowPainter(plan)

    def lessons(self, footage, scene, usable):
        """What is learned from, and what a plateau is seen on; see `teaching.lessons_of`."""
        from pose2video.generators.flow_attention.lessons import FlowLessons
        from pose2video.generators.pose_to_picture.teaching import lessons_of

        return lessons_of(self, footage, scene, usable, FlowLessons, self.frames, 1)

    def learner(self, painter, steps, shown, epoch):
        """A `Learner` for a painter."""
        from pose2video.generators.flow_attention.learner import FlowLearner

        return FlowLearner(painter, self, steps, shown)
