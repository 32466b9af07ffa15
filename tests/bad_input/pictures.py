"""Pictures: every mode and depth, turned, animated, cut short, far too large, empty of people.

`PICTURES` are the only picture of a clip's folder, so that its pixels can be looked at;
`CHARACTERS` are taken apart as a character's picture.
"""

from __future__ import annotations

import io
import os
import struct
import zlib

import cv2
import numpy as np
import pillow_heif
from PIL import Image, ImageCms

from bad_input import Case, Failed, Handled, Refused

pillow_heif.register_heif_opener()  # to write them
RED, BLUE, WHITE = (255, 0, 0), (0, 0, 255), (255, 255, 255)


def halves(mode="RGB", size=(40, 30)):
    """Left half red, right half blue."""
    image = Image.new("RGB", size, BLUE)
    image.paste(RED, (0, 0, size[0] // 2, size[1]))
    return image.convert(mode)


def in_folder(name, write):
    """A maker of a folder that holds one picture: `write(file)`."""

    def make(path):
        path.mkdir()
        write(path / name)
        return path

    return make


def saved(image, name="a.png", **settings):
    """A maker of a folder with `image` as its picture."""
    return in_folder(name, lambda file: image.save(file, **settings))


def bytes_of(data, name="a.png"):
    return in_folder(name, lambda file: file.write_bytes(data))


def colours(left, right, tolerance=12):
    """A check of the colour of both halves."""

    def check(frames):
        frame = frames.frame(0).astype(int)
        found = [frame[:, :8].mean(axis=(0, 1)), frame[:, -8:].mean(axis=(0, 1))]
        assert np.abs(np.array(found) - [left, right]).max() <= tolerance, found

    return check


def ramp(dtype, top):
    """A grey ramp from left to right over the whole range of a type."""
    values = np.linspace(0, top, 64)[None].repeat(16, axis=0).astype(dtype)
    return Image.fromarray(values)


def rises(frames):
    """The ramp is one: scaled to 8 bits, not cut to the last ones of 16."""
    row = frames.frame(0).astype(int).mean(axis=(0, 2))
    assert np.abs(row - np.linspace(0, 255, row.size)).max() <= 8, row


def sixteen_bits_a_colour(file):
    """The halves with 16 bits for each of red, green and blue, as scanners write them."""
    cv2.imwrite(str(file), np.asarray(halves())[..., ::-1].astype(np.uint16) * 257)


def ramp_with_holes():
    """The ramp in floating point; some pixels are no number, or endless."""
    values = np.linspace(0, 1, 64)[None].repeat(16, axis=0).astype(np.float32)
    values[:2, 20:40:4], values[2, 10] = np.nan, np.inf
    return Image.fromarray(values)


def rises_but_for_holes(frames):
    row = np.median(frames.frame(0).astype(int).mean(axis=2), axis=0)
    assert np.abs(row - np.linspace(0, 255, row.size)).max() <= 8, row


def oriented(orientation):
    """A picture that is upright as soon as it is turned as EXIF says."""
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    upright = halves()
    stored = upright.transpose(back[orientation]) if orientation > 1 else upright
    return saved(stored, "a.jpg", exif=exif_of(orientation), quality=95)


def exif_of(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif.tobytes()


def odd_exif(data):
    return saved(halves(), "a.jpg", exif=data, quality=95)


def with_profile(profile):
    return saved(Image.new("RGB", (40, 30), (255, 128, 0)), icc_profile=profile)


def srgb():
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def exchanged():
    """sRGB's profile with the names of the primaries red and blue exchanged."""
    red, blue = b"rXYZ", b"bXYZ"
    return srgb().replace(red, b"????", 1).replace(blue, red, 1).replace(b"????", blue, 1)


def lab():
    """The halves in CIE L*a*b*."""
    profiles = (ImageCms.createProfile(name) for name in ("sRGB", "LAB"))
    return ImageCms.profileToProfile(halves(), *profiles, outputMode="LAB")


def clear():
    image = Image.new("RGBA", (40, 30), (255, 0, 0, 0))
    image.paste((0, 0, 255, 255), (20, 0, 40, 30))
    return saved(image)


def palette_with_a_clear_colour():
    image = halves("P")
    return saved(image, transparency=image.getpixel((0, 0)))


def several(name, form):
    """An animation or a stack of pages: the first is halves, the others green."""
    more = [Image.new("RGB", (40, 30), (0, 255, 0))] * 3
    return saved(halves(), name, format=form, save_all=True, append_images=more)


def cut(form):
    def write(file):
        noise = np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8)
        buffer = io.BytesIO()
        Image.fromarray(noise).save(buffer, form)
        file.write_bytes(buffer.getvalue()[: len(buffer.getvalue()) // 2])

    return in_folder("a.png", write)


def png(width, height):
    """A PNG that claims a size and holds next to nothing."""

    def chunk(name, data):
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(b"\0" * 99)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def write_text_bomb(file):
    """A PNG with a comment of a few kilobytes that would become 20 megabytes."""
    buffer = io.BytesIO()
    halves().save(buffer, "PNG")
    body = b"zTXt" + b"Comment\0\0" + zlib.compress(bytes(20_000_000))
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    file.write_bytes(buffer.getvalue()[:33] + chunk + buffer.getvalue()[33:])


def two_sizes(path):
    path.mkdir()
    halves().save(path / "1.png")
    halves(size=(42, 30)).save(path / "2.png")
    return path


def linked_nowhere(path):
    path.mkdir()
    halves().save(path / "1.png")
    (path / "2.png").symlink_to("gone.png")
    (path / "notes").symlink_to("gone")
    return path


def a_pipe_in_it(path):
    path.mkdir()
    os.mkfifo(path / "1.png")
    return path


def only_text(path):
    path.mkdir()
    (path / "notes.txt").write_text("hello")
    return path


BOTH = Handled(1, (40, 30), check=colours(RED, BLUE))
LAB = Handled(1, (40, 30), check=colours(RED, BLUE, 25))  # its 8 bits are coarse
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'
EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 40 30\n(touch pwned) system\n"
LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"
HEIC = b"\0\0\0\x18ftypheic" + bytes(50)
MP4 = b"\0\0\0\x18ftypisom" + bytes(50)
NO_PICTURE = "the picture .* (cannot be read|is a damaged picture) .*export it again"

PICTURES = [
    *(
        Case(f"mode {mode}, {name[2:].upper()}", saved(halves(mode), name), BOTH)
        for mode, name in (
            *(("RGB", "a.png"), ("RGBA", "a.png"), ("P", "a.png"), ("CMYK", "a.tif")),
            *(("YCbCr", "a.tif"), ("RGB", "a.bmp"), ("RGB", "a.webp"), ("CMYK", "a.jpg")),
        )
    ),
    Case("mode LAB", in_folder("a.tif", lambda file: lab().save(file)), LAB),
    Case(
        "1 bit",
        saved(halves("L").point(lambda v: 255 * (v > 50)).convert("1")),
        Handled(1, (40, 30), check=colours(WHITE, (0, 0, 0))),
    ),
    Case("grey", saved(ramp(np.uint8, 255)), Handled(1, (64, 16), check=rises)),
    Case("grey with alpha", saved(ramp(np.uint8, 255).convert("LA")), Handled(1, check=rises)),
    Case("16 bit", saved(ramp(np.uint16, 65535)), Handled(1, (64, 16), check=rises)),
    Case("16 bit a colour", in_folder("a.png", sixteen_bits_a_colour), BOTH),
    Case("16 bit, other byte order", saved(ramp(">u2", 65535), "a.tif"), Handled(1, check=rises)),
    Case("16 bit TIFF", saved(ramp(np.uint16, 65535), "a.tif"), Handled(1, check=rises)),
    Case("32 bit", saved(ramp(np.int32, 65535), "a.tif"), Handled(1, check=rises)),
    Case("32 bit, huge", saved(ramp(np.int32, 2**31 - 1), "a.tif"), Handled(1, check=rises)),
    Case(
        "float with holes", saved(ramp_with_holes(), "a.tif"), Handled(1, check=rises_but_for_holes)
    ),
    Case("float", saved(ramp(np.float32, 1), "a.tif"), Handled(1, check=rises)),
    *(Case(f"EXIF {i}", oriented(i), BOTH) for i in range(1, 9)),
    Case("EXIF 9", odd_exif(exif_of(9)), BOTH),
    Case("EXIF broken", odd_exif(b"Exif\0\0II*\0\xff\xff\xff\xff"), BOTH),
    Case("EXIF cut short", odd_exif(exif_of(6)[:20]), BOTH),
    Case(
        "ICC sRGB",
        with_profile(srgb()),
        Handled(1, check=colours((255, 128, 0), (255, 128, 0))),
    ),
    Case(
        "ICC with red and blue exchanged",
        in_folder("a.png", lambda file: halves().save(file, icc_profile=exchanged())),
        Handled(1, check=colours(BLUE, RED)),
    ),
    Case(
        "ICC broken",
        with_profile(b"no profile"),
        Handled(1, check=colours((255, 128, 0), (255, 128, 0))),
    ),
    Case("half transparent", clear(), Handled(1, check=colours(WHITE, BLUE))),
    Case(
        "fully transparent",
        saved(Image.new("RGBA", (40, 30), (255, 0, 0, 0))),
        Handled(1, check=colours(WHITE, WHITE)),
    ),
    Case(
        "a palette with a clear colour",
        palette_with_a_clear_colour(),
        Handled(1, check=colours(WHITE, BLUE)),
    ),
    Case("animated GIF", several("a.png", "GIF"), BOTH),
    Case("animated PNG", several("a.png", "PNG"), BOTH),
    Case("animated WebP", several("a.webp", "WEBP"), BOTH),
    Case("multi-page TIFF", several("a.tif", "TIFF"), BOTH),
    *(
        Case(f"{form} cut short", cut(form), Failed(NO_PICTURE))
        for form in ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF", "AVIF", "HEIF")
    ),
    Case("a PNG whose comment is a bomb", in_folder("a.png", write_text_bomb), Failed(NO_PICTURE)),
    Case(
        "a bomb",
        bytes_of(png(30000, 30000)),
        Failed("30000 x 30000 pixels, the limit limits.picture_megapixels is 50: make it smaller"),
    ),
    Case("a PNG of no width", bytes_of(png(0, 10)), Failed(NO_PICTURE)),
    Case("an empty picture", bytes_of(b""), Failed(NO_PICTURE)),
    Case(
        "HTML as a picture",
        bytes_of(b"<!DOCTYPE html><html></html>"),
        Failed("is a web page, not a picture: fetch it again"),
    ),
    Case("SVG as a picture", bytes_of(SVG), Failed("SVG.*: export it as PNG")),
    Case("an LFS pointer as a picture", bytes_of(LFS), Failed("is a Git LFS pointer, not")),
    Case("HEIC", saved(halves(), "a.heic", quality=95), BOTH),
    Case("a torn HEIC", bytes_of(HEIC), Failed(r"is a damaged picture \(HEIC\): copy or")),
    Case("a film as a picture", bytes_of(MP4), Failed("is a film, not a picture: a character ta")),
    Case("PostScript as a picture", bytes_of(EPS), Failed(NO_PICTURE)),
    Case("1 x 5000", saved(Image.new("RGB", (1, 5000))), Handled(1, (2, 640))),
    Case("two sizes in a folder", two_sizes, Failed("2.png is 42 x 30, .*bring all to one size")),
    Case("a FIFO in a folder", a_pipe_in_it, Failed("not a file: check the path")),
    Case(
        "a link to nowhere in a folder", linked_nowhere, Refused("line 2: .*2.png is a link to no")
    ),
    Case("a folder without pictures", only_text, Failed("holds no pictures for this clip")),
    Case(
        "a folder with no rate",
        saved(halves()),
        Refused("line 2: .*give their rate in column fps"),
        {"fps": ""},
    ),
]
