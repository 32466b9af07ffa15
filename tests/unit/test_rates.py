"""Rates that films state, and those that the times of their pictures say."""

from fractions import Fraction

import av
import numpy as np
import pytest

from pose2video.films.extraction import extract_film
from pose2video.films.frames import read_frames
from pose2video.films.probing import probe


def recorded(path, times_ms, stated=1000, codec="vp8"):
    """A film as a browser records it: pictures at whole milliseconds, a rate of 1000 stated."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=stated)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 1000)
        for i, time in enumerate(times_ms):
            image = np.full((48, 64, 3), 40 + 10 * i % 200, np.uint8)
            frame = av.VideoFrame.from_ndarray(image, format="rgb24")
            frame.pts, frame.time_base = int(time), Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


JITTER = np.random.default_rng(0).integers(-6, 7, 14)


@pytest.mark.parametrize(
    ("times", "fps"),
    [
        (np.arange(14) * 55.4 + JITTER, 18),
        (np.arange(40) * 1000 // 30, 30),
        (np.arange(40) * 1000 // 30 + 5000 * (np.arange(40) > 20), 30),
        (np.arange(40) * 1000 // 25, 25),
    ],
)
def test_a_browsers_film_has_the_rate_of_its_times(tmp_path, times, fps):
    film = recorded(tmp_path / "a.webm", times)
    found = probe(film).fps
    assert float(found) == pytest.approx(fps, rel=0.02)
    assert fps not in (25, 30) or found == fps


def test_a_browsers_fourteen_pictures_are_fourteen_frames(tmp_path):
    film = recorded(tmp_path / "a.webm", np.arange(14) * 55.4 + JITTER)
    with av.open(str(film)) as container:
        assert container.streams.video[0].average_rate == 1000
    extract_film(film, tmp_path / "frames")
    assert 13 <= read_frames(tmp_path / "frames").n_frames <= 15


@pytest.mark.parametrize("fps", [300, 500])
def test_a_rate_that_the_times_bear_out_is_believed(tmp_path, fps):
    film = recorded(tmp_path / "a.webm", np.arange(60) * 1000 // fps)
    assert float(probe(film).fps) == pytest.approx(fps, rel=0.02)


def test_one_picture_tells_no_rate(tmp_path):
    assert probe(recorded(tmp_path / "a.webm", [0])).fps is None
