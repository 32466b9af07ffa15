"""Makers of films, of files that are called films, and checks of the frames that come of them."""

from __future__ import annotations

import os
import subprocess
import zipfile
from fractions import Fraction

import numpy as np
from PIL import Image

from pose2video.films.videos import ffmpeg_binary

X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
DV = ("-c:v", "dvvideo", "-pix_fmt", "yuv420p", "-f", "dv")
GREYS = [40, 80, 120, 160, 200]  # of the five equal parts of a film, first to last


def run_ffmpeg(*arguments):
    """ffmpeg with these arguments; an error is the test's own."""
    command = [ffmpeg_binary(), "-nostdin", "-loglevel", "error", "-y", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def greys(rate=25, frames=10, size="64x48", then=""):
    """Input arguments: a film that brightens in five steps, red on its left half."""
    source = f"color=black:r={rate}:s={size}:d={float(2 * frames / Fraction(rate))}"
    level = f"lum='40*(1+floor(5*N/{frames}))'"
    grey = f"geq={level}:cb=128:cr='if(lt(X,W/2),170,128)'"
    chain = f"{source},format=yuv444p,{grey},trim=end_frame={frames}{then}"
    return ("-f", "lavfi", "-i", chain)


def film(suffix=".mp4", options=X264, **settings):
    """A maker of a film: ten frames of 64 x 48 at 25 a second unless said otherwise."""

    def make(path):
        path = path.with_suffix(suffix)
        run_ffmpeg(*greys(**settings), *options, path)
        return path

    return make


def content(data, suffix=".mp4"):
    """A maker of a file of these bytes."""

    def make(path):
        path = path.with_suffix(suffix)
        path.write_bytes(data)
        return path

    return make


def brightens(frames):
    """The frames are those of `greys`, in their order, upright, in the right colours."""
    seen = [float(frames.frame(i)[-2:, -2:].mean()) for i in range(frames.n_frames)]
    true = np.array(GREYS)[np.arange(frames.n_frames) * 5 // frames.n_frames]
    # whichever range the film has, 40 to 200 becomes 28 to 214 at most
    assert np.abs(np.array(seen) - true).max() <= 16, seen
    left = frames.frame(0)[-6, 4].astype(int)
    assert left[0] > left[1] + 10 and left[0] > left[2] + 10, left


def brightens_twice(frames):
    """Twenty frames of `greys`, and the same again."""
    seen = [float(frames.frame(i)[-2:, -2:].mean()) for i in range(frames.n_frames)]
    assert np.abs(np.array(seen) - np.repeat(GREYS * 2, 4)).max() <= 16, seen


def zipped(path):
    path = path.with_suffix(".mp4")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("film.mp4", bytes(1000))
    return path


def noisy(path, frames=50, options=()):
    """Fifty frames of noise, so that the bytes of the pictures are most of the file."""
    path = path.with_suffix(".mp4")
    source = f"testsrc2=s=160x120:r=25:d={frames / 25},noise=alls=30:allf=t"
    run_ffmpeg("-f", "lavfi", "-i", source, *X264, "-g", "10", *options, path)
    return path


def cut_short(faststart):
    def make(path):
        path = noisy(path, options=("-movflags", "+faststart") if faststart else ())
        os.truncate(path, path.stat().st_size * 6 // 10)
        return path

    return make


def rotten(path):
    path = noisy(path, options=("-movflags", "+faststart"))
    data = np.frombuffer(path.read_bytes(), np.uint8).copy()
    places = np.random.default_rng(0).integers(3000, data.size, data.size // 20)
    data[places] = 0x55
    path.write_bytes(data.tobytes())
    return path


def sound_only(path):
    path = path.with_suffix(".mp4")
    run_ffmpeg("-f", "lavfi", "-i", "sine=d=0.4", path)
    return path


def subtitles_only(path):
    lines, path = path.with_suffix(".srt"), path.with_suffix(".mkv")
    lines.write_text("1\n00:00:00,000 --> 00:00:01,000\nhello\n")
    run_ffmpeg("-i", lines, "-c:s", "srt", path)
    return path


def subtitles_renamed(path):
    path = path.with_suffix(".mp4")
    path.write_text("1\n00:00:00,000 --> 00:00:01,000\nhello\n")
    return path


def cover_only(path):
    cover, path = path.with_suffix(".png"), path.with_suffix(".mp4")
    Image.new("RGB", (32, 32), (200, 10, 10)).save(cover)
    run_ffmpeg(
        *("-f", "lavfi", "-i", "sine=d=0.4", "-i", cover, "-map", "0", "-map", "1"),
        *("-c:v", "copy", "-disposition:v:0", "attached_pic", path),
    )
    return path


def picture(form, **settings):
    def make(path):
        path = path.with_suffix(".mp4")
        Image.new("RGB", (40, 30), (9, 99, 9)).save(path, form, **settings)
        return path

    return make


def one_by_one(path):
    path = path.with_suffix(".avi")
    run_ffmpeg(*greys(size="2x2", then=",crop=1:1"), "-c:v", "rawvideo", "-pix_fmt", "bgr24", path)
    return path


def wide(path):
    """16,000 x 16: by MPEG-4 part 2 or H.264 it would be too wide, by PNG it is not."""
    path = path.with_suffix(".mkv")
    source = "color=gray:s=16000x16:r=25:d=0.08"
    run_ffmpeg("-f", "lavfi", "-i", source, "-c:v", "png", "-pix_fmt", "gray", path)
    return path


def plain_large(side):
    def make(path):
        path = path.with_suffix(".mkv")
        source = f"color=gray:s={side}x{side}:r=25:d=0.04"
        run_ffmpeg("-f", "lavfi", "-i", source, "-c:v", "png", "-pix_fmt", "gray", path)
        return path

    return make


def variable_rate(path):
    """Every second frame of the first half is gone: 0.4 s at 12.5, then 0.4 s at 25 a second."""
    path = path.with_suffix(".mp4")
    kept = ",select='gte(n,10)+not(mod(n,2))'"
    run_ffmpeg(*greys(frames=20, then=kept), "-fps_mode", "vfr", *X264, path)
    return path


def begins_late(path):
    path = path.with_suffix(".mkv")
    run_ffmpeg(*greys(), *X264, "-output_ts_offset", "3600", path)
    return path


def raw_stream(rate=25, suffix=".h264"):
    """A maker of a stream without a container, whose own headers say the rate."""
    codec = X264 if suffix == ".h264" else ("-c:v", "mpeg4", "-q:v", "2")
    return film(suffix, (*codec, "-f", suffix.removeprefix(".")), rate=rate)


def no_rate(path):
    """A raw stream whose headers have no clock."""
    path = path.with_suffix(".hevc")
    clockless = ("-x265-params", "log-level=none:vui-timing-info=0")
    run_ffmpeg(*greys(), "-c:v", "libx265", "-preset", "ultrafast", *clockless, path)
    return path


def joined(back_s=0.8):
    """A maker of two films of 0.8 s, joined byte by byte as recorders do.

    The clock of the second one begins `back_s` before the first one's ends: again, by default.
    """

    def make(path):
        parts = [path.with_suffix(f".{i}.ts") for i in range(2)]
        for part, late in zip(parts, (0, 0.8 - back_s), strict=True):
            clock = ("-output_ts_offset", late, "-muxdelay", 0)
            run_ffmpeg(*greys(frames=20), *X264, *clock, "-f", "mpegts", part)
        path = path.with_suffix(".ts")
        path.write_bytes(b"".join(part.read_bytes() for part in parts))
        return path

    return make


def changes_size(path):
    """64 x 48, then 96 x 48 in one stream, as telephones that were turned write it."""
    parts = [path.with_suffix(f".{i}.ts") for i in range(2)]
    for i, (part, size) in enumerate(zip(parts, ("64x48", "96x48"), strict=True)):
        late = ("-output_ts_offset", 0.4 * i, "-muxdelay", 0)
        run_ffmpeg(*greys(size=size), *X264, *late, "-f", "mpegts", part)
    path = path.with_suffix(".ts")
    path.write_bytes(b"".join(part.read_bytes() for part in parts))
    return path


def rotated(degrees):
    def make(path):
        before = film()(path.with_name(f"{path.name}_before"))
        path = path.with_suffix(".mp4")
        run_ffmpeg("-display_rotation", degrees, "-i", before, "-c", "copy", path)
        return path

    return make


def turned_left(frames):
    """The red left half has gone to the bottom."""
    frame = frames.frame(0).astype(int)
    red = frame[..., 0] - frame[..., 1]
    assert red[-10:].mean() > 10 > red[:10].mean()


def turned_over(frames):
    frame = frames.frame(0).astype(int)
    red = frame[..., 0] - frame[..., 1]
    assert red[:, -10:].mean() > 10 > red[:, :10].mean()


def hdr(path):
    """PQ code 0.58 is 203 nits, the reference white of HDR (ITU-R BT.2408)."""
    path = path.with_suffix(".mp4")
    tags = "setparams=color_trc=smpte2084:color_primaries=bt2020:colorspace=bt2020nc"
    run_ffmpeg(
        *("-f", "lavfi", "-i", "color=c=0x949494:r=25:d=0.2:s=64x48"),
        *("-vf", f"format=yuv420p10le,{tags}", "-c:v", "libx265", "-preset", "ultrafast"),
        *("-x265-params", "log-level=none", path),
    )
    return path


def white(frames):
    pixel = frames.frame(0)[20, 20].astype(int)
    assert pixel.min() > 200 and np.ptp(pixel) < 8, pixel


def even(level, tolerance=6):
    def check(frames):
        assert abs(float(frames.frame(0).mean()) - level) <= tolerance, frames.frame(0).mean()

    return check


def three_hours(path):
    path = path.with_suffix(".mkv")
    source = "color=gray:s=16x16:r=1:d=10800"
    run_ffmpeg("-f", "lavfi", "-i", source, *X264, "-g", "600", path)
    return path


def hours_unsaid(path):
    """As long, in a raw stream that does not say how long it is."""
    path = path.with_suffix(".h264")
    source = "color=gray:s=16x16:r=25:d=800"
    run_ffmpeg("-f", "lavfi", "-i", source, *X264, "-f", "h264", path)
    return path


def two_streams(path):
    path = path.with_suffix(".mkv")
    second = ("-f", "lavfi", "-i", "color=blue:s=32x32:r=10:d=0.5")
    run_ffmpeg(*greys(), *second, "-map", "0", "-map", "1", *X264, path)
    return path


def folder(path):
    path = path.with_suffix(".mp4")
    path.mkdir()
    return path


def link(target):
    def make(path):
        path = path.with_suffix(".mp4")
        path.symlink_to(target or path.name)
        return path

    return make


def linked_film(path):
    film()(path.with_name(f"{path.name}_itself"))
    path = path.with_suffix(".mp4")
    path.symlink_to(f"{path.stem}_itself.mp4")
    return path


def pipe(path):
    path = path.with_suffix(".mp4")
    os.mkfifo(path)
    return path


def device(path):
    path = path.with_suffix(".mp4")
    path.symlink_to("/dev/zero")
    return path


def playlist(text, suffix=".mp4"):
    """A maker of a list that reaches for a good film beside it, `good.mp4`, or elsewhere."""

    def make(path):
        film()(path.with_name("good"))
        path = path.with_suffix(suffix)
        path.write_text(text.replace("GOOD", str(path.with_name("good.mp4"))))
        return path

    return make


def playlist_of_a_pipe(path):
    """A list whose entry is a FIFO: whoever follows it waits for ever."""
    fifo, path = path.with_suffix(".ts"), path.with_suffix(".mp4")
    os.mkfifo(fifo)
    path.write_text(HLS.replace("GOOD", str(fifo)))
    return path


HLS = "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:0.4,\nGOOD\n#EXT-X-ENDLIST\n"
HTML = b"<!DOCTYPE html>\n<html><body><h1>404 Not Found</h1></body></html>\n"
LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 1234\n"
DASH = '<?xml version="1.0"?>\n<MPD><BaseURL>GOOD</BaseURL></MPD>\n'
SDP = "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n"


def named(name):
    """A maker of a good film under a name that a shell or ffmpeg would take apart."""

    def make(path):
        made = film()(path)
        (path.parent / path.name).mkdir()
        return made.rename(path.parent / path.name / name)

    return make
