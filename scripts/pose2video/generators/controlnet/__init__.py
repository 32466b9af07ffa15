"""Stable Diffusion with ControlNet: frames repainted in batches over what limb_warp laid out."""

from __future__ import annotations

from dataclasses import dataclass

from pose2video.configuring.settings import check
from pose2video.generators import GENERATORS
from pose2video.generators.controlnet.choices import (
    BODY_MODELS,
    CHOICES,
    DRAWINGS,
    DRAWN,
    RANGES,
)
from pose2video.generators.controlnet.diffusion_settings import DiffusionSettings
from pose2video.generators.controlnet.prompts import check_template
from pose2video.pose_drawings import POSE_DRAWINGS
from pose2video.registry import Needs

MOST_WINDOW = 128  # frames that are painted together


@dataclass(frozen=True)
class ControlNet(DiffusionSettings):
    """Photorealistic frames by Stable Diffusion 1.5 and a ControlNet; needs weights and a GPU.

    Attributes:
        prompt: What to paint; `{gloss}` is the clip's. A phrase between commas that names it is
            left out where the clip has none.
        negative_prompt: What not to paint.
        strength: How much of the noise is put on the initial image: 0 keeps it, 1 forgets it.
        guidance_scale: How closely the prompt is followed; 1 is half the work.
        steps: Of the scheduler; `strength` times as many are made.
        scheduler: `dpmpp_2m`, `unipc`, `ddim`, or `lcm` with its LoRA (4 to 8 steps, guidance 1).
        init: The initial image: `warp` is limb_warp's frame, `figure` body_render's, `reference`
            the unmoved picture, `previous` the frame before, one after another.
        hold_hands: How much of the steps the initial image is kept at the hands, with init warp or
            figure; 1 keeps its pixels.
        hold_face: The same at the face.
        identity: IP-Adapter that sees the whole picture (`plus`) or its face (`plus_face`).
        ip_scale: Its weight.
        reference_attention: Let every frame attend to the reference image, too; no weights.
        hold_colours: Give each frame the mean and spread of the initial image's colours.
        background: `reference` lays the person over the picture's own filled background.
        compile: Have PyTorch compile the networks that make frames by themselves at their first
            use, which takes minutes: for runs of thousands of frames on a GPU.
    """

    prompt: str = "a photograph of a person, signing {gloss}, sharp focus, high detail"
    negative_prompt: str = "blurry, deformed hands, extra fingers, bad anatomy, low quality"
    strength: float = 0.5
    guidance_scale: float = 6.0
    steps: int = 20
    scheduler: str = "dpmpp_2m"
    init: str = "warp"
    hold_hands: float = 0.3
    hold_face: float = 0.4
    identity: str = "none"
    ip_scale: float = 0.6
    reference_attention: bool = False
    hold_colours: bool = True
    background: str = "reference"
    compile: bool = False

    def __post_init__(self):
        """Check the settings."""
        check_template("prompt", self.prompt)
        check_template("negative_prompt", self.negative_prompt)
        check(self, CHOICES, RANGES)
        if self.scheduler == "lcm" and self.steps > 50:
            raise ValueError("steps of lcm must lie in [1, 50]; 4 to 8 are usual")
        self._check_together()

    def _check_together(self):
        if self.control_start >= self.control_end:
            raise ValueError("control_start must be smaller than control_end")
        if self.init not in DRAWN and (self.hold_hands or self.hold_face):
            raise ValueError(
                f"hold_hands and hold_face keep what was drawn first: set both to 0 with init: "
                f"{self.init}"
            )
        if self.init == "previous" and self.motion == "animatediff":
            raise ValueError("init: previous goes frame by frame, motion: animatediff in windows")
        if self.window > MOST_WINDOW:
            raise ValueError(f"window must be at most {MOST_WINDOW}")
        if not 0 <= self.overlap < self.window:
            raise ValueError("overlap must be at least 0 and smaller than window")
        if self.compile and (self.motion == "animatediff" or self.reference_attention):
            raise ValueError(
                "compile: true, but PyTorch can compile neither motion: animatediff nor "
                "reference_attention whole: leave one of them out"
            )
        if self.pose_model in BODY_MODELS.values():
            raise ValueError(f"pose_model: {self.pose_model} knows no poses; see body_control")
        if self.device == "cpu" and self.precision == "fp16":
            raise ValueError("precision fp16 needs a GPU: choose fp32 or bf16 with device: cpu")

    @property
    def controls(self) -> list[tuple[str, str, float]]:
        """`(weights, pose drawing, scale)` of every ControlNet that counts."""
        second = BODY_MODELS.get(self.body_control)
        drawing = DRAWINGS.get(self.pose_model, "openpose")
        both = [(self.pose_model, drawing, self.control_scale)]
        both += [(second, self.body_control, self.body_control_scale)] if second else []
        return [control for control in both if control[2] > 0]

    @property
    def warps(self) -> bool:
        """Whether the frames of a generator without weights are used."""
        return self.init in DRAWN or self.background == "reference"

    @property
    def maps(self) -> str:
        """The pictures of a pose that do in place of poses: where the whole pose is drawn only."""
        drawn = all(drawing == "openpose" for _, drawing, _ in self.controls)
        whole = self.body and self.hands and self.face
        return "openpose" if drawn and whole and not self.warps else ""

    @property
    def warp(self) -> dict:
        """The spec of the generator that lays out what is painted over."""
        return GENERATORS.spec(DRAWN.get(self.init, DRAWN["warp"]), "controlnet")

    def needs(self):
        """Weights by id, the adaptation, the body for limb_warp, a GPU unless it is the CPU's."""
        weights = [self.base, *(model for model, _, _ in self.controls)]
        drawn = [name for _, name, _ in self.controls]
        weights += [self.vae] if self.vae else []
        if self.identity != "none":
            weights += [f"ip_adapter_{self.identity}", "ip_image_encoder"]
        weights += ["motion_adapter"] if self.motion != "none" else []
        weights += ["lcm_lora"] if self.scheduler == "lcm" else []
        return Needs(
            body=self.warps or self.body_control != "none",
            gpu=int(self.device != "cpu"),
            weights=tuple(weights),
            adaptation=self.adaptation,
            prompted=True,
            paints=True,
            maps=self.maps,
            memory_mb=3000,
            uses=(*((self.warp,) if self.warps else ()), *(self.drawing(name) for name in drawn)),
        )

    def drawing(self, name) -> dict:
        """The spec of a pose drawing, with the parts that it shows."""
        parts = () if name in BODY_MODELS else ("body", "hands", "face")
        block = {part: getattr(self, part) for part in parts}
        return POSE_DRAWINGS.spec({"use": name, **block}, "controlnet")

    def loaded(self, weights):
        """Load the models once, for any number of clips.

        Args:
            weights: `{id: folder}` of the ids of `needs().weights`; with an adaptation also the
                folder of what was learned of one character, as `adaptation`.

        Returns:
            A generator: `generate(character, motion)` and `warnings(character, motion)`.

        Raises:
            UserError: No GPU although one is asked for, or weights that do not fit together.
        """
        from pose2video.generators.controlnet.generator import Generator
        from pose2video.generators.controlnet.models import load_models

        return Generator(self, load_models(self, weights))
