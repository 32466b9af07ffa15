"""How fast `appearance_control` paints and its training learns, beside the plain loop.

Run from the repository: `PYTHONPATH=scripts:tests python -m benchmarks.measure_appearance`. On a
GPU all networks are in full size, made from their configurations with random numbers: speed does
not depend on them. On a CPU they are tiny: that both ways give the same frames is checked, and the
times are those of tiny networks. `--expect` measures nothing and says what trainings of the full
size take, counted.
"""

import argparse
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from diffusers import AutoencoderKL, ControlNetModel, UNet2DConditionModel

from benchmarks.measure_diffusion import PEAK, full_models, timed
from benchmarks.plain_appearance import one_by_one
from paper_doll import paper_character, poses
from pose2video.characters.motions import Motion
from pose2video.generators.appearance_control import AppearanceControl
from pose2video.generators.appearance_control.guides import appearance_guides
from pose2video.generators.appearance_control.models import load_appearance
from pose2video.generators.appearance_control.teaching.blanks import blank_networks
from pose2video.generators.appearance_control.teaching.costs import memory_of
from pose2video.generators.appearance_control.teaching.learner import AppearanceLearner
from pose2video.generators.appearance_control.teaching.lessons import SEEDS, USED
from pose2video.generators.appearance_control.teaching.magicpose import MagicPose
from pose2video.generators.appearance_control.teaching.presets import PRESETS, STAGES
from pose2video.generators.controlnet.generator import Generator
from pose2video.generators.controlnet.models import PRECISIONS
from pose2video.generators.controlnet.noise import draw_noise
from pose2video.generators.controlnet.sizes import scaled
from pose2video.generators.joined_attention import Bank, join_attention
from pose2video.pose_drawings.openpose_lines import draw_openpose
from pose2video.poses.geometry import resize
from pose2video.training.schedule import Schedule
from pose2video.training.steps import Steps

LEVELS = {torch.float32: 1, torch.float16: 24, torch.bfloat16: 64}  # grey levels that may differ
AGREEING = 5  # steps of the frames that are compared: guidance multiplies rounding in each
AIM = 5.0  # times as fast as the plain loop, on a GPU
VAE = {
    "block_out_channels": (128, 256, 512, 512),
    "down_block_types": ("DownEncoderBlock2D",) * 4,
    "up_block_types": ("UpDecoderBlock2D",) * 4,
    "latent_channels": 4,
    "layers_per_block": 2,
}


def full_configurations(folder):
    """Configurations of Stable Diffusion 1.5 and its ControlNet: `{id: folder}`, no numbers."""
    base, pose = Path(folder) / "sd15", Path(folder) / "openpose_controlnet"
    with torch.device("meta"):
        UNet2DConditionModel(cross_attention_dim=768, sample_size=64).save_config(base / "unet")
        AutoencoderKL(**VAE).save_config(base / "vae")
        ControlNetModel(cross_attention_dim=768).save_config(pose)
    return {"sd15": base, "openpose_controlnet": pose}


def painting_models(settings, gpu):
    """Full ones with random numbers on a GPU, else tiny ones through their files."""
    if not gpu:
        from tiny_models import tiny_appearance, tiny_weights

        with tempfile.TemporaryDirectory() as folder:
            folder = Path(folder)
            weights = tiny_weights(folder, settings.needs().weights)
            weights["appearance"] = tiny_appearance(folder / "appearance")
            return load_appearance(settings.painting(), weights)
    models, bank = full_models(settings), Bank()
    unet = models.pipe.unet
    with models.device:
        writer = UNet2DConditionModel.from_config(unet.config)
    writer.to(models.dtype).eval().requires_grad_(False)
    for network in (unet, writer, models.pipe.vae, models.controls[0][0]):
        network.to(memory_format=torch.channels_last)
    join_attention(writer, bank, writes=True)
    join_attention(unet, bank)
    return replace(models, writer=writer, shared={unet: bank})


def measure_painting(asked, gpu):
    """Check that the plain loop and ours agree, and time both; gives what does not agree."""
    settings = AppearanceControl(
        steps=asked.steps,
        batch_size=asked.batch,
        device=asked.device,
        precision=asked.precision,
    )
    size = tuple(asked.size) if gpu else (64, 64)
    models = painting_models(settings, gpu)
    painting, character = settings.painting(), paper_character()
    still = poses(asked.frames)
    keypoints = still.keypoints.copy()
    keypoints[:, still.layout.index("left_wrist")] -= np.arange(asked.frames)[:, None] % 60
    moving = resize(still.changed(keypoints=keypoints), size)
    drawings = [draw_openpose(moving, t) for t in range(asked.frames)]
    picture = scaled(character.picture, size)
    factor = 2 ** (len(models.pipe.vae.config.block_out_channels) - 1)
    shape = (4, size[1] // factor, size[0] // factor)
    noise, _ = draw_noise(painting, [0], shape)
    few, scale = min(asked.frames, 4), settings.guidance_scale

    def plain(count, steps=settings.steps):
        return one_by_one(models, picture, drawings[:count], steps, scale, noise)

    def painted(count, steps=settings.steps):
        told = replace(painting, steps=steps)
        ours = Generator(told, models, appearance_guides(settings))
        return ours.generate(character, Motion(moving.cut(slice(0, count))))

    def agrees(what):
        made = [np.stack(list(way(few, AGREEING))).astype(int) for way in (plain, painted)]
        return _agree(*made, models.dtype, what)

    faults = [agrees("ours")]
    _, slow = timed(plain(few))
    if gpu:
        list(painted(min(asked.batch, asked.frames)))  # kernels for the whole batch
        torch.cuda.reset_peak_memory_stats()
    _, fast = timed(painted(asked.frames))
    what = f"{size[0]} x {size[1]}, {settings.steps} steps, {models.dtype}"
    print(f"painting {what}: plain {slow:.3g} frames/s, ours {fast:.3g}, {fast / slow:.2f} x")
    if not gpu:
        return faults
    print(f"batches of {asked.batch}: {torch.cuda.max_memory_allocated() / 2**30:.1f} GiB")
    print(f"aim {AIM:.0f} x: {'reached' if fast >= AIM * slow else 'not reached'}")
    _said_share(fast * operations_of_frame(models, size, settings.steps, asked.batch))
    if asked.compile:
        for network in (models.pipe.unet, models.writer, models.controls[0][0]):
            network.compile()  # in pieces: the hand-over is Python's
        begun = time.perf_counter()
        list(painted(few))
        list(painted(asked.frames))
        first = time.perf_counter() - begun
        faults.append(agrees("ours compiled"))
        _, compiled = timed(painted(asked.frames))
        print(f"compiled in {first:.0f} s: {compiled:.3g} frames/s, {compiled / fast:.2f} x")
    return faults


def operations_of_frame(models, size, steps, batch):
    """Floating-point operations of one frame in a batch: both sides, the reference once for all."""
    from torch.utils.flop_counter import FlopCounterMode

    like = {"device": models.device, "dtype": models.dtype}
    width, height = size
    unet, net, vae = models.pipe.unet, models.controls[0][0], models.pipe.vae
    latents = torch.randn(1, 4, height // 8, width // 8, **like)
    words = torch.randn(1, 77, unet.config.cross_attention_dim, **like)
    image = torch.randn(1, 3, height, width, **like)
    bank = models.shared[unet]

    def counted(run, sides=()):
        bank.sides = sides
        with torch.inference_mode(), FlopCounterMode(display=False) as counter:
            run()
        return counter.get_total_flops()

    writer = counted(lambda: models.writer(latents, 1, words)) / batch
    seen = counted(lambda: unet(latents, 1, words), (0,))
    unseen = counted(lambda: unet(latents, 1, words), (None,))
    pose = counted(lambda: net(latents, 1, words, image))
    return steps * (writer + seen + unseen + pose) + counted(lambda: vae.decode(latents))


def measure_learning(stage, asked, gpu):
    """Pairs a second of a stage, and its memory beside what was counted."""
    device = torch.device("cuda" if gpu else "cpu")
    precision = asked.precision if asked.precision != "auto" else ("bf16" if gpu else "fp32")
    size = asked.size[0] if gpu else 64
    settings = MagicPose(
        stage=stage, size=size, batch_size=asked.pairs, device=asked.device, precision=precision
    )
    with tempfile.TemporaryDirectory() as folder:
        if gpu:
            weights = full_configurations(folder)
        else:
            from tiny_models import tiny_weights

            weights = tiny_weights(Path(folder), settings.needs().weights)
        expected = memory_of(settings, weights, precision, asked.pairs)
        with device:
            networks = blank_networks(settings, weights, PRECISIONS[precision])
    for network in (networks.models.pipe.unet, networks.models.pipe.vae):
        network.to(memory_format=torch.channels_last if gpu else None)
    for network in networks.learning.values():
        network.train().to(memory_format=torch.channels_last if gpu else None)
    learner = AppearanceLearner(networks, settings, [])
    steps = Steps(learner, Schedule(steps=1, precision=precision, max_gradient=0.5), device)
    draw = np.random.default_rng(0)

    def batch(number):
        shape = (asked.pairs, size, size, 3)
        return {name: draw.integers(0, 256, shape, np.uint8) for name in USED} | {
            SEEDS: list(range(number * asked.pairs, (number + 1) * asked.pairs))
        }

    steps.take(batch(0), 0)  # AdamW's moments, kernels
    if gpu:
        torch.cuda.synchronize()
        torch.cuda.reset_peak_memory_stats()
    begun = time.perf_counter()
    for number in range(1, 1 + asked.learning_steps):
        steps.take(batch(number), number)
    if gpu:
        torch.cuda.synchronize()
    speed = asked.learning_steps * asked.pairs / (time.perf_counter() - begun)
    fit = steps.size or asked.pairs
    print(
        f"stage {stage}, {size} pixels, {precision}, {asked.pairs} pairs, {fit} at a time: "
        f"{speed:.3g} pairs/s, {2 * speed:.3g} images/s"
    )
    counted = expected.networks + expected.step * fit / asked.pairs
    if gpu:
        taken = torch.cuda.max_memory_allocated() / 1e9
        print(f"memory {taken:.1f} GB, counted before {counted:.1f} GB")
        _said_share(speed * expected.work * 1e12)


def expect():
    """Print what the presets take in full size, as their trainings say it before they begin."""
    with tempfile.TemporaryDirectory() as folder:
        weights = full_configurations(folder)
        for quality in reversed(PRESETS):
            for stage in STAGES:
                settings = MagicPose(stage=stage, quality=quality)
                pairs = settings.batch_size
                found = memory_of(settings, weights, "bf16", pairs)
                print(
                    f"{stage} {quality}: networks {found.networks:.1f} GB, one pair at least "
                    f"{found.one:.1f} GB, {pairs} pairs {found.step:.1f} GB; {found.work:.2f} "
                    f"TFLOP a pair, {settings.steps * pairs * found.work / 1e6:.2f} EFLOP in all",
                    flush=True,
                )


def _agree(theirs, found, dtype, what):
    """Nothing, or that two ways of painting give different frames."""
    away = np.abs(theirs - found)
    print(f"plain and {what}: grey levels differ by {away.mean():.4f}, at most {away.max()}")
    if away.max() > LEVELS[dtype]:
        return f"plain and {what} do not agree: at most {LEVELS[dtype]} was expected"
    return None


def _said_share(operations):
    name = torch.cuda.get_device_name()
    peak = next((value for key, value in PEAK.items() if key in name), None)
    share = f"{operations / peak:.0%} of its peak" if peak else "its peak is not known"
    print(f"{name}: {operations / 1e12:.0f} TFLOP/s, {share}")


def main():
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=int, default=32)
    parser.add_argument("--size", type=int, nargs=2, default=(512, 512), metavar=("W", "H"))
    parser.add_argument("--steps", type=int, default=50)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--pairs", type=int, default=8, help="of a step of training")
    parser.add_argument("--learning-steps", type=int, default=5)
    parser.add_argument("--device", default="auto")
    parser.add_argument("--precision", default="auto")
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--expect", action="store_true")
    asked = parser.parse_args()
    if asked.expect:
        return expect()
    gpu = torch.cuda.is_available() and asked.device != "cpu"
    print(torch.cuda.get_device_name() if gpu else "no GPU: tiny networks on the CPU")
    faults = measure_painting(asked, gpu)
    if gpu:
        torch.cuda.empty_cache()
    for stage in STAGES:
        measure_learning(stage, asked, gpu)
    return "; ".join(filter(None, faults)) or None


if __name__ == "__main__":
    sys.exit(main())
