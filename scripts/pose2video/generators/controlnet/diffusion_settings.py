"""Settings that everything has that paints by Stable Diffusion and a ControlNet."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class DiffusionSettings:
    """How frames are told the pose, made together, and by which models.

    Attributes:
        control_scale: Weight of the pose; 0 leaves the pose network out.
        control_start: Share of the steps after which the pose begins to count.
        control_end: Share of the steps after which it no longer counts.
        body: Draw the pose's body.
        hands: Its hands.
        face: Its face.
        body_control: `depth` or `normals` of the body model for a second ControlNet, or `none`.
        body_control_scale: Weight of the second one.
        shared_noise: The same noise for every frame that is made by itself, so that equal poses
            give equal frames. In windows each frame has its own, as motion modules learned it.
        motion: `animatediff` makes frames in windows that see each other; `polish` makes them one
            by one and passes over them lightly in such windows.
        window: Frames in a window.
        overlap: Frames that two windows share.
        window_offset: `random` lets windows begin elsewhere at every step: no seams, and all of a
            film's frames are held in memory.
        base: Weights of Stable Diffusion.
        vae: Of another VAE; empty for the base's own.
        pose_model: Of a ControlNet for poses. `mediapipe_controlnet` is given the drawing that it
            learned, any other OpenPose's.
        adaptation: Name of a block of `adaptations`: base and VAE are first trained on the
            character's pictures as it says; empty for none.
        seed: Of the noise.
        batch_size: Frames at a time; halved where memory does not suffice. Hardly changes results.
        device: `cuda` insists on a GPU, `auto` takes one where it is.
        precision: `auto` is fp16 on a GPU and fp32 on a CPU.
    """

    control_scale: float = 1.0
    control_start: float = 0.0
    control_end: float = 1.0
    body: bool = True
    hands: bool = True
    face: bool = True
    body_control: str = "none"
    body_control_scale: float = 0.5
    shared_noise: bool = True
    motion: str = "none"
    window: int = 16
    overlap: int = 4
    window_offset: str = "none"
    base: str = "sd15"
    vae: str = ""
    pose_model: str = "openpose_controlnet"
    adaptation: str = ""
    seed: int = 0
    batch_size: int = 8
    device: str = "auto"
    precision: str = "auto"
