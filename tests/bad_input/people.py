"""People on films and pictures: composites of a photograph that scikit-image ships."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
from PIL import Image

from bad_input import Case, Failed, Handled
from bad_input.film_makers import run_ffmpeg
from bad_input.pictures import png
from pose2video.films.videos import encoder
from pose2video.resources import RESOURCES

SIDE, FRAMES = 256, 8


@cache
def astronaut(side=SIDE):
    """A person facing the camera, from the head to the waist; public domain (NASA)."""
    from skimage.data import astronaut

    return Image.fromarray(astronaut()).resize((side, side), Image.Resampling.BICUBIC)


def nobody():
    """A blurred field of colours without anybody."""
    small = np.random.default_rng(0).integers(90, 160, (4, 4, 3), np.uint8)
    return Image.fromarray(small).resize((SIDE, SIDE), Image.Resampling.BICUBIC)


def two():
    image = Image.new("RGB", (2 * SIDE, SIDE))
    image.paste(astronaut(), (0, 0))
    image.paste(astronaut(), (SIDE, 0))
    return image


def small(side):
    """The person `side` pixels high in an empty picture."""
    image = nobody()
    image.paste(astronaut(side), (SIDE // 2, SIDE // 2))
    return image


def dark():
    return astronaut().point(lambda value: round(0.12 * value))


def upside_down():
    return astronaut().transpose(Image.Transpose.ROTATE_180)


@cache
def from_behind(body_model):
    """A rendered performer who dances, in a moment in which her back is turned."""
    from pose2video.performers import load_choreography, load_performer
    from pose2video.performers.stage import clip_performance

    dance = load_choreography(RESOURCES / "choreographies" / "dance.yaml")
    dalia = load_performer(RESOURCES / "performers" / "dalia.yaml")
    whole = clip_performance(body_model, dance | {"size": [256, 320]}, dalia, 5.0)
    turned = slice(8, 9)
    motion = replace(whole.motion, expressions=whole.motion.expressions[turned])
    moment = replace(whole, transforms=whole.transforms[turned], motion=motion)
    return Image.fromarray(next(moment.frames())[0])


def film(picture, absent=()):
    """A maker of a film that shows a picture; in the frames `absent` nobody."""

    def make(path):
        path = path.with_suffix(".mp4")
        image = picture()
        empty = nobody().resize(image.size)
        with encoder(path, image.size, 25, preset="ultrafast") as write:
            for i in range(FRAMES):
                write(np.asarray(empty if i in absent else image))
        return path

    return make


def back_to_front(poses):
    """The body is found, and its left is on the left of the picture."""
    left, right = (poses.layout.index(f"{side}_shoulder") for side in ("left", "right"))
    assert (poses.keypoints[:, left, 0] + 20 < poses.keypoints[:, right, 0]).all()


def warned_of(path):
    """A film to be warned of: two people without hands, gone in between, in a raw stream."""
    made = film(two, absent=(3, 4, 5))(path)
    path = path.with_suffix(".h264")
    run_ffmpeg("-i", made, "-c", "copy", "-bsf:v", "h264_mp4toannexb", "-f", "h264", path)
    return path


WARNED = {
    "doubtful person": r"who is followed is doubtful in frames \d",
    "few usable frames": r"nobody is found in \d of 8 frames: \d",
    "lost hands": r"the left hand is not found in 100% of the frames",
}


def still(picture, suffix=".png", **settings):
    """A maker of a picture."""

    def make(path):
        path = path.with_suffix(suffix)
        picture().save(path, **settings)
        return path

    return make


def behind(make):
    """`film` or `still` of `from_behind`; the body model lies beside the files that are made."""
    return lambda path: make(lambda: from_behind(path.parent / "body_model"))(path)


def someone(least=FRAMES, most=FRAMES):
    """A check that somebody is found in as many frames."""

    def check(poses):
        found = int(poses.found("body").sum())
        assert least <= found <= most, found

    return check


def all_left(poses):
    """The person is the left one in every frame."""
    assert np.nanmax(poses.keypoints[:, poses.layout.index("nose"), 0]) < SIDE
    assert poses.found("body").all()


def half_of_two(poses):
    """One of the two is followed, not a mixture of both."""
    x = poses.keypoints[:, : len(poses.layout.indices("left_shoulder")) + 11, 0]
    assert np.nanmax(x) < SIDE * 1.1 or np.nanmin(x) > SIDE * 0.9, (np.nanmin(x), np.nanmax(x))


def turned(path):
    """Stored lying on its side; EXIF says how it is turned back."""
    path, exif = path.with_suffix(".jpg"), Image.Exif()
    exif[0x0112] = 6
    upright = astronaut(128).crop((8, 0, 120, 128))
    upright.transpose(Image.Transpose.ROTATE_90).save(path, exif=exif, quality=95)
    return path


def upright(picture):
    true = np.asarray(astronaut(128).crop((8, 0, 120, 128))).astype(int)
    assert np.abs(picture.astype(int) - true).mean() < 8


def cut(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return path


def written(path, data):
    path = path.with_suffix(".png")
    path.write_bytes(data)
    return path


NOBODY = "nobody is found in any of the 8 frames: check that the film shows a person"

PEOPLE = [
    Case("nobody", film(nobody), Failed(NOBODY)),
    Case("one person", film(astronaut), Handled(FRAMES, (SIDE, SIDE), 25, check=someone())),
    Case(
        "two people",
        film(two),
        Handled(FRAMES, (2 * SIDE, SIDE), 25, "several people seem to be in frames 0", half_of_two),
    ),
    Case(
        "two people, the left one is meant",
        film(two),
        Handled(FRAMES, check=all_left),
        {"person": "1"},
    ),
    Case(
        "a third person of two",
        film(two),
        Failed("nobody is found .*person 3 from the left .* at most 2 .*correct `person`"),
        {"person": "3"},
    ),
    Case(
        "from behind",
        behind(film),
        Handled(FRAMES, warns="the face is not found in 100% of", check=back_to_front),
    ),
    Case(
        "leaving and coming back",
        film(astronaut, absent=(3, 4, 5)),
        Handled(FRAMES, warns=r"nobody is found in [123] of 8 frames: \d", check=someone(5, 7)),
    ),
    Case("hands never seen", film(astronaut), Handled(FRAMES, warns="hand is not found in 100%")),
    Case("very small", film(lambda: small(64)), Handled(FRAMES)),
    Case("too small", film(lambda: small(12)), Failed(NOBODY)),
    Case("very dark", film(dark), Handled(FRAMES, check=someone())),
]

# at half the size: to take a picture apart takes seconds
CHARACTERS = [
    Case("one person", still(lambda: astronaut(128)), Handled(size=(128, 128))),
    Case("nobody on it", still(nobody), Failed("nobody was found in the character's picture")),
    Case(
        "two on it",
        still(lambda: two().resize((256, 128))),
        Handled(size=(256, 128), warns="several people seem to be on the picture: say by"),
    ),
    Case("from behind", behind(still), Handled(warns="shows no face: .*from the front")),
    Case("upside down", still(lambda: upside_down().resize((128, 128))), Handled(size=(128, 128))),
    Case("turned by EXIF", turned, Handled(size=(112, 128), check=upright)),
    Case("very small", still(lambda: small(12)), Failed("nobody was found|covers only")),
    Case("1 x 5000", still(lambda: Image.new("RGB", (1, 5000))), Failed("nobody was found")),
    Case("fully transparent", still(lambda: Image.new("RGBA", (64, 64))), Failed("nobody was")),
    Case("cut short", lambda path: cut(still(astronaut)(path)), Failed("cannot be read")),
    Case(
        "a bomb",
        lambda path: written(path, png(30000, 30000)),
        Failed("30000 x 30000 pixels, the limit limits.picture_megapixels is 50"),
    ),
    Case("text", lambda path: written(path, b"hello"), Failed("cannot be read")),
]
