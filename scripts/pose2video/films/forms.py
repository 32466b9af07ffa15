"""What films are encoded as."""

from __future__ import annotations

from dataclasses import dataclass

# equal frames give equal files; nothing is said that was not asked for
_EXACT = {
    "threads": 2,
    "fflags": "+bitexact",
    "flags": "+bitexact",
    "map_metadata": -1,
    "map_chapters": -1,
}
# BT.709, limited range, said in the file
_COLOURS = {
    "vf": "scale=out_color_matrix=bt709:out_range=tv",
    "colorspace": "bt709",
    "color_primaries": "bt709",
    "color_trc": "bt709",
    "color_range": "tv",
}


@dataclass(frozen=True, eq=False)
class Form:
    """A kind of film.

    Attributes:
        suffix: Of its files.
        options: What ffmpeg is told of the pictures.
        sound: What it is told of the sound.
        alpha: Whether its frames have one.
        mime: Its type for content credentials; empty where it cannot be signed.
        boxes: Whether it is a file of boxes, to which XMP may be appended.
    """

    suffix: str
    options: dict
    sound: dict
    alpha: bool = False
    mime: str = ""
    boxes: bool = True


MP4 = Form(
    "mp4",
    {"vcodec": "libx264", "pix_fmt": "yuv420p", "movflags": "+faststart"} | _COLOURS | _EXACT,
    {"acodec": "aac", "audio_bitrate": "160k"},
    mime="video/mp4",
)
# VP9 with its alpha as a second stream beside the first, which needs frames that are all shown;
# constant quality; https://trac.ffmpeg.org/wiki/Encode/VP9
WEBM = Form(
    "webm",
    {
        "vcodec": "libvpx-vp9",
        "pix_fmt": "yuva420p",
        "auto-alt-ref": 0,
        "crf": 20,
        "video_bitrate": 0,
    }
    | {"deadline": "good", "cpu-used": 3, "row-mt": 0}
    | _COLOURS
    | _EXACT,
    {"acodec": "libopus", "audio_bitrate": "128k"},
    alpha=True,
    boxes=False,
)
# ProRes 4444, whose alpha has 16 bits; programs look for the maker "apl0"
PRORES = Form(
    "mov",
    {"vcodec": "prores_ks", "profile:v": 4, "pix_fmt": "yuva444p10le", "alpha_bits": 16}
    | {"vendor": "apl0", "movflags": "+use_metadata_tags"}  # else a record has no place
    | _COLOURS
    | _EXACT,
    {"acodec": "pcm_s16le"},
    alpha=True,
    mime="video/quicktime",
)
# without loss: what the two above are made from
CUTOUT = Form("mov", {"vcodec": "png", "pix_fmt": "rgba"} | _EXACT, {}, alpha=True)

WITH_ALPHA = {"webm": WEBM, "prores": PRORES}  # by their names in the config
SUFFIXES = {"gif": "gif"} | {name: form.suffix for name, form in WITH_ALPHA.items()}
