import numpy as np
import pytest
from PIL import Image, ImageCms

from pose2video.errors import UserError
from pose2video.films.limits import Limits
from pose2video.films.pictures import load_picture


def halves(mode="RGB", size=(8, 6)):
    """Left half red, right half blue."""
    image = Image.new("RGB", size, (0, 0, 255))
    image.paste((255, 0, 0), (0, 0, size[0] // 2, size[1]))
    return image.convert(mode)


def near(pixel, colour, tolerance=6):
    return np.abs(pixel.astype(int) - colour).max() <= tolerance


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "CMYK"])
def test_modes_keep_their_colours(tmp_path, mode):
    path = tmp_path / ("a.tif" if mode == "CMYK" else "a.png")
    halves(mode).save(path)
    picture = load_picture(path)
    assert picture.shape == (6, 8, 3) and picture.dtype == np.uint8
    assert near(picture[3, 1], (255, 0, 0)) and near(picture[3, 6], (0, 0, 255))


def test_sixteen_bit_is_scaled_not_cut(tmp_path):
    values = np.linspace(0, 65535, 256, dtype=np.uint16).reshape(16, 16)
    Image.fromarray(values).save(tmp_path / "a.png")
    picture = load_picture(tmp_path / "a.png")
    np.testing.assert_allclose(picture[..., 0].ravel(), np.arange(256), atol=1)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation(tmp_path, orientation):
    # the stored picture is the upright one turned the other way round
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    upright = halves(size=(8, 6))
    stored = upright.transpose(back[orientation]) if orientation > 1 else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored.save(tmp_path / "a.png", exif=exif)
    np.testing.assert_array_equal(load_picture(tmp_path / "a.png"), np.asarray(upright))


def test_clear_pixels_show_the_background(tmp_path):
    image = Image.new("RGBA", (4, 4), (255, 0, 0, 0))
    image.putpixel((0, 0), (0, 255, 0, 255))
    image.save(tmp_path / "a.png")
    picture = load_picture(tmp_path / "a.png", background=(9, 9, 9))
    assert near(picture[2, 2], (9, 9, 9), 0) and near(picture[0, 0], (0, 255, 0), 0)


def test_palette_with_transparency(tmp_path):
    image = halves("P")
    image.save(tmp_path / "a.png", transparency=image.getpixel((0, 0)))
    assert near(load_picture(tmp_path / "a.png")[3, 1], (255, 255, 255), 0)


def test_a_profile_that_is_srgb_or_broken_changes_nothing(tmp_path):
    image = Image.new("RGB", (4, 4), (255, 128, 0))
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image.save(tmp_path / "same.png", icc_profile=srgb)
    assert near(load_picture(tmp_path / "same.png")[0, 0], (255, 128, 0), 2)
    image.save(tmp_path / "bad.png", icc_profile=b"no profile")
    assert near(load_picture(tmp_path / "bad.png")[0, 0], (255, 128, 0), 0)


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "cannot be read"), (b"<html>", "is a web page"), (None, "is not there")],
)
def test_what_is_no_picture_is_one_sentence(tmp_path, content, words):
    path = tmp_path / "a.png"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UserError, match=words):
        load_picture(path)


def test_a_cut_picture_and_a_bomb_are_refused(tmp_path):
    rng = np.random.default_rng(0)
    Image.fromarray(rng.integers(0, 255, (64, 64, 3), np.uint8)).save(tmp_path / "a.jpg")
    data = (tmp_path / "a.jpg").read_bytes()
    (tmp_path / "a.jpg").write_bytes(data[: len(data) // 2])
    with pytest.raises(UserError, match="cannot be read"):
        load_picture(tmp_path / "a.jpg")
    Image.new("L", (200, 100)).save(tmp_path / "b.png")
    with pytest.raises(UserError, match="200 x 100 pixels"):
        load_picture(tmp_path / "b.png", limits=Limits(picture_megapixels=0.01))
