"""What a film promises, read from its container by PyAV."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from pose2video.errors import UserError
from pose2video.videos import check_regular_file

_COMMON_RATES = [Fraction(n, 1) for n in (12, 15, 24, 25, 30, 48, 50, 60)] + [
    Fraction(n * 1000, 1001) for n in (24, 30, 48, 60)
]
_PLAYLISTS = {"hls", "concat", "dash", "ffconcat", "concatf", "image2", "tty", "lavfi"}


@dataclass(frozen=True)
class Film:
    """The picture stream of a film.

    Attributes:
        fps: Its rate: a common rate where the stated one is within 0.5 % of it.
        n_frames: How many frames it promises, or None where it does not say.
        duration_s: Length in seconds, or None.
        width, height: Stored size in pixels, before rotation and pixel aspect.
        has_audio: Whether there is a sound stream.
        hdr: Whether its transfer curve is PQ or HLG.
    """

    fps: Fraction
    n_frames: int | None
    duration_s: float | None
    width: int
    height: int
    has_audio: bool
    hdr: bool


def probe(path) -> Film:
    """Open a film and read what it promises.

    Raises:
        UserError: It is no film, has no moving pictures, or is a playlist.
    """
    import av

    check_regular_file(path)
    try:
        with av.open(str(path), options={"protocol_whitelist": "file,pipe"}) as container:
            kinds = set(container.format.name.split(","))
            if kinds & _PLAYLISTS:
                raise UserError(
                    f"{path} is a list of other files, not a film: name the film itself"
                )
            if any(kind.endswith("_pipe") for kind in kinds):
                raise UserError(
                    f"{path} is a picture, not a film: give a film, or a folder of pictures"
                )
            streams = [s for s in container.streams.video if not _is_cover(s)]
            if not streams:
                raise UserError(f"{path} has no moving pictures: choose another file")
            stream = streams[0]
            duration = _duration(container, stream)
            return Film(
                fps=_rate(stream, path),
                n_frames=stream.frames or None,
                duration_s=duration,
                width=stream.codec_context.width,
                height=stream.codec_context.height,
                has_audio=bool(container.streams.audio),
                hdr=getattr(stream.codec_context, "color_trc", None) in (16, 18),
            )
    except (av.error.FFmpegError, OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UserError(
            f"{path} cannot be read as a film ({reason}): play it, and export or copy it again"
        ) from None


def _is_cover(stream):
    return bool(stream.disposition & type(stream.disposition).attached_pic)


def _duration(container, stream):
    if stream.duration:
        return float(stream.duration * stream.time_base)
    return container.duration / 1e6 if container.duration else None


def _rate(stream, path):
    rate = stream.average_rate or stream.base_rate or stream.guessed_rate
    if not rate or not 0.1 <= rate <= 1000:
        raise UserError(
            f"{path} does not say its frame rate: set frames: {{fps: 25}} in the config"
        )
    near = min(_COMMON_RATES, key=lambda common: abs(common / rate - 1))
    return near if abs(near / rate - 1) < 0.005 else Fraction(rate).limit_denominator(1001)
