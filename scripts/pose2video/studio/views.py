"""Small pictures of what was uploaded, as any browser shows them: JPEG, upright."""

from __future__ import annotations

import io
import subprocess

import cv2
from PIL import Image

from pose2video.errors import UserError
from pose2video.films.videos import ffmpeg_binary, last_words

SIDE_PX = 1280
LONGEST_S = 60  # ffmpeg looks for the first picture; one of a whole film takes less than a second


def picture_view(picture) -> bytes:
    """A picture, uint8 RGB `(height, width, 3)`, as a JPEG of at most `SIDE_PX`."""
    scale = min(1.0, SIDE_PX / max(picture.shape[:2]))
    size = tuple(max(1, round(scale * side)) for side in picture.shape[1::-1])
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA) if scale < 1 else picture
    file = io.BytesIO()
    Image.fromarray(small).save(file, "JPEG", quality=85)
    return file.getvalue()


def film_view(path, at_s=0.0, side_px=SIDE_PX) -> bytes:
    """A picture of a film as a JPEG.

    Args:
        path: Of the film. at_s: Its second. side_px: The longest that a side may be.

    Raises:
        UserError: None can be decoded.
    """
    side = f"'min({side_px},iw)':'min({side_px},ih)':force_original_aspect_ratio=decrease"
    sought = ["-ss", f"{at_s:.3f}"] if at_s else []  # raw streams cannot be sought in
    command = [
        *(ffmpeg_binary(), "-nostdin", "-hide_banner", "-loglevel", "error", "-threads", "1"),
        *("-protocol_whitelist", "file,pipe", *sought, "-i", f"file:{path}", "-map", "0:v:0"),
        *("-frames:v", "1", "-vf", f"scale={side}"),
        *("-f", "image2pipe", "-c:v", "mjpeg", "-q:v", "4", "-"),
    ]
    try:
        done = subprocess.run(command, capture_output=True, timeout=LONGEST_S)
    except subprocess.TimeoutExpired:
        raise UserError(f"{path} cannot be read in {LONGEST_S} s: export it again") from None
    if done.returncode or not done.stdout:
        reason = last_words(done.stderr.decode(errors="replace"))
        raise UserError(f"{path} cannot be read as a film ({reason}): export it again")
    return done.stdout
