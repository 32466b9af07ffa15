"""Still pictures: whatever a camera or a stranger made, as upright sRGB."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
import pillow_heif
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from pose2video.errors import UserError
from pose2video.files import writing
from pose2video.films.foreign import told
from pose2video.films.limits import LIMITS

# what cameras and editors write; not those for which Pillow starts another program (EPS)
FORMATS = ["JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF", "AVIF", "PPM", "TGA", "JPEG2000"]
FORMATS += ["HEIF"]  # after AVIF: a brand that both share is tried as that first
FAULTS = (OSError, SyntaxError, ValueError, RuntimeError, EOFError)  # of Pillow's plugins
pillow_heif.register_heif_opener()
Image.MAX_IMAGE_PIXELS = None  # ours is checked instead, which has a setting


def read_rgb(path) -> np.ndarray:
    """Read a picture that the workflow itself wrote: uint8 RGB `(height, width, 3)`.

    Raises:
        UserError: The file is no whole picture.
    """
    try:
        with Image.open(path) as image:
            return np.asarray(image.convert("RGB"))
    except (OSError, UnidentifiedImageError) as error:
        raise UserError(f"{path} is damaged ({error}): delete it and run again") from None


def write_rgb(path, image):
    """Write a uint8 picture, `(height, width, 3)` RGB or `(height, width)` grey, whole or not."""
    with writing(path) as beside:
        Image.fromarray(image).save(beside)


def load_picture(path, limits=LIMITS) -> np.ndarray:
    """Read a stranger's picture: EXIF turned, ICC to sRGB, alpha over white, 8 bit RGB.

    Args:
        path: Any file that Pillow reads, or HEIC; of an animation the first frame, of several
            pictures in a HEIC file the primary one.
        limits: What is larger is refused.

    Returns:
        uint8 RGB of shape `(height, width, 3)`.

    Raises:
        UserError: Not a regular file, not a picture, cut short, or too large.
    """
    return np.asarray(_flatten(_decoded(path, limits)))


def load_alpha(path, limits=LIMITS) -> np.ndarray | None:
    """How opaque a stranger's picture is: uint8 `(height, width)`, or None where it does not say.

    Arguments and errors as those of `load_picture`.
    """
    image = _decoded(path, limits)
    if image.mode == "RGBa":
        image = image.convert("RGBA")
    return np.asarray(image.getchannel("A")) if "A" in image.getbands() else None


def _decoded(path, limits):
    """A stranger's picture as Pillow has it: upright, in the colours of sRGB, 8 bit."""
    path = Path(path)
    if not path.is_file():
        raise UserError(f"the picture {path} is not there or not a file: check the path")
    try:
        with Image.open(path, formats=FORMATS) as image:
            _check_size(image, path, limits)
            image.load()
            _check_size(image, path, limits)  # HEIC: now what was decoded, not what the head says
            return _to_srgb(_to_8_bit(_upright(image)))
    except UnidentifiedImageError:
        what = told(path, "picture") or (
            "cannot be read (it is no kind of picture that is known): export it again, as PNG or "
            "JPEG"
        )
        raise UserError(f"the picture {path} {what}") from None
    except FAULTS as error:
        raise UserError(f"the picture {path} cannot be read ({error}): export it again") from None


def _check_size(image, path, limits):
    if image.width * image.height > limits.picture_megapixels * 1e6:
        raise UserError(
            f"the picture {path} has {image.width} x {image.height} pixels, the limit "
            f"limits.picture_megapixels is {limits.picture_megapixels}: make it smaller, or raise "
            "the limit in the config"
        )


def _upright(image):
    """Turned as its EXIF says; EXIF that cannot be read is ignored, and said.

    HEIC says in its own boxes how it is turned, which its reader has done; its EXIF only repeats
    that (ISO/IEC 23008-12).
    """
    if image.format == "HEIF":
        return image
    try:
        return ImageOps.exif_transpose(image)
    except (OSError, SyntaxError, ValueError, TypeError, struct.error) as error:
        print(f"warning: the EXIF data of the picture are ignored: {error}")
        return image


def _to_8_bit(image):
    """16-bit and float grey to 8 bit by scaling, never by cutting."""
    if not image.mode.startswith(("I", "F")):
        return image
    values = np.nan_to_num(np.asarray(image, np.float64), posinf=0, neginf=0)
    top = max(float(values.max()), 65535 if image.mode.startswith("I") else 1e-9)
    return Image.fromarray(np.clip(values / top * 255 + 0.5, 0, 255).astype(np.uint8))


def _to_srgb(image):
    """Apply an embedded colour profile; a profile that cannot be read is ignored, and said."""
    profile = image.info.get("icc_profile")
    if image.mode in ("P", "PA") or "transparency" in image.info:
        return image.convert("RGBA")
    if profile and image.mode in ("RGB", "RGBA", "CMYK", "L"):
        alpha = image.getchannel("A") if image.mode == "RGBA" else None
        colour = image.convert("RGB") if alpha else image
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            colour = ImageCms.profileToProfile(
                colour, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError) as error:
            print(f"warning: the colour profile is ignored: {error}")
            return image
        if alpha:
            colour.putalpha(alpha)
        return colour
    return image


def _flatten(image):
    if image.mode == "RGBa":  # colours that are multiplied by their alpha
        image = image.convert("RGBA")
    if image.mode in ("RGBA", "LA", "PA"):
        image = image.convert("RGBA")
        under = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(under, image)
    return image.convert("RGB")
