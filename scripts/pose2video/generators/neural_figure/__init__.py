"""A figure that learns its skin: a neural texture on the character's own body."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pose2video.configuring.settings import take
from pose2video.generators.neural_figure.presets import PRESETS
from pose2video.generators.pose_to_picture.film_learners import FilmLearner
from pose2video.generators.pose_to_picture.settings import CHOICES, RANGES

OWN_CHOICES = CHOICES | {"quality": tuple(PRESETS)}
OWN_RANGES = RANGES | {
    "texture": (0, 32),
    "jitter": (0, 0.1),
    "closely": (0, 0.8),
    "adversarial": (0, 10),
    "width": (8, 64),
}


@dataclass(frozen=True)
class NeuralFigure(FilmLearner):
    """Learn a texture on the character's own body, and a network that finishes its drawing.

    It begins with the picture of `body_render` and changes colour and outline where the film shows
    that something else is there: hair and clothes that leave the body, folds, light, hands.

    Where a setting is 0 or empty it is what `quality` says.

    Attributes:
        quality: `draft` (128 pixels, for minutes of a core) or `full` (256 pixels, for a GPU).
        size: Pixels of the shorter side of the window that the network paints. What it changes is
            scaled to the canvas; the drawing of the body is as fine as the canvas.
        width: Channels of the network at full size.
        texture: Channels of what is learned of every place of the body; its first three begin as
            its colours. 0 for no texture: the network sees the drawing alone.
        temporal: Whether it is told what it painted before, brought to where the body is now.
        sources: Moments of the film with poses near the one to be painted that it sees; it may bend
            them and lay them over what it paints. 0 for none.
        pose: Whether it is told where the film has the joints. The fitted body is a little beside
            them.
        correct: Whether parts of the body may move a little to where the film has them, while it is
            learned from.
        closely: Share of the steps in which face and hands alone are compared.
        jitter: How far parts of the body are moved by chance while it learns, as a share of the
            window.
        steps: Of the training.
        batch_size: Examples in a step.
        learning_rate: Of Adam; the texture's is five times as large.
        beta1: Of Adam.
        ema: Share of the networks' average that a step leaves.
        moves: How far the window is moved and scaled by chance, as a share of it.
        edges: Weight of the differences between neighbouring pixels.
        mask: Weight of where the person is.
        perceptual: Weight of how alike pictures look to a network (Shift-Tolerant LPIPS); 0 for
            none.
        adversarial: Weight of how well its pictures pass for the film's before a network that
            learns to tell them apart; 0 for none. It makes crisper pictures, and slower steps.
        camera: Through which camera the background is seen: that of the character's `picture`, of
            the `last` frame, or the driver's as `filmed`.
        device: `auto` takes a GPU that is there, `cuda` asks for one.
        seed: Of networks, order and chance.
    """

    quality: str = "draft"
    size: int = 0
    width: int = 0
    texture: int = 12
    temporal: bool = True
    sources: int = 2
    pose: bool = True
    correct: bool = True
    closely: float = 0.2
    jitter: float = 0.004
    steps: int = 0
    batch_size: int = 0
    learning_rate: float = 2e-3
    beta1: float = 0.9
    ema: float = 0.98
    moves: float = 0.03
    edges: float = 0.5
    mask: float = 1.0
    perceptual: float = 0.2
    adversarial: float = 0.0
    camera: str = "picture"
    device: str = "auto"
    seed: int = 0

    choices = OWN_CHOICES
    ranges = OWN_RANGES
    multiple = 16
    memory_mb = 16
    rate, mirror = "cosine", False
    if_too_short = "set temporal: false"

    def __post_init__(self):
        """Take what `quality` says, and check the settings.

        Raises:
            ValueError: One lies where none can.
        """
        take(self, PRESETS.get(self.quality, {}))
        self.check()
        if self.width % 8:
            raise ValueError("width must be a multiple of 8")
        if 0 < self.texture < 3:
            raise ValueError("texture begins with three colours: give 3 or more channels, or 0")

    def needs(self):
        """The film with its background, the body, and the skin that is laid from the film."""
        return replace(super().needs(), body=True, skin=True)

    def teacher(self):
        """What trains it."""
        from pose2video.generators.neural_figure.teaching import teach

        return teach

    def shower(self):
        """What reads what was learned."""
        from pose2video.generators.neural_figure.showing import figure_frames

        return figure_frames
