"""Global-Flow-Local-Attention: a person's own parts, brought to where a pose wants them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pose2video.configuring.settings import take
from pose2video.generators.flow_attention.presets import CHECKPOINTS, PRESETS
from pose2video.generators.pose_to_picture.film_learners import FilmLearner
from pose2video.generators.pose_to_picture.settings import CHOICES, RANGES
from pose2video.registry import Needs

LOSSES = ("pixels", "features", "judged")
OWN_CHOICES = CHOICES | {"quality": tuple(PRESETS), "losses": LOSSES, "checkpoint": CHECKPOINTS}
OWN_RANGES = RANGES | {
    "width": (8, 128),
    "flow_width": (8, 64),
    "window_eighth": (0, 7),
    "window_quarter": (0, 7),
    "frames": (1, 12),
}
WINDOWS = (3, 5)  # published
LEAST_JUDGED = 5  # frames that the judge of motion needs


@dataclass(frozen=True)
class FlowAttention(FilmLearner):
    """A picture performs a motion by flows and local attention, frame after frame.

    After the network of Ren et al. 2020. It learns the character's own film, or all people of a
    data set and then performs with the picture of anybody. A person is painted, as a layer over
    the background, from one picture that stays the reference and from the frame painted before.

    Where a setting is 0 or empty it is what `quality` says.

    Attributes:
        quality: `draft` (96 x 128 pixels of a person, for two cores) or `full` (256 pixels, the
            published widths and losses; for a GPU); or `published`, the network of Ren et al. with
            their weights: whole frames of 256 x 256 pixels from a picture, nothing is learned.
        checkpoint: With quality published, `fashion` or `iper`: the file `latest_net_G.pth` in the
            folder `flow_attention_fashion` (or `_iper`) of `weights.folder`.
        people: Name of a block of `datasets` whose people it learns; empty for the film.
        led: Joints say first where each part of the body comes from, networks add to it, and pixels
            of the reference are shown where they fit; false for the network alone, as published.
        size: Pixels of the shorter side of what the network paints; a multiple of 32 is best.
        width: Channels of pictures at half size; 64 is the published network.
        flow_width: Those of the flow nets; 32 is published.
        window_eighth, window_quarter: Sides of the patches of local attention at an eighth and at
            a quarter of the size; 0 for none.
        frames: In a row that an example has; each is painted from the one before.
        losses: `pixels`; `features`, of a network too: content, style, and whether flows point at
            what looks like what they should bring; or `judged`, by networks that learn against it
            as well.
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
        camera: As of `regression_map`, where the character's film is learned.
        device: As of `regression_map`.
        seed: Of networks, order and chance.
    """

    quality: str = "draft"
    checkpoint: str = "fashion"
    people: str = ""
    led: bool = True
    size: int = 0
    width: int = 0
    flow_width: int = 0
    window_eighth: int = 3
    window_quarter: int = 5
    frames: int = 0
    losses: str = ""
    steps: int = 0
    batch_size: int = 0
    learning_rate: float = 0.0
    rate: str = "cosine"
    plateau: int = 10
    beta1: float = 0.9
    ema: float = 0.98
    mirror: bool = False
    moves: float = 0.05
    edges: float = 0.5
    mask: float = 0.3
    camera: str = "picture"
    device: str = "auto"
    seed: int = 0

    choices = OWN_CHOICES
    ranges = OWN_RANGES
    multiple = 32
    memory_mb = 20
    if_too_short = "set fewer frames"

    def __post_init__(self):
        """Take what `quality` says, and check the settings.

        Raises:
            ValueError: One lies where none can, or two do not go together.
        """
        preset = PRESETS.get(self.quality, {})
        if self.quality == "published":
            self._check_published(preset)
        take(self, preset)
        self.check()
        if self.judged and self.frames < LEAST_JUDGED:
            raise ValueError(f"losses: judged needs frames: {LEAST_JUDGED} or more")

    def _check_published(self, preset):
        other = [name for name in preset if getattr(self, name) not in (0, "", preset[name])]
        other += ["people"] * bool(self.people)
        other += [f"window_{at}" for at, side in zip(("eighth", "quarter"), WINDOWS, strict=True)
                  if getattr(self, f"window_{at}") != side]  # fmt: skip
        if other:
            raise ValueError(
                f"quality: published is as it was trained: leave out {' and '.join(other)}"
            )
        object.__setattr__(self, "led", False)

    def needs(self):
        """The character's film with its background; a data set; or a published checkpoint."""
        if self.quality == "published":
            gpu = int(self.device == "cuda")
            return Needs(trained_on="published", paints=True, gpu=gpu, memory_mb=2500)
        if not self.people:
            return super().needs()
        found = replace(super().needs(), trained_on="set", data_set=self.people)
        return replace(found, plate=False, camera=False)

    @property
    def perceptual(self):
        """Whether features of a network are compared."""
        return self.losses != "pixels"

    @property
    def judged(self):
        """Whether networks judge what is painted."""
        return self.losses == "judged"

    @property
    def windows(self):
        """Sides of the patches at an eighth and at a quarter of the size."""
        return (self.window_eighth, self.window_quarter)

    def teacher(self):
        """What trains it."""
        if not self.people:
            return super().teacher()
        from pose2video.generators.flow_attention.people_teaching import teach_people

        return teach_people

    def shower(self):
        """What reads what was learned."""
        if self.quality == "published":
            from pose2video.generators.flow_attention.published_showing import published_frames

            return published_frames
        if self.people:
            from pose2video.generators.flow_attention.people_showing import people_frames

            return people_frames
        from pose2video.generators.flow_attention.showing import flow_frames

        return flow_frames

    def plan(self, size):
        """The `FlowPlan` of a painter of `(width, height)`."""
        from pose2video.generators.flow_attention.plan import FlowPlan

        return FlowPlan(tuple(size), self.width, self.flow_width, self.windows, self.led)

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
