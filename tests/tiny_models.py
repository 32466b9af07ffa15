"""Tiny, randomly initialised instances of the real model classes, in the folders of the real ones.

Every builder writes one model's folder as the table of weights names its files: the network's
layout, class names and key names are those of Stable Diffusion 1.5 and what belongs to it, only
the sizes are small. Weights are drawn from a seed. `tiny_weights` writes several by id.
"""

import json
from pathlib import Path

from tiny_onnx import tiny_clothes, tiny_dwpose

TEXT_WIDTH = 8  # of the text encoder's states, so of every cross-attention
IMAGE_WIDTH = 16  # of the image encoder's states
CHANNELS = (8, 8, 16, 16)  # of the UNet's four levels (320, 640, 1280, 1280 in the real one)
GROUPS = 4
DOWN = ("CrossAttnDownBlock2D",) * 3 + ("DownBlock2D",)
UP = ("UpBlock2D",) + ("CrossAttnUpBlock2D",) * 3
SCHEDULER = {  # as published: clip_sample is there for the schedulers made from it
    "_class_name": "PNDMScheduler",
    "_diffusers_version": "0.6.0",
    "beta_start": 0.00085,
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
    "num_train_timesteps": 1000,
    "set_alpha_to_one": False,
    "skip_prk_steps": True,
    "steps_offset": 1,
    "trained_betas": None,
    "clip_sample": False,
}


def _seeded(make, seed):
    import torch

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return make().eval()


def tiny_sd15(folder, seed=0):
    """Stable Diffusion 1.5: UNet, VAE, text encoder, tokenizer, scheduler, model_index.json."""
    from transformers import CLIPTextConfig, CLIPTextModel

    folder = Path(folder)
    _seeded(_unet, seed).save_pretrained(folder / "unet")
    tiny_vae(folder / "vae", seed + 1)
    words = write_tokenizer(folder / "tokenizer")
    text = CLIPTextConfig(
        vocab_size=words,
        hidden_size=TEXT_WIDTH,
        intermediate_size=16,
        projection_dim=TEXT_WIDTH,
        num_hidden_layers=2,
        num_attention_heads=2,
        max_position_embeddings=77,
        bos_token_id=words - 2,
        eos_token_id=words - 1,
        pad_token_id=1,
    )
    _seeded(lambda: CLIPTextModel(text), seed + 2).save_pretrained(folder / "text_encoder")
    _as_published(folder / "text_encoder" / "model.safetensors")
    (folder / "scheduler").mkdir(exist_ok=True)
    _write_json(folder / "scheduler" / "scheduler_config.json", SCHEDULER)
    index = {
        "_class_name": "StableDiffusionPipeline",
        "_diffusers_version": "0.6.0",
        "feature_extractor": ["transformers", "CLIPImageProcessor"],
        "safety_checker": ["stable_diffusion", "StableDiffusionSafetyChecker"],
        "scheduler": ["diffusers", "PNDMScheduler"],
        "text_encoder": ["transformers", "CLIPTextModel"],
        "tokenizer": ["transformers", "CLIPTokenizer"],
        "unet": ["diffusers", "UNet2DConditionModel"],
        "vae": ["diffusers", "AutoencoderKL"],
    }
    _write_json(folder / "model_index.json", index)
    return folder


def _as_published(path):
    """Give the text encoder's tensors the names that they had when the model was published."""
    from safetensors.torch import load_file, save_file

    tensors = {f"text_model.{key}": tensor for key, tensor in load_file(path).items()}
    save_file(tensors, path, metadata={"format": "pt"})


def _unet():
    from diffusers import UNet2DConditionModel

    return UNet2DConditionModel(
        sample_size=8,
        block_out_channels=CHANNELS,
        layers_per_block=2,
        down_block_types=DOWN,
        up_block_types=UP,
        cross_attention_dim=TEXT_WIDTH,
        attention_head_dim=2,
        norm_num_groups=GROUPS,
    )


def tiny_vae(folder, seed=1):
    """A VAE of four levels: pictures are eight times as large as their latents."""
    from diffusers import AutoencoderKL

    def make():
        return AutoencoderKL(
            block_out_channels=(4, 4, 8, 8),
            down_block_types=("DownEncoderBlock2D",) * 4,
            up_block_types=("UpDecoderBlock2D",) * 4,
            latent_channels=4,
            layers_per_block=1,
            norm_num_groups=2,
            sample_size=64,
        )

    _seeded(make, seed).save_pretrained(folder)
    return Path(folder)


def write_tokenizer(folder):
    """CLIP's tokenizer over single letters, digits and signs; its vocabulary's size.

    The files are those of the model as it was published (vocab.json, merges.txt), not those that
    today's library would save.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    signs = [chr(code) for code in range(33, 127)]
    vocabulary = [*signs, *(f"{sign}</w>" for sign in signs), "<|startoftext|>", "<|endoftext|>"]
    _write_json(folder / "vocab.json", {word: i for i, word in enumerate(vocabulary)})
    (folder / "merges.txt").write_text("#version: 0.2\n", encoding="utf-8")
    ends = {"bos_token": "<|startoftext|>", "eos_token": "<|endoftext|>"}
    ends |= {"pad_token": "<|endoftext|>", "unk_token": "<|endoftext|>"}
    _write_json(folder / "special_tokens_map.json", ends)
    settings = {"tokenizer_class": "CLIPTokenizer", "model_max_length": 77, "do_lower_case": True}
    _write_json(folder / "tokenizer_config.json", settings | ends)
    return len(vocabulary)


def tiny_controlnet(folder, seed=3, silent=False):
    """A ControlNet for `tiny_sd15`.

    The layers by which a fresh ControlNet begins without effect are drawn too, so that it moves
    the picture; with `silent` they stay zero.
    """
    import torch
    from diffusers import ControlNetModel

    def make():
        model = ControlNetModel(
            block_out_channels=CHANNELS,
            layers_per_block=2,
            down_block_types=DOWN,
            cross_attention_dim=TEXT_WIDTH,
            attention_head_dim=2,
            norm_num_groups=GROUPS,
            conditioning_embedding_out_channels=(4, 4, 8, 8),
        )
        if not silent:
            zeros = [model.controlnet_cond_embedding.conv_out, model.controlnet_mid_block]
            for layer in [*zeros, *model.controlnet_down_blocks]:
                torch.nn.init.normal_(layer.weight, std=0.3)
        return model

    _seeded(make, seed).save_pretrained(folder)
    return Path(folder)


def tiny_motion_adapter(folder, seed=4, max_frames=32, silent=False):
    """A motion adapter (AnimateDiff) for `tiny_sd15`, for windows of at most `max_frames`.

    A fresh one is the identity; unless `silent` its last layers are drawn, so that frames mix.
    """
    import torch
    from diffusers import MotionAdapter

    def make():
        adapter = MotionAdapter(
            block_out_channels=CHANNELS,
            motion_layers_per_block=2,
            motion_mid_block_layers_per_block=1,
            motion_num_attention_heads=2,
            motion_norm_num_groups=GROUPS,
            motion_max_seq_length=max_frames,
            use_motion_mid_block=False,
        )
        for name, layer in adapter.named_modules():
            if name.endswith("proj_out"):
                torch.nn.init.normal_(layer.weight, std=0.0 if silent else 0.1)
                torch.nn.init.zeros_(layer.bias)
        return adapter

    _seeded(make, seed).save_pretrained(folder)
    return Path(folder)


def tiny_image_encoder(folder, seed=5):
    """CLIP's image encoder with projection, pictures of 28 x 28."""
    from transformers import CLIPVisionConfig, CLIPVisionModelWithProjection

    config = CLIPVisionConfig(
        hidden_size=IMAGE_WIDTH,
        intermediate_size=32,
        projection_dim=12,
        num_hidden_layers=3,
        num_attention_heads=2,
        image_size=28,
        patch_size=14,
    )
    _seeded(lambda: CLIPVisionModelWithProjection(config), seed).save_pretrained(folder)
    return Path(folder)


def tiny_ip_adapter(folder, seed=6, name="ip-adapter-plus_sd15.safetensors"):
    """IP-Adapter plus for `tiny_sd15` and `tiny_image_encoder`, under its published key names."""
    import torch
    from safetensors.torch import save_file

    hidden, inner, tokens = 16, 64, 4  # one attention head is 64 wide
    draw = torch.Generator().manual_seed(seed)
    tensors = {}

    def linear(key, rows, columns, bias=False):
        tensors[f"{key}.weight"] = torch.randn(rows, columns, generator=draw) / columns**0.5
        if bias:
            tensors[f"{key}.bias"] = torch.zeros(rows)

    def norm(key, width):
        tensors[f"{key}.weight"], tensors[f"{key}.bias"] = torch.ones(width), torch.zeros(width)

    latents = torch.randn(1, tokens, hidden, generator=draw)
    tensors["image_proj.latents"] = latents / hidden**0.5
    linear("image_proj.proj_in", hidden, IMAGE_WIDTH, bias=True)
    for i in range(4):  # as many as diffusers makes
        attend, feed = f"image_proj.layers.{i}.0", f"image_proj.layers.{i}.1"
        norm(f"{attend}.norm1", hidden)
        norm(f"{attend}.norm2", hidden)
        linear(f"{attend}.to_q", inner, hidden)
        linear(f"{attend}.to_kv", 2 * inner, hidden)
        linear(f"{attend}.to_out", hidden, inner)
        norm(f"{feed}.0", hidden)
        linear(f"{feed}.1", 4 * hidden, hidden)
        linear(f"{feed}.3", hidden, 4 * hidden)
    linear("image_proj.proj_out", TEXT_WIDTH, hidden, bias=True)
    norm("image_proj.norm_out", TEXT_WIDTH)
    for i, width in enumerate(_cross_attentions()):
        for part in ("to_k_ip", "to_v_ip"):
            linear(f"ip_adapter.{2 * i + 1}.{part}", width, TEXT_WIDTH)
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    save_file(tensors, folder / name)
    return folder


def _cross_attentions():
    """Widths of the UNet's cross-attentions in the order of its attention processors."""
    down = [width for width in CHANNELS[:3] for _ in range(2)]
    up = [width for width in reversed(CHANNELS[:3]) for _ in range(3)]
    return [*down, *up, CHANNELS[-1]]


def tiny_lora(folder, seed=7, rank=2, name="pytorch_lora_weights.safetensors"):
    """A LoRA of the UNet's attention layers under the key names of the published LCM-LoRA."""
    import torch
    from safetensors.torch import save_file

    draw, tensors = torch.Generator().manual_seed(seed), {}
    for key, layer in _seeded(_unet, 0).named_modules():
        if key.split(".")[-1] in ("to_q", "to_k", "to_v") or key.endswith("to_out.0"):
            key = f"lora_unet_{key.replace('.', '_')}"
            down = torch.randn(rank, layer.in_features, generator=draw) / layer.in_features**0.5
            up = torch.randn(layer.out_features, rank, generator=draw) * 0.1
            tensors |= {f"{key}.lora_down.weight": down, f"{key}.lora_up.weight": up}
            tensors[f"{key}.alpha"] = torch.tensor(float(rank))
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    save_file(tensors, folder / name)
    return folder


def tiny_appearance(folder, seed=8, pose=False):
    """An Appearance Control Model for `tiny_sd15`, with or without a pose network of its own."""
    _seeded(_unet, seed).save_pretrained(Path(folder) / "appearance")
    if pose:
        tiny_controlnet(Path(folder) / "pose", seed + 1)
    return Path(folder)


def tiny_published(path, base, pose):
    """A checkpoint as MagicPose's second stage was published, of the networks of two folders.

    Its names are those that `name_in_diffusers` knows: all that there could be are tried.
    """
    import torch
    from diffusers import ControlNetModel, UNet2DConditionModel

    unet = UNet2DConditionModel.from_pretrained(Path(base) / "unet", low_cpu_mem_usage=False)
    net = ControlNetModel.from_pretrained(pose, low_cpu_mem_usage=False)
    unet, net = unet.state_dict(), net.state_dict()
    looks = {key: t for key, t in unet.items() if not key.startswith(("conv_norm_out", "conv_out"))}
    found = _as_first_named("appearance_control_model.", looks)
    found |= _as_first_named("model.diffusion_model.", unet)
    found |= _as_first_named("pose_control_model.", net)
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"state_dict": found}, path)
    return path


def _as_first_named(start, tensors):
    """Tensors of a UNet or ControlNet by the names of Stable Diffusion's first code."""
    from pose2video.generators.appearance_control.names import RESNET, SINGLE, name_in_diffusers

    inner = {".".join(key.split(".")[4:]) for key in tensors}
    inner |= {".".join(key.split(".")[3:]) for key in tensors if key.startswith("mid_block.")}
    inner = {key for key in inner if key} | {f"{k}.{leaf}" for k in RESNET for leaf in LEAVES}
    inner |= {f"{layer}.{leaf}" for layer in ("op", "conv") for leaf in LEAVES}
    ways = [
        f"{way}_blocks.{n}.{part}"
        for way in ("input", "output")
        for n in range(12)
        for part in range(3)
    ]
    ways += [f"middle_block.{n}" for n in range(3)]
    names = [f"{way}.{rest}" for way in ways for rest in inner]
    rest = [*SINGLE, *(f"zero_convs.{n}.0" for n in range(12))]
    rest += [f"input_hint_block.{n}" for n in range(2, 14, 2)]
    names += [f"{layer}.{leaf}" for layer in rest for leaf in LEAVES]
    found = {}
    for name in names:
        place = name_in_diffusers(name)
        if place in tensors and place not in found:
            found[place] = name
    return {f"{start}{found[key]}": tensor for key, tensor in tensors.items()}


LEAVES = ("weight", "bias")
FACE = "ip-adapter-plus-face_sd15.safetensors"


def tiny_vgg19(folder, width=4):
    """One of which each layer hands its first channel on, and nothing else."""
    import torch
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    tensors, inputs, number = {}, 3, 0
    for depth in (2, 2, 4, 4, 1):
        for _ in range(depth):
            weight = torch.zeros(width, inputs, 3, 3)
            weight[0, 0, 1, 1] = 1.0
            tensors[f"features.{number}.weight"] = weight
            tensors[f"features.{number}.bias"] = torch.zeros(width)
            inputs, number = width, number + 2
        number += 1
    save_file(tensors, folder / "model.safetensors")
    return folder


BUILDERS = {
    "sd15": tiny_sd15,
    "sd_vae_ft_mse": lambda folder: tiny_vae(folder, seed=11),
    "openpose_controlnet": tiny_controlnet,
    "mediapipe_controlnet": lambda folder: tiny_controlnet(folder, seed=13),
    "depth_controlnet": lambda folder: tiny_controlnet(folder, seed=23),
    "normal_controlnet": lambda folder: tiny_controlnet(folder, seed=33),
    "ip_adapter_plus": tiny_ip_adapter,
    "ip_adapter_plus_face": lambda folder: tiny_ip_adapter(folder, seed=16, name=FACE),
    "ip_image_encoder": tiny_image_encoder,
    "motion_adapter": tiny_motion_adapter,
    "lcm_lora": tiny_lora,
    "dwpose": tiny_dwpose,
    "clothes_parser": tiny_clothes,
    "vgg19": tiny_vgg19,
}


def tiny_weights(folder, ids=BUILDERS):
    """Write the models of `ids` to `folder/<id>`: `{id: path}`, as `loaded` takes it."""
    return {name: BUILDERS[name](Path(folder) / name) for name in ids}


def _write_json(path, data):
    path.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
