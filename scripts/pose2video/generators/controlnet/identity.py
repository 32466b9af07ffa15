"""The character's identity by IP-Adapter: Ye et al., arXiv 2308.06721."""

from pathlib import Path

import numpy as np

from pose2video.errors import UserError

FACE_MARGIN = 0.6  # of the face's larger side, around it: the adapter was trained on whole heads


def add_identity(pipe, unets, settings, weights):
    """Give UNets the adapter, and the pipeline CLIP's image encoder.

    Args:
        pipe: A diffusers pipeline. unets: Its own UNet first.
        settings: A `ControlNet`. weights: `{id: folder}`.

    Raises:
        UserError: The files are not there, or made for another network.
    """
    from transformers import CLIPVisionModelWithProjection
    from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

    name = f"ip_adapter_{settings.identity}"
    files = sorted(Path(weights[name]).rglob("*.safetensors"))
    if len(files) != 1:
        raise UserError(f"{weights[name]} has {len(files)} safetensors files: it should have one")
    try:
        encoder = CLIPVisionModelWithProjection.from_pretrained(
            weights["ip_image_encoder"],
            local_files_only=True,
            use_safetensors=True,
            dtype=pipe.unet.dtype,
        )
        side = encoder.config.image_size
        pipe.register_modules(
            image_encoder=encoder,
            feature_extractor=CLIPImageProcessorPil(size=side, crop_size=side),
        )
        for unet in reversed(unets):  # a pipeline fills the UNet that it has
            pipe.register_modules(unet=unet)
            pipe.load_ip_adapter(
                str(files[0].parent),
                subfolder="",
                weight_name=files[0].name,
                image_encoder_folder=None,
                local_files_only=True,
                low_cpu_mem_usage=False,
            )
            pipe.set_ip_adapter_scale(settings.ip_scale)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        first = (str(error).strip().splitlines() or ["?"])[0]
        raise UserError(
            f"the weights {name} in {weights[name]} do not fit the base model or their image "
            f"encoder ({first}): take those for Stable Diffusion 1.5"
        ) from error


def identity_picture(settings, character):
    """What the adapter sees: the picture, or a square around its face. uint8 RGB.

    Raises:
        UserError: The picture has no face that could be cut out.
    """
    if settings.identity == "plus":
        return character.picture
    points = character.poses.part("face")[0]
    points = points[np.isfinite(points).all(axis=1)]
    if len(points) < 3:
        raise UserError(
            "identity: plus_face, but no face was found in the character's picture: set identity: "
            "plus or take a picture that shows the face"
        )
    low, high = points.min(axis=0), points.max(axis=0)
    half = (0.5 + FACE_MARGIN) * float((high - low).max())
    corner = np.maximum(np.floor((low + high) / 2 - half), 0).astype(int)
    end = np.ceil((low + high) / 2 + half).astype(int)
    return character.picture[corner[1] : end[1], corner[0] : end[0]]
