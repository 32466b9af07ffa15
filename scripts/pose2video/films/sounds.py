"""Which of a film's sound tracks is laid under a new film: the first that can be decoded.

A telephone writes its spatial sound as a track of its own, first or alone, in a form that few
programs know; a track may also be damaged. Sound is never worth a film.
"""

from __future__ import annotations

import subprocess
import tempfile

from pose2video.films.paces import pace
from pose2video.films.videos import SHIELD, Sound, ffmpeg_binary

MOST_TRACKS = 16
SILENT = (
    "the film's sound cannot be decoded: the new film is silent; export the film again with AAC "
    "sound to hear it"
)
_NO_TRACK = "matches no streams"  # ffmpeg's words where there is none of that number


def sound_of(film, start_s, duration_s, speed=None) -> tuple[Sound | None, list[str]]:
    """The sound of a part of a film, and a sentence where it has some that nobody can decode.

    Args:
        film: Path of the film.
        start_s: Where the part begins, in seconds.
        duration_s: Its length in the film.
        speed: How many times as fast the clip is, see `paces`.
    """
    quiet = None
    for track in range(MOST_TRACKS):
        sound = Sound(str(film), start_s, duration_s, track, speed)
        length, words = _decoded(sound)
        if _NO_TRACK in words:
            return quiet, [SILENT] if track and quiet is None else []
        if length:
            return sound, []
        if not words:
            quiet = quiet or sound  # whole, but it has ended before the part begins
    return quiet, [SILENT] if quiet is None else []


def sound_under(film, part, fps, n_frames) -> tuple[Sound | None, list[str]]:
    """The same for a new film.

    Args:
        film: The clip's film, or nothing.
        part: The second at which the clip begins in it, or its `start_s` and `speed`.
        fps: Of the new film, a `Fraction`. n_frames: Its frames.
    """
    if not film:
        return None, []
    start_s, speed = (part["start_s"], part["speed"]) if isinstance(part, dict) else (part, None)
    return sound_of(film, start_s or 0.0, float(n_frames / pace(fps, speed)), speed)


def _decoded(sound):
    """Bytes of the track's samples in the part, 0 where they cannot be encoded, and complaints."""
    command = [ffmpeg_binary(), "-hide_banner", "-loglevel", "error", "-nostdin"]
    for option, value in SHIELD.items():
        command += [f"-{option}", value]
    where = ["-map", f"0:a:{sound.track}", "-t", f"{sound.duration_s:.6f}"]
    command += ["-ss", f"{sound.start_s:.6f}", "-i", f"file:{sound.film}"]
    command += [*where, "-c:a", "aac", "-f", "null", "-", *where, "-f", "s16le", "pipe:1"]
    length = 0
    with (
        tempfile.TemporaryFile() as messages,  # a full pipe would block ffmpeg
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=messages) as process,
    ):
        while block := process.stdout.read(1 << 20):
            length += len(block)
        process.wait()
        messages.seek(0)
        words = messages.read().decode(errors="replace")
    return (length if process.returncode == 0 else 0), words
