"""Trained generators: networks that learn from a character's film to paint it in a pose."""

from __future__ import annotations

from dataclasses import dataclass

from pose2video.generators.pose_to_picture.settings import PoseToPicture

WITH_SOURCES = "unet"


@dataclass(frozen=True)
class RegressionVector(PoseToPicture):
    """A picture from 13 joints as 26 numbers, learned by comparison: DeepDance's VanillaNN 1."""

    def shape(self):
        """What the settings say of a `PainterPlan` beside its size."""
        return {"told": "vector", "paint": self.paint, "view": self.view, "times": self.times}


@dataclass(frozen=True)
class RegressionMap(PoseToPicture):
    """A picture from a drawn pose, learned by comparison: DeepDance's VanillaNN 2, or a U-Net.

    By default a U-Net that also sees the nearest moments of the film, which it may bend, lay over
    each other and paint over: before it has learned anything it shows the nearest moment in place.

    Attributes:
        network: `unet` with true skips; `plain` without, as DeepDance's code; `spade`; `pix2pixhd`,
            or `pix2pixhd_local` with its enhancer at full size.
        drawing: `limbs`, one soft channel each; `sticks`, DeepDance's 13 joints; or the drawing
            `openpose` or `mediapipe` with hands and face.
        width: Channels at full size; half of the first layer's of `plain`.
        blocks: Residual blocks of pix2pixHD's.
        sources: Nearest moments of the film that a `unet` sees; 0 for none.
        nearest: How much of the nearest of them is laid over what was painted, as it was filmed: it
            holds detail that painting makes soft.
    """

    network: str = "unet"
    drawing: str = "limbs"
    width: int = 16
    blocks: int = 3
    sources: int = 2
    nearest: float = 0.3

    def __post_init__(self):
        """Check the settings.

        Raises:
            ValueError: One lies where none can, or two do not go together.
        """
        super().__post_init__()
        check_network(self)

    def shape(self):
        """What the settings say of a `PainterPlan` beside its size."""
        names = ("paint", "view", "times", "network", "drawing", "width", "blocks", "sources")
        return {name: getattr(self, name) for name in names} | {"told": "map"}


@dataclass(frozen=True)
class Adversarial(PoseToPicture):
    """A picture that also has to pass for a true one: DeepDance's GAN, and what it had planned.

    Attributes:
        told: The pose as a `map` (a drawing), or as a `vector` of 26 numbers, as DeepDance.
        network, drawing, width, blocks, sources, nearest: As of `regression_map`.
        judge: `patch` is DeepDance's; `multiscale` is pix2pixHD's, with feature matching.
        judge_sees_pose: Whether the judge sees the drawn pose beside the picture.
        judge_rate: Its learning rate, as a share of the painter's.
        judge_dropout: Of `patch`.
        loss: `bce` or `lsgan`.
        l1_first: Weight of L1 in the first step.
        l1_last: In the last one.
        l1_falls: Evenly over the `run`; or by `epochs`, DeepDance's max(30, 100 - epoch // 4).
        real_least, real_most: Labels of true pictures lie between them, by chance.
        fake_least, fake_most: Those of painted ones.
        balance: Let the judge rest while it is sure: DeepDance's rule.
        temporal: Weight of a second judge, of 3-D convolutions over three pictures in a row; 0 for
            none.
    """

    told: str = "map"
    network: str = "unet"
    drawing: str = "limbs"
    width: int = 16
    blocks: int = 3
    sources: int = 2
    nearest: float = 0.3
    judge: str = "patch"
    judge_sees_pose: bool = False
    judge_rate: float = 0.5
    judge_dropout: float = 0.25
    loss: str = "bce"
    l1_first: float = 100.0
    l1_last: float = 30.0
    l1_falls: str = "run"
    real_least: float = 0.85
    real_most: float = 1.0
    fake_least: float = 0.0
    fake_most: float = 0.15
    balance: bool = True
    temporal: float = 0.0

    def __post_init__(self):
        """Check the settings.

        Raises:
            ValueError: One lies where none can, or two do not go together.
        """
        super().__post_init__()
        if self.told == "vector" and (self.judge_sees_pose or self.sources):
            raise ValueError("told: vector is not seen: set judge_sees_pose: false and sources: 0")
        if self.told == "map":
            check_network(self)
        for kind in ("real", "fake"):
            if getattr(self, f"{kind}_least") > getattr(self, f"{kind}_most"):
                raise ValueError(f"{kind}_least must not be more than {kind}_most")

    def shape(self):
        """What the settings say of a `PainterPlan` beside its size."""
        names = ("paint", "view", "times", "told", "network", "drawing", "width", "blocks")
        return {name: getattr(self, name) for name in names} | {"sources": self.sources}

    def learner(self, painter, steps, shown, epoch):
        """A `Learner` for a painter: comparison, and judges."""
        from pose2video.generators.pose_to_picture.adversaries import AdversarialLearner

        return AdversarialLearner(painter, self, steps, shown, epoch)


def check_network(settings):
    """Check what goes together.

    Raises:
        ValueError: Something does not.
    """
    if settings.sources and settings.network != WITH_SOURCES:
        raise ValueError(f"sources are seen by network: {WITH_SOURCES} alone: set sources: 0")
    if settings.width % 8:
        raise ValueError("width must be a multiple of 8")
