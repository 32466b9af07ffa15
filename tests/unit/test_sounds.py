"""Sound is never worth a film: the first track that can be decoded, else silence and a sentence."""

import re
import subprocess
from fractions import Fraction

import av
import numpy as np
import pytest

import encode_video as encode_script
from pose2video.files import read_json
from pose2video.films.extraction import extract_film
from pose2video.films.frames import read_frames, write_frames
from pose2video.films.sounds import SILENT, sound_of
from pose2video.films.videos import ffmpeg_binary
from pose2video.reporting.advice import DRIVERS, advice_on

TONES = (300, 900)  # Hz of the first and the second track


def filmed(path, tracks, damaged=(), seconds=1.0, codec="alac"):
    """A film with so many sound tracks; the `damaged` ones are in a form that nobody knows."""
    command = ["-f", "lavfi", "-i", "testsrc=d=1:s=64x48:r=25"]
    maps = ["-map", "0:v"]
    for i in range(tracks):
        command += ["-f", "lavfi", "-i", f"sine=f={TONES[i]}:d={seconds}"]
        maps += ["-map", f"{i + 1}:a"]
    subprocess.run(
        [ffmpeg_binary(), "-loglevel", "error", "-y", *command, *maps, "-c:a", codec, path],
        check=True,
    )
    data = path.read_bytes()
    names = [match.start() for match in re.finditer(b"alac", data)]
    for track in damaged:  # the name of a track's form stands twice: Apple's spatial one is `apac`
        at = names[2 * track]
        data = data[:at] + b"apac" + data[at + 4 :]
    path.write_bytes(data)
    return path


def loudest_hz(path):
    """The loudest tone of a film's sound; None where it has none."""
    with av.open(str(path)) as container:
        if not container.streams.audio:
            return None
        blocks = [f.to_ndarray()[0] for f in container.decode(audio=0)]
        rate = container.streams.audio[0].rate
    samples = np.concatenate(blocks)[: rate // 2].astype(float)
    return np.abs(np.fft.rfft(samples)).argmax() * rate / len(samples)


@pytest.mark.parametrize(
    ("tracks", "damaged", "tone", "said"),
    [
        (2, (), TONES[0], []),
        (2, (0,), TONES[1], []),
        (2, (1,), TONES[0], []),
        (1, (0,), None, [SILENT]),
        (2, (0, 1), None, [SILENT]),
        (0, (), None, []),
    ],
)
def test_the_first_track_that_can_be_decoded_is_laid_under(tmp_path, tracks, damaged, tone, said):
    film = filmed(tmp_path / "a.mp4", tracks, damaged)
    extract_film(film, tmp_path / "driver")
    assert read_frames(tmp_path / "driver").n_frames == 25
    frames = tmp_path / "frames"
    pictures = (np.zeros((48, 64, 3), np.uint8) for _ in range(20))
    write_frames(frames, pictures, Fraction(25), (64, 48), {"warnings": []})
    rights = dict.fromkeys(("gloss", "license", "attribution", "consent"))
    parts = {"source": None, "clip": {"id": "a", "synthetic": False, **rights}}
    encode_script.main(
        frames, tmp_path / "new.mp4", tmp_path / "new.json", film, None, parts, None, None
    )
    heard = loudest_hz(tmp_path / "new.mp4")
    assert heard is None if tone is None else abs(heard - tone) < 10
    record = read_json(tmp_path / "new.json")
    assert record["sound_of_clip"] == (tone is not None) and record.get("warnings", []) == said
    with av.open(str(tmp_path / "new.mp4")) as container:
        assert container.streams.video[0].frames == 20


def test_packets_that_are_noise_are_no_sound(tmp_path):
    film = filmed(tmp_path / "a.mkv", 1, codec="flac")
    data = bytearray(film.read_bytes())
    rng = np.random.default_rng(0)
    with av.open(str(film)) as container:
        for packet in container.demux(audio=0):
            if packet.size and (at := data.find(bytes(packet))) >= 0:
                data[at : at + packet.size] = rng.bytes(packet.size)
    film.write_bytes(data)
    assert sound_of(film, 0.0, 1.0) == (None, [SILENT])


def test_a_track_that_ends_before_the_part_is_silence_and_no_fault(tmp_path):
    film = filmed(tmp_path / "a.mp4", 1, seconds=0.3)
    sound, words = sound_of(film, 0.7, 0.3)
    assert sound.track == 0 and words == []


def test_there_is_advice_on_it():
    assert advice_on(SILENT)[0].action == DRIVERS
