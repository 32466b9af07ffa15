"""What a film promises, read from its container by PyAV."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

from pose2video.errors import UserError
from pose2video.films.foreign import told
from pose2video.films.rates import (
    BELIEVED,
    POSSIBLE,
    common,
    guessed_rate,
    measured_rate,
    stated_rate,
)
from pose2video.films.videos import SHIELD, check_regular_file

_PICTURE = "is a picture, not a film: give a film, or a folder of pictures"
# streams without a container: libavformat calls them 25 frames a second whatever they are
_RAW = {
    *("av1", "cavsvideo", "dirac", "h261", "h263", "h264", "hevc", "m4v", "mjpeg", "mpegvideo"),
    *("obu", "vc1", "vvc"),
}
RAW_FPS = Fraction(25)  # what they are played at everywhere where they do not say their rate
RATE_UNSAID = (
    "the film is a bare stream that does not say its rate and was read at {fps:g} frames a second: "
    "if that is wrong, bring it into a container, as by ffmpeg -r RATE -i FILM FILM.mp4"
)
# formats whose parts can be joined byte by byte: the clock then begins again in the middle
FIRST_PACKETS = 100  # of a stream, by which it shows whether it can be decoded
_JOINED = {"mpegts", "mpeg"}


@dataclass(frozen=True)
class FilmStream:
    """The picture stream of a film.

    Attributes:
        index: Its number among all streams of the film.
        fps: Its rate, see `rates`: a common rate where it is within 0.5 % of it; None where it says
            none that can be.
        fps_said: False where it says no rate at all and `fps` is what players take.
        n_frames: How many frames it promises, or None where it does not say.
        duration_s: Length in seconds, or None.
        width, height: Stored size in pixels, before rotation and pixel aspect.
        has_audio: Whether there is a sound stream.
        hdr: Whether its transfer curve is PQ or HLG.
        joinable: Whether it may be joined of parts, see `clocks`.
    """

    index: int
    fps: Fraction | None
    fps_said: bool
    n_frames: int | None
    duration_s: float | None
    width: int
    height: int
    has_audio: bool
    hdr: bool
    joinable: bool


def probe(path) -> FilmStream:
    """Open a film and read what it promises.

    Raises:
        UserError: It is no film, has no moving pictures, or is a playlist.
    """
    import av

    check_regular_file(path)
    _check_beginning(path)
    try:
        with av.open(str(path), options=SHIELD) as container:
            if container.format.name.endswith("_pipe"):
                raise UserError(f"{path} {_PICTURE}")
            stream = container.streams[_moving_pictures(path, container)]
            raw = container.format.name in _RAW
            fps = _raw_rate(stream) if raw else _rate(path, stream)
            duration = None if raw else _duration(container, stream)
            return FilmStream(
                index=stream.index,
                fps=RAW_FPS if raw and fps is None else fps,
                fps_said=not raw or fps is not None,
                n_frames=stream.frames or None,
                duration_s=duration,
                width=stream.codec_context.width,
                height=stream.codec_context.height,
                has_audio=bool(container.streams.audio),
                hdr=getattr(stream.codec_context, "color_trc", None) in (16, 18),
                joinable=container.format.name in _JOINED,
            )
    except (av.error.FFmpegError, OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UserError(
            f"{path} cannot be read as a film ({reason}): play it, and export or copy it again"
        ) from None


def _moving_pictures(path, container):
    """The number of the first stream whose pictures can be decoded; one still picture is no film.

    Raises:
        UserError: There is none of moving pictures, or none that can be decoded.
    """
    streams = [s for s in container.streams.video if not is_cover(s)]
    if not streams:
        raise UserError(f"{path} has no moving pictures: choose another file")
    known = [s for s in streams if s.codec_context is not None]
    if not known:
        raise UserError(
            f"{path} has pictures in a form that is not known: play it, and export it as H.264"
        )
    if len(known) == 1:
        return known[0].index
    return max(known, key=lambda stream: _first_pictures(path, stream.index)).index


def _first_pictures(path, index) -> int:
    """How many pictures come out of the first packets of a stream; not more than two."""
    import av

    shown = 0
    with av.open(str(path), options=SHIELD) as container:
        for packet in islice(container.demux(container.streams[index]), FIRST_PACKETS):
            with suppress(av.error.FFmpegError):
                shown += len(packet.decode())
            if shown > 1:
                break
    return min(shown, 2)


def size_change(path):
    """Where a film's frames change their size: seconds, size before, size after; None if nowhere.

    Decodes the film: for one that could not be extracted, to say why. In one that may be joined of
    parts the times begin anew with a part: there the frames are counted.
    """
    import av

    before = None
    try:
        with av.open(str(path), options=SHIELD) as container:
            joined = container.format.name in _JOINED
            stream = container.streams[_moving_pictures(path, container)]
            rate = _rate(path, stream) or RAW_FPS
            for number, frame in enumerate(container.decode(stream)):
                size = (frame.width, frame.height)
                if before not in (None, size):
                    if joined:
                        return float(number / rate), before, size
                    return (frame.time or 0) - (container.start_time or 0) / 1e6, before, size
                before = size
    except (av.error.FFmpegError, OSError, ValueError):
        return None
    return None


def _check_beginning(path):
    """Say what a file is that is no film, by its first bytes, before anything else opens it."""
    what = told(path, "film")
    if what:
        raise UserError(f"{path} {what}")


def is_cover(stream):
    """Whether a picture stream is the cover of a sound file."""
    return bool(stream.disposition & type(stream.disposition).attached_pic)


def _duration(container, stream):
    if stream.duration:
        return float(stream.duration * stream.time_base)
    if not container.duration:
        return None
    # Matroska says when its last picture ends, not how long it lasts
    late = container.start_time or 0 if "matroska" in container.format.name else 0
    return (container.duration - late) / 1e6


def _rate(path, stream):
    """The rate that the film states, else that of its times, brought to a common one; else None."""
    rate = stated_rate(stream) or measured_rate(path, stream.index) or guessed_rate(stream)
    return None if rate is None else common(rate)


def _raw_rate(stream):
    """The rate that a stream's own headers say, where they do; else None."""
    rate = stream.codec_context.framerate
    return common(rate) if rate and POSSIBLE[0] <= rate <= BELIEVED else None
