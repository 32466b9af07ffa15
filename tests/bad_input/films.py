"""Films: everything that is called one, from zero bytes to three hours."""

from __future__ import annotations

import os
import subprocess
import zipfile
from fractions import Fraction

import numpy as np
from PIL import Image

from bad_input import Case, Failed, Handled, Refused
from pose2video.videos import ffmpeg_binary

X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
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


def raw_stream(path):
    path = path.with_suffix(".h264")
    run_ffmpeg(*greys(), *X264, "-f", "h264", path)
    return path


def no_rate(path):
    """A raw stream whose headers have no clock."""
    path = path.with_suffix(".h264")
    clock = ("-bsf:v", "filter_units=remove_types=6", "-x264-params", "force-cfr=0")
    run_ffmpeg(*greys(), *X264, *clock, "-f", "h264", path)
    return path


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


def playlist(text):
    """A maker of a list that reaches for a good film beside it, `good.mp4`, or elsewhere."""

    def make(path):
        film()(path.with_name("good"))
        path = path.with_suffix(".mp4")
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


GOOD = Handled(10, (64, 48), 25, check=brightens)
NO_FILM = "cannot be read as a film"

FILMS = [
    Case("zero bytes", content(b""), Failed("is empty: copy it again")),
    Case("text", content(b"hello\n" * 50), Failed(NO_FILM)),
    Case("an HTML error page", content(HTML), Failed("is a web page, not a film: fetch it again")),
    Case("an LFS pointer", content(LFS), Failed("Git LFS pointer.*: run git lfs pull")),
    Case("a renamed zip", zipped, Failed("is a zip archive, not a film: unpack it")),
    Case("random bytes", content(np.random.default_rng(1).bytes(5000)), Failed(NO_FILM)),
    Case("cut short, faststart", cut_short(True), Failed(r"only \d+ of 50 frames .*copy the film")),
    Case("cut short", cut_short(False), Failed(NO_FILM)),
    Case("bit-rotten", rotten, Handled(48, (160, 120), 25, warns=r"has \d+ errors")),
    Case("sound only", sound_only, Failed("has no moving pictures")),
    Case("subtitles only", subtitles_only, Failed("has no moving pictures")),
    Case("subtitles renamed", subtitles_renamed, Failed(NO_FILM)),
    Case("cover art only", cover_only, Failed("has no moving pictures")),
    *(
        Case(f"a renamed {form}", picture(form, **more), Failed("is a picture, not a film"))
        for form, more in (
            *(("PNG", {}), ("JPEG", {}), ("WEBP", {}), ("BMP", {}), ("TIFF", {}), ("AVIF", {})),
        )
    ),
    Case("one frame", film(frames=1), Handled(1, (64, 48))),
    Case("two frames", film(frames=2), Handled(2, (64, 48), 25)),
    Case("1 x 1", one_by_one, Handled(10, (2, 2), 25)),
    Case("2 x 2", film(size="2x2"), Handled(10, (2, 2), 25)),
    Case(
        "odd sizes",
        film(".mkv", ("-c:v", "ffv1", "-pix_fmt", "yuv444p"), size="65x47"),
        Handled(10, (66, 48), 25, check=brightens),
    ),
    Case("8000 x 8000", plain_large(8000), Handled(1, (640, 640), check=even(128))),
    Case("9000 x 9000", plain_large(9000), Failed("9000 x 9000, .*limits.film_megapixels.* 70")),
    Case("16,000 x 16", wide, Handled(2, (640, 2), 25)),
    Case("1 a second", film(rate=1), Handled(10, (64, 48), 1, check=brightens)),
    Case("240 a second", film(rate=240), Handled(10, (64, 48), 240, check=brightens)),
    Case("29.97", film(rate="30000/1001"), Handled(10, (64, 48), 30000 / 1001, check=brightens)),
    Case("variable rate", variable_rate, Handled(15, (64, 48), 18.75, check=brightens)),
    Case("start offset of an hour", begins_late, GOOD),
    Case("raw h264", raw_stream, GOOD),
    Case("no rate", no_rate, GOOD),
    Case("size changing in the middle", changes_size, Failed("after 0.4[0-9] s, from 64 x 48 to 96 x 48: export")),
    Case(
        "interlaced",
        film(options=(*X264, "-flags", "+ildct+ilme", "-x264opts", "tff=1")),
        GOOD,
    ),
    Case("rotated by 90", rotated(90), Handled(10, (48, 64), 25, check=turned_left)),
    Case("rotated by 180", rotated(180), Handled(10, (64, 48), 25, check=turned_over)),
    Case(
        "pixels twice as wide",
        film(then=",setsar=2"),
        Handled(10, (128, 48), 25, check=brightens),
    ),
    Case("full range", film(options=("-c:v", "libx264", "-pix_fmt", "yuvj420p")), GOOD),
    Case("10 bit", film(".mkv", ("-c:v", "ffv1", "-pix_fmt", "yuv420p10le")), GOOD),
    Case("HDR", hdr, Handled(5, (64, 48), 25, check=white)),
    Case("alpha", film(".mov", ("-c:v", "qtrle", "-pix_fmt", "argb")), GOOD),
    Case("4:4:4", film(options=("-c:v", "libx264", "-pix_fmt", "yuv444p")), GOOD),
    Case("grey", film(".mkv", ("-c:v", "ffv1", "-pix_fmt", "gray")), Handled(10, (64, 48), 25)),
    Case("AV1", film(options=("-c:v", "libaom-av1", "-cpu-used", "8")), GOOD),
    Case("VP9", film(".webm", ("-c:v", "libvpx-vp9", "-deadline", "realtime")), GOOD),
    Case("ProRes", film(".mov", ("-c:v", "prores_ks")), GOOD),
    Case("MPEG-2", film(".mpg", ("-c:v", "mpeg2video", "-q:v", "2")), GOOD),
    Case("GIF", film(".gif", ()), Handled(10, (64, 48), 25)),
    Case("a GIF of one frame", film(".gif", (), frames=1), Handled(1, (64, 48))),
    Case("three hours", three_hours, Failed("10800 s .*limits.film_seconds.* 600")),
    Case(
        "three seconds of three hours",
        three_hours,
        Handled(3, (16, 16), 1),
        {"start_s": 10000, "end_s": 10003},
    ),
    Case("length not said", hours_unsaid, Failed("601 s .*limits.film_seconds.* 600")),
    Case("begins behind its end", film(), Failed("lies behind the end"), {"start_s": 9}),
    Case("two picture streams", two_streams, GOOD),
    Case("a directory", folder, Refused("line 2: .*is a folder of pictures: give their rate")),
    Case("a directory with a rate", folder, Failed("holds no pictures"), {"fps": 25}),
    Case("nothing", lambda path: path.with_suffix(".mp4"), Refused("line 2: .* is not there")),
    Case("a dangling link", link("gone.mp4"), Refused("line 2: .* is not there")),
    Case("a link to itself", link(None), Refused("line 2: .* is not there")),
    Case("a link to a film", linked_film, GOOD),
    Case("a FIFO", pipe, Refused("line 2: .* is not a regular file")),
    Case("a device", device, Refused("line 2: .* is not a regular file")),
    Case("an HLS list of a file", playlist(HLS), Failed("is a list of other files")),
    Case(
        "an HLS list of an address",
        playlist(HLS.replace("GOOD", "http://127.0.0.1:9/x.ts")),
        Failed("is a list of other files"),
    ),
    Case("an HLS list of a FIFO", playlist_of_a_pipe, Failed("is a list of other files")),
    Case(
        "a concat list",
        playlist("ffconcat version 1.0\nfile GOOD\n"),
        Failed("is a list of other files"),
    ),
    Case("a DASH list", playlist(DASH), Failed("is a list of other files")),
    Case("a description of a stream", playlist(SDP), Failed(NO_FILM)),
    Case("a film named as a command", named("$(touch pwned) `id`;&.mp4"), GOOD),
    Case("a film named as an option", named("-i.mp4"), GOOD),
    Case("a film named as an address", named("http:%3d.mp4"), GOOD),
    Case("a film named with quotes", named("a' b\".mp4"), GOOD),
    Case("a film named with braces", named("{clip}.mp4"), Refused("has a brace in its name")),
    Case(
        "black",
        film(then=",drawbox=c=black:t=fill"),
        Handled(10, (64, 48), 25, check=even(0)),
    ),
    Case("noise", noisy, Handled(50, (160, 120), 25)),
]
