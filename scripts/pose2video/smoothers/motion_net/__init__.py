"""A smoother that has learned what detectors get wrong: see `cleaning`."""

from dataclasses import dataclass
from pathlib import Path

from pose2video.configuring.settings import check
from pose2video.registry import Needs
from pose2video.smoothers.fill_gaps import MOST_S

CHOICES = {
    "weights": ("shipped", "trained", "published"),
    "motions": ("synthetic", "human36m"),
}
RANGES = {
    "max_gap_s": (0, MOST_S),
    "steps": (1, 10**6),
    "batch_size": (1, 1024),
    "width": (1, 1024),
}


@dataclass(frozen=True)
class MotionNet:
    """`fill_gaps` and `one_euro`, then a net that corrects what is left.

    It corrects COCO's 17 joints, by 40 frames before and after each. All other points of the body
    keep their place beside wrist, ankle and nose; hands and face, which other models find, stay
    where `one_euro` leaves them. What does not move at all, within 40 frames, is left as it is.

    Attributes:
        weights: `shipped` with the project; `trained` by `prepare_smoother`, with the settings
            below; or `published`, the Motion Extraction Net's from a file of one's own.
        max_gap_s: See `fill_gaps`.
        motions: What it is trained on: `synthetic` ones, or `human36m`, from files of one's own.
        steps, batch_size, learning_rate, width, seed: Of the training.
    """

    weights: str = "shipped"
    max_gap_s: float = 0.6
    motions: str = "synthetic"
    steps: int = 1200
    batch_size: int = 16
    learning_rate: float = 0.003
    width: int = 32
    seed: int = 0

    def __post_init__(self):
        """Check the settings."""
        check(self, CHOICES, RANGES)
        if not 0 < self.learning_rate <= 1:
            raise ValueError("learning_rate must lie above 0 and be at most 1")
        if self.seed < 0:
            raise ValueError("seed must be at least 0")

    def needs(self):
        """Weights that are not shipped are made ready first."""
        if self.weights == "shipped":
            return Needs()
        return Needs(trained_on=self.motions if self.weights == "trained" else "published")

    def loaded(self, weights):
        """The smoother with the weights in `{"model": folder}`."""
        return LoadedMotionNet(self, Path(weights["model"]))

    def __call__(self, poses):
        """Smooth `poses` with the shipped weights."""
        from pose2video.smoothers.motion_net.cleaning import cleaned
        from pose2video.smoothers.motion_net.weights import shipped_weights

        if self.needs().trained_on:
            raise ValueError(f"weights: {self.weights} must be loaded first")
        return cleaned(poses, shipped_weights(), self.max_gap_s)


@dataclass(frozen=True)
class LoadedMotionNet:
    """The smoother with weights from a folder.

    Attributes:
        settings: A `MotionNet`. folder: That `prepare_smoother` made.
    """

    settings: MotionNet
    folder: Path

    def __call__(self, poses):
        """Smooth `poses`."""
        from pose2video.smoothers.motion_net.cleaning import cleaned
        from pose2video.smoothers.motion_net.weights import FILE, read_weights

        return cleaned(poses, read_weights(self.folder / FILE), self.settings.max_gap_s)
