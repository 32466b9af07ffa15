"""Subject fine-tuning in two phases: the UNet by LoRA, then the VAE's decoder."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from pose2video.configuring.settings import check
from pose2video.generators.controlnet import ControlNet
from pose2video.generators.controlnet.prompts import check_template, fill
from pose2video.registry import Needs

CHOICES = {"device": ("auto", "cpu", "cuda"), "precision": ("auto", "fp32", "bf16")}
RANGES = {
    "steps": (0, 100_000),
    "decoder_steps": (0, 100_000),
    "rank": (1, 256),
    "batch_size": (1, 64),
    "short_side_px": (64, 1024),
    "seed": (0, 2**32 - 1),
}


@dataclass(frozen=True)
class TwoPhase:
    """Teach Stable Diffusion 1.5 how one person looks; needs weights and a GPU.

    Phases and their lengths are those of DreamPose (Karras et al., arXiv 2304.06025), with low-rank
    changes of the UNet (Hu et al., arXiv 2106.09685) in place of all its weights.

    Attributes:
        prompt: What every picture shows, as in the generator's prompt without its gloss.
        rank: Of the UNet's changes: 4 learns little, 64 the picture by heart.
        steps: Of the UNet; 0 leaves it alone.
        decoder_steps: Of the VAE's decoder, which paints the finest detail; 0 leaves it alone.
        learning_rate: Of the UNet's changes; the decoder's is half of it.
        batch_size: Parts of a picture in a step; put through in halves where memory does not
            suffice, which hardly changes results.
        short_side_px: Of the pictures in training; best the recipe's.
        base: Weights of Stable Diffusion.
        vae: Of another VAE; empty for the base's own. Both as
            the generator's.
        pose_model: Of the ControlNet that is told each picture's own pose, so that looks are
            learned and not the pose; empty for none.
        seed: Of everything that is drawn.
        device: `cuda` insists on a GPU, `auto` takes one where it is.
        precision: `auto` is bf16 on a GPU and fp32 on a CPU; what is trained is fp32 always.
    """

    prompt: str = "a photograph of a person, sharp focus, high detail"
    rank: int = 16
    steps: int = 500
    decoder_steps: int = 400
    learning_rate: float = 0.0001
    batch_size: int = 4
    short_side_px: int = 512
    base: str = "sd15"
    vae: str = ""
    pose_model: str = "openpose_controlnet"
    seed: int = 0
    device: str = "auto"
    precision: str = "auto"

    def __post_init__(self):
        """Check the settings."""
        check_template("prompt", self.prompt)
        if fill(self.prompt, "") != fill(self.prompt, "gloss"):
            raise ValueError("prompt says what the pictures show: leave {gloss} out")
        check(self, CHOICES, RANGES)
        if not (self.steps or self.decoder_steps):
            raise ValueError("steps and decoder_steps are both 0: nothing would be learned")
        if not 0 < self.learning_rate <= 0.1:
            raise ValueError("learning_rate must lie in (0, 0.1]")
        self.painting()

    def painting(self, precision="auto") -> ControlNet:
        """The generator that the models are loaded by, and that tries them before and after."""
        return ControlNet(
            prompt=self.prompt,
            negative_prompt="",
            strength=0.6,
            guidance_scale=1.0,
            steps=20,
            scheduler="ddim",
            control_scale=1.0 if self.pose_model else 0.0,
            init="reference",
            hold_hands=0.0,
            hold_face=0.0,
            hold_colours=False,
            background="generated",
            base=self.base,
            vae=self.vae,
            pose_model=self.pose_model,
            seed=self.seed,
            device=self.device,
            precision=precision,
        )

    @property
    def drawing(self) -> str:
        """How poses are drawn for the ControlNet."""
        return next((drawing for _, drawing, _ in self.painting().controls), "openpose")

    def needs(self):
        """Weights by id, the drawing of poses, and a GPU unless the CPU is asked for."""
        needs = self.painting().needs()
        return Needs(gpu=needs.gpu, weights=needs.weights, memory_mb=5000, uses=needs.uses)

    def train(self, characters, weights, out, checkpoint, revision, data):
        """Train on the pictures of characters who are one person.

        Args:
            characters: `Character`s, the one that is painted first.
            weights: `{id: folder}` of the ids of `needs().weights`, as `weights.opened` gives.
            out: The folder to write: `unet/lora.safetensors`, `vae/decoder.safetensors` where they
                were trained, `losses.tsv`, `weights.json`, and in `training` plots, samples, time
                and device, and events for TensorBoard.
            checkpoint: File to go on from, and to write now and then; it stays, as does the folder
                `{checkpoint}.diary`, in which the training is seen while it runs.
            revision: Of this component: a checkpoint of another one is not gone on from.
            data: Digests of the files that the characters were read from; likewise.

        Returns:
            uint8 RGB: each picture, repainted by the models as they were, and as they are now.

        Raises:
            UserError: No GPU although one is asked for, too little memory, models that do not fit
                together, a loss that is no number, or a checkpoint that does not fit the models.
        """
        from pose2video.generators.controlnet.teaching.teaching import teach

        settings = {key: value for key, value in asdict(self).items() if key != "device"}
        made_by = {"use": "two_phase", "revision": revision, "settings": settings}
        return teach(self, made_by, characters, weights, out, checkpoint, data)
