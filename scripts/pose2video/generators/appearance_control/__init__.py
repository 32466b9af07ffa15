"""MagicPose: a picture's looks handed over by attention, its pose by a ControlNet."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pose2video.generators.controlnet import ControlNet
from pose2video.generators.controlnet.choices import DRAWN
from pose2video.generators.controlnet.diffusion_settings import DiffusionSettings

IMAGE_CFG = ("important", "balance")
NOISE = "noise"  # to begin with, in place of an initial image


@dataclass(frozen=True)
class AppearanceControl(DiffusionSettings):
    """Photorealistic frames with the face, skin and clothes of one picture; needs weights.

    A frozen Stable Diffusion 1.5; beside it a trained copy, the Appearance Control Model, sees the
    picture and hands over what its self-attention sees there; a ControlNet says the pose; there are
    no words. Source: Chang et al., "MagicPose", ICML 2024 (arXiv 2311.12052). Settings that are not
    told here are those of `controlnet`.

    Attributes:
        appearance: Name of the block of `trainings` that gives the trained copy.
        image_cfg: What guidance goes away from: `important` from frames that know neither the
            picture nor the pose; `balance` from frames that know the picture.
        guidance_scale: How far; 1 is half the work.
        steps: Of the scheduler.
        scheduler: `ddim` as published, or a faster one.
        strength: How much of the noise is put on the initial image.
        init: The initial image: `noise` for none, as published; or as of `controlnet`.
        hold_hands, hold_face: With init warp or figure how much of the steps it is kept there.
        hold_colours: Give each frame the colours of the initial image.
        background: `generated` as published; `reference` lays the person over the picture's own.
    """

    appearance: str = "magicpose"
    image_cfg: str = "important"
    guidance_scale: float = 7.0
    steps: int = 50
    scheduler: str = "ddim"
    strength: float = 1.0
    init: str = NOISE
    hold_hands: float = 0.0
    hold_face: float = 0.0
    hold_colours: bool = False
    background: str = "generated"

    def __post_init__(self):
        """Check the settings.

        Raises:
            ValueError: One lies where none can, or two do not go together.
        """
        if not self.appearance:
            raise ValueError("appearance: name the block of trainings that gives the model")
        if self.image_cfg not in IMAGE_CFG:
            raise ValueError(f"image_cfg must be one of {', '.join(IMAGE_CFG)}")
        if self.init == NOISE and (self.strength < 1 or self.hold_colours):
            raise ValueError(
                "init: noise has no initial image: set strength: 1 and hold_colours: false, or "
                "init: warp"
            )
        if self.background == "reference" and self.init not in DRAWN:
            raise ValueError(
                "background: reference needs to know where the person is: set init: warp or figure"
            )
        self.painting()

    def painting(self) -> ControlNet:
        """What the frames are painted by: `controlnet` without words, with reference attention."""
        same = {
            name: value
            for name, value in vars(self).items()
            if name not in ("appearance", "image_cfg", "init")
        }
        return ControlNet(
            prompt="",
            negative_prompt="",
            init="reference" if self.init == NOISE else self.init,
            reference_attention=True,
            **same,
        )

    def needs(self):
        """What `controlnet` needs, and the trained model."""
        return replace(
            self.painting().needs(), prompted=False, taught=self.appearance, memory_mb=8000
        )

    def loaded(self, weights):
        """Load the models once, for any number of clips.

        Args:
            weights: `{id: folder}` of the ids of `needs().weights`, and the trained model's folder
                as `appearance`.

        Raises:
            UserError: No GPU although one is asked for, or weights that do not fit together.
        """
        from pose2video.generators.appearance_control.guides import appearance_guides
        from pose2video.generators.appearance_control.models import load_appearance
        from pose2video.generators.controlnet.generator import Generator

        models = load_appearance(self.painting(), weights)
        return Generator(self.painting(), models, appearance_guides(self))
