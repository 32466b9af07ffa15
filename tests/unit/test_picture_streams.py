"""Films with several streams of pictures: the first that can be decoded, and moves, is the film."""

import subprocess

import pytest

from pose2video.errors import UserError
from pose2video.films.extraction import extract_film
from pose2video.films.frames import read_frames
from pose2video.films.videos import ffmpeg_binary

SMALL, WIDE = (64, 48), (96, 48)


def filmed(path, sizes, seconds=(1.0, 1.0)):
    """A film with a stream of pictures of every size, of one picture where it lasts 0.04 s."""
    command, maps = [], []
    for i, (size, length) in enumerate(zip(sizes, seconds, strict=False)):
        source = f"testsrc=d={length}:s={size[0]}x{size[1]}:r=25"
        command += ["-f", "lavfi", "-i", source]
        maps += ["-map", str(i)]
    coded = ["-c:v", "libx264", "-pix_fmt", "yuv420p"]
    subprocess.run(
        [ffmpeg_binary(), "-loglevel", "error", *command, *maps, *coded, str(path)], check=True
    )
    return path


def unknown(path, streams):
    """The film with the first streams in a form that nobody knows."""
    data = path.read_bytes()
    for _ in range(streams):
        data = data.replace(b"V_MPEG4/ISO/AVC", b"V_SOMETHING_NEW", 1)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("ending", "sizes", "seconds", "lost", "size"),
    [
        ("mp4", (SMALL, WIDE), (1, 1), 0, SMALL),
        ("ts", (SMALL, WIDE), (1, 1), 0, SMALL),
        ("mkv", (SMALL, WIDE), (1, 1), 1, WIDE),
        ("mkv", (SMALL, WIDE), (0.04, 1), 0, WIDE),  # the cover of another tool
        ("mp4", (SMALL, WIDE), (0.04, 1), 0, WIDE),
    ],
)
def test_the_first_stream_that_moves_is_the_film(tmp_path, ending, sizes, seconds, lost, size):
    film = unknown(filmed(tmp_path / f"a.{ending}", sizes, seconds), lost)
    extract_film(film, tmp_path / "frames")
    found = read_frames(tmp_path / "frames")
    assert (found.n_frames, found.frame_size) == (25, size)


def test_pictures_in_a_form_that_nobody_knows_are_said(tmp_path):
    film = unknown(filmed(tmp_path / "a.mkv", (SMALL,)), 1)
    with pytest.raises(UserError, match=r"pictures in a form that is not known: .*H.264"):
        extract_film(film, tmp_path / "frames")
