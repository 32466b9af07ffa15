"""Films that were joined of parts byte by byte: in the middle their clock begins again, or jumps.

ffmpeg goes on counting where the clock of such a format falls back by more than a tenth of a
second or leaps by more than ten (its `dts_delta_threshold`); after a smaller step back frames get
lost, over a smaller leap the last picture is held.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from pose2video.errors import UserError
from pose2video.films.videos import SHIELD

LEAP_S = 10.0  # ffmpeg's `dts_delta_threshold`: over a longer one the times mean nothing
GAP_S = 1.0  # a step of the clock that is longer, and longer than five frames, is a jump
MOST = 5  # jumps in a sentence
USUAL_FPS = Fraction(25)  # of a film that says no rate


@dataclass(frozen=True)
class Clock:
    """What the times in a film say.

    Attributes:
        n_frames: Number of pictures that it holds.
        fps: Its frames a second.
        jumps: Numbers of the pictures before which the clock jumps.
        lost: Whether it falls back or leaps, so that nothing can be found by its times; else it
            only pauses.
    """

    n_frames: int
    fps: Fraction
    jumps: tuple[int, ...]
    lost: bool

    @property
    def sentence(self):
        """Where it jumps, the beginning of a sentence."""
        shown = ", ".join(f"{float(i / self.fps):.2f}" for i in self.jumps[:MOST])
        more = f" and {len(self.jumps) - MOST} times more" if len(self.jumps) > MOST else ""
        return f"the clock of the film jumps after {shown} s{more}, as in films that were joined"

    def warnings(self, n_frames, rate):
        """What to say of `n_frames` frames at a `rate` that were made of the film."""
        became = round(n_frames * self.fps / rate)
        if abs(became - self.n_frames) <= (rate != self.fps):
            return []
        return [f"{self.sentence}: its {self.n_frames} frames became {became}, look there"]


def jumping_clock(film, found, start_s, end_s) -> Clock | None:
    """The clock of a film where it jumps, else None.

    Args:
        film: Path of the film.
        found: What `probe` says of it.
        start_s, end_s: The part that is wanted of it, or None.

    Raises:
        UserError: A part is wanted, which cannot be found by its times.
    """
    if not found.joinable:
        return None
    clock = read_clock(film, found.index, found.fps or USUAL_FPS)
    if not clock.jumps:
        return None
    if clock.lost and (start_s is not None or end_s is not None):
        raise UserError(
            f"start_s and end_s cannot be found in {film}: {clock.sentence}; bring it into one "
            "film first, as by ffmpeg -i FILM -c copy FILM.mp4"
        )
    return clock


def read_clock(film, index, fps) -> Clock:
    """Read the times of all pictures of a film, without decoding them.

    Args:
        film: Path of the film.
        index: Of its stream of pictures.
        fps: Its frames a second.
    """
    import av

    last, n_frames, jumps, lost = None, 0, [], False
    with av.open(str(film), options=SHIELD) as container:
        stream = container.streams[index]
        for packet in container.demux(stream):
            if not packet.size:
                continue
            time = packet.dts if packet.dts is not None else packet.pts
            if time is not None:
                step_s = (time - last) * packet.time_base if last is not None else 1 / fps
                if step_s <= 0 or step_s > max(GAP_S, 5 / fps):
                    jumps.append(n_frames)
                    lost |= step_s <= 0 or step_s > LEAP_S
                last = time
            n_frames += 1
    return Clock(n_frames, fps, tuple(jumps), lost)
