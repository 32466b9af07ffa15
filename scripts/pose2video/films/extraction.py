"""Any film, or a folder of pictures, to frames: constant rate, upright, square pixels, RGB."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from fractions import Fraction

import ffmpeg

from pose2video.errors import UserError
from pose2video.files import writing
from pose2video.films import paces
from pose2video.films.clocks import jumping_clock
from pose2video.films.frames import said_of, write_manifest
from pose2video.films.limits import LIMITS, MOST_FRAMES, check_frames
from pose2video.films.pictures import load_picture
from pose2video.films.probing import RATE_UNSAID, probe, size_change
from pose2video.films.videos import SHIELD, ffmpeg_binary, last_words

MIN_DECODED = 0.95  # a film that gives less of what it promised is cut short or rotten


def extract_film(
    film,
    folder,
    fps="source",
    start_s=None,
    end_s=None,
    max_side_px=1280,
    mirror=False,
    limits=LIMITS,
    speed=None,
):
    """Decode a film to a frame folder, streaming.

    The rate is truly resampled (30 asked as 25 gives 25 frames for every second); rotation is
    applied, interlaced frames are merged, pixels made square, HDR and full range brought to
    ordinary RGB, sides made even.

    Args:
        film: Any film that ffmpeg reads.
        folder: Frame folder to write.
        fps: `source` or a number.
        start_s, end_s: Part of the film to take, in seconds; None is its start and end.
        max_side_px: A longer side is scaled down to this.
        mirror: Whether left and right are swapped; the manifest says so.
        limits: What is larger or longer is refused.
        speed: How many times as fast as the film the clip is, see `paces`; None is once.

    Raises:
        UserError: The film cannot be read, is cut short, too large or too long, changes its size or
            says no rate; or the part lies outside it, has too many frames, or cannot be found
            since its clock jumps.
    """
    found, said = probe(film), []
    if fps == "source" and found.fps is None:
        raise UserError(
            f"{film} says no frame rate between 0.1 and 1000: set frames: {{fps: 25}} in the config"
        )
    rate = found.fps if fps == "source" else Fraction(fps).limit_denominator(1001)
    pace = float(paces.pace(rate, speed))
    start = start_s or 0.0
    if not found.fps_said:
        said.append(RATE_UNSAID.format(fps=float(found.fps)))
    clock = jumping_clock(film, found, start_s, end_s)
    if clock and clock.lost:
        found = replace(found, duration_s=clock.n_frames / float(clock.fps))
    if found.duration_s is not None and start >= found.duration_s:
        raise UserError(
            f"start_s {start:g} lies behind the end of {film}, which is {found.duration_s:.2f} s "
            "long: correct start_s"
        )
    if found.width * found.height > limits.film_megapixels * 1e6:
        raise UserError(
            f"{film} has frames of {found.width} x {found.height}, the limit "
            f"limits.film_megapixels is {limits.film_megapixels}: export it smaller, or raise the "
            "limit in the config"
        )
    if found.duration_s is not None:
        length = min(found.duration_s, end_s or found.duration_s) - start
        _check_length(film, length, limits)
        check_frames(film, round(length * pace))
    with writing(folder) as beside:
        beside.mkdir()
        # raw streams without a container cannot be sought in, not even to 0; MPEG-TS and -PS have
        # no index, and the pictures before the next key frame would be missing: all is decoded
        part = {"ss": f"{start:.6f}"} if start else {}
        sought, dropped = ({}, part) if found.joinable else (part, {})
        # never much more than may be: a container may hold more than it says, or say nothing
        most = min(limits.film_seconds, MOST_FRAMES / pace) + 1
        length = most if end_s is None else min(end_s - start, most)
        command = (
            ffmpeg.input(f"file:{film}", **SHIELD, **sought)
            .output(
                str(beside / "%06d.jpg"),
                map=f"0:{found.index}",
                vf=_filters(found, rate, speed, max_side_px, mirror),
                fps_mode="passthrough",
                pix_fmt="yuvj444p",
                start_number=0,
                threads=2,
                f="image2",
                t=f"{length:.6f}",
                noautoscale=None,
                **dropped,
                **{"q:v": 2},
            )
            .global_args("-hide_banner", "-loglevel", "error", "-nostdin")
            .compile(cmd=ffmpeg_binary())
        )
        done = subprocess.run(command, capture_output=True, check=False)
        words = "\n".join(
            line
            for line in done.stderr.decode(errors="replace").strip().splitlines()
            if "Last message repeated" not in line
        )
        print(words)
        n_frames = sum(1 for _ in beside.glob("*.jpg"))
        if done.returncode and n_frames:
            _check_size_stays(film)
        promised = _promised(found, pace, start, end_s)
        _check_count(film, promised, pace, start, n_frames, words)
        _check_length(film, n_frames / pace, limits)
        check_frames(film, n_frames)
        size = load_picture(beside / "000000.jpg").shape[1::-1]
        origin = {"film": str(film), "start_s": start, "end_s": end_s} | said_of(mirror)
        film_fps = found.fps or rate
        n_pictures = _promised(found, film_fps, start, end_s) or round(n_frames / pace * film_fps)
        origin |= paces.told_of(speed, n_pictures, film_fps)
        if words:
            n_errors, last = len(words.splitlines()), last_words(words)
            got = f"{n_frames} of {promised}" if promised else n_frames
            said.append(
                f"the film has {n_errors} errors ({last}), {got} frames could be decoded: look at "
                "the result"
            )
        said += clock.warnings(n_frames, paces.pace(rate, speed)) if clock else []
        origin |= {"warnings": said} if said else {}
        write_manifest(folder, rate, size, ".jpg", origin, inside=beside)
    print(f"{n_frames} frames of {size[0]} x {size[1]} at {float(rate):.3f} a second")


def _filters(found, rate, speed, max_side_px, mirror):
    """The filter chain of ffmpeg: deinterlace, tone, square pixels, size, rate, mirror."""
    large = found.width >= 3 and found.height >= 4  # bwdif takes no less
    chain = ["bwdif=mode=send_frame:deint=interlaced"] if large else []
    if found.hdr:
        chain += ["zscale=t=linear:npl=100", "format=gbrpf32le", "zscale=p=bt709"]
        chain += ["tonemap=mobius:desat=0", "zscale=t=bt709:m=bt709:r=tv", "format=yuv420p"]
    # the display size, shrunk to the limit, then even sides
    shrink = f"min(1,{max_side_px}/max(iw*sar,ih))"
    chain.append(
        f"scale=w='max(2,2*round(iw*sar*{shrink}/2))':h='max(2,2*round(ih*{shrink}/2))'"
        ":flags=bicubic:out_range=pc:out_color_matrix=bt601"
    )
    chain += ["setsar=1", paces.rate_filter(rate, speed, found.fps)]
    chain += ["hflip"] if mirror else []
    return ",".join(chain)


def _check_length(film, seconds, limits):
    if seconds > limits.film_seconds + 0.5:
        raise UserError(
            f"the part of {film} is {seconds:.0f} s long, the limit limits.film_seconds is "
            f"{limits.film_seconds}: set start_s and end_s, or raise the limit "
            "in the config"
        )


def _check_size_stays(film):
    change = size_change(film)
    if change is not None:
        seconds, before, after = change
        raise UserError(
            f"{film} changes its size after {seconds:.2f} s, from {before[0]} x {before[1]} to "
            f"{after[0]} x {after[1]}: export it at one size, or cut it there with start_s and "
            "end_s"
        )


def _promised(found, rate, start, end_s):
    """How many frames the film says that there are, or None where it does not say it."""
    if found.duration_s is None:
        return None
    return round((min(found.duration_s, end_s or found.duration_s) - start) * float(rate))


def _check_count(film, promised, rate, start, n_frames, words):
    if n_frames == 0:
        raise UserError(
            f"no frame of {film} could be decoded from {start:g} s on ({last_words(words)}): check "
            "start_s, or export the film again"
        )
    if promised is not None and words and n_frames < MIN_DECODED * promised - 2:
        raise UserError(
            f"only {n_frames} of {promised} frames of {film} could be decoded "
            f"({last_words(words)}): copy the film again, or set end_s to "
            f"{start + n_frames / float(rate):.2f}"
        )
