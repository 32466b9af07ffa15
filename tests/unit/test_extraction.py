"""Films made on the spot, each with one difficulty and a known right answer.

Kinds of films and pictures, and what is none, stand in the table `bad_input`.
"""

import subprocess
from fractions import Fraction

import ffmpeg
import numpy as np
import pillow_heif
import pytest
from PIL import Image

from bad_input.film_makers import run_ffmpeg
from pose2video.errors import UserError
from pose2video.films.extraction import extract_film
from pose2video.films.frames import read_frames
from pose2video.films.pictures import load_picture
from pose2video.films.probing import probe
from pose2video.films.sequences import extract_pictures
from pose2video.films.videos import Sound, decode, encoder, ffmpeg_binary


def film(path, n=30, fps=30, size=(64, 48), options=(), inputs=(), filters=None):
    """A film whose frame i is grey 16 + 4 i, its left half red, its top half brighter."""
    width, height = size
    y, x = np.mgrid[:height, :width]
    raw = b""
    for i in range(n):
        grey = np.full((height, width, 3), 16 + 4 * i, np.uint8)
        grey[y < height / 2] += 40
        grey[x < width / 2, 1:] //= 2
        raw += grey.tobytes()
    command = [ffmpeg_binary(), "-loglevel", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24"]
    command += ["-s", f"{width}x{height}", "-r", str(fps), "-i", "pipe:0", *map(str, inputs)]
    command += ["-vf", filters] if filters else []
    command += [*map(str, options), str(path)]
    subprocess.run(command, input=raw, check=True)
    return path


def extracted(film_path, tmp_path, **settings):
    extract_film(film_path, tmp_path / "frames", **settings)
    return read_frames(tmp_path / "frames")


def brightness(frames):
    return [float(frame[-2:, -2:].mean()) for frame in frames]


X264 = ("-c:v", "libx264", "-crf", "8", "-pix_fmt", "yuv420p")


def test_rate_is_truly_resampled(tmp_path):
    frames = extracted(film(tmp_path / "f.mp4", options=X264), tmp_path, fps=25)
    assert (frames.fps, frames.n_frames) == (25, 25)
    # frame k of the result is the film at k / 25 s: frame round(1.2 k) of the source
    seen = (np.array(brightness(frames)) - 16) / 4
    np.testing.assert_allclose(seen, np.arange(25) * 1.2, atol=1.1)


def test_own_rate_is_kept_exactly(tmp_path):
    path = film(tmp_path / "f.mp4", fps="30000/1001", options=X264)
    frames = extracted(path, tmp_path)
    assert (frames.fps, frames.n_frames) == (Fraction(30000, 1001), 30)


def test_part_of_a_film(tmp_path):
    path = film(tmp_path / "f.mp4", options=X264)
    frames = extracted(path, tmp_path, start_s=0.5, end_s=0.8)
    assert frames.n_frames == 9
    np.testing.assert_allclose(brightness(frames)[0], 16 + 4 * 15, atol=5)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda p: p.write_text("<html>not found</html>"), "is a web page, not a film"),
        (lambda p: p.mkdir(), "not a regular file"),
        (lambda p: None, "is not there"),
    ],
)
def test_a_bad_film_is_one_sentence_and_leaves_nothing(tmp_path, make, words):
    path = tmp_path / "bad.mp4"
    make(path)
    with pytest.raises(UserError, match=words) as caught:
        extract_film(path, tmp_path / "out" / "frames")
    assert "\n" not in str(caught.value)
    assert not list(tmp_path.glob("out/*"))


def test_pictures_in_natural_order(tmp_path):
    for i in (9, 100, 10):
        Image.new("RGB", (40, 31), (i, i, i)).save(tmp_path / f"p{i}.png")
    extract_pictures(tmp_path, tmp_path / "out" / "frames", 5)
    frames = read_frames(tmp_path / "out" / "frames")
    assert [frame[5, 5, 0] for frame in frames] == [9, 10, 100]
    assert frames.frame_size == (40, 32)
    with pytest.raises(UserError, match=r"picture .*p9\.jpg is not there"):
        load_picture(tmp_path / "p9.jpg")


def test_readers_notice_a_lost_frame(tmp_path):
    frames = extracted(film(tmp_path / "f.mp4", n=5, options=X264), tmp_path)
    (frames.folder / "000003.jpg").unlink()
    with pytest.raises(UserError, match="holds 4 frames, not the 5"):
        read_frames(frames.folder)


def colours(n, size=(64, 48)):
    for i in range(n):
        frame = np.zeros((size[1], size[0], 3), np.uint8)
        frame[:] = (200, 8 * i, 30)
        yield frame


def test_encoded_film_has_rate_size_colours_and_sound(tmp_path):
    sound = tmp_path / "s.mp4"
    run_ffmpeg("-f", "lavfi", "-i", "testsrc=d=1:s=64x48", "-f", "lavfi", "-i", "sine=d=0.5", sound)
    for name in ("a.mp4", "b.mp4"):
        sounds = Sound(sound, 0.2, 24 * 1001 / 30000)
        with encoder(tmp_path / name, (64, 48), Fraction(30000, 1001), sounds) as write:
            for frame in colours(24):
                write(frame)
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()
    found = probe(tmp_path / "a.mp4")
    assert (found.fps, found.n_frames, found.has_audio) == (Fraction(30000, 1001), 24, True)
    for frame, true in zip(decode(tmp_path / "a.mp4"), colours(24), strict=True):
        assert np.abs(frame[20, 20].astype(int) - true[20, 20]).max() <= 6
    data = (tmp_path / "a.mp4").read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")  # faststart


def test_a_failed_encoding_leaves_nothing(tmp_path):
    with (
        pytest.raises(RuntimeError, match="generator broke"),
        encoder(tmp_path / "a.mp4", (64, 48), 25) as write,
    ):
        write(next(colours(1)))
        raise RuntimeError("generator broke")
    assert not list(tmp_path.iterdir())


def test_pictures_are_resampled_to_the_wanted_rate(tmp_path):
    for i in range(20):
        Image.new("RGB", (20, 20), (10 * i,) * 3).save(tmp_path / f"p{i}.png")
    (tmp_path / "._p0.png").write_bytes(b"not a picture")
    extract_pictures(tmp_path, tmp_path / "out" / "frames", 10, fps=25)
    frames = read_frames(tmp_path / "out" / "frames")
    assert (frames.fps, frames.n_frames) == (25, 50)
    np.testing.assert_allclose(
        [f[5, 5, 0] / 10 for f in frames], np.floor(np.arange(50) * 0.4 + 1e-6)
    )


def test_a_film_trimmed_by_an_edit_list_is_whole(tmp_path):
    film(tmp_path / "a.mp4", n=100, fps=25, options=(*X264, "-g", "50"))
    run_ffmpeg("-ss", 1.9, "-i", tmp_path / "a.mp4", "-c", "copy", tmp_path / "b.mp4")
    frames = extracted(tmp_path / "b.mp4", tmp_path)
    assert 45 <= frames.n_frames <= 60


def test_a_film_with_longer_sound_is_whole(tmp_path):
    sound = ("-f", "lavfi", "-i", "sine=d=4")
    path = film(tmp_path / "a.mkv", n=30, inputs=sound, options=(*X264, "-c:a", "aac"))
    assert extracted(path, tmp_path).n_frames == 30


def test_what_is_no_film_is_said_with_what_to_do(tmp_path):
    frames = [Image.new("RGB", (20, 20), (80 * i, 0, 0)) for i in range(3)]
    frames[0].save(tmp_path / "a.webp", save_all=True, append_images=frames[1:])
    for name, data in {
        "a.heic": b"\0\0\0\x18ftypheic" + bytes(50),
        "a.bvh": b"HIERARCHY\nROOT Hips\n",
        "a.xlsx": b"PK\x03\x04" + bytes(50),
        "a.svg": b"<svg xmlns='x'>",
    }.items():
        (tmp_path / name).write_bytes(data)
    for name, words in {
        "a.webp": "is an animated WebP picture.*as by magick a.webp a.mp4",
        "a.heic": r"is a picture \(HEIC\), not a film: give a film, or a folder of pictures",
        "a.bvh": r"is the motion of a skeleton \(BVH\), not a film: give it in the column poses",
        "a.xlsx": "is a workbook of Excel, not a film",
        "a.svg": r"is a drawing \(SVG\), not a film",
    }.items():
        with pytest.raises(UserError, match=words):
            extract_film(tmp_path / name, tmp_path / "out")


def test_a_change_of_size_in_a_joined_film_has_its_true_time(tmp_path):
    parts = []
    for number, size in enumerate(((64, 48), (64, 48), (96, 48))):
        part = film(tmp_path / f"{number}.ts", n=20, fps=25, size=size, options=X264)
        parts.append(part.read_bytes())
    (tmp_path / "joined.ts").write_bytes(b"".join(parts))
    with pytest.raises(UserError, match=r"size after 1\.60 s, from 64 x 48 to 96 x 48"):
        extract_film(tmp_path / "joined.ts", tmp_path / "out")


def test_a_stream_without_a_rate_is_said_and_what_is_advised_works(tmp_path):
    clockless = ("-c:v", "libx265", "-x265-params", "log-level=none:vui-timing-info=0")
    path = film(tmp_path / "f.hevc", n=20, fps=50, options=clockless)
    frames = extracted(path, tmp_path)
    assert (frames.fps, frames.n_frames) == (25, 20)
    [sentence] = frames.origin["warnings"]
    assert "read at 25 frames a second" in sentence and "ffmpeg -r RATE -i FILM FILM" in sentence
    run_ffmpeg("-r", 50, "-i", path, tmp_path / "f.mp4")
    frames = extracted(tmp_path / "f.mp4", tmp_path / "again")
    assert (frames.fps, frames.n_frames) == (50, 20)
    assert "warnings" not in frames.origin


def test_a_joined_film_is_whole_and_what_is_advised_for_a_part_of_it_works(tmp_path):
    parts = [tmp_path / f"{i}.ts" for i in range(3)]
    for part in parts:
        film(part, n=20, fps=25, options=X264)
    path = tmp_path / "joined.ts"
    path.write_bytes(b"".join(part.read_bytes() for part in parts))
    true = 16 + 4 * np.tile(np.arange(20), 3)
    frames = extracted(path, tmp_path)
    assert (frames.fps, "warnings" in frames.origin) == (25, False)
    np.testing.assert_allclose(brightness(frames), true, atol=6)
    assert extracted(path, tmp_path / "faster", fps=50).n_frames == 120
    with pytest.raises(UserError, match=r"jumps after 0\.80, 1\.60 s.*ffmpeg -i FILM -c copy FILM"):
        extract_film(path, tmp_path / "part", start_s=1.0)
    run_ffmpeg("-i", path, "-c", "copy", tmp_path / "one.mp4")
    frames = extracted(tmp_path / "one.mp4", tmp_path / "part", start_s=1.0)
    np.testing.assert_allclose(brightness(frames), true[25:], atol=6)


@pytest.mark.parametrize("name", ["a.ts", "a.mpg", "a.mp4"])
@pytest.mark.parametrize("start_s", [0.2, 1.4])
def test_a_part_begins_where_it_should_however_far_key_frames_are_apart(tmp_path, name, start_s):
    coder = ("-c:v", "mpeg2video", "-q:v", "2") if name == "a.mpg" else X264
    path = film(tmp_path / name, n=50, fps=25, options=(*coder, "-g", "250"))
    frames = extracted(path, tmp_path, start_s=start_s)
    first = round(25 * start_s)
    np.testing.assert_allclose(brightness(frames), 16 + 4 * np.arange(first, 50), atol=6)


def test_a_part_is_found_by_its_times_in_a_film_whose_clock_only_pauses(tmp_path):
    path = film(
        tmp_path / "live.ts",
        n=40,
        fps=25,
        filters="setpts=PTS+floor(N/10)*1.6/TB",
        options=(*X264, "-fps_mode", "vfr"),
    )
    frames = extracted(path, tmp_path, fps=25, start_s=2.0, end_s=2.4)
    np.testing.assert_allclose(brightness(frames), 16 + 4 * np.arange(10, 20), atol=6)


def test_rotten_sound_does_not_stop_the_encoder(tmp_path):
    path = film(
        tmp_path / "a.ts",
        n=150,
        inputs=("-f", "lavfi", "-i", "anoisesrc=d=5"),
        options=(*X264, "-c:a", "mp2"),
    )
    rotten = np.frombuffer(path.read_bytes(), np.uint8).copy()
    rng = np.random.default_rng(0)
    rotten[rng.integers(2000, rotten.size, rotten.size // 20)] = 0x55
    path.write_bytes(rotten.tobytes())
    try:
        with encoder(tmp_path / "out.mp4", (64, 48), 25, Sound(path, 0.0, 20.0)) as write:
            for frame in colours(31):
                for _ in range(16):
                    write(frame)
    except UserError as error:
        assert "could not be encoded" in str(error)
    else:
        assert probe(tmp_path / "out.mp4").n_frames == 496


def heic(path, image, turned=1, **settings):
    """A HEIC file whose boxes and EXIF both say how it is turned, as telephones write it."""
    exif = Image.Exif()
    exif[0x0112] = turned
    image.save(path, "HEIF", exif=exif.tobytes(), quality=95, **settings)
    return path


def halves(left=(255, 0, 0), right=(0, 0, 255)):
    image = Image.new("RGB", (96, 64), right)
    image.paste(left, (0, 0, 48, 64))
    return image


@pytest.mark.parametrize(("turned", "back"), [(1, None), (3, 3), (6, 2), (8, 4)])
def test_heic_is_turned_once(tmp_path, turned, back):
    stored = halves() if back is None else halves().transpose(back)
    path = heic(tmp_path / "a.HEIC", stored, turned)
    assert Image.open(path).info["original_orientation"] == (None if turned == 1 else turned)
    np.testing.assert_allclose(load_picture(path), np.asarray(halves()), atol=25)
    for mark in (b"MM\0*", b"II*\0"):  # EXIF that is damaged, or repeats it in another order
        path.write_bytes(path.read_bytes().replace(b"MM\0*", mark))
        np.testing.assert_allclose(load_picture(path), np.asarray(halves()), atol=25)


def test_heic_of_ten_bits_clear_or_of_several_pictures(tmp_path):
    ramp = np.linspace(0, 65535, 64)[None, :, None].repeat(16, axis=0).repeat(3, axis=2)
    for mode, values in (("RGB;16", ramp), ("I;16", ramp[..., 0])):
        deep = pillow_heif.from_bytes(mode, (64, 16), values.astype(np.uint16).tobytes())
        deep.save(tmp_path / "deep.heic", quality=-1, chroma=444)
        assert Image.open(tmp_path / "deep.heic").info["bit_depth"] == 10
        np.testing.assert_allclose(load_picture(tmp_path / "deep.heic"), ramp / 257, atol=2)
    image = halves().convert("RGBA")
    image.paste((0, 255, 0, 0), (0, 0, 48, 64))
    white = np.asarray(halves(left=(255, 255, 255)))
    for mode in ("RGBA", "RGBa"):  # and with colours that are multiplied by their alpha
        data = image.convert(mode).tobytes()
        pillow_heif.from_bytes(mode, image.size, data).save(tmp_path / "clear.heic", quality=95)
        np.testing.assert_allclose(load_picture(tmp_path / "clear.heic"), white, atol=25)
    more = {"save_all": True, "append_images": [halves((0, 0, 0))], "primary_index": 1}
    burst = load_picture(heic(tmp_path / "burst.heic", halves(), **more))
    np.testing.assert_allclose(burst, np.asarray(halves((0, 0, 0))), atol=25)


def test_damaged_heic_is_said(tmp_path):
    path = heic(tmp_path / "a.heic", Image.effect_noise((64, 64), 80).convert("RGB"))
    whole = path.read_bytes()
    torn = [whole[: len(whole) * part // 10] for part in range(1, 10)]
    torn += [whole[:100] + bytes(len(whole) - 100)]
    for data in torn:
        path.write_bytes(data)
        with pytest.raises(UserError, match=r"damaged picture .HEIC|cannot be read \(.*: export"):
            load_picture(path)


def test_a_folder_of_heic_is_a_film(tmp_path):
    for i, left in enumerate(((250, 0, 0), (0, 250, 0))):
        heic(tmp_path / f"IMG_{i}.HEIC", halves(left).transpose(2), 6)
    extract_pictures(tmp_path, tmp_path / "out" / "frames", 5)
    frames = read_frames(tmp_path / "out" / "frames")
    assert frames.frame_size == (96, 64)
    assert [frame[32, 20].argmax() for frame in frames] == [0, 1]


@pytest.mark.parametrize("suffix", ["png", "webp", "jpg"])
def test_a_broken_exif_changes_nothing(tmp_path, suffix):
    path = tmp_path / f"bad.{suffix}"
    Image.new("RGB", (30, 20), (200, 100, 50)).save(path, exif=b"Exif\x00\x00junk")
    found = load_picture(path)
    assert found.shape == (20, 30, 3) and np.abs(found - np.float64([200, 100, 50])).max() < 6


@pytest.mark.parametrize("matrix", ["bt709", "smpte170m"])
def test_colours_are_those_of_the_film_whatever_its_matrix(tmp_path, matrix):
    """Frames are JPEGs, which know one matrix alone."""
    colours = [(200, 40, 30), (30, 180, 60), (40, 60, 200), (220, 200, 40), (128, 128, 128)]
    picture = np.repeat(np.uint8([colours]), 64, axis=1).repeat(64, axis=0)
    raw = {"format": "rawvideo", "pix_fmt": "rgb24", "s": "320x64", "r": 25}
    film = tmp_path / "film.mp4"
    (
        ffmpeg.input("pipe:", **raw)
        .output(
            str(film),
            vf=f"scale=out_color_matrix={matrix}:out_range=tv,format=yuv420p",
            colorspace=matrix,
            color_primaries=matrix,
            color_trc=matrix,
            crf=5,
        )
        .run(cmd=ffmpeg_binary(), input=picture.tobytes() * 5, quiet=True)
    )
    extract_film(film, tmp_path / "frames")
    found = read_frames(tmp_path / "frames").frame(2)[32, 32::64]
    assert np.abs(found.astype(int) - colours).max() <= 6
