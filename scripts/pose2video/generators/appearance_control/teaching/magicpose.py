"""MagicPose's training: the looks first, then looks and pose together."""

from __future__ import annotations

from dataclasses import dataclass

from pose2video.generators.appearance_control import AppearanceControl
from pose2video.generators.controlnet import ControlNet
from pose2video.registry import Needs

STAGES = {  # what a setting of 0 stands for; as published
    "appearance": {"batch_size": 32, "img_bin_limit": 15, "steps": 10_000},
    "joint": {"batch_size": 8, "img_bin_limit": 29, "steps": 110_000},
}
CHOICES = {
    "stage": tuple(STAGES),
    "poses": ("drawn", "maps"),
    "device": ("auto", "cpu", "cuda"),
    "precision": ("auto", "fp32", "bf16"),
}
RANGES = {
    "steps": (1, 10_000_000),
    "batch_size": (1, 1024),
    "img_bin_limit": (1, 1_000_000),
    "size": (64, 1024),
    "learning_rate": (1e-8, 0.1),
    "drop_face": (0, 1),
    "drop_hands": (0, 1),
    "ema": (0, 0.9999),
    "checkpoint_every": (1, 10_000_000),
    "seed": (0, 2**31),
}


@dataclass(frozen=True)
class MagicPose:
    """Teach a copy of Stable Diffusion's UNet to hand over a person's looks; needs a GPU.

    Stage `appearance` shows one frame of a film and asks for another, told nothing of the pose.
    Stage `joint` begins with that and tells the pose; then copy and pose network learn together, so
    that looks stop saying the pose. Stable Diffusion itself stays as it is. Source: see the
    generator; where a setting is 0 it is the published one of the stage.

    Attributes:
        data_set: Name of a block of `datasets`.
        stage: `appearance` or `joint`.
        begin: For `joint` the block of `trainings` with the first stage; empty to leave that out.
        poses: The pose as `drawn` from what the estimator found; or the set's own `maps`.
        estimator, smoother: Names of their blocks, by which the set's people are found.
        steps: How many.
        batch_size: Pairs of frames in a step; put through in parts, with the same result but for
            the last digits, where memory does not suffice.
        img_bin_limit: How many frames the two frames of a pair lie apart at most.
        size: Pixels of both sides of a frame, a multiple of 8; frames are scaled to it.
        learning_rate: Of AdamW, without decay of weights.
        drop_face, drop_hands: How often the face, or both hands, are left out of a drawn pose.
        ema: Share of the networks' average that a step leaves; 0 for the last networks.
        checkpointing: Make parts of the passes twice in place of keeping them: slower, with much
            less memory.
        checkpoint_every: Steps between checkpoints.
        base: Weights of Stable Diffusion.
        vae: Of another VAE; empty for the base's own.
        pose_model: Weights of the ControlNet that stage `joint` begins with.
        seed: Of everything that is drawn.
        device: `cuda` insists on a GPU, `auto` takes one where it is.
        precision: `auto` is bf16 on a GPU and fp32 on a CPU; what is learned is fp32 always.
    """

    data_set: str = "tiktok"
    stage: str = "appearance"
    begin: str = ""
    poses: str = "drawn"
    estimator: str = "holistic"
    smoother: str = "steady"
    steps: int = 0
    batch_size: int = 0
    img_bin_limit: int = 0
    size: int = 512
    learning_rate: float = 0.00001
    drop_face: float = 0.2
    drop_hands: float = 0.5
    ema: float = 0.0
    checkpointing: bool = True
    checkpoint_every: int = 1000
    base: str = "sd15"
    vae: str = ""
    pose_model: str = "openpose_controlnet"
    seed: int = 42
    device: str = "auto"
    precision: str = "auto"

    def __post_init__(self):
        """Take what the stage says, and check the settings.

        Raises:
            ValueError: One lies where none can, or two do not go together.
        """
        for name, known in CHOICES.items():
            if getattr(self, name) not in known:
                raise ValueError(f"{name} must be one of {', '.join(known)}")
        for name, value in STAGES[self.stage].items():
            object.__setattr__(self, name, getattr(self, name) or value)
        for name, (least, most) in RANGES.items():
            if not least <= getattr(self, name) <= most:
                raise ValueError(f"{name} must lie in [{least}, {most}]")
        if self.size % 8:
            raise ValueError("size must be a multiple of 8")
        if self.begin and self.stage == "appearance":
            raise ValueError("begin: stage appearance begins with Stable Diffusion: delete begin")
        if not self.data_set:
            raise ValueError("data_set: name a block of datasets")
        self.painting()

    @property
    def joint(self) -> bool:
        """Whether the pose is told."""
        return self.stage == "joint"

    def painting(self, precision="auto") -> ControlNet:
        """What the models are loaded by, and what tries them."""
        return AppearanceControl(
            appearance="it",
            control_scale=1.0 if self.joint else 0.0,
            guidance_scale=1.0,
            steps=10,
            base=self.base,
            vae=self.vae,
            pose_model=self.pose_model,
            seed=self.seed,
            device=self.device,
            precision=precision,
        ).painting()

    def needs(self) -> Needs:
        """The weights it begins with, a data set, and a GPU unless the CPU is asked for."""
        needs = self.painting().needs()
        return Needs(
            gpu=needs.gpu,
            weights=needs.weights,
            uses=needs.uses,
            taught=self.begin,
            data_set=self.data_set,
            memory_mb=8000,
        )

    def train(self, sources, weights, out, scratch, made_by):
        """Train, from where a checkpoint stands.

        Args:
            sources: `index` of the data set; `begin`, the folder of the first stage, or None.
            weights: `{id: folder}` of the ids of `needs().weights`.
            out: The folder to write, see `models`.
            scratch: Folder with what it needs to go on after it was killed.
            made_by: What is said of how it was made.

        Returns:
            uint8 RGB: in rows a reference, the wanted frame, and what is painted for it.

        Raises:
            UserError: No GPU although one is asked for, too little memory, a data set that nothing
                can be learned from, a loss that is no number, or models that do not fit together.
        """
        from pose2video.generators.appearance_control.teaching.teaching import teach

        return teach(self, sources, weights, out, scratch, made_by)
