"""Frames per second of the controlnet generator against diffusers' pipeline, frame by frame.

Run from the repository: `PYTHONPATH=scripts:tests python -m benchmarks.measure_diffusion`. On a
GPU the models are Stable Diffusion 1.5 and its ControlNet in full size, with random weights: speed
does not depend on the values. On a CPU they are tiny, and only that the results agree is checked.
"""

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np

from pose2video.characters.motions import Motion
from pose2video.generators.controlnet import ControlNet
from pose2video.pose_drawings.openpose_lines import draw_openpose
from pose2video.poses.geometry import resize

LEVELS = {"cpu": 1.5, "cuda": 8.0}  # largest grey-level difference: fp32, and fp16 in batches
# Dense tensor operations a second in fp16 or bf16. Source: NVIDIA's data sheets.
PEAK = {"H200": 989e12, "H100": 989e12, "A100": 312e12}
PLAIN = {"init": "reference", "hold_hands": 0.0, "hold_face": 0.0, "background": "generated"}
PLAIN |= {"hold_colours": False, "scheduler": "ddim", "guidance_scale": 7.5}

NOISE = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}
NOISE |= {"steps_offset": 1, "clip_sample": False, "set_alpha_to_one": False}


def full_models(settings):
    """Stable Diffusion 1.5 and ControlNet in full size, random weights, on the GPU."""
    import torch
    from diffusers import (
        AutoencoderKL,
        ControlNetModel,
        DDIMScheduler,
        StableDiffusionImg2ImgPipeline,
        UNet2DConditionModel,
    )
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

    from pose2video.generators.controlnet.models import Models, choose_device
    from tiny_models import write_tokenizer

    device, dtype = choose_device(settings.device, settings.precision)
    channels = (128, 256, 512, 512)
    text = CLIPTextConfig(
        vocab_size=49408,
        hidden_size=768,
        intermediate_size=3072,
        num_hidden_layers=12,
        num_attention_heads=12,
        projection_dim=768,
    )
    torch.manual_seed(0)
    with device:
        unet = UNet2DConditionModel(cross_attention_dim=768, sample_size=64)
        control = ControlNetModel(cross_attention_dim=768)
        vae = AutoencoderKL(
            block_out_channels=channels,
            down_block_types=("DownEncoderBlock2D",) * 4,
            up_block_types=("UpDecoderBlock2D",) * 4,
            latent_channels=4,
            layers_per_block=2,
            sample_size=512,
        )
        words = CLIPTextModel(text)
    for model in (unet, control, vae, words):
        model.to(dtype=dtype).eval().requires_grad_(False)
    with tempfile.TemporaryDirectory() as folder:
        write_tokenizer(folder)
        tokenizer = CLIPTokenizer.from_pretrained(folder)
    pipe = StableDiffusionImg2ImgPipeline(
        vae=vae,
        text_encoder=words,
        tokenizer=tokenizer,
        unet=unet,
        scheduler=DDIMScheduler(**NOISE),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    return Models(pipe, ((control, 1.0),), None, {})


def tiny_models(settings):
    """Tiny models through their files."""
    from pose2video.generators.controlnet.models import load_models
    from tiny_models import tiny_weights

    with tempfile.TemporaryDirectory() as folder:
        return load_models(settings, tiny_weights(Path(folder), settings.needs().weights))


def plain_pipeline(models):
    """The pipeline that S1's loop calls, with the same models."""
    from diffusers import DDIMScheduler, StableDiffusionControlNetImg2ImgPipeline

    parts = models.pipe.components | {"controlnet": models.controls[0][0]}
    parts["scheduler"] = DDIMScheduler.from_config(models.pipe.scheduler.config)
    pipe = StableDiffusionControlNetImg2ImgPipeline(**parts, requires_safety_checker=False)
    pipe.set_progress_bar_config(disable=True)
    return pipe


def one_by_one(pipe, settings, picture, poses, latents=None):
    """Frames by one call of the pipeline each, from the picture or from given noisy latents."""
    import torch
    from PIL import Image

    for i in range(poses.n_frames):
        result = pipe(
            prompt=settings.prompt,
            negative_prompt=settings.negative_prompt,
            image=Image.fromarray(picture),
            control_image=Image.fromarray(draw_openpose(poses, i)),
            strength=settings.strength,
            guidance_scale=settings.guidance_scale,
            controlnet_conditioning_scale=settings.control_scale,
            num_inference_steps=settings.steps,
            generator=torch.Generator(pipe.device).manual_seed(settings.seed),
            latents=latents,
        )
        yield np.asarray(result.images[0])


def noisy_start(settings, models, picture):
    """The noisy latents that our loop begins with."""
    import torch

    from pose2video.generators.controlnet.latents import encode
    from pose2video.generators.controlnet.noise import draw_noise
    from pose2video.generators.controlnet.schedules import make_scheduler, noised

    with torch.inference_mode():
        start = encode(models, [picture])
        noise, _ = draw_noise(settings, [0], start.shape[1:])
        scheduler, times = make_scheduler(
            models.pipe.scheduler.config, "ddim", settings.steps, settings.strength, models.device
        )
        return noised(scheduler, start, noise.to(start.device), times[0]).to(models.dtype)


def operations_per_frame(settings, models, size):
    """Floating-point operations of one frame: every pass of UNet, ControlNet, VAE."""
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    pipe, net = models.pipe, models.controls[0][0]
    like = {"device": models.device, "dtype": models.dtype}
    width, height = size
    latents = torch.randn(1, 4, height // 8, width // 8, **like)
    words = torch.randn(1, 77, pipe.unet.config.cross_attention_dim, **like)
    image = torch.randn(1, 3, height, width, **like)
    counts = []
    passes = (
        lambda: (pipe.unet(latents, 1, words), net(latents, 1, words, image)),
        lambda: (pipe.vae.encode(image), pipe.vae.decode(latents)),
    )
    for run in passes:
        with torch.inference_mode(), FlopCounterMode(display=False) as counter:
            run()
        counts.append(counter.get_total_flops())
    sides = 2 if settings.guidance_scale > 1 else 1
    return counts[0] * sides * int(settings.steps * settings.strength) + counts[1]


def timed(frames):
    """Frames, and how many of them a second came."""
    import torch

    begin = time.perf_counter()
    frames = list(frames)
    if torch.cuda.is_available():
        torch.cuda.synchronize()
    return frames, len(frames) / (time.perf_counter() - begin)


def main(frames, size, steps, strength, batch, device, precision, compile):
    """Check that both agree, then measure both; prints what was measured on what.

    With `compile` ours is also measured compiled, and how long the first two batches then take.
    """
    import torch

    from paper_doll import paper_character, poses
    from pose2video.films.scaling import scaled
    from pose2video.generators.compiling import compile_networks
    from pose2video.generators.controlnet.generator import Generator

    settings = ControlNet(
        **PLAIN,
        prompt="a photograph of a person, signing",
        steps=steps,
        strength=strength,
        batch_size=batch,
        device=device,
        precision=precision,
    )
    gpu = torch.cuda.is_available() and device != "cpu"
    models = full_models(settings) if gpu else tiny_models(settings)
    character, still = paper_character(), poses(frames)
    keypoints = still.keypoints.copy()
    keypoints[:, still.layout.index("left_wrist")] -= np.arange(frames)[:, None] % 60
    moving = resize(still.changed(keypoints=keypoints), size)
    picture = scaled(character.picture, size)
    pipe, ours = plain_pipeline(models), Generator(settings, models)

    first = moving.cut(slice(0, 2))
    theirs = list(
        one_by_one(pipe, settings, picture, first, noisy_start(settings, models, picture))
    )
    found = list(ours.generate(character, Motion(first)))
    away = np.abs(np.stack(theirs).astype(int) - np.stack(found))
    limit = LEVELS[models.device.type]
    print(f"same noise, same poses: grey levels differ by {away.mean():.3f}, at most {away.max()}")
    if away.max() > limit:
        raise SystemExit(f"the two do not agree: at most {limit} was expected")
    if not gpu:
        print("no GPU: tiny models on the CPU, agreement checked, no speed measured")
        return

    name, what = torch.cuda.get_device_name(), f"{size[0]} x {size[1]}, {steps} steps x {strength}"
    print(f"{name}, {models.dtype}, {what}, {frames} frames")
    list(one_by_one(pipe, settings, picture, first))  # warm
    _, slow = timed(one_by_one(pipe, settings, picture, moving.cut(slice(0, min(frames, 8)))))
    print(f"diffusers, one frame at a time: {slow:.2f} frames/s")
    for model in (models.pipe.unet, models.pipe.vae, models.controls[0][0]):
        model.to(memory_format=torch.channels_last)
    list(ours.generate(character, Motion(moving.cut(slice(0, batch)))))  # warm
    torch.cuda.reset_peak_memory_stats()
    _, fast = timed(ours.generate(character, Motion(moving)))
    gain, memory = fast / slow, torch.cuda.max_memory_allocated() / 2**30
    print(f"controlnet, batches of {batch}: {fast:.2f} frames/s, {gain:.1f} x, {memory:.1f} GiB")
    work = operations_per_frame(settings, models, size)
    peak = next((value for key, value in PEAK.items() if key in name), None)
    share = (
        f"{fast * work / peak:.0%} of the card's peak" if peak else "the card's peak is not known"
    )
    print(f"{work / 1e12:.2f} TFLOP a frame, {fast * work / 1e12:.0f} TFLOP/s: {share}")
    if compile:
        compile_networks([models.pipe.unet, models.controls[0][0]])
        begin = time.perf_counter()
        for size_of_batch in (batch, max(1, batch - 1)):  # the second makes them fit any size
            list(ours.generate(character, Motion(moving.cut(slice(0, size_of_batch)))))
        first = time.perf_counter() - begin
        _, compiled = timed(ours.generate(character, Motion(moving)))
        saved = 1 / fast - 1 / compiled
        pays = f"pays after {first / saved:.0f} frames" if saved > 0 else "does not pay"
        print(f"compiled in {first:.0f} s: {compiled:.2f} frames/s, {pays}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=int, default=64)
    parser.add_argument("--size", type=int, nargs=2, default=(512, 512), metavar=("W", "H"))
    parser.add_argument("--steps", type=int, default=30)
    parser.add_argument("--strength", type=float, default=0.8)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--device", default="auto")
    parser.add_argument("--precision", default="auto")
    parser.add_argument("--compile", action="store_true")
    main(**vars(parser.parse_args()))
