"""MagicPose's training: the looks first, then looks and pose together."""

from __future__ import annotations

from dataclasses import dataclass

from pose2video.configuring.settings import check, take
from pose2video.generators.appearance_control import AppearanceControl
from pose2video.generators.appearance_control.teaching.presets import PRESETS, STAGES, preset
from pose2video.generators.controlnet import ControlNet
from pose2video.generators.controlnet.choices import CHOICES as PAINTING
from pose2video.registry import Needs

CHOICES = {
    "stage": STAGES,
    "quality": tuple(PRESETS),
    "body_control": PAINTING["body_control"],
    "poses": ("drawn", "maps"),
    "device": ("auto", "cpu", "cuda"),
    "precision": PAINTING["precision"],
}
RANGES = {
    "steps": (1, 10_000_000),
    "batch_size": (1, 1024),
    "img_bin_limit": (1, 1_000_000),
    "at_once": (0, 1024),
    "processes": (1, 64),
    "size": (64, 1024),
    "crop": (0.25, 1),
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
    generator; where a setting is 0 it is what `quality` says for the stage.

    Attributes:
        data_set: Name of a block of `datasets`.
        stage: `appearance` or `joint`.
        begin: For `joint` the block of `trainings` with the first stage; empty to leave that out.
        poses: The pose as `drawn` from what the estimator found; or the set's own `maps`.
        estimator, smoother: Names of their blocks, by which the set's people are found.
        body_control: For `joint`: `depth` or `normals` of the body fitted to the film, which a
            second ControlNet is told of; or `none`.
        quality: `full` as published: 512 pixels; 10 000 steps of 32 pairs, then 110 000 of 8.
            `medium`: 384 pixels; 6 000 of 16, then 30 000 of 8. `draft`: 256 pixels; 2 000 of 16,
            then 6 000 of 8.
        steps: How many.
        batch_size: Pairs of frames in a step.
        at_once: Pairs that a process puts through at a time, their gradients added up, with the
            same result but for the last digits; 0 for all, fewer where memory does not suffice.
        processes: That share a step, with the same result but for the last digits; each has a GPU
            of its own. `batch_size` is a multiple of it.
        img_bin_limit: How many frames the two frames of a pair lie apart at most.
        size: Pixels of both sides of a frame, a multiple of 8; frames are scaled to it.
        crop: Least share of the frames' area that a pair shows, a window drawn anew each time; 1 to
            cut nothing. Nothing is mirrored.
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
        precision: `auto` is bf16 on a GPU and fp32 on a CPU; what is learned is fp32 always. `fp16`
            is for GPUs without bf16: losses are scaled, and a step whose gradient is too large is
            left out.
    """

    data_set: str = "tiktok"
    stage: str = "appearance"
    begin: str = ""
    poses: str = "drawn"
    estimator: str = "holistic"
    smoother: str = "steady"
    body_control: str = "none"
    quality: str = "full"
    steps: int = 0
    batch_size: int = 0
    at_once: int = 0
    processes: int = 1
    img_bin_limit: int = 0
    size: int = 0
    crop: float = 0.9
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
        """Take what quality and stage say, and check the settings.

        Raises:
            ValueError: One lies where none can, or two do not go together.
        """
        check(self, CHOICES)
        take(self, preset(self.quality, self.stage))
        check(self, ranges=RANGES)
        if self.size % 8:
            raise ValueError("size must be a multiple of 8")
        if self.begin and self.stage == "appearance":
            raise ValueError("begin: stage appearance begins with Stable Diffusion: delete begin")
        if self.body_control != "none" and not self.joint:
            raise ValueError(
                "body_control: stage appearance is told nothing of the pose: delete it"
            )
        if self.batch_size % self.processes:
            raise ValueError(
                f"batch_size: {self.batch_size} pairs cannot be shared by {self.processes} "
                "processes: make it a multiple"
            )
        if not self.data_set:
            raise ValueError("data_set: name a block of datasets")
        self.painting(self.precision)

    @property
    def joint(self) -> bool:
        """Whether the pose is told."""
        return self.stage == "joint"

    def painting(self, precision="auto") -> ControlNet:
        """What the models are loaded by, and what tries them."""
        return AppearanceControl(
            appearance="it",
            control_scale=1.0 if self.joint else 0.0,
            body_control=self.body_control,
            body_control_scale=1.0,
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
            body=needs.body,
            gpu=needs.gpu * self.processes,
            processes=self.processes,
            weights=needs.weights,
            uses=needs.uses,
            taught=self.begin,
            data_set=self.data_set,
            memory_mb=8000,
        )

    def train(self, sources, weights, out, scratch, made_by):
        """Train, from where a checkpoint stands.

        Args:
            sources: `index` of the data set; `begin`, the folder of the first stage, or None;
                `body_model`, the folder of the body model, or None.
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
        from pose2video.generators.appearance_control.teaching.together import teach_together

        how = teach if self.processes == 1 else teach_together
        return how(self, sources, weights, out, scratch, made_by)
