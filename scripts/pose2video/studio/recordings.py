"""Films of a browser's recorder: written while they come, they say no length and have no index."""

from __future__ import annotations

import os
import subprocess

from pose2video.films.probing import probe
from pose2video.films.videos import ffmpeg_binary

SUFFIXES = {".webm", ".mkv"}
LONGEST_S = 60  # copying takes a moment


def complete(path):
    """Give a film its length and an index, where it has none: browsers cannot seek in it, else.

    Its pictures are copied as they are. A film that cannot be copied stays as it is: checks say
    why.

    Args:
        path: Of the film.

    Raises:
        UserError: It is no film, see `probe`.
    """
    told = probe(path)
    if path.suffix not in SUFFIXES or told.duration_s:
        return
    beside = path.with_name(f"whole{path.suffix}")
    command = [
        *(ffmpeg_binary(), "-nostdin", "-hide_banner", "-loglevel", "error"),
        *("-protocol_whitelist", "file,pipe", "-i", f"file:{path}", "-map", "0", "-c", "copy"),
        f"file:{beside}",
    ]
    try:
        done = subprocess.run(command, capture_output=True, timeout=LONGEST_S)
        if done.returncode == 0 and beside.is_file():
            os.replace(beside, path)
    except subprocess.TimeoutExpired:
        return
    finally:
        beside.unlink(missing_ok=True)
