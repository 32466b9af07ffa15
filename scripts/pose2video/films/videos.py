"""Films in and out, by ffmpeg (found on PATH, else the binary that imageio-ffmpeg ships)."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

import ffmpeg
import numpy as np

from pose2video.errors import UserError
from pose2video.files import writing
from pose2video.films.forms import MP4

# what ffmpeg's files of metadata have with a backslash before it
_SPECIAL, _ESCAPED = r"([=;#\\\n\r])", r"\\\1"

_LAST, _MOST = "\\", 100_000  # a sign that such a line may not end with; bytes of an argument

# A stranger's file: ffmpeg opens it and nothing else. Playlists and descriptions of streams, which
# reach for other files and addresses, are none of these formats; pictures are, to be told apart.
SHIELD = {
    "protocol_whitelist": "file,pipe",
    "format_whitelist": "mov,matroska,avi,mpegts,mpeg,mpegvideo,flv,asf,ogg,gif,apng,mxf,rm,dv,nut,"
    "wtv,swf,gxf,nsv,h261,h263,h264,hevc,vvc,m4v,av1,obu,ivf,vc1,dirac,cavsvideo,mjpeg,"
    "yuv4mpegpipe,mp3,wav,aac,flac,"
    "png_pipe,jpeg_pipe,webp_pipe,bmp_pipe,tiff_pipe,j2k_pipe,jpegxl_pipe",
}


@cache
def ffmpeg_binary() -> str:
    """Path of the ffmpeg that is used: the system's, else the packaged one."""
    found = shutil.which("ffmpeg")
    if found:
        return found
    import imageio_ffmpeg

    return imageio_ffmpeg.get_ffmpeg_exe()


@dataclass(frozen=True)
class Sound:
    """A part of a film's sound.

    Attributes:
        film: The film.
        start_s: Where the part begins in it, in seconds.
        duration_s: Its length; a track that ends earlier is followed by silence.
        track: Number of the sound track, from 0.
        speed: How many times as fast it is laid under; its pitch stays. None is once.
    """

    film: str
    start_s: float
    duration_s: float
    track: int = 0
    speed: float | None = None


def _tempos(speed):
    """The speeds of a chain of ffmpeg's filter `atempo`, which takes none below a half."""
    tempos = []
    while speed and speed < 0.5:
        tempos.append(0.5)
        speed /= 0.5
    return [*tempos, speed] if speed else []


def _described(tags):
    """Name -> text as ffmpeg reads it from a file: a command line holds no long text."""
    lines = [
        f"{key}={re.sub(_SPECIAL, _ESCAPED, text)}{' ' * text.endswith(_LAST)}"
        for key, text in tags.items()
        if not _is_argument(text)
    ]
    return "\n".join([";FFMETADATA1", *lines, ""])


def _is_argument(text):
    """Whether such a file cannot hold a text: ffmpeg misses the end of a line after a backslash.

    One that is too long for an argument gets a space behind it in the file.
    """
    return text.endswith(_LAST) and len(text.encode()) < _MOST


def _with_words(command, file):
    """A command whose output takes its metadata from a file, which is the last of its inputs."""
    inputs = [i for i, word in enumerate(command) if word == "-i"]
    at = command.index("-map_metadata") + 1
    command = [*command[:at], str(len(inputs)), *command[at + 1 :]]
    return [*command[: inputs[-1] + 2], "-f", "ffmetadata", "-i", file, *command[inputs[-1] + 2 :]]


@contextmanager
def encoder(path, size, fps, sound=None, crf=18, preset="medium", tags=None, finish=None, form=MP4):
    """Write frames to a film as they come; equal input, equal file.

    Args:
        path: Where to; whole or not at all.
        size: `(width, height)` in pixels, both even.
        fps: Frames per second, a `Fraction` or a number.
        sound: The `Sound` that is laid under the pictures, or None.
        crf: x264's quality, lower is better.
        preset: x264's, slower makes smaller films.
        tags: Name -> text of the file's metadata; nothing of the sound's film is taken over.
        finish: Called with the path of the finished film before it is renamed.
        form: The `Form` of the film.

    Yields:
        A function that takes one uint8 frame `(height, width, 3)` in RGB, or `(height, width, 4)`
        with alpha, not multiplied, where the form has it.

    Raises:
        UserError: ffmpeg failed; its last words are in the sentence.
    """
    width, height = size
    shape = (height, width, 4 if form.alpha else 3)
    options = form.options | ({"crf": crf, "preset": preset} if form is MP4 else {})
    with ExitStack() as stack:
        beside = stack.enter_context(writing(path))
        rate = str(Fraction(fps).limit_denominator(100000))
        streams = [
            ffmpeg.input(
                "pipe:0",
                f="rawvideo",
                pix_fmt="rgba" if form.alpha else "rgb24",
                s=f"{width}x{height}",
                r=rate,
            )
        ]
        audio = {}
        if sound is not None:
            track = ffmpeg.input(f"file:{sound.film}", **SHIELD, ss=f"{sound.start_s:.6f}")
            track = track[f"a:{sound.track}"]
            length = f"{sound.duration_s / (sound.speed or 1):.6f}"
            for tempo in _tempos(sound.speed):
                track = track.filter("atempo", tempo)
            streams.append(track.filter("apad").filter("atrim", end=length))
            audio = form.sound
        words = stack.enter_context(tempfile.NamedTemporaryFile(suffix=".ffmeta"))
        words.write(_described(tags or {}).encode())
        words.flush()
        # numbered: keyword arguments can name an option once only
        short = [f"{key}={text}" for key, text in (tags or {}).items() if _is_argument(text)]
        said = {f"metadata:g:{i}": text for i, text in enumerate(short)}
        command = (
            ffmpeg.output(*streams, str(beside), **options, **audio, **said)
            .global_args("-hide_banner", "-loglevel", "error", "-nostdin", "-y")
            .compile(cmd=ffmpeg_binary())
        )
        command = _with_words(command, words.name)
        messages = stack.enter_context(tempfile.TemporaryFile())  # a full pipe would block ffmpeg
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=messages)

        def write(frame):
            if frame.shape != shape or frame.dtype != np.uint8:
                raise ValueError(f"a frame of shape {frame.shape} and {frame.dtype}")
            process.stdin.write(np.ascontiguousarray(frame).data)

        try:
            yield write
            process.stdin.close()
        except BrokenPipeError:
            pass  # ffmpeg has died; its own words follow
        finally:
            if process.poll() is None and not process.stdin.closed:
                process.kill()
            process.wait()
        if process.returncode != 0:
            messages.seek(0)
            words = last_words(messages.read().decode(errors="replace"))
            raise UserError(f"{path} could not be encoded: {words}")
        if finish is not None:
            finish(beside)


def decode(path, alpha=False) -> Iterator[np.ndarray]:
    """Frames of a film that the workflow itself wrote, uint8 RGB, one after the other.

    Args:
        path: The film.
        alpha: Whether each has its alpha as a fourth channel.

    Raises:
        UserError: The film is not whole.
    """
    import av

    number, wanted = 0, None
    try:
        with av.open(str(path)) as container:
            wanted = container.streams.video[0].frames
            for frame in container.decode(video=0):
                yield frame.to_ndarray(format="rgba" if alpha else "rgb24")
                number += 1
    except (av.FFmpegError, IndexError) as error:
        raise UserError(f"{path} is damaged ({error}): delete it and run again") from None
    if number != wanted:
        raise UserError(
            f"{path} holds {number} frames, not the {wanted} that were written: delete it and run "
            "again"
        )


def last_words(messages: str) -> str:
    """The last line that ffmpeg wrote, without the addresses of its parts."""
    lines = [re.sub(r"\[[^]]* @ 0x[0-9a-f]+\]\s*", "", line) for line in messages.splitlines()]
    return next((line for line in reversed(lines) if line.strip()), "ffmpeg gave no reason")


def check_regular_file(path):
    """Refuse what is not a readable regular file (a pipe or device would hang every reader).

    Raises:
        UserError: With the reason.
    """
    path = Path(path)
    if not path.exists():
        raise UserError(f"the film {path} is not there: check the path")
    if not path.is_file():
        raise UserError(f"the film {path} is not a regular file: give a film or a picture folder")
    if path.stat().st_size == 0:
        raise UserError(f"the film {path} is empty: copy it again")
